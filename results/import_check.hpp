#pragma once

#include <map>
#include <string>
#include <vector>

#include "core/expected.hpp"
#include "results/import.hpp"
#include "results/import_sweep.hpp"
#include "results/line_reader.hpp"
#include "results/seen_samples.hpp"

namespace portalprobe {

/// The first pass of an import: reads everything, stores nothing.
class ImportCheck {
 public:
  /// Both outlive this. Without a store, there is none yet.
  ImportCheck(Store* store, const std::vector<std::string>& files) : store_(store), files_(files) {}

  /// An error is the store's; what is wrong with the files is in `problems`.
  Expected<void> run();

  const std::vector<std::string>& problems() const { return problems_; }
  const ImportCounts& counts() const { return counts_; }
  /// Of the files, in their order.
  const std::vector<FileStamp>& stamps() const { return stamps_; }
  /// Whether the store lacks anything that the files have.
  bool has_news() const { return has_news_; }
  std::map<std::string, ImportSweep>& sweeps() { return sweeps_; }

 private:
  Expected<void> learn_sweeps();
  Expected<void> check_file(const std::string& file);
  Expected<void> check_line(const LineReader::Line& line);
  Expected<void> check_sample(const ArchivedSample& line);
  Expected<void> take(const Measurement& measurement, ImportSweep& sweep);
  ImportSweep& sweep_of(const Sample& sample);
  /// Where an earlier line has the sample's key; empty: none has.
  std::string earlier(const Sample& sample) const;
  void wrong(const std::string& what);
  bool enough() const;

  Store* store_;
  const std::vector<std::string>& files_;
  const std::string* file_ = nullptr;  ///< that is being read ...
  std::uint64_t line_ = 0;             ///< ... and its line
  bool unreadable_ = false;            ///< nothing further can be said of it
  std::vector<std::string> problems_;
  ImportCounts counts_;
  std::vector<FileStamp> stamps_;
  std::map<std::string, ImportSweep> sweeps_;
  SeenSamples seen_;
  bool has_news_ = false;
};

}  // namespace portalprobe
