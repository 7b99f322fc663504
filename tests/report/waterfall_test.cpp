#include "report/waterfall.hpp"

#include <gmock/gmock.h>

#include <sstream>

#include "report/text_width.hpp"

namespace portalprobe {
namespace {

using std::chrono::milliseconds;
using testing::HasSubstr;
using testing::Not;

Sample answer(int wait_ms = 100) {
  Sample sample;
  sample.portal_id = "probe-1";
  sample.target_id = "url";
  sample.final_url = "https://portal.test/";
  sample.http_status = 200;
  sample.http_version = "2";
  sample.remote_ip = "127.0.0.1";
  sample.tls_version = "TLSv1.3";
  sample.tls_cipher = "TLS_AES_256_GCM_SHA384";
  sample.title = "Cổng dịch vụ công";
  sample.bytes_wire = 14'541;
  sample.bytes_body = 61'440;
  sample.tcp_rtt = microseconds(12'400);
  sample.timings = {milliseconds(10), milliseconds(30),           milliseconds(60),
                    milliseconds(61), milliseconds(61 + wait_ms), milliseconds(100 + wait_ms)};
  sample.ttfb = sample.timings.first_byte;
  sample.server_wait = milliseconds(wait_ms);
  return sample;
}

std::vector<Sample> one(Sample sample) { return {std::move(sample)}; }

TEST(Waterfall, DrawsOneMeasurementOnOneAxis) {
  EXPECT_EQ(waterfall(one(answer())),
            "https://portal.test/  [cold ipv4 http]\n"
            "  ok  HTTP/2 200  127.0.0.1  TLSv1.3 (TLS_AES_256_GCM_SHA384)\n"
            "  title: Cổng dịch vụ công\n"
            "  size: 14.2 KiB transferred, 60.0 KiB decoded body\n"
            "  tcp round trip: 12 ms\n"
            "  phase           takes       until\n"
            "  dns             10 ms       10 ms  ██\n"
            "  connect         20 ms       30 ms    ████\n"
            "  tls             30 ms       60 ms        ███████\n"
            "  send           1.0 ms       61 ms               █\n"
            "  wait           100 ms      161 ms               ██████████████████████\n"
            "  receive         39 ms      200 ms                                     ████████\n"
            "  ttfb: 161 ms\n"
            "  server wait: 100 ms\n");
}

TEST(Waterfall, ShowsRedirectsAsRowsWithTheirOwnMarks) {
  Sample sample = answer();
  RedirectHop hop;
  hop.url = "http://portal.test/";
  hop.status = 301;
  hop.started = milliseconds(0);
  hop.timings = {milliseconds(1), milliseconds(2), {}, milliseconds(3), milliseconds(4), milliseconds(5)};
  sample.redirects = {hop};
  sample.hop_started = milliseconds(6);
  const std::string text = waterfall(one(sample));
  EXPECT_THAT(text, HasSubstr("http://portal.test/  [cold ipv4 http]\n"));
  EXPECT_THAT(text, HasSubstr("  final address: https://portal.test/\n"));
  EXPECT_THAT(text, HasSubstr("  hop 1          5.0 ms      5.0 ms  ░\n"
                              "    301 http://portal.test/\n"
                              "    dns 1.0 ms, connect 1.0 ms, send 1.0 ms, wait 1.0 ms, receive 1.0 ms\n"
                              "  dns            4.0 ms       10 ms   █\n"));
}

TEST(Waterfall, ShowsWhereAFailureStopped) {
  Sample sample = answer();
  sample.outcome = Outcome::timed_out;
  sample.side = Side::portal;
  sample.detail = "no answer within 30 s";
  sample.timings.first_byte.reset();
  sample.timings.done.reset();
  sample.ttfb.reset();
  sample.server_wait.reset();
  sample.censored_after = std::chrono::seconds(30);
  const std::string text = waterfall(one(sample));
  EXPECT_THAT(text, HasSubstr("  timed_out  HTTP/2 200"));
  EXPECT_THAT(text, HasSubstr("  no answer within 30 s\n"));
  EXPECT_THAT(text, HasSubstr("  wait       > 29.939 s    30.000 s  ░░░░"));
  EXPECT_THAT(text, Not(HasSubstr("receive")));
  EXPECT_THAT(text, Not(HasSubstr("ttfb")));
}

TEST(Waterfall, OfARefusedConnectionHasNoPhasesThatNeverWere) {
  Sample sample;
  sample.outcome = Outcome::connect_refused;
  sample.detail = "127.0.0.1:1 refused the connection";
  const std::string text = waterfall(one(sample));
  EXPECT_THAT(text, HasSubstr("  connect       stopped           -\n"));
  EXPECT_THAT(text, Not(HasSubstr("dns")));
  EXPECT_THAT(text, Not(HasSubstr("tls")));
}

TEST(Waterfall, OfAWarmSampleHasNoConnection) {
  Sample sample = answer();
  sample.connection = Connection::warm;
  sample.ttfb.reset();
  sample.response_time = milliseconds(139);
  sample.timings = {{}, {}, {}, milliseconds(61), milliseconds(161), milliseconds(200)};
  const std::string text = waterfall(one(sample));
  for (const char* absent : {"dns", "connect", "send ", "ttfb"}) EXPECT_THAT(text, Not(HasSubstr(absent)));
  EXPECT_THAT(text, HasSubstr("[warm ipv4 http]"));
  EXPECT_THAT(text, HasSubstr("  response time: 139 ms\n"));
}

TEST(Waterfall, SumsUpRepeatedMeasurements) {
  std::vector<Sample> samples;
  for (const int wait : {100, 400, 200, 300}) samples.push_back(answer(wait));
  Sample slow = answer(9000);
  slow.outcome = Outcome::http_server_error;
  slow.http_status = 503;
  samples.push_back(slow);
  for (std::size_t i = 0; i < samples.size(); ++i) samples[i].round = static_cast<std::uint32_t>(i);
  const std::string text = waterfall(samples);
  EXPECT_THAT(text, HasSubstr("[cold ipv4 http, 5 times]"));
  EXPECT_THAT(text, HasSubstr("  ok ×4, http_server_error ×1  HTTP/2 200 | HTTP/2 503"));
  EXPECT_THAT(text, HasSubstr("  phase          median         min         max         IQR\n"));
  EXPECT_THAT(text, HasSubstr("  wait           250 ms      100 ms      400 ms      200 ms"));
  EXPECT_THAT(text, HasSubstr("  ttfb: 311 ms (min 161 ms, max 461 ms, IQR 200 ms, of 4)\n"));
  EXPECT_THAT(text, Not(HasSubstr("9.0")));
}

TEST(Waterfall, KeepsColdAndWarmAndTargetsApart) {
  Sample warm = answer();
  warm.connection = Connection::warm;
  Sample other = answer();
  other.portal_id = "probe-2";
  const std::vector<Sample> samples = {answer(), warm, other, answer()};
  const std::string text = waterfall(samples);
  EXPECT_THAT(text, HasSubstr("[cold ipv4 http, 2 times]"));
  EXPECT_THAT(text, HasSubstr("\n\nhttps://portal.test/  [warm ipv4 http]\n"));
  EXPECT_THAT(text, HasSubstr("\n\nhttps://portal.test/  [cold ipv4 http]\n"));
}

TEST(Waterfall, LetsNoPortalWriteToTheTerminal) {
  Sample sample = answer();
  sample.title = "\x1b[2Jowned\r\n";
  sample.detail = "\x1b]0;x\x07";
  sample.server_timing = "db;desc=\"\x9b\"";
  sample.final_url = "https://portal.test/\x1b";
  RedirectHop hop;
  hop.url = "https://portal.test/\x1b[1m";
  sample.redirects = {hop};
  EXPECT_THAT(waterfall(one(sample)), Not(HasSubstr("\x1b")));
}

TEST(Waterfall, ColoursOnlyWhenAskedTo) {
  const std::string text = waterfall(one(answer()), {80, true, true});
  EXPECT_THAT(text, HasSubstr("\x1b[32m  ok\x1b[0m"));
  EXPECT_THAT(text, HasSubstr("\x1b[36m██\x1b[0m\n"));
}

TEST(Waterfall, FitsEveryWidthAndSpeaksPlainAsciiWhereItMust) {
  Sample sample = answer();
  sample.redirects = {RedirectHop{"http://portal.test/a/very/long/path/that/goes/on/and/on", 302, {}, {}}};
  sample.detail = "một câu dài về những gì đã xảy ra với phép đo này và vì sao nó không thành công";
  const std::vector<Sample> samples = {sample, answer(200), answer(300)};
  for (std::size_t width = 10; width < 130; ++width) {
    for (const bool unicode : {false, true}) {
      std::istringstream text(waterfall(samples, {width, unicode, false}) +
                              waterfall(one(sample), {width, unicode, false}));
      for (std::string line; std::getline(text, line);) {
        EXPECT_LE(display_width(line), width) << line;
        const auto is_ascii = [](char c) { return static_cast<unsigned char>(c) < 0x80; };
        EXPECT_TRUE(unicode || std::all_of(line.begin(), line.end(), is_ascii)) << line;
      }
    }
  }
}

}  // namespace
}  // namespace portalprobe
