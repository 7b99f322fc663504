#pragma once

#include <string>

#include "app/options.hpp"

namespace portalprobe {

/// The commands, one source file each. Results go to stdout, everything else to stderr; the exit code is
/// returned.

int run_check(const CommonOptions& common, const CheckOptions& options);
int run_plan(const CommonOptions& common, const PlanOptions& options);
int run_portals_list(const CommonOptions& common, const std::string& config);
int run_portals_import(const CommonOptions& common, const RegisterImportOptions& options);
int run_portals_verify(const CommonOptions& common, const VerifyOptions& options);
int run_sweep(const CommonOptions& common, const SweepOptions& options);
int run_probe(const CommonOptions& common, const ProbeOptions& options);
/// Lists all sweeps, or shows the record of the one that `which` means.
int run_sweeps(const CommonOptions& common, const std::string& which);
/// Judges one sweep or an evaluation.
int run_score(const CommonOptions& common, const ScoreOptions& options);
int run_export(const CommonOptions& common, const ExportOptions& options);
int run_compare(const CommonOptions& common, const CompareOptions& options);
int run_import(const CommonOptions& common, const SampleImportOptions& options);
/// Whether a published table of blocks contradicts itself.
int run_publication(const CommonOptions& common, const PublicationOptions& options);
int run_calibrate(const CommonOptions& common, const CalibrateOptions& options);
int run_schema(const std::string& kind);

}  // namespace portalprobe
