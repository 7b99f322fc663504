#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include <clocale>
#include <csignal>
#include <cstdio>
#include <exception>
#include <functional>

#include "app/commands.hpp"
#include "app/console.hpp"
#include "app/exit_code.hpp"
#include "app/host_facts.hpp"
#include "app/logging.hpp"
#include "config/schema.hpp"
#include "probe/curl_global.hpp"

namespace portalprobe {
namespace {

/// The whole command line. Each command, once parsed, leaves what is to be run in `chosen`.
class CommandLine {
 public:
  CommandLine()
      : app_("Measures public-service portals: page load and response, with the evidence for it.",
             "portal-probe") {
    app_.require_subcommand(1);
    app_.set_version_flag("--version", [] { return version_text(); });
    app_.failure_message(CLI::FailureMessage::simple);
    app_.footer(
        "Results go to stdout, everything else to stderr. Long options may come from the environment, as in\n"
        "PORTAL_PROBE_STORE for --store.\n\nExit codes: 0 done; 1 an error of our own; 2 usage or "
        "configuration; 3 store or output;\n"
        "4 --fail-on threshold: a portal failed; 5 the sweep ended incomplete; 6 the probe was unfit for too "
        "many samples; 130/143 interrupted.");
    add_check();
    add_plan();
    add_portals();
    add_sweep();
    add_probe();
    add_sweeps();
    add_score();
    add_export();
    add_compare();
    add_import();
    add_publication();
    add_calibrate();
    add_schema();
  }

  int run(int argc, char** argv) {
    try {
      app_.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
      const int code = app_.exit(error);
      return code == 0 ? kDone : kUsage;
    }
    set_up_logging(common_.log_level, common_.log_format, common_.quiet);
    return chosen_();
  }

 private:
  CLI::Option* from_environment(CLI::Option* option) {
    std::string name = "PORTAL_PROBE_";
    for (const char c : option->get_lnames().front())
      name += c == '-' ? '_' : static_cast<char>(std::toupper(c));
    return option->envname(name);
  }

  /// For names of files: an empty one is mostly a shell's variable that was never set.
  static CLI::Option* not_empty(CLI::Option* option) {
    return option->check([](const std::string& value) {
      return std::string(value.empty() ? "is empty (right would be a name, or to leave the option out)" : "");
    });
  }

  void add_output(CLI::App* command, bool json) {
    if (json) from_environment(command->add_flag("--json", common_.json, "Machine-readable output"));
    from_environment(command->add_flag("--quiet", common_.quiet, "No progress, no summary"));
    from_environment(command->add_option("--log-level", common_.log_level, "What is logged to stderr")
                         ->check(CLI::IsMember({"debug", "info", "warning", "error", "off"}))
                         ->capture_default_str());
    from_environment(command->add_option("--log-format", common_.log_format, "How it is logged")
                         ->check(CLI::IsMember({"text", "json"}))
                         ->capture_default_str());
  }
  void add_store(CLI::App* command) {
    auto* option =
        command->add_option("--store", common_.store, "Where samples are kept, as in sqlite:portal-probe.db");
    from_environment(option)->type_name("URL");
  }
  void add_only(CLI::App* command) {
    from_environment(
        command->add_option("--only", common_.only, "Only these portals, or portal/target (repeatable)"))
        ->type_name("GLOB");
  }
  void add_network(CLI::App* command) {
    from_environment(
        command->add_option("--connect-to", common_.connect_to,
                            "Connect elsewhere, in curl's form; an empty field matches all (repeatable)"))
        ->type_name("HOST:PORT:ADDR:PORT");
    from_environment(command->add_option("--ca-file", common_.ca_file,
                                         "Certificate authorities (PEM) instead of the system's; a browser "
                                         "takes them besides its own"))
        ->type_name("FILE");
    from_environment(
        command->add_option("--rules", common_.rules_file, "Further recognisers of walls and notices"))
        ->type_name("FILE");
  }
  void add_plan_options(CLI::App* command, PlanOptions& plan) {
    command->add_option("config", plan.config, "The configuration")->required()->type_name("CONFIG");
    from_environment(command->add_option("--schedule", plan.schedule, "Which schedule (default: the first)"))
        ->type_name("ID");
    from_environment(command->add_option("--rounds", plan.rounds, "Instead of the schedule's"));
    from_environment(command->add_option("--window", plan.window, "Instead of the schedule's"))
        ->type_name("DURATION");
    from_environment(
        command->add_flag("--now", plan.now, "Window 0: as fast as manners and the pacing allow"));
    from_environment(
        command->add_option("--shard", plan.shard, "This machine's share of the portals, I from 0"))
        ->type_name("I/N");
    from_environment(
        command->add_option("--scheduled-at", plan.scheduled_at, "The sweep's nominal start (RFC 3339)"))
        ->type_name("TIME");
    from_environment(
        command->add_option("--seed", common_.seed, "Of the plan; the same seed gives the same plan"));
    add_only(command);
  }

