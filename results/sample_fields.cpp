#include "results/sample_fields.hpp"

#include "results/field_values.hpp"

namespace portalprobe {
namespace {

using field_values::from_value;
using field_values::to_value;

template <auto Member>
FieldValue get(const Sample& sample) {
  return to_value(sample.*Member);
}
template <auto Member>
bool set(Sample& sample, const FieldValue& value) {
  return from_value(value, sample.*Member);
}
template <auto Mark>
FieldValue get_mark(const Sample& sample) {
  return to_value(sample.timings.*Mark);
}
template <auto Mark>
bool set_mark(Sample& sample, const FieldValue& value) {
  return from_value(value, sample.timings.*Mark);
}

FieldValue get_version(const Sample& /*sample*/) { return static_cast<std::int64_t>(kSampleSchemaVersion); }
/// Fields are only ever added, so an older sample is one without them; a newer one may mean what we do not
/// know.
bool set_version(Sample& /*sample*/, const FieldValue& value) {
  int version = 0;
  return from_value(value, version) && version >= 1 && version <= kSampleSchemaVersion;
}

constexpr bool kRequired = true;
constexpr bool kOptional = false;

template <auto Member>
constexpr SampleField field(std::string_view name, FieldType type, Storage storage, bool required) {
  return {name, type, storage, required, get<Member>, set<Member>};
}
template <auto Mark>
constexpr SampleField mark(std::string_view name) {
  return {name, FieldType::integer, Storage::row, kOptional, get_mark<Mark>, set_mark<Mark>};
}
/// The usual ones: in the sample's row, and absent where they do not apply.
template <auto Member>
constexpr SampleField number(std::string_view name) {
  return field<Member>(name, FieldType::integer, Storage::row, kOptional);
}
template <auto Member>
constexpr SampleField word(std::string_view name) {
  return field<Member>(name, FieldType::text, Storage::word, kOptional);
}

using S = Sample;
using enum FieldType;
constexpr SampleField kFields[] = {
    // identity
    {"schema_version", integer, Storage::fixed, kRequired, get_version, set_version},
    field<&S::sweep_id>("sweep_id", text, Storage::sweep, kRequired),
    field<&S::round>("round", integer, Storage::row, kRequired),
    field<&S::portal_id>("portal_id", text, Storage::series, kRequired),
    field<&S::target_id>("target_id", text, Storage::series, kRequired),
    word<&S::role>("role"),
    field<&S::kind>("kind", text, Storage::series, kRequired),
    field<&S::engine>("engine", text, Storage::series, kRequired),
    field<&S::profile>("profile", text, Storage::series, kRequired),
    field<&S::connection>("connection", text, Storage::series, kRequired),
    field<&S::ip_family>("ip_family", text, Storage::series, kRequired),
    word<&S::stratum>("stratum"),
    field<&S::vantage_id>("vantage_id", text, Storage::series, kOptional),
    // when
    field<&S::scheduled_at>("scheduled_at", FieldType::time, Storage::row, kRequired),
    field<&S::held>("held_us", integer, Storage::row, kRequired),
    field<&S::started_at>("started_at", FieldType::time, Storage::row, kOptional),
    number<&S::lateness>("lateness_us"),
    // fitness
    number<&S::error>("error_us"),
    number<&S::loop_lag>("loop_lag_us"),
    number<&S::run_delay>("run_delay_us"),
    number<&S::throttled>("throttled_us"),
    number<&S::stolen>("stolen_us"),
    field<&S::fit>("fit", boolean, Storage::row, kRequired),
    word<&S::unfit_reason>("unfit_reason"),
    // result
    field<&S::outcome>("outcome", text, Storage::word, kRequired),
    field<&S::side>("side", text, Storage::word, kRequired),
    field<&S::detail>("detail", text, Storage::row, kOptional),
    number<&S::censored_after>("censored_after_us"),
    // marks
    mark<&Timings::resolved>("resolved_us"),
    mark<&Timings::connected>("connected_us"),
    mark<&Timings::secured>("secured_us"),
    mark<&Timings::sent>("sent_us"),
    mark<&Timings::first_byte>("first_byte_us"),
    mark<&Timings::done>("done_us"),
    number<&S::hop_started>("hop_started_us"),
    // metrics
    number<&S::ttfb>("ttfb_us"),
    number<&S::server_wait>("server_wait_us"),
    number<&S::response_time>("response_time_us"),
    number<&S::network_load>("network_load_us"),
    field<&S::needs_browser>("needs_browser", boolean, Storage::row, kOptional),
    word<&S::page_capped>("page_capped"),
    number<&S::first_contentful_paint>("first_contentful_paint_us"),
    number<&S::largest_contentful_paint>("largest_contentful_paint_us"),
    number<&S::load_event>("load_event_us"),
    number<&S::total_blocking_time>("total_blocking_time_us"),
    number<&S::interaction_to_next_paint>("interaction_to_next_paint_us"),
    field<&S::cumulative_layout_shift>("cumulative_layout_shift", real, Storage::row, kOptional),
    number<&S::speed_index>("speed_index_us"),
    number<&S::emc_level>("emc_level"),
    word<&S::emc_site_id>("emc_site_id"),
    // HTTP
    number<&S::http_status>("http_status"),
    word<&S::http_version>("http_version"),
    field<&S::redirects>("redirects", redirects, Storage::row, kOptional),
    word<&S::final_url>("final_url"),
    number<&S::bytes_wire>("bytes_wire"),
    number<&S::bytes_body>("bytes_body"),
    number<&S::requests>("requests"),
    number<&S::requests_failed>("requests_failed"),
    field<&S::server_timing>("server_timing", text, Storage::row, kOptional),
    number<&S::age_s>("age_s"),
    field<&S::body_sha256>("body_sha256", hex, Storage::row, kOptional),
    word<&S::title>("title"),
    // network
    word<&S::remote_ip>("remote_ip"),
    number<&S::local_port>("local_port"),
    field<&S::via_proxy>("via_proxy", boolean, Storage::row, kRequired),
    word<&S::resolver>("resolver"),
    number<&S::dns_ttl_s>("dns_ttl_s"),
    number<&S::tcp_rtt>("tcp_rtt_us"),
    number<&S::tcp_retransmits>("tcp_retransmits"),
    word<&S::tls_version>("tls_version"),
    word<&S::tls_cipher>("tls_cipher"),
    field<&S::certificate_not_after>("certificate_not_after", FieldType::time, Storage::row, kOptional),
};

constexpr MarkField kMarks[] = {
    {"resolved_us", &Timings::resolved},     {"connected_us", &Timings::connected},
    {"secured_us", &Timings::secured},       {"sent_us", &Timings::sent},
    {"first_byte_us", &Timings::first_byte}, {"done_us", &Timings::done},
};

}  // namespace

std::span<const SampleField> sample_fields() { return kFields; }
std::span<const MarkField> mark_fields() { return kMarks; }

bool is_writable(WallTime time) {
  constexpr WallTime kFrom = std::chrono::sys_days(std::chrono::year(1970) / 1 / 1);
  constexpr WallTime kTo = std::chrono::sys_days(std::chrono::year(10000) / 1 / 1);
  return time >= kFrom && time < kTo;
}

}  // namespace portalprobe
