#include <fmt/format.h>
#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/parser.h>

#include <algorithm>
#include <istream>
#include <optional>
#include <streambuf>

#include "config/yaml_tree.hpp"

namespace portalprobe {
namespace {

constexpr std::size_t kMaxDepth = 64;
constexpr std::size_t kMaxNodes = 4'000'000;
constexpr std::uint64_t kMaxExpansion = 1'000'000;
/// A value may be so long; so far may the scanner read ahead before it knows what it reads. yaml-cpp needs up
/// to 230 bytes of memory for a byte that it reads ahead.
constexpr std::size_t kMaxValueBytes = 256U << 10U;

/// Ends parsing from inside yaml-cpp.
struct Stop {
  std::size_t offset = 0;
  std::string message;
};

/// Gives the text to yaml-cpp in small pieces and stops it when it reads on and on without finding a value.
/// Lines that are only a comment do not count: a file may be as much commented as its author likes.
class GuardedText : public std::streambuf {
 public:
  explicit GuardedText(std::string& text) : text_(text) { setg(text_.data(), text_.data(), text_.data()); }

  void on_event() { unanswered_ = 0; }

 protected:
  int_type underflow() override {
    if (gptr() < egptr()) return traits_type::to_int_type(*gptr());
    if (given_ == text_.size()) return traits_type::eof();
    const std::size_t end = std::min(text_.size(), given_ + kPiece);
    count(given_, end);
    // The whole past stays reachable: the reader puts back what it peeked at.
    setg(text_.data(), text_.data() + given_, text_.data() + end);
    given_ = end;
    return traits_type::to_int_type(*gptr());
  }

 private:
  static constexpr std::size_t kPiece = 2048;

  void count(std::size_t from, std::size_t to) {
    for (std::size_t i = from; i < to; ++i) {
      const char c = text_[i];
      if (c == '\n') line_ = Line::blank;
      if (c == '\n' || c == ' ' || c == '\t' || c == '\r') continue;
      if (line_ == Line::blank) line_ = c == '#' ? Line::comment : Line::content;
      if (line_ == Line::content) ++unanswered_;
    }
    if (unanswered_ > kMaxValueBytes) {
      throw Stop{
          from,
          fmt::format("no end of a value within {} bytes (a bracket or a quote may be left open before this)",
                      kMaxValueBytes)};
    }
  }

  enum class Line { blank, comment, content };
  std::string& text_;
  std::size_t given_ = 0;
  std::size_t unanswered_ = 0;
  Line line_ = Line::blank;
};

bool is_standard_tag(const std::string& tag, std::string_view name) {
  return tag == "tag:yaml.org,2002:" + std::string(name);
}

}  // namespace

/// Puts yaml-cpp's events together. Throws `Stop` where the document is one that we do not take.
class YamlTreeBuilder : public YAML::EventHandler {
 public:
  YamlTreeBuilder(YamlTree& tree, GuardedText& text) : tree_(tree), guard_(text) {}

  void OnDocumentStart(const YAML::Mark& mark) override {
    // yaml-cpp can find empty documents for ever without reading on (", "), so this must end at the second.
    if (documents_++ > 0)
      throw Stop{offset(mark), "a second document begins here, or text that belongs to nothing"};
  }
  void OnDocumentEnd() override {}

  void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    const auto index = add(mark, YamlNode::Kind::null);
    tree_.nodes_[index].at = static_cast<std::uint32_t>(place_of_nothing(offset(mark)));
    remember(anchor, index, 1);
  }

