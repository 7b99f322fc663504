#include "report/score_words.hpp"

#include <fmt/format.h>

#include "report/standing_words.hpp"

namespace portalprobe {
namespace {

struct Words {
  const char* vi;
  const char* en;
};

std::string in(const Words& words, Language language) {
  return language == Language::vi ? words.vi : words.en;
}

/// Whether the criterion is that of level A: then the reader is told which threshold it is.
bool is_level_a(const Criterion& criterion) { return criterion.id.rfind("level-a", 0) == 0; }

Words words_of(LeftOut reason) {
  switch (reason) {
    case LeftOut::excluded:
      return {"loại trừ theo quyết định", "excluded by a decision"};
    case LeftOut::not_valid:
      return {"Cổng chưa hoặc không còn hiệu lực trong danh mục", "portal not valid at that time"};
    case LeftOut::out_of_period:
      return {"ngoài kỳ đánh giá", "outside of the period"};
    case LeftOut::maintenance:
      return {"bảo trì đã thông báo", "announced maintenance"};
    case LeftOut::day_off:
      return {"giờ hành chính của ngày nghỉ", "office hours of a day off"};
    case LeftOut::stratum:
      return {"khung giờ không tính", "kind of hour that does not count"};
    case LeftOut::proxy:
      return {"đo qua máy chủ trung gian", "measured through a proxy"};
    case LeftOut::unfit:
      return {"máy đo không ổn định", "instrument not fit"};
    case LeftOut::wall:
      return {"công cụ đo bị chặn", "measuring tool kept out"};
    case LeftOut::vantage:
      return {"sự cố mạng của điểm đo", "failure of the vantage's network"};
    case LeftOut::network:
      return {"sự cố trên đường truyền", "failure on the way"};
    case LeftOut::unexplained:
      return {"chưa rõ nguyên nhân", "unexplained"};
    case LeftOut::probe:
      return {"lỗi của công cụ đo", "failure of the measuring tool"};
    case LeftOut::gave_up:
      return {"dừng chờ trước khi tới ngưỡng", "given up before the limit"};
    case LeftOut::other_profile:
      return {"cấu hình màn hình khác", "another profile"};
    case LeftOut::no_value:
      return {"không có giá trị của chỉ số", "no value of this metric"};
  }
  return {"", ""};
}

Words words_of(Reason reason) {
  switch (reason) {
    case Reason::none:
      return {"", ""};
    case Reason::interval_straddles:
      return {"khoảng tin cậy chứa giới hạn", "the interval holds the limit"};
    case Reason::only_a_lower_bound:
      return {"mới biết giá trị ít nhất, chưa chứng minh đạt", "only a lower bound is within the limit"};
    case Reason::default_action:
      return {"chưa khai báo thao tác của người dùng", "no action of users is configured"};
    case Reason::too_many_walls:
      return {"công cụ đo bị chặn quá nhiều", "the measuring tool was kept out too often"};
    case Reason::too_few_samples:
      return {"quá ít lần đo", "too few samples"};
    case Reason::too_few_of_planned:
      return {"quá ít lần đo so với kế hoạch", "too few of the planned samples"};
    case Reason::too_few_nights:
      return {"quá ít đêm đo", "too few nights"};
    case Reason::moved:
      return {"đã chuyển sang địa chỉ khác", "moved to another host"};
    case Reason::unavailable:
      return {"nhiều lần không truy cập được", "too often not available"};
    case Reason::segments_disagree:
      return {"kết quả khác nhau trước và sau khi đổi phiên bản trình duyệt",
              "results differ before and after a change of the browser's version"};
    case Reason::vantages_disagree:
      return {"các điểm đo cho kết quả khác nhau", "vantages disagree"};
  }
  return {"", ""};
}

Words words_of(Unscored why) {
  switch (why) {
    case Unscored::inconclusive:
      return {"chưa đủ căn cứ kết luận", "inconclusive"};
    case Unscored::insufficient:
      return {"chưa đủ số liệu", "insufficient"};
    case Unscored::moved:
      return {"đã chuyển sang địa chỉ khác", "moved to another host"};
    case Unscored::not_confirmed:
      return {"chưa được xác nhận sau hiệu chỉnh", "a fail that does not hold after correction"};
    case Unscored::role_missing:
      return {"thiếu đối tượng đo bắt buộc", "a required role was not measured"};
    case Unscored::not_measured:
      return {"không có đối tượng đo", "nothing was measured"};
    case Unscored::not_verified:
      return {"địa chỉ chưa được xác nhận", "addresses not verified"};
  }
  return {"", ""};
}

}  // namespace

std::string verdict_text(Verdict verdict, const Criterion& criterion, Language language) {
  if (language == Language::en) return std::string(to_string(verdict));
  const char* const level = is_level_a(criterion) ? " mức A" : "";
  switch (verdict) {
    case Verdict::pass:
      return fmt::format("đạt ngưỡng{}", level);
    case Verdict::fail:
      return fmt::format("chưa đạt ngưỡng{}", level);
    case Verdict::inconclusive:
      return "chưa đủ căn cứ kết luận";
    case Verdict::insufficient:
      return "chưa đủ số liệu";
  }
  return "";
}

std::string reason_text(Reason reason, Language language) { return in(words_of(reason), language); }

std::string left_out_text(LeftOut reason, Language language) { return in(words_of(reason), language); }

std::string side_text(Side side, Language language) {
  switch (side) {
    case Side::none:
      return in({"bảo trì", "maintenance"}, language);
    case Side::portal:
      return in({"phía Cổng", "portal"}, language);
    case Side::network:
      return in({"đường truyền", "network"}, language);
    case Side::protection:
      return in({"bị chặn", "protection"}, language);
    case Side::vantage:
      return in({"điểm đo", "vantage"}, language);
    case Side::probe:
      return in({"công cụ đo", "probe"}, language);
    case Side::unexplained:
      return in({"chưa rõ", "unexplained"}, language);
  }
  return "";
}

std::string unscored_text(const PortalReason& reason, Language language) {
  std::string text = in(words_of(reason.why), language);
  if (!reason.threshold.empty()) text += ": " + reason.threshold;
  if (!reason.role.empty()) text += fmt::format(" ({})", reason.role);
  return text;
}

std::string unscored_text(const PortalResult& portal, Language language) {
  std::string text;
  for (const auto& reason : portal.reasons) {
    if (!text.empty()) text += "; ";
    text += unscored_text(reason, language);
  }
  return text;
}

const std::string& portal_name(const Portal& portal, Language language) {
  if (language == Language::en && !portal.name_en.empty()) return portal.name_en;
  return portal.name.empty() ? portal.id : portal.name;
}

std::string portal_points_text(const PortalResult& portal, int digits, Language language) {
  const auto& range = portal.range;
  if (!range || range->low == range->high) return points_text(portal.points, digits, language);
  std::string text = fmt::format("{}–{}", points_text(range->low, digits, decimal_mark(language)),
                                 points_text(range->high, digits, decimal_mark(language)));
  return portal.points ? fmt::format("{} ({})", points_text(portal.points, digits, language), text) : text;
}

const std::string& threshold_title(const Threshold& threshold, Language language) {
  const std::string& title = text_in(threshold.title, language);
  return title.empty() ? threshold.id : title;
}

std::string reading_text(const Reading& reading) {
  return reading.profile ? fmt::format("{} ({}, {})", to_string(reading.metric), to_string(reading.engine),
                                       to_string(*reading.profile))
                         : fmt::format("{} ({})", to_string(reading.metric), to_string(reading.engine));
}

}  // namespace portalprobe
