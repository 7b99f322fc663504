#include "probe/browser/protocol_message.hpp"

#include <gtest/gtest.h>

#include <string>

namespace portalprobe {
namespace {

using Json = nlohmann::json;

ProtocolMessage read(const std::string& text) {
  auto message = read_protocol_message(text);
  EXPECT_TRUE(message) << text << ": " << message.error().message;
  return message ? std::move(*message) : ProtocolMessage{};
}

bool is_useless(const ProtocolMessage& message) { return !message.id && message.method.empty(); }

TEST(ProtocolMessage, IsAnAnswerOrAnEvent) {
  const auto answer = read(R"({"id":7,"result":{"a":1},"sessionId":"S"})");
  EXPECT_EQ(answer.id, 7u);
  EXPECT_EQ(answer.session, "S");
  EXPECT_EQ(answer.body, Json({{"a", 1}}));
  EXPECT_FALSE(answer.error);

  const auto event = read(R"({"method":"Page.loadEventFired","params":{"timestamp":1.5}})");
  EXPECT_FALSE(event.id);
  EXPECT_EQ(event.session, "");
  EXPECT_EQ(event.method, "Page.loadEventFired");
  EXPECT_EQ(event.body, Json({{"timestamp", 1.5}}));
  EXPECT_TRUE(read(R"({"method":"Page.loadEventFired"})").body.is_object());
}

TEST(ProtocolMessage, TellsWhatTheBrowserRefuses) {
  struct {
    std::string error;
    std::string want;
  } rows[] = {
      {R"({"code":-32601,"message":"'X.y' wasn't found"})", "'X.y' wasn't found (-32601)"},
      {R"({"code":-32602,"message":"Invalid parameters","data":"url: string expected"})",
       "Invalid parameters: url: string expected (-32602)"},
      {R"({"message":"two\nlines\u202E"})", "two lines"},
      {R"({"code":"x","message":5})", "an error without a word"},
      {"null", "an error without a word"},
  };
  for (const auto& row : rows) {
    SCOPED_TRACE(row.error);
    const auto message = read(R"({"id":1,"error":)" + row.error + "}");
    EXPECT_EQ(message.id, 1u);
    EXPECT_EQ(message.error, Error{row.want});
  }
  EXPECT_EQ(read(R"({"id":1})").error, Error{"an answer without a result"});
  EXPECT_EQ(read(R"({"id":1,"result":[]})").error, Error{"an answer without a result"});
}

TEST(ProtocolMessage, OfAWrongShapeIsOfNoUse) {
  const std::string rows[] = {
      "{}",
      R"({"id":"1","result":{}})",
      R"({"id":-1,"result":{}})",
      R"({"id":1.5,"result":{}})",
      R"({"id":null,"method":"A.b"})",
      R"({"id":18446744073709551616,"result":{}})",
      R"({"method":5})",
      R"({"method":""})",
      R"({"method":"A.b","params":[]})",
      R"({"method":"A.b","params":"x"})",
      R"({"method":"A.b","sessionId":5})",
      R"({"error":{"code":-32700,"message":"JSON: unprocessed input remains"}})",
      std::string(300, '[') + std::string(300, ']'),
  };
  for (const auto& row : rows) {
    SCOPED_TRACE(row);
    EXPECT_TRUE(is_useless(read(row)));
  }
}

TEST(ProtocolMessage, ThatIsNoneIsToldApart) {
  for (const std::string row :
       {"", "hello world", "[]", "5", "null", "{\"id\":1", "{'id':1}", "{\"id\":1}x", "\xFF"}) {
    SCOPED_TRACE(row);
    EXPECT_FALSE(read_protocol_message(row));
  }
  EXPECT_EQ(read_protocol_message("hello\tworld\x1B[0m").error().message,
            "the browser says what is no message: \"hello world[0m\"");
}

TEST(ProtocolMessage, MayBeLongIfWeAskedForIt) {
  const std::string much(ProtocolMessage::kMostEventBytes, 'x');
  EXPECT_TRUE(is_useless(read(R"({"method":"A.b","params":{"text":")" + much + "\"}}")));
  EXPECT_EQ(read(R"({"id":1,"result":{"data":")" + much + "\"}}").body.at("data").get<std::string>().size(),
            much.size());
}

TEST(ProtocolMessage, SurvivesHalvesOfSurrogatePairs) {
  EXPECT_EQ(read(R"({"method":"A.b","params":{"text":"a\ud800b"}})").body.at("text"),
            "a\xEF\xBF\xBD"
            "b");
}

}  // namespace
}  // namespace portalprobe
