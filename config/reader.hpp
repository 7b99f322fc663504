#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "config/load.hpp"
#include "config/problem.hpp"
#include "config/shape.hpp"
#include "config/yaml_tree.hpp"

namespace portalprobe {

/// Where a value stands, kept for checks that come when all files are read.
struct Place {
  std::uint32_t file = 0;  ///< index into the files in the order of reading
  int line = 0;
  int column = 0;
};

/// What all readers of values share: which file is read, where problems go, and where secrets come from.
class Reader {
 public:
  explicit Reader(LoadOptions options) : options_(std::move(options)) {}

  /// Problems and paths belong to this file from now on.
  void enter(const std::string& file);
  /// Goes back to the file that was entered first.
  void return_to_first() { current_ = 0; }
  const std::string& file() const { return files_[current_]; }

  Place place(const YamlNode& node) const;
  void report(const YamlNode& node, std::string message) { report(place(node), std::move(message)); }
  void report(const Place& place, std::string message);
  void report(const Problem& problem);
  /// "'rounds' must be a whole number ..., not 'many'".
  void report_wrong(const YamlNode& node, std::string_view hint);
  /// FILE:LINE:COLUMN.
  std::string where(const Place& place) const;

  /// What the value being read is called in messages, as in "'rounds'" or "an entry of 'status'".
  const std::string& label() const { return label_; }
  void set_label(std::string label) { label_ = std::move(label); }

  std::optional<std::string> environment(const std::string& name) const;

  /// All problems in order of files and lines; at most so many as a person could read.
  std::vector<Problem> take_problems();
  bool ok() const { return problems_.empty(); }

 private:
  struct Found {
    Place place;
    std::string message;
  };

  LoadOptions options_;
  std::vector<std::string> files_;
  std::size_t current_ = 0;  ///< index into `files_`
  std::vector<Found> problems_;
  std::size_t more_ = 0;  ///< problems that were not kept
  std::string label_;
};

/// Whether a plain scalar is a number or a truth value for YAML, and so no text.
bool looks_like_number(std::string_view text);

}  // namespace portalprobe