  void add_schema() {
    auto* command = app_.add_subcommand("schema", "Prints a file's JSON Schema, for editors.");
    const auto kinds = schema_kinds();
    command->add_option("--of", schema_of_, "What kind of file")
        ->check(CLI::IsMember(std::vector<std::string>(kinds.begin(), kinds.end())))
        ->capture_default_str();
    command->callback([this] { chosen_ = [this] { return run_schema(schema_of_); }; });
  }
  void add_check() {
    auto* command = app_.add_subcommand("check", "Validates a configuration and prints every problem.");
    command->add_option("config", check_.config, "The configuration")->required()->type_name("CONFIG");
    from_environment(
        not_empty(command->add_option("--evaluation", check_.evaluation,
                                      "Whether the plan can lead to this evaluation's verdicts")))
        ->type_name("FILE");
    add_output(command, true);
    command->callback([this] { chosen_ = [this] { return run_check(common_, check_); }; });
  }
  void add_plan() {
    auto* command =
        app_.add_subcommand("plan", "Prints the planned measurements with their times; sends nothing.");
    add_plan_options(command, plan_);
    add_output(command, true);
    command->callback([this] { chosen_ = [this] { return run_plan(common_, plan_); }; });
  }
  void add_portals() {
    auto* portals = app_.add_subcommand("portals", "The register of portals.");
    portals->require_subcommand(1);
    auto* list = portals->add_subcommand("list", "Prints the portals of a configuration.");
    list->add_option("config", config_, "The configuration")->required()->type_name("CONFIG");
    add_output(list, true);
    list->callback([this] { chosen_ = [this] { return run_portals_list(common_, config_); }; });

    auto* from_csv = portals->add_subcommand("import", "Makes a register from a spreadsheet's CSV file.");
    from_csv->add_option("file", import_.input, "The CSV file")->required()->type_name("FILE.csv");
    from_csv->add_option("-o,--output", import_.output, "The register to write")
        ->required()
        ->type_name("FILE.yaml");
    add_output(from_csv, false);
    from_csv->callback([this] { chosen_ = [this] { return run_portals_import(common_, import_); }; });

    auto* verify = portals->add_subcommand(
        "verify", "Prints what each URL answers today, as a sheet for a person to confirm.");
    verify->add_option("config", verify_.config, "The configuration")->required()->type_name("CONFIG");
    verify->add_option("-o,--output", verify_.output, "A CSV file for spreadsheets instead of text on stdout")
        ->type_name("FILE.csv");
    add_only(verify);
    add_network(verify);
    add_output(verify, false);
    verify->callback([this] { chosen_ = [this] { return run_portals_verify(common_, verify_); }; });
  }
  void add_sweep() {
    auto* command = app_.add_subcommand("sweep", "Measures all planned targets once through the schedule.");
    add_plan_options(command, sweep_.plan);
    from_environment(command->add_option("--resume", sweep_.resume, "Measure what this sweep still lacks"))
        ->type_name("SWEEP");
    from_environment(not_empty(command->add_option(
                         "--evaluation", sweep_.evaluation,
                         "The evaluation that the sweep is part of: it is sealed into its record")))
        ->type_name("FILE");
    add_fail_on(command, sweep_.fail_on);
    add_store(command);
    add_network(command);
    add_output(command, true);
    command->callback([this] { chosen_ = [this] { return run_sweep(common_, sweep_); }; });
  }
  void add_probe() {
    auto* command = app_.add_subcommand("probe", "Measures URLs now and prints a waterfall of phases.");
    command->add_option("url", probe_.urls, "What to measure")->required()->type_name("URL");
    from_environment(command->add_flag("--page", probe_.page,
                                       "Load the whole page, without a browser, and show its resources"));
    from_environment(command->add_flag("--browser", probe_.browser,
                                       "Load the whole page in Chromium, and show its resources and vitals"));
    from_environment(
        command->add_option("--profile", probe_.profile, "What a page is loaded as: desktop, mobile, none"))
        ->capture_default_str();
    from_environment(
        command->add_flag("--speed-index", probe_.speed_index,
                          "With --browser: load the page once more, filmed, for its Speed Index"));
    from_environment(
        command->add_option("--film", probe_.film,
                            "The same, and keep each visit's screenshot, film strip and HAR there"))
        ->type_name("FOLDER");
    from_environment(command->add_option("--count", probe_.count, "Measurements of each URL"))
        ->check(CLI::Range(1, 1000))
        ->capture_default_str();
    from_environment(
        command->add_option("--connection", probe_.connection, "A new connection, or one that stood before"))
        ->check(CLI::IsMember({"cold", "warm", "both"}))
        ->capture_default_str();
    from_environment(command->add_option("--interval", probe_.interval, "Between two measurements of a URL"))
        ->type_name("DURATION")
        ->capture_default_str();
    from_environment(command->add_option("--timeout", probe_.timeout, "Of one measurement"))
        ->type_name("DURATION")
        ->capture_default_str();
    from_environment(command->add_option("--http-version", probe_.http_version, "auto, 1.1 or 2"))
        ->capture_default_str();
    from_environment(command->add_option("--ip-family", probe_.ip_family, "ipv4, ipv6, both or any"))
        ->capture_default_str();
    from_environment(command->add_option("--method", probe_.method, "Of the request"))->capture_default_str();
    from_environment(command->add_option("--header", probe_.headers, "Header to send (repeatable)"))
        ->type_name("'NAME: VALUE'");
    from_environment(command->add_option("--resolver", probe_.resolvers,
                                         "Name server instead of the system's (repeatable)"))
        ->type_name("ADDRESS");
    add_network(command);
    add_output(command, true);
    command->callback([this] { chosen_ = [this] { return run_probe(common_, probe_); }; });
  }
  void add_sweeps() {
    auto* command =
        app_.add_subcommand("sweeps", "Lists the sweeps in a store, or shows one's record in full.");
    command->add_option("sweep", which_, "An id, a unique prefix of one, or latest")->type_name("SWEEP");
    add_store(command);
    add_output(command, true);
    command->callback([this] { chosen_ = [this] { return run_sweeps(with_default_store(), which_); }; });
  }
  void add_calibrate() {
    auto* command = app_.add_subcommand("calibrate", "Measures the instrument's own error on this machine.");
    from_environment(
        command->add_option("--config", calibrate_.config, "Whose limits and pace (default: the defaults)"))
        ->type_name("CONFIG");
    from_environment(command->add_option("--rate", calibrate_.rate, "Only this many starts per second"))
        ->check(CLI::Range(0.1, 10000.0));
    from_environment(command->add_option("--seconds", calibrate_.seconds, "How long, in all"))
        ->check(CLI::Range(1.0, 600.0))
        ->capture_default_str();
    add_output(command, true);
    command->callback([this] { chosen_ = [this] { return run_calibrate(common_, calibrate_); }; });
  }
  void add_language(CLI::App* command, std::string& language) {
    from_environment(
        command->add_option("--lang", language, "Of texts and tables")->check(CLI::IsMember({"vi", "en"})))
        ->capture_default_str();
  }
  void add_judging(CLI::App* command, std::string& evaluation, std::string& criterion) {
    from_environment(
        not_empty(command->add_option("--evaluation", evaluation, "All sweeps of this evaluation, not one")))
        ->type_name("FILE");
    from_environment(not_empty(command->add_option(
                         "--criterion", criterion,
                         "By what to judge: a file, or level-a-2023, website-2025, core-web-vitals "
                         "(default: the evaluation's, or the sweep's)")))
        ->type_name("FILE");
  }
  void add_fail_on(CLI::App* command, std::string& fail_on) {
    from_environment(command->add_option("--fail-on", fail_on, "Exit with 4 if a portal fails the criterion"))
        ->check(CLI::IsMember({"threshold"}));
  }
  void add_score() {
    auto* command =
        app_.add_subcommand("score", "Judges a sweep or an evaluation: verdicts, points, ranking.");
    auto* sweep = command->add_option("sweep", score_.sweep, "An id, a unique prefix of one, or latest");
    sweep->capture_default_str()->type_name("SWEEP");
    add_judging(command, score_.evaluation, score_.criterion);
    command->get_option("--evaluation")->excludes(sweep);
    from_environment(command->add_option("--by", score_.by, "Also by blocks")
                         ->check(CLI::IsMember({"block", "deployment", "vendor", "region", "tag"})));
    from_environment(
        command->add_flag("--sensitivity", score_.sensitivity, "Also the verdicts under each reading"));
    from_environment(not_empty(command->add_option(
                         "--groups", score_.groups,
                         "The other groups' points: the whole evaluation with totals and levels")))
        ->type_name("FILE.csv");
    from_environment(not_empty(command->add_option(
                         "--scheme", score_.scheme,
                         "How groups add up: a file, or 2023, 2024 (default: by the CSV's columns)")))
        ->type_name("FILE");
    from_environment(
        not_empty(command->add_option("--previous", score_.previous,
                                      "All groups' points of an earlier evaluation, to compare with")))
        ->type_name("FILE.csv");
    from_environment(not_empty(command->add_option("--previous-scheme", score_.previous_scheme,
                                                   "How that one's groups add up")))
        ->type_name("FILE");
    from_environment(
        not_empty(command->add_option("-o,--output", score_.output, "Tables for spreadsheets, too")))
        ->type_name("FILE.csv|FILE.xlsx");
    add_fail_on(command, score_.fail_on);
    add_language(command, score_.language);
    add_store(command);
    add_output(command, true);
    command->callback([this] { chosen_ = [this] { return run_score(with_default_store(), score_); }; });
  }
  void add_export() {
    auto* command = app_.add_subcommand("export", "Streams the samples of a sweep, or writes its verdicts.");
    command->add_option("sweep", export_.sweep, "An id, a unique prefix of one, or latest")
        ->capture_default_str()
        ->type_name("SWEEP");
    from_environment(
        command->add_option("--format", export_.format, "ndjson, csv, har, prometheus or junit (verdicts)"))
        ->capture_default_str();
    from_environment(command->add_flag("--resources", export_.resources,
                                       "With the resources of page loads (ndjson; har always has them)"));
    from_environment(
        not_empty(command->add_option("-o,--output", export_.output, "A file instead of stdout")))
        ->type_name("FILE");
    command->add_flag("--all", export_.all, "All sweeps of the store");
    add_judging(command, export_.evaluation, export_.criterion);
    add_store(command);
    add_output(command, false);
    command->callback([this] { chosen_ = [this] { return run_export(with_default_store(), export_); }; });
  }

