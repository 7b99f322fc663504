#include "probe/http_sample.hpp"

#include <utility>

#include "probe/page_text.hpp"

namespace portalprobe {

Sample sample_of(const Portal& portal, const PlannedMeasurement& planned, Outcome outcome,
                 std::string detail) {
  const Target& target = portal.targets[planned.target];
  Sample sample;
  sample.portal_id = portal.id;
  sample.target_id = target.id;
  sample.role = target.role;
  sample.kind = target.kind;
  sample.engine = EngineKind::http;
  sample.connection = planned.connection;
  sample.ip_family = planned.ip_family;
  sample.round = planned.round;
  sample.scheduled_at = planned.scheduled_at;
  sample.outcome = outcome;
  sample.side = side_of(outcome);
  sample.detail = std::move(detail);
  return sample;
}

void fill_answer(Sample& sample, const TransferResult& result) {
  if (result.status == 0) return;
  sample.http_status = result.status;
  sample.http_version = result.http_version;
  sample.bytes_body = result.body_size;
  sample.server_timing = server_timing(result.headers);
  sample.age_s = age_of(result.headers);
  sample.body_sha256 = result.body_sha256;
  sample.title = title_of(result.head, result.content_type);
}

void fill_network(Sample& sample, const TransferResult& result, const SocketLog& sockets,
                  const std::string& place) {
  const SocketLog::Socket* socket = sockets.used();
  if (!socket || result.end.reached == Reached::nothing) {
    sample.remote_ip = place;
    return;
  }
  sample.remote_ip = socket->remote_ip;
  if (socket->local_port > 0) sample.local_port = socket->local_port;
  sample.tcp_rtt = socket->min_rtt;
  sample.tcp_retransmits = socket->retransmits;
}

void fill_tls(Sample& sample, const TlsLog& tls) {
  const TlsLog::Handshake& handshake = tls.handshake();
  sample.tls_version = handshake.version;
  sample.tls_cipher = handshake.cipher;
  sample.certificate_not_after = handshake.not_after;
}

void fill_metrics(Sample& sample) {
  if (sample.connection == Connection::warm) {
    sample.server_wait = server_wait(sample.timings);
    sample.response_time = response_time(sample.timings);
  } else {
    sample.ttfb = sample.timings.first_byte;
  }
}

}  // namespace portalprobe
