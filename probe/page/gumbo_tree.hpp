#pragma once

#include <gumbo.h>

#include <cstddef>
#include <memory>
#include <string_view>

namespace portalprobe {

/// A tree of gumbo's, with all its memory. Refers to the markup.
class GumboTree {
 public:
  ~GumboTree();
  GumboTree(GumboTree&&) noexcept;
  GumboTree& operator=(GumboTree&&) noexcept;

  /// Parses the markup; if its tree would take more than `memory` bytes (misnested tags can make a parser
  /// clone elements without end), as much of its beginning as fits. Null if nothing fits.
  static GumboTree parse(std::string_view markup, std::size_t memory);

  const GumboNode* root() const { return root_; }
  bool capped() const { return capped_; }

 private:
  struct Heap;
  explicit GumboTree(std::size_t memory);
  bool try_parse(std::string_view markup);

  std::unique_ptr<Heap> heap_;
  const GumboNode* root_ = nullptr;
  bool capped_ = false;
};

}  // namespace portalprobe