  void add_compare() {
    auto* command = app_.add_subcommand(
        "compare", "Compares two sweeps or two evaluations: what is better, worse, unchanged in B.");
    command->add_option("a", compare_.before, "The earlier sweep, or an evaluation's file (.yaml)")
        ->required()
        ->type_name("A");
    command->add_option("b", compare_.after, "The later one")->required()->type_name("B");
    from_environment(command->add_option("--csv", compare_.csv, "Every line, for spreadsheets"))
        ->type_name("FILE");
    from_environment(command->add_option("-o,--output", compare_.output, "The same, as the file's name ends"))
        ->type_name("FILE.csv|FILE.xlsx");
    from_environment(command->add_option("--lang", compare_.language, "Of the text and the files"))
        ->check(CLI::IsMember({"vi", "en"}))
        ->capture_default_str();
    add_store(command);
    add_output(command, true);
    command->callback([this] { chosen_ = [this] { return run_compare(with_default_store(), compare_); }; });
  }
  void add_import() {
    auto* command = app_.add_subcommand(
        "import", "Brings samples of another store in: another vantage's, or an archive's.");
    command->add_option("file", sample_import_.files, "What `export --format ndjson` wrote")
        ->required()
        ->type_name("FILE.ndjson");
    add_store(command);
    add_output(command, true);
    command->callback(
        [this] { chosen_ = [this] { return run_import(with_default_store(), sample_import_); }; });
  }

