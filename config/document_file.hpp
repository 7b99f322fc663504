#pragma once

#include <tl/expected.hpp>

#include <optional>
#include <string>
#include <string_view>

#include "config/built_in_documents.hpp"
#include "config/problem.hpp"
#include "config/reader.hpp"
#include "config/source_file.hpp"
#include "config/type.hpp"
#include "config/yaml_tree.hpp"
#include "core/sha256.hpp"

namespace portalprobe {

/// Criteria, groups, exclusions and holidays are written by hand: what is larger is something else.
inline constexpr std::uint64_t kMaxDocumentBytes = 1ULL << 20U;

/// A file of one map, as read: the tree is kept for checks that come later.
struct DocumentFile {
  YamlTree tree;
  std::string sha256;  ///< of the file's bytes
};

/// The map that a text holds; `path` names it in messages. Reports what is wrong.
inline std::optional<DocumentFile> read_document(Reader& reader, const std::string& path, HashedText text,
                                                 std::string_view called) {
  auto tree = YamlTree::parse(path, std::move(text.text));
  if (!tree) {
    reader.report(tree.error());
    return std::nullopt;
  }
  if (!tree->root().is_map()) {
    reader.report(tree->root(), fmt::format("{} is a map of keys, not {}", called,
                                            tree->root().is_list() ? "a list" : "a single value"));
    return std::nullopt;
  }
  return DocumentFile{std::move(*tree), std::move(text.sha256)};
}

/// Opens a file and makes sure that it is a map; `called` names it in messages, as in "a criterion". Reports
/// what is wrong. The file becomes the reader's current one.
inline std::optional<DocumentFile> open_document(Reader& reader, const std::string& path,
                                                 std::string_view called,
                                                 std::uint64_t most = kMaxDocumentBytes) {
  reader.enter(path);
  auto text = read_hashed_text(path, most);
  if (!text) {
    reader.report(text.error());
    return std::nullopt;
  }
  return read_document(reader, path, std::move(*text), called);
}

/// The same of a file, or, by its name alone, of one that the program has in itself.
inline std::optional<DocumentFile> open_document(Reader& reader, const std::string& path,
                                                 std::string_view called, BuiltIn kind) {
  const auto text = built_in_document(kind, path);
  if (!text) return open_document(reader, path, called);
  reader.enter(path);
  return read_document(reader, path, {std::string(*text), sha256_hex(*text)}, called);
}

}  // namespace portalprobe
