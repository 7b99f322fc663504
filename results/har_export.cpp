#include "results/har_export.hpp"

#include <fmt/format.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <memory>

#include "results/har.hpp"
#include "results/request_methods.hpp"
#include "results/store.hpp"
#include "results/text_sink.hpp"

namespace portalprobe {
namespace {

/// Text that has to wait for its place in the output, in a file without a name.
class Aside {
 public:
  Aside() : file_(std::tmpfile()), sink_(file_.get()) {}

  bool is_open() const { return file_ != nullptr; }
  TextSink& sink() { return sink_; }

  /// Appends all of it to `out`.
  Expected<void> move_to(TextSink& out) {
    if (auto done = sink_.finish(); !done) return done;
    std::rewind(file_.get());
    std::array<char, 1U << 16U> piece;
    while (const auto size = std::fread(piece.data(), 1, piece.size(), file_.get())) {
      out.text().append(piece.data(), size);
      if (!out.flush_if_full()) return out.finish();
    }
    if (std::ferror(file_.get()) != 0) return fail("cannot read a temporary file back");
    return {};
  }

 private:
  struct Close {
    void operator()(std::FILE* file) const { std::fclose(file); }
  };
  std::unique_ptr<std::FILE, Close> file_;
  TextSink sink_;
};

}  // namespace

Expected<std::uint64_t> export_har(Store& store, const std::string& sweep_id, const std::string& version,
                                   std::FILE* out) {
  const auto methods = RequestMethods::read(store, sweep_id);
  if (!methods) return tl::unexpected(methods.error());
  Aside pages;
  if (!pages.is_open()) return fail(fmt::format("cannot make a temporary file: {}", std::strerror(errno)));
  TextSink sheet(out);
  Har har;
  Har::append_head(sheet.text(), version);
  std::uint64_t written = 0;
  const auto visited = store.for_each_page(sweep_id, [&](const Sample& sample, const StoredPage& page) {
    if (!is_planned(sample.kind)) return true;
    har.append(sheet.text(), pages.sink().text(), sample, page, methods->of(sample));
    ++written;
    return sheet.flush_if_full() && pages.sink().flush_if_full();
  });
  if (!visited) return visited;
  Har::append_middle(sheet.text());
  if (auto done = pages.move_to(sheet); !done) return tl::unexpected(done.error());
  Har::append_tail(sheet.text());
  if (auto done = sheet.finish(); !done) return tl::unexpected(done.error());
  return written;
}

}  // namespace portalprobe