  void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                const std::string& value) override {
    if (value.size() > kMaxValueBytes)
      throw Stop{offset(mark), fmt::format("a value of more than {} bytes", kMaxValueBytes)};
    const auto index = add(mark, YamlNode::Kind::scalar);
    auto& node = tree_.nodes_[index];
    node.quoted = is_text(mark, tag);
    node.first = static_cast<std::uint32_t>(tree_.scalars_.size());
    node.size = static_cast<std::uint32_t>(value.size());
    if (tree_.scalars_.size() + value.size() > kMaxScalars) throw Stop{offset(mark), "too much text"};
    tree_.scalars_ += value;
    const std::uint64_t weight = 1 + value.size() / 32;
    weigh(mark, weight - 1);
    remember(anchor, index, weight);
  }

  void OnAlias(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    if (anchor >= anchors_.size() || anchors_[anchor].weight == 0) {
      throw Stop{offset(mark), "an alias that stands inside what it stands for"};
    }
    const Anchor target = anchors_[anchor];
    const auto index = add(mark, tree_.nodes_[target.index].kind);
    tree_.nodes_[index].alias = true;
    tree_.nodes_[index].first = target.index;
    expanded_ += target.weight;
    weigh(mark, target.weight);
    if (expanded_ > kMaxExpansion) {
      throw Stop{offset(mark), fmt::format("aliases stand for more than {} values in all", kMaxExpansion)};
    }
  }

  void OnSequenceStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                       YAML::EmitterStyle::value) override {
    open(mark, tag, "seq", anchor, YamlNode::Kind::list);
  }
  void OnSequenceEnd() override { close(); }

  void OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                  YAML::EmitterStyle::value) override {
    open(mark, tag, "map", anchor, YamlNode::Kind::map);
  }
  void OnMapEnd() override { close(); }

 private:
  static constexpr std::size_t kMaxScalars = 0xFFFFFFF0;

  struct Frame {
    std::uint32_t index = 0;
    std::uint32_t last = YamlTree::kNone;  ///< child
    YAML::anchor_t anchor = 0;
    std::uint64_t weight = 1;  ///< values in it, aliases expanded
  };
  struct Anchor {
    std::uint32_t index = 0;
    std::uint64_t weight = 0;  ///< 0: still open
  };

  static std::size_t offset(const YAML::Mark& mark) {
    return mark.pos < 0 ? 0 : static_cast<std::size_t>(mark.pos);
  }

  /// yaml-cpp puts a value that is not there where the next one begins: take the end of what stands before.
  std::size_t place_of_nothing(std::size_t at) const {
    const std::string_view text = tree_.text_;
    if (at < text.size() && (text[at] == '~' || text[at] == 'n' || text[at] == 'N')) return at;
    const auto before = at == 0 ? text.npos : text.find_last_not_of(" \t\r\n", at - 1);
    return before == text.npos ? at : before;
  }

  std::uint32_t add(const YAML::Mark& mark, YamlNode::Kind kind) {
    guard_.on_event();
    if (tree_.nodes_.size() >= kMaxNodes)
      throw Stop{offset(mark), fmt::format("more than {} values in one file", kMaxNodes)};
    const auto index = static_cast<std::uint32_t>(tree_.nodes_.size());
    YamlTree::Node node;
    node.at = static_cast<std::uint32_t>(offset(mark));
    node.kind = kind;
    tree_.nodes_.push_back(node);
    if (!frames_.empty()) append(frames_.back(), index);
    return index;
  }

  void append(Frame& parent, std::uint32_t index) {
    (parent.last == YamlTree::kNone ? tree_.nodes_[parent.index].first : tree_.nodes_[parent.last].next) =
        index;
    parent.last = index;
    ++tree_.nodes_[parent.index].size;
    ++parent.weight;
  }

  void weigh(const YAML::Mark&, std::uint64_t more) {
    if (!frames_.empty()) frames_.back().weight += more;
  }

  void remember(YAML::anchor_t anchor, std::uint32_t index, std::uint64_t weight) {
    if (anchor == 0) return;
    if (anchor >= anchors_.size()) anchors_.resize(anchor + 1);
    anchors_[anchor] = {index, weight};
  }

  void open(const YAML::Mark& mark, const std::string& tag, std::string_view name, YAML::anchor_t anchor,
            YamlNode::Kind kind) {
    if (frames_.size() >= kMaxDepth)
      throw Stop{offset(mark), fmt::format("nested more than {} deep", kMaxDepth)};
    if (!tag.empty() && tag != "?" && tag != "!" && !is_standard_tag(tag, name)) refuse_tag(mark, tag);
    const auto index = add(mark, kind);
    remember(anchor, index, 0);
    frames_.push_back({index, YamlTree::kNone, anchor, 1});
  }

  void close() {
    const Frame frame = frames_.back();
    frames_.pop_back();
    if (frame.anchor != 0) anchors_[frame.anchor].weight = frame.weight;
    if (!frames_.empty()) frames_.back().weight += frame.weight - 1;
  }

  bool is_text(const YAML::Mark& mark, const std::string& tag) const {
    if (tag == "!" || is_standard_tag(tag, "str")) return true;
    for (const auto name : {"int", "float", "bool", "null", "timestamp"}) {
      if (is_standard_tag(tag, name)) return false;
    }
    if (!tag.empty() && tag != "?") refuse_tag(mark, tag);
    return false;
  }

  [[noreturn]] static void refuse_tag(const YAML::Mark& mark, const std::string&) {
    throw Stop{offset(mark), "a tag that means nothing here (leave out the '!...')"};
  }

  YamlTree& tree_;
  GuardedText& guard_;
  std::vector<Frame> frames_;
  std::vector<Anchor> anchors_;  ///< by yaml-cpp's number
  std::uint64_t expanded_ = 0;
  int documents_ = 0;
};

