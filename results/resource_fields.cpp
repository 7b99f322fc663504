#include "results/resource_fields.hpp"

#include "results/field_values.hpp"

namespace portalprobe {
namespace {

using field_values::from_value;
using field_values::to_value;

template <auto Member>
FieldValue get(const PageResource& resource) {
  return to_value(resource.*Member);
}
template <auto Member>
bool set(PageResource& resource, const FieldValue& value) {
  return from_value(value, resource.*Member);
}
template <auto Mark>
FieldValue get_mark(const PageResource& resource) {
  return to_value(resource.timings.*Mark);
}
template <auto Mark>
bool set_mark(PageResource& resource, const FieldValue& value) {
  return from_value(value, resource.timings.*Mark);
}

constexpr bool kRequired = true;
constexpr bool kOptional = false;

template <auto Member>
constexpr ResourceField text(std::string_view name, ResourceStorage storage, bool required) {
  return {name, FieldType::text, storage, required, get<Member>, set<Member>};
}
template <auto Member>
constexpr ResourceField number(std::string_view name, bool required = kOptional) {
  return {name, FieldType::integer, ResourceStorage::row, required, get<Member>, set<Member>};
}
template <auto Mark>
constexpr ResourceField mark(std::string_view name) {
  return {name, FieldType::integer, ResourceStorage::row, kOptional, get_mark<Mark>, set_mark<Mark>};
}

using R = PageResource;
constexpr ResourceField kFields[] = {
    text<&R::url>("url", ResourceStorage::text, kRequired),
    text<&R::type>("type", ResourceStorage::word, kRequired),
    number<&R::initiator>("initiator"),
    text<&R::outcome>("outcome", ResourceStorage::word, kRequired),
    text<&R::detail>("detail", ResourceStorage::text, kOptional),
    number<&R::found>("found_us", kRequired),
    number<&R::started>("started_us"),
    mark<&Timings::resolved>("resolved_us"),
    mark<&Timings::connected>("connected_us"),
    mark<&Timings::secured>("secured_us"),
    mark<&Timings::sent>("sent_us"),
    mark<&Timings::first_byte>("first_byte_us"),
    mark<&Timings::done>("done_us"),
    number<&R::status>("status"),
    text<&R::http_version>("http_version", ResourceStorage::word, kOptional),
    text<&R::content_type>("content_type", ResourceStorage::text, kOptional),
    text<&R::remote_ip>("remote_ip", ResourceStorage::text, kOptional),
    number<&R::redirects>("redirects", kRequired),
    number<&R::bytes_wire>("bytes_wire", kRequired),
    number<&R::bytes_body>("bytes_body", kRequired),
};

}  // namespace

std::span<const ResourceField> resource_fields() { return kFields; }

bool initiators_fit(const PageVisit& visit) {
  for (std::size_t place = 0; place < visit.resources.size(); ++place) {
    const auto& initiator = visit.resources[place].initiator;
    if (initiator && *initiator >= place) return false;
  }
  return true;
}

}  // namespace portalprobe
