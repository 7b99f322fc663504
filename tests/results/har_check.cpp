#include "tests/results/har_check.hpp"

#include <cmath>
#include <regex>
#include <set>

namespace portalprobe {
namespace {

using nlohmann::json;

struct Required {
  const char* path;
  char type;  ///< s text, n number, N number that is not negative, i whole number, a list, o object, t time
};

constexpr Required kLog[] = {{"/version", 's'},         {"/creator", 'o'}, {"/creator/name", 's'},
                             {"/creator/version", 's'}, {"/entries", 'a'}, {"/pages", 'a'}};
constexpr Required kPage[] = {
    {"/startedDateTime", 't'},    {"/id", 's'},     {"/title", 's'}, {"/pageTimings", 'o'},
    {"/pageTimings/onLoad", 'n'}, {"/comment", 's'}};
constexpr Required kEntry[] = {{"/startedDateTime", 't'},
                               {"/time", 'N'},
                               {"/cache", 'o'},
                               {"/request/method", 's'},
                               {"/request/url", 's'},
                               {"/request/httpVersion", 's'},
                               {"/request/cookies", 'a'},
                               {"/request/headers", 'a'},
                               {"/request/queryString", 'a'},
                               {"/request/headersSize", 'i'},
                               {"/request/bodySize", 'i'},
                               {"/response/status", 'i'},
                               {"/response/statusText", 's'},
                               {"/response/httpVersion", 's'},
                               {"/response/cookies", 'a'},
                               {"/response/headers", 'a'},
                               {"/response/content", 'o'},
                               {"/response/content/size", 'i'},
                               {"/response/content/mimeType", 's'},
                               {"/response/redirectURL", 's'},
                               {"/response/headersSize", 'i'},
                               {"/response/bodySize", 'i'},
                               {"/timings/blocked", 'n'},
                               {"/timings/dns", 'n'},
                               {"/timings/connect", 'n'},
                               {"/timings/send", 'N'},
                               {"/timings/wait", 'N'},
                               {"/timings/receive", 'N'},
                               {"/timings/ssl", 'n'}};

bool is_time(const json& value) {
  static const std::regex kTime(R"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d))");
  return value.is_string() && std::regex_match(value.get<std::string>(), kTime);
}

bool fits(const json& value, char type) {
  switch (type) {
    case 's':
      return value.is_string();
    case 'n':
      return value.is_number() && (value.get<double>() >= 0 || value == -1);
    case 'N':
      return value.is_number() && value.get<double>() >= 0;
    case 'i':
      return value.is_number_integer();
    case 'a':
      return value.is_array();
    case 'o':
      return value.is_object();
    default:
      return is_time(value);
  }
}

template <std::size_t N>
void check(const json& object, const Required (&rows)[N], const std::string& where,
           std::vector<std::string>& faults) {
  for (const auto& row : rows) {
    const json::json_pointer pointer{row.path};
    if (!object.contains(pointer) || !fits(object[pointer], row.type)) faults.push_back(where + row.path);
  }
}

/// The sum of the parts is the whole; TLS is part of the connection.
void check_sum(const json& entry, const std::string& where, std::vector<std::string>& faults) {
  const json& timings = entry["timings"];
  double sum = 0;
  for (const auto* part : {"blocked", "dns", "connect", "send", "wait", "receive"})
    sum += std::max(timings[part].get<double>(), 0.0);
  if (std::abs(sum - entry["time"].get<double>()) > 0.0005) faults.push_back(where + "/time is not the sum");
  if (timings["ssl"].get<double>() > timings["connect"].get<double>())
    faults.push_back(where + "/timings/ssl is not inside connect");
}

void check_pairs(const json& list, const std::string& where, std::vector<std::string>& faults) {
  for (const auto& pair : list) {
    if (!pair.value("name", json()).is_string() || !pair.value("value", json()).is_string())
      faults.push_back(where);
  }
}

}  // namespace

std::vector<std::string> har_faults(const json& har) {
  std::vector<std::string> faults;
  if (!har.is_object() || !har.contains("log")) return {"no log"};
  const json& log = har["log"];
  check(log, kLog, "log", faults);
  if (!faults.empty()) return faults;
  if (log["version"] != "1.2") faults.emplace_back("log/version");
  std::set<std::string> pages;
  for (const auto& page : log["pages"]) {
    const std::size_t before = faults.size();
    check(page, kPage, "page", faults);
    if (faults.size() == before && !pages.insert(page["id"].get<std::string>()).second)
      faults.emplace_back("two pages of one id");
  }
  for (const auto& entry : log["entries"]) {
    const std::string where = "entry " + entry["request"].value("url", "?");
    const std::size_t before = faults.size();
    check(entry, kEntry, where, faults);
    if (entry["request"].value("url", "").empty()) faults.push_back(where + "/request/url is empty");
    if (faults.size() > before) continue;
    check_sum(entry, where, faults);
    check_pairs(entry["request"]["queryString"], where + "/request/queryString", faults);
    if (entry.contains("pageref") && !pages.contains(entry["pageref"].get<std::string>()))
      faults.push_back(where + "/pageref names no page");
  }
  return faults;
}

}  // namespace portalprobe