  void add_publication() {
    auto* command = app_.add_subcommand(
        "publication",
        "Checks that a published table of blocks, levels and means does not contradict itself.");
    command->add_option("file", publication_.file, "The table, as a spreadsheet's CSV file")
        ->required()
        ->type_name("FILE.csv");
    from_environment(
        command->add_option("--scheme", publication_.scheme, "Whose levels: a file of groups, or 2023, 2024"))
        ->capture_default_str()
        ->type_name("FILE");
    add_output(command, true);
    command->callback([this] { chosen_ = [this] { return run_publication(common_, publication_); }; });
  }

  /// Commands without a configuration look where sweeps are kept by default.
  CommonOptions with_default_store() const {
    CommonOptions common = common_;
    if (common.store.empty()) common.store = "sqlite:portal-probe.db";
    return common;
  }

  CLI::App app_;
  CommonOptions common_;
  std::string config_;
  std::string which_;
  std::string schema_of_ = "configuration";
  CheckOptions check_;
  PlanOptions plan_;
  ScoreOptions score_;
  SweepOptions sweep_;
  ProbeOptions probe_;
  ExportOptions export_;
  CompareOptions compare_;
  CalibrateOptions calibrate_;
  RegisterImportOptions import_;
  SampleImportOptions sample_import_;
  PublicationOptions publication_;
  VerifyOptions verify_;
  std::function<int()> chosen_;
};

}  // namespace
}  // namespace portalprobe

int main(int argc, char** argv) {
  std::setlocale(LC_CTYPE, "");
  std::signal(SIGPIPE, SIG_IGN);  // a reader that left is an output that cannot be written
  try {
    portalprobe::init_curl();
    return portalprobe::CommandLine().run(argc, argv);
  } catch (const std::exception& error) {
    std::fprintf(stderr, "internal error: %s (this is a bug: please report it)\n", error.what());
    return portalprobe::kOwnError;
  }
}
