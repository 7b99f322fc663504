#pragma once

#include <string>

#include "core/measurement.hpp"
#include "core/portal.hpp"
#include "core/sample.hpp"
#include "probe/socket_log.hpp"
#include "probe/tls_log.hpp"
#include "probe/transfer.hpp"

namespace portalprobe {

/// The parts of a sample of the HTTP engine, each from where its facts come from. Pure.

/// What was planned and what came of it.
Sample sample_of(const Portal& portal, const PlannedMeasurement& planned, Outcome outcome,
                 std::string detail);

/// What the answer said; nothing if there was none.
void fill_answer(Sample& sample, const TransferResult& result);

/// Whom we spoke to, and over which path. `place`: the address that was tried, where no connection tells.
void fill_network(Sample& sample, const TransferResult& result, const SocketLog& sockets,
                  const std::string& place);

void fill_tls(Sample& sample, const TlsLog& tls);

/// The figures that thresholds are about, from the sample's own marks.
void fill_metrics(Sample& sample);

}  // namespace portalprobe