namespace {

/// Whether a value that begins at `at` opens a quote and never closes it. yaml-cpp takes the end of the file
/// for the quote's end.
bool is_open_quote(std::string_view text, std::size_t at) {
  while (at < text.size() && (text[at] == '!' || text[at] == '&')) {  // tag, anchor
    at = std::min(text.find_first_of(" \t\r\n", at), text.size());
    at = std::min(text.find_first_not_of(" \t\r\n", at), text.size());
  }
  if (at >= text.size() || (text[at] != '"' && text[at] != '\'')) return false;
  const char quote = text[at];
  for (++at; at < text.size(); ++at) {
    if (text[at] == '\\' && quote == '"') {
      ++at;
    } else if (text[at] == quote) {
      const bool doubled = quote == '\'' && at + 1 < text.size() && text[at + 1] == quote;
      if (!doubled) return false;
      ++at;
    }
  }
  return true;
}

/// Where yaml-cpp says that it stumbled, as an offset in the text.
std::optional<std::size_t> offset_of(const YAML::Mark& mark) {
  if (mark.is_null() || mark.pos < 0) return std::nullopt;
  return static_cast<std::size_t>(mark.pos);
}

}  // namespace

tl::expected<YamlTree, Problem> YamlTree::parse(const std::string& file, std::string text) {
  YamlTree tree(std::move(text));
  const auto refuse = [&](std::optional<std::size_t> offset, std::string message) {
    const YamlPosition place = offset ? tree.position(*offset) : YamlPosition{};
    return tl::unexpected(Problem{file, place.line, place.column, std::move(message)});
  };
  GuardedText guarded(tree.text_);
  std::istream input(&guarded);
  YamlTreeBuilder builder(tree, guarded);
  try {
    YAML::Parser parser(input);
    while (parser.HandleNextDocument(builder)) {
    }
  } catch (const Stop& stop) {
    return refuse(stop.offset, stop.message);
  } catch (const YAML::Exception& error) {
    return refuse(offset_of(error.mark), "not YAML: " + error.msg);
  }
  // An open quote swallows all that follows: it can only be the last value.
  const auto last = std::ranges::find_if(tree.nodes_.rbegin(), tree.nodes_.rend(), [](const Node& node) {
    return node.kind == YamlNode::Kind::scalar;
  });
  if (last != tree.nodes_.rend() && !last->alias && is_open_quote(tree.text_, last->at))
    return refuse(last->at, "a quote opens here and is never closed");
  if (tree.nodes_.empty() || tree.root().is_null())
    return refuse(std::nullopt, "is empty: there is nothing in it to read");
  tree.nodes_.shrink_to_fit();
  return tree;
}

}  // namespace portalprobe
