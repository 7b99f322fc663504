#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <string>

#include "probe/browser/interaction_commands.hpp"
#include "probe/browser/interaction_script.hpp"
#include "probe/browser/interaction_times.hpp"
#include "probe/browser/sighting.hpp"

namespace portalprobe {
namespace {

using std::chrono::milliseconds;

/// `type key text`, one command a word.
std::string strokes(const std::vector<ProtocolCommand>& commands) {
  std::string all;
  for (const auto& [method, params] : commands) {
    EXPECT_EQ(method, "Input.dispatchKeyEvent");
    if (!all.empty()) all += ", ";
    all += params.value("type", "") + " " + params.value("key", "");
    if (params.contains("text")) all += " " + params.at("text").dump();
  }
  return all;
}

TEST(InteractionCommands, ClickAtAPointByMouseOrFinger) {
  const auto mouse = click_commands({30.5, 4}, false);
  ASSERT_EQ(mouse.size(), 3u);
  for (const auto& command : mouse) {
    EXPECT_EQ(command.method, "Input.dispatchMouseEvent");
    EXPECT_EQ(command.params.value("x", 0.0), 30.5);
    EXPECT_EQ(command.params.value("y", 0.0), 4.0);
  }
  EXPECT_EQ(mouse[0].params.value("type", ""), "mouseMoved");
  EXPECT_FALSE(mouse[0].params.contains("button"));
  EXPECT_EQ(mouse[1].params.value("button", ""), "left");
  EXPECT_EQ(mouse[2].params.value("clickCount", 0), 1);

  const auto finger = click_commands({30.5, 4}, true);
  ASSERT_EQ(finger.size(), 2u);
  EXPECT_EQ(finger[0].method, "Input.dispatchTouchEvent");
  EXPECT_EQ(finger[0].params.at("touchPoints").at(0).value("x", 0.0), 30.5);
  EXPECT_TRUE(finger[1].params.at("touchPoints").empty());
}

TEST(InteractionCommands, PressKeysWithThoseHeldDownAroundThem) {
  const struct {
    const char* key;
    const char* want;
  } rows[] = {
      {"Enter", R"(keyDown Enter "\r", keyUp Enter)"},
      {"Tab", "rawKeyDown Tab, keyUp Tab"},
      {"a", R"(keyDown a "a", keyUp a)"},
      {"Shift+Tab", "rawKeyDown Shift, rawKeyDown Tab, keyUp Tab, keyUp Shift"},
      {"Control+Alt+x",
       "rawKeyDown Alt, rawKeyDown Control, rawKeyDown x, keyUp x, keyUp Alt, keyUp Control"},
  };
  for (const auto& row : rows) {
    SCOPED_TRACE(row.key);
    EXPECT_EQ(strokes(press_commands(key_press_from(row.key).value())), row.want);
  }
  const auto all = press_commands(key_press_from("Control+a").value());
  EXPECT_EQ(all[1].params.at("commands"), nlohmann::json::array({"selectAll"}));
  EXPECT_EQ(all[1].params.at("modifiers"), KeyPress::kControl);
  EXPECT_EQ(all[3].params.at("modifiers"), 0) << "it is let go of at last";
}

TEST(InteractionCommands, TypeCharacterByCharacter) {
  std::string all;
  for (const auto& press : presses_for("Đk ộ!")) all += strokes(press_commands(press)) + "; ";
  EXPECT_EQ(all,
            "keyDown Đ \"Đ\", keyUp Đ; keyDown k \"k\", keyUp k; keyDown   \" \", keyUp  ; keyDown ộ \"ộ\", "
            "keyUp ộ; "
            "rawKeyDown Shift, keyDown ! \"!\", keyUp !, keyUp Shift; ");
}

TEST(Sighting, TellsWhyAStepCannotBeTaken) {
  const struct {
    const char* told;
    Seen seen;
    const char* why;
  } rows[] = {
      {R"({"seen":"there","x":3,"y":4.5})", Seen::there, ""},
      {R"({"seen":"missing"})", Seen::missing, "the page has no such element"},
      {R"({"seen":"covered","what":"<div#over>"})", Seen::covered,
       "<div#over> lies over the element's middle"},
      {R"({"seen":"unfocused","what":"<body>"})", Seen::unfocused,
       "nothing that takes text has the focus (<body> has it)"},
      {R"({"seen":"no_selector"})", Seen::no_selector, "that is no CSS selector"},
      {R"({"seen":"failed","what":"a\nb"})", Seen::failed, "the page could not be asked: a b"},
      {R"({"seen":"elsewhere"})", Seen::failed, "the page could not be asked: it makes no sense"},
      {R"({"seen":7})", Seen::failed, "the page could not be asked: it makes no sense"},
      {"[]", Seen::failed, "the page could not be asked: it makes no sense"},
      {"", Seen::failed, "the page could not be asked: it makes no sense"},
  };
  for (const auto& row : rows) {
    SCOPED_TRACE(row.told);
    const Sighting sighting = sighting_from(row.told);
    EXPECT_EQ(sighting.seen, row.seen);
    EXPECT_EQ(hindrance(sighting), row.why);
  }
}

TEST(Sighting, TrustsNoNumberAndNoLength) {
  EXPECT_EQ(sighting_from(R"({"seen":"there","x":3,"y":4.5})").middle, (PagePoint{3, 4.5}));
  EXPECT_EQ(sighting_from(R"({"seen":"there","x":-1,"y":4})").middle, PagePoint{});
  EXPECT_EQ(sighting_from(R"({"seen":"there","x":1e300,"y":4})").middle, PagePoint{});
  const std::string long_name(5000, 'x');
  EXPECT_LE(sighting_from(R"({"seen":"covered","what":")" + long_name + "\"}").what.size(), 200u);
  EXPECT_EQ(sighting_from(std::string(3u << 20u, ' ') + R"({"seen":"there"})").seen, Seen::failed);
  EXPECT_FALSE(sighting_from(R"({"seen":"there","vitals":"[]"})").vitals);
  EXPECT_TRUE(sighting_from(R"({"seen":"there","vitals":"{\"origin\":1e12}"})").vitals);
}

PageTimes told(std::int64_t origin_ms, std::vector<EventTime> events, std::uint64_t interactions) {
  PageTimes times;
  times.origin = WallTime(milliseconds(origin_ms));
  times.events = std::move(events);
  times.interactions = interactions;
  return times;
}

TEST(InteractionTimes, AreTheWorstOfAllDocuments) {
  InteractionTimes times;
  EXPECT_EQ(times.next_paint(), std::nullopt);
  times.take(told(1000, {{milliseconds(5), milliseconds(40), 7}}, 1));
  times.take(told(2000, {{milliseconds(5), milliseconds(180), 7}}, 1));
  times.take(told(3000, {}, 0));
  EXPECT_EQ(times.next_paint(), milliseconds(180));
}

TEST(InteractionTimes, OfADocumentAreWhatItToldLast) {
  InteractionTimes times;
  times.take(told(1000, {{milliseconds(5), milliseconds(400), 7}}, 1));
  times.take(
      told(1000, {{milliseconds(5), milliseconds(24), 7}, {milliseconds(9), milliseconds(32), 14}}, 2));
  EXPECT_EQ(times.next_paint(), milliseconds(32));
}

// Numbers of two documents may be the same and yet be two interactions: of 50 one is left out.
TEST(InteractionTimes, CountWhatADocumentTookToItsGrave) {
  InteractionTimes times;
  times.add_untold(milliseconds(3000));
  EXPECT_EQ(times.next_paint(), milliseconds(3000));
  PageTimes told;
  told.origin = WallTime(milliseconds(1));
  told.events = {{milliseconds(10), milliseconds(40), 1}};
  told.interactions = 1;
  times.take(told);
  EXPECT_EQ(times.next_paint(), milliseconds(3000));
}

TEST(InteractionTimes, CountTheSameNumberOfTwoDocumentsTwice) {
  InteractionTimes times;
  times.take(told(1000, {{milliseconds(5), milliseconds(400), 7}}, 25));
  times.take(told(2000, {{milliseconds(5), milliseconds(200), 7}}, 25));
  EXPECT_EQ(times.next_paint(), milliseconds(200));
}

TEST(InteractionScript, IsOneFunctionThatInstallsWhatItNeeds) {
  const std::string& function = interaction_function();
  EXPECT_EQ(function.rfind("function(ask, about) {", 0), 0u);
  EXPECT_NE(function.find("window.portalProbeVitals ="), std::string::npos);
  EXPECT_NE(function.find("window.portalProbeAsk ="), std::string::npos);
}

}  // namespace
}  // namespace portalprobe
