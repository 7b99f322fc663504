#include "results/prometheus.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <sstream>

#include "results/export.hpp"
#include "results/output_file.hpp"
#include "results/prometheus_families.hpp"
#include "results/prometheus_phases.hpp"
#include "tests/results/store_fixture.hpp"

namespace portalprobe {
namespace {

using testing::HasSubstr;
using testing::Not;

class Prometheus : public StoreTest {
 protected:
  /// What is exported of a store with these samples.
  std::string exported(const std::vector<Sample>& samples) {
    const auto store = open_begun();
    EXPECT_TRUE(succeeded(store->write(measurements(samples))));
    auto file = OutputFile::create(path("out"));
    const auto count = export_samples(*store, kSweepId, ExportFormat::prometheus, file->stream());
    EXPECT_TRUE(succeeded(count));
    series_ = count.value_or(0);
    EXPECT_TRUE(succeeded(file->commit()));
    return dir_.read("out");
  }
  /// The value of a metric of one sample; with `own`, labels of its own.
  static std::string value_of(const Sample& sample, std::string_view name, const std::string& own = "") {
    std::string all;
    for (const auto& family : prometheus_families()) {
      FamilyWriter writer(all, family.name, family.help);
      writer.begin(sample);
      family.write(writer, sample);
    }
    std::istringstream lines(all);
    for (std::string line; std::getline(lines, line);) {
      if (line.starts_with(std::string(name) + "{") && line.find(own) != std::string::npos)
        return line.substr(line.find("} ") + 2);
    }
    return "-";
  }
  std::uint64_t series_ = 0;
};

constexpr const char* kSeries =
    R"({portal="portal-1",target="home",role="lookup",kind="page",engine="http",profile="none",)"
    R"(connection="cold",ip_family="ipv4",vantage="ha-noi-1"})";

TEST_F(Prometheus, ShowsTheLastRoundOfEachSeries) {
  Sample failed = usual_sample(1, 2);
  failed.outcome = Outcome::http_server_error;
  failed.side = Side::portal;
  const std::string text = exported({usual_sample(1, 0), failed, usual_sample(1, 1), usual_sample(2, 1)});
  EXPECT_EQ(series_, 2U);
  const std::string series = kSeries;
  EXPECT_THAT(text, HasSubstr("# HELP probe_success Whether the measurement's outcome was ok\n"
                              "# TYPE probe_success gauge\nprobe_success" +
                              series + " 0\n"));
  EXPECT_THAT(text, HasSubstr("portal_probe_round" + series + " 2\n"));
  EXPECT_THAT(text, HasSubstr("portal_probe_outcome" + series.substr(0, series.size() - 1) +
                              ",outcome=\"http_server_error\",side=\"portal\"} 1\n"));
  EXPECT_THAT(text, HasSubstr("portal_probe_sweep_info{sweep=\"20261120T150000Z-0123456789ab\""));
  EXPECT_THAT(text, Not(HasSubstr("first_contentful_paint"))) << "no block of what nothing has";
}

TEST_F(Prometheus, EscapesWhatALabelHolds) {
  Sample sample = usual_sample(1, 0);
  sample.role = "a\\b\"c\nd\xFF";
  EXPECT_THAT(exported({sample}), HasSubstr("role=\"a\\\\b\\\"c\\nd\uFFFD\""));
}

TEST_F(Prometheus, DividesARequestAsBlackboxExporterDoes) {
  Sample sample = bare_sample();
  sample.timings = {microseconds(100), microseconds(300),  microseconds(700),
                    microseconds(710), microseconds(1500), microseconds(1'600'000)};
  sample.http_status = 200;
  EXPECT_EQ(value_of(sample, "probe_http_duration_seconds", "phase=\"resolve\""), "0.0001");
  EXPECT_EQ(value_of(sample, "probe_http_duration_seconds", "phase=\"connect\""), "0.0002");
  EXPECT_EQ(value_of(sample, "probe_http_duration_seconds", "phase=\"tls\""), "0.0004");
  EXPECT_EQ(value_of(sample, "probe_http_duration_seconds", "phase=\"processing\""), "0.0008");
  EXPECT_EQ(value_of(sample, "probe_http_duration_seconds", "phase=\"transfer\""), "1.5985");
  EXPECT_EQ(value_of(sample, "probe_duration_seconds"), "1.6");
  EXPECT_EQ(value_of(sample, "probe_dns_lookup_time_seconds"), "0.0001");
}

TEST_F(Prometheus, SumsPhasesOverRedirects) {
  Sample sample = bare_sample();
  sample.redirects = {
      {"http://a.example/",
       301,
       microseconds(0),
       {microseconds(10), microseconds(30), {}, microseconds(31), microseconds(60), microseconds(60)}}};
  sample.hop_started = microseconds(100);
  sample.timings = {microseconds(140), microseconds(200), microseconds(300),
                    microseconds(301), microseconds(400), microseconds(450)};
  const auto phases = prometheus_phases(sample);
  EXPECT_EQ(phases[0], microseconds(10 + 40));
  EXPECT_EQ(phases[1], microseconds(20 + 60));
  EXPECT_EQ(phases[2], microseconds(100));
  EXPECT_EQ(phases[3], microseconds(30 + 100));
  EXPECT_EQ(phases[4], microseconds(0 + 50));
  EXPECT_EQ(value_of(sample, "probe_dns_lookup_time_seconds"), "0.00001");
}

TEST_F(Prometheus, LeavesOutPhasesThatNeverRan) {
  Sample refused = bare_sample();
  refused.timings.resolved = microseconds(100);
  refused.outcome = Outcome::connect_refused;
  refused.censored_after = microseconds(2'000'000);
  EXPECT_EQ(value_of(refused, "probe_http_duration_seconds", "phase=\"resolve\""), "0.0001");
  for (const char* phase : {"connect", "tls", "processing", "transfer"})
    EXPECT_EQ(value_of(refused, "probe_http_duration_seconds", fmt::format("phase=\"{}\"", phase)), "-")
        << phase;
  EXPECT_EQ(value_of(refused, "probe_duration_seconds"), "2");
  EXPECT_EQ(value_of(refused, "probe_http_ssl"), "-") << "nobody knows";
  EXPECT_EQ(value_of(refused, "probe_http_redirects"), "-");

  Sample warm = bare_sample();
  warm.connection = Connection::warm;
  warm.timings.sent = microseconds(5);
  warm.timings.first_byte = microseconds(105);
  EXPECT_EQ(value_of(warm, "probe_http_duration_seconds", "phase=\"processing\""), "0.0001");
  EXPECT_EQ(value_of(warm, "probe_dns_lookup_time_seconds"), "-");
}

TEST_F(Prometheus, SaysThingsAsBlackboxExporterSaysThem) {
  Sample sample = usual_sample(1, 0);
  sample.lateness = microseconds(-1'500'000);
  EXPECT_EQ(value_of(sample, "probe_http_version"), "1.1");
  EXPECT_EQ(value_of(sample, "probe_http_status_code"), "200");
  EXPECT_EQ(value_of(sample, "probe_http_ssl"), "1");
  EXPECT_EQ(value_of(sample, "probe_ip_protocol"), "4");
  EXPECT_EQ(value_of(sample, "probe_tls_version_info", "version=\"TLS 1.3\""), "1");
  EXPECT_EQ(value_of(sample, "probe_ssl_earliest_cert_expiry"), "1803826800");
  EXPECT_EQ(value_of(sample, "probe_http_uncompressed_body_length"), "190031");
  EXPECT_EQ(value_of(sample, "portal_probe_lateness_seconds"), "-1.5");
  sample.tls_version = "TLSv1";
  sample.remote_ip = "2001:db8::1";
  sample.http_version = "2";
  EXPECT_EQ(value_of(sample, "probe_tls_version_info", "version=\"TLS 1.0\""), "1");
  EXPECT_EQ(value_of(sample, "probe_ip_protocol"), "6");
  EXPECT_EQ(value_of(sample, "probe_http_version"), "2");
}

TEST_F(Prometheus, CallsNothingASuccessOrFailureThatWasNotSent) {
  Sample skipped = bare_sample();
  skipped.outcome = Outcome::skipped_maintenance;
  EXPECT_EQ(value_of(skipped, "probe_success"), "-");
  EXPECT_EQ(value_of(skipped, "portal_probe_outcome", "outcome=\"skipped_maintenance\""), "1");
  EXPECT_EQ(value_of(bare_sample(), "probe_success"), "1");
}

TEST_F(Prometheus, IsNearlyEmptyForASweepWithoutSamples) {
  const std::string text = exported({});
  EXPECT_EQ(series_, 0U);
  EXPECT_EQ(std::ranges::count(text, '\n'), 3);
}

TEST_F(Prometheus, SaysWhyItCouldNotBeWritten) {
  const auto store = open_begun();
  ASSERT_TRUE(succeeded(store->write(measurements({usual_sample(1, 0)}))));
  std::FILE* full = std::fopen("/dev/full", "w");
  EXPECT_TRUE(refused(export_prometheus(*store, kSweepId, full), {"cannot write the export"}));
  std::fclose(full);
  EXPECT_TRUE(refused(export_prometheus(*store, "x", stdout), {"sweep x is not in the store"}));
}

}  // namespace
}  // namespace portalprobe
