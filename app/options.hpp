#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace portalprobe {

/// The command line as plain values: `main.cpp` fills them in, the commands read them.

struct CommonOptions {
  std::string store;  ///< empty: the configuration's
  std::vector<std::string> only;
  std::optional<std::uint64_t> seed;
  bool json = false;
  bool quiet = false;
  std::string log_level = "info";
  std::string log_format = "text";
  std::vector<std::string> connect_to;
  std::string ca_file;
  std::string rules_file;  ///< further recognisers of walls and notices
};

/// What makes a plan, for `plan` and `sweep`.
struct PlanOptions {
  std::string config;
  std::string schedule;  ///< empty: the first
  std::optional<int> rounds;
  std::string window;        ///< a duration; empty: the schedule's
  bool now = false;          ///< window 0
  std::string shard;         ///< I/N; empty: all
  std::string scheduled_at;  ///< RFC 3339; empty: the present moment
};

struct CheckOptions {
  std::string config;
  std::string evaluation;  ///< a file: whether the plan can lead to verdicts of it; empty: of any
};

struct SweepOptions {
  PlanOptions plan;
  std::string resume;      ///< a sweep; empty: a new one
  std::string evaluation;  ///< a file; empty: the sweep is part of none
  std::string fail_on;     ///< threshold: exit 4 if a portal fails by the configuration's criterion
};

struct ProbeOptions {
  std::vector<std::string> urls;
  int count = 1;
  std::string connection = "cold";  ///< cold, warm, both
  std::string http_version = "auto";
  std::string ip_family = "ipv4";
  std::string timeout = "30s";
  std::string interval = "1s";
  std::string method = "GET";
  std::vector<std::string> headers;
  std::vector<std::string> resolvers;
  bool page = false;     ///< the whole page, by the network page engine
  bool browser = false;  ///< the whole page, by a browser
  std::string profile = "desktop";
  bool speed_index = false;  ///< load it once more, filmed
  std::string film;          ///< a folder for the visits' files; empty: none
};

struct CalibrateOptions {
  std::string config;          ///< whose limits and pace; empty: the defaults
  std::optional<double> rate;  ///< starts per second; absent: rising ones
  double seconds = 30;         ///< in all
};

struct ExportOptions {
  std::string evaluation;  ///< for verdicts: a file; empty: one sweep's
  std::string criterion;   ///< for verdicts: a file or a shipped one's name
  std::string sweep = "latest";
  std::string format = "ndjson";
  std::string output;  ///< empty: stdout
  bool all = false;
  bool resources = false;  ///< NDJSON with the resources of page loads
};

struct ScoreOptions {
  std::string sweep = "latest";
  std::string evaluation;  ///< a file; empty: one sweep
  std::string criterion;   ///< a file, or the name of a shipped one; empty: the evaluation's or the sweep's
  std::string by;          ///< blocks: block, deployment, vendor, region, tag; empty: none
  bool sensitivity = false;
  std::string groups;    ///< CSV with the other groups' points; empty: performance alone
  std::string scheme;    ///< how groups add up: a file or a shipped one; empty: as the CSV's columns say
  std::string previous;  ///< CSV of an earlier evaluation, all groups
  std::string previous_scheme;  ///< the same for that one
  std::string output;           ///< FILE.csv or FILE.xlsx, besides what is printed
  std::string language = "en";
  std::string fail_on;  ///< threshold: exit 4 if a portal fails
};

struct CompareOptions {
  std::string before;  ///< A: a sweep, or an evaluation's file
  std::string after;   ///< B
  std::string csv;     ///< a file; empty: none
  std::string output;  ///< FILE.csv or FILE.xlsx; empty: none
  std::string language = "en";
};

struct PublicationOptions {
  std::string file;             ///< CSV
  std::string scheme = "2023";  ///< whose levels: a file or a shipped one
};

struct SampleImportOptions {
  std::vector<std::string> files;  ///< NDJSON
};

struct RegisterImportOptions {
  std::string input;
  std::string output;
};

struct VerifyOptions {
  std::string config;
  std::string output;  ///< a CSV file; empty: a readable sheet on stdout
};

}  // namespace portalprobe
