#include "tests/results/visits.hpp"

#include <fmt/format.h>

#include "tests/results/samples.hpp"

namespace portalprobe {
namespace {

PageResource document() {
  PageResource document;
  document.url = "https://portal.example/";
  document.type = ResourceType::document;
  document.started = microseconds(0);
  return document;
}

PageResource usual_resource(int portal, int number) {
  constexpr ResourceType kTypes[] = {ResourceType::script, ResourceType::style, ResourceType::image,
                                     ResourceType::image, ResourceType::font};
  const auto type = kTypes[number % 5];
  PageResource resource;
  resource.url =
      fmt::format("https://dichvucong.portal-{}.example.vn/o/theme-cong-dich-vu/{}/asset-{}.{}?v=20260511",
                  portal, to_string(type), number, to_string(type));
  resource.type = type;
  resource.initiator = number < 5 ? 0 : static_cast<std::uint32_t>(number % 5);
  resource.found = microseconds(262'000 + number * 1'371);
  resource.started = resource.found + microseconds(20'011);
  if (number < 6) {
    resource.timings.connected = *resource.started + microseconds(31'007);
    resource.timings.secured = *resource.started + microseconds(70'013);
  }
  resource.timings.sent = *resource.started + microseconds(70'500);
  resource.timings.first_byte = *resource.started + microseconds(140'900 + number);
  resource.timings.done = *resource.started + microseconds(181'003 + number * 977);
  resource.status = 200;
  resource.http_version = "1.1";
  resource.content_type = type == ResourceType::image ? "image/png" : "text/css; charset=UTF-8";
  resource.remote_ip = fmt::format("203.0.113.{}", portal % 250);
  resource.bytes_wire = static_cast<std::uint64_t>(11'400 + number * 313);
  resource.bytes_body = static_cast<std::uint64_t>(41'000 + number * 1'013);
  return resource;
}

}  // namespace

PageVisit full_visit() {
  PageResource full;
  full.url = "https://cdn.example/tệp.js?q=\"1\"";
  full.type = ResourceType::script;
  full.initiator = 0;
  full.outcome = Outcome::http_client_error;
  full.detail = "status 404, \"không tìm thấy\"\n";
  full.found = microseconds(1);
  full.started = microseconds(2);
  full.timings = {microseconds(3), microseconds(4), microseconds(5),
                  microseconds(6), microseconds(7), microseconds(8)};
  full.status = 404;
  full.http_version = "2";
  full.content_type = "text/html; charset=utf-8";
  full.remote_ip = "2001:db8::2";
  full.redirects = 9;
  full.bytes_wire = 1ULL << 40U;
  full.bytes_body = 11;
  return PageVisit{{document(), full}};
}

PageVisit usual_visit(int portal, int resources) {
  PageVisit visit{{document()}};
  visit.resources[0].url = fmt::format("https://dichvucong.portal-{}.example.vn/", portal);
  for (int number = 0; number < resources; ++number)
    visit.resources.push_back(usual_resource(portal, number));
  return visit;
}

Measurement page_load(int portal, std::uint32_t round, PageVisit visit) {
  Measurement made = measurement(usual_sample(portal, round));
  made.sample.engine = EngineKind::network;
  made.sample.network_load = microseconds(1'234'567);
  made.page = std::move(visit);
  return made;
}

}  // namespace portalprobe
