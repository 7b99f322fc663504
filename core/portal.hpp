#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/clock.hpp"
#include "core/kinds.hpp"
#include "core/secret.hpp"

namespace portalprobe {

/// A calendar day, as configured (`2026-11-20`).
using Day = std::chrono::year_month_day;

struct Header {
  std::string name;
  Secret value;
  bool operator==(const Header&) const = default;
};

/// What a healthy answer must show. Nothing set: any final status from 200 to 399 is healthy.
struct Expectations {
  std::vector<int> status;                 ///< accepted final statuses; empty: 200-399
  std::string contains;                    ///< bytes that the decoded body must contain; empty: anything
  std::optional<std::uint64_t> max_bytes;  ///< decoded bytes; absent: the limit of `ProbeSettings::max_body`
  bool operator==(const Expectations&) const = default;
};

/// One step of a user's interaction, for the browser engine: exactly one field is set.
struct Interaction {
  std::string click;     ///< CSS selector
  std::string type;      ///< text
  std::string press;     ///< key
  std::string wait_for;  ///< CSS selector
  bool operator==(const Interaction&) const = default;
};

/// One page (its load is measured) or action (its response is measured) of a portal, or another system of its
/// body (its document is looked at).
struct Target {
  std::string id;
  std::string role;
  TargetKind kind = TargetKind::page;
  std::string url;  ///< http or https, absolute, without fragment
  std::string method = "GET";
  std::vector<Header> headers;
  Expectations expect;
  std::vector<std::string> tags;
  std::vector<Interaction> interactions;
  bool configured = true;  ///< false for the `default-action`, which is measured and can never pass
  bool operator==(const Target&) const = default;
};

/// The id and the role of a portal's systems: `system-1` is the first of them.
inline std::string system_target_id(std::size_t number) { return "system-" + std::to_string(number); }
inline constexpr const char* kSystemRole = "system";
/// The id of the action that a portal gets which has none of its own.
inline constexpr const char* kDefaultActionId = "default-action";

/// One public-service system of one body.
struct Portal {
  std::string id;
  std::string name;
  std::string name_en;
  std::string block;  ///< national, ministry, province, district, commune or any other word
  std::string region;
  std::string deployment;  ///< leased, bought, self-built, unknown
  std::string vendor;
  std::vector<std::string> hosts;  ///< lower case; another final host is `moved`
  std::optional<Day> verified;     ///< when a person confirmed the URLs
  std::optional<Day> valid_from;
  std::optional<Day> valid_to;
  std::string successor;  ///< id of the portal that took over
  std::string successor_name;
  std::string later_url;   ///< an address that was seen to replace the first page's
  std::string confidence;  ///< how sure the register is of the URL: seen, pattern, memory, confirmed
  std::string evidence;    ///< where the URL was seen
  std::string note;
  std::string ca_file;
  std::string client_cert;
  Secret client_key;                 ///< path of the key file
  Secret proxy;                      ///< URL; empty: the default's
  std::vector<std::string> systems;  ///< URLs of other systems of the same body, for the EMC check
  std::vector<Target> targets;       ///< pages, then actions (the default one included), then systems
  bool operator==(const Portal&) const = default;
};

}  // namespace portalprobe
