#include "results/csv.hpp"

#include "core/utf8.hpp"
#include "results/json_text.hpp"
#include "results/sample_fields.hpp"

namespace portalprobe {
namespace {

void append_quoted(std::string& out, std::string_view text) {
  out += '"';
  for (const char c : text) {
    if (c == '"') out += '"';
    out += c;
  }
  out += '"';
}

void append_text(std::string& out, std::string_view raw) {
  std::string scratch;
  const std::string_view text = as_utf8(raw, scratch);
  // Spaces at the ends survive readers that trim only inside quotes.
  const bool quoted = text.find_first_of(",\"\r\n") != std::string_view::npos ||
                      (!text.empty() && (text.front() == ' ' || text.back() == ' '));
  if (quoted) return append_quoted(out, text);
  out += text;
}

struct AppendValue {
  std::string& out;
  void operator()(std::monostate) const {}
  void operator()(bool truth) const { out += truth ? "true" : "false"; }
  void operator()(std::int64_t number) const { append_integer(out, number); }
  void operator()(double number) const { append_real(out, number); }
  void operator()(std::string_view text) const { append_text(out, text); }
  void operator()(WallTime time) const { out += to_rfc3339(time); }
  void operator()(const std::vector<RedirectHop>* hops) const {
    std::string json;
    append_redirects(json, *hops);
    append_quoted(out, json);
  }
};

/// One record of a text per field.
template <class Append>
void append_record(std::string& out, Append append) {
  bool first = true;
  for (const auto& field : sample_fields()) {
    if (!first) out += ',';
    append(field);
    first = false;
  }
  out += "\r\n";
}

}  // namespace

void append_csv_header(std::string& out) {
  append_record(out, [&](const SampleField& field) { out += field.name; });
}

void append_csv(std::string& out, const Sample& sample) {
  append_record(out, [&](const SampleField& field) { std::visit(AppendValue{out}, field.get(sample)); });
}

}  // namespace portalprobe
