#include "config/evaluation_type.hpp"

#include <algorithm>

#include "config/object_type.hpp"
#include "config/secret_types.hpp"
#include "config/threshold_type.hpp"
#include "config/value_types.hpp"
#include "config/wording.hpp"

namespace portalprobe {
namespace {

constexpr std::size_t kMostVantages = 1000;
constexpr std::size_t kMostYears = 3;
constexpr int kLongestPeriod = 366;

/// A file's digest, as sha256sum prints it; empty where absent.
Type<std::string> digest_type() {
  Shape shape;
  shape.hint = "a SHA-256: 64 digits and letters from a to f";
  shape.pattern = "^[0-9a-f]{64}$";
  shape.nullable = true;
  return type::checked_text(shape, [hint = shape.hint](std::string_view text) -> std::string {
    const bool right = text.size() == 64 && text.find_first_not_of("0123456789abcdef") == text.npos;
    return right ? "" : fmt::format("must be {}, not {}", hint, shown(text));
  });
}

/// One path, or a list of some.
Type<std::vector<std::string>> paths_type() {
  const auto one = type::existing_file();
  const auto list = list_of(one, {"a file's path, or a list of them", false, kMostYears});
  Type<std::vector<std::string>> result;
  result.shape = one.shape;
  result.read = [one, list](Reader& reader, const YamlNode& node, std::vector<std::string>& paths) {
    if (node.is_list()) return list.read(reader, node, paths);
    paths.assign(1, "");
    one.read(reader, node, paths.front());
  };
  return result;
}

void check_period(Reader& reader, const YamlNode& node, const Evaluation& evaluation) {
  const auto to = find_key(node, "to");
  if (!to || !evaluation.from.ok() || !evaluation.to.ok()) return;
  const auto days =
      (std::chrono::sys_days(evaluation.to) - std::chrono::sys_days(evaluation.from)).count() + 1;
  if (days <= 0) {
    reader.report(*to, fmt::format("'to' is before 'from', {}", day_text(evaluation.from)));
  } else if (days > kLongestPeriod) {
    reader.report(*to, fmt::format("the period has {} days, and at most {} are taken", days, kLongestPeriod));
  }
}

void check_evaluation(Reader& reader, const YamlNode& node, EvaluationFile& evaluation) {
  check_period(reader, node, evaluation);
  check_doubled(reader, node, "vantages");
}

}  // namespace

std::string day_text(Day day) {
  return fmt::format("{:04}-{:02}-{:02}", static_cast<int>(day.year()), static_cast<unsigned>(day.month()),
                     static_cast<unsigned>(day.day()));
}

const Type<EvaluationFile>& evaluation_type() {
  static const auto kType = [] {
    ObjectType<EvaluationFile> evaluation("an evaluation");
    evaluation
        .add("version", &EvaluationFile::version, type::integer(1, 1), "Version of this format.",
             Need::required)
        .add("id", &EvaluationFile::id, type::id(), "Name of the evaluation in results.", Need::required)
        .add("from", &EvaluationFile::from, type::day(), "First day of the period.", Need::required)
        .add("to", &EvaluationFile::to, type::day(), "Last day of the period.", Need::required)
        .add("time_zone", &EvaluationFile::time_zone, type::time_zone(), "Where these days begin and end.")
        .add("criterion", &EvaluationFile::criterion, type::existing_file(),
             "File by which samples are judged.", Need::required)
        .add("criterion_sha256", &EvaluationFile::expected_criterion, digest_type(),
             "Its SHA-256: another file is refused.")
        .add("registry", &EvaluationFile::registry, type::existing_file(),
             "Portal file with the portals that are judged.", Need::required)
        .add("registry_sha256", &EvaluationFile::expected_registry, digest_type(),
             "Its SHA-256: another file is refused.")
        .add("vantages", &EvaluationFile::vantages,
             list_of(type::id(), {"a list of at least one vantage's id", true, kMostVantages}),
             "Places whose sweeps belong to it.", Need::required)
        .add("exclusions", &EvaluationFile::exclusions_file, type::existing_file(),
             "File of samples that do not count, by decision.");
    // Not part of the canonical form: they are applied at scoring, and may be decided in the period.
    FieldShape holidays{"holidays", paths_type().shape,
                        "File of days off and make-up working days, one a year.", false, ""};
    evaluation.add_custom(
        std::move(holidays),
        [paths = paths_type()](Reader& reader, const YamlNode& node, EvaluationFile& owner) {
          paths.read(reader, node, owner.holiday_files);
        },
        nullptr);
    return evaluation.then(check_evaluation).build();
  }();
  return kType;
}

}  // namespace portalprobe
