#include "probe/visit/tag_check.hpp"

#include <boost/asio/post.hpp>

#include <algorithm>
#include <utility>

#include "probe/charset.hpp"
#include "probe/http_engine.hpp"
#include "probe/page/document.hpp"
#include "probe/page/emc_tag.hpp"
#include "probe/page/page_shell.hpp"

namespace portalprobe {
namespace {

/// What a document says of the tag.
struct Found {
  EmcTag emc;
  bool needs_browser = false;
  bool capped = false;
};

Found look_for_tag(std::string_view bytes, std::string_view content_type, std::string_view url) {
  const std::string markup = to_utf8(bytes, content_type);
  const Document document = parse_document(markup);
  return {find_emc_tag(document, markup, url), needs_browser(document), document.capped};
}

}  // namespace

TagCheck::TagCheck(HttpEngine& engine, const Portal& portal, const PlannedMeasurement& planned,
                   ProbeEngine::Admit admit, Done done)
    : engine_(engine),
      done_(std::move(done)),
      document_(std::make_unique<HttpMeasurement>(
          engine, portal, planned, std::move(admit),
          [this](Measurement measured) { on_document(std::move(measured)); }, this)) {}

void TagCheck::cancel() {
  if (!measured_) return document_->cancel();
  measured_->sample.outcome = Outcome::cancelled;
  measured_->sample.side = side_of(Outcome::cancelled);
  measured_->sample.detail = "cancelled before it had ended";
  finish();
}

void TagCheck::on_body(const Url& url, const HttpHeaders& headers, std::string_view bytes) {
  if (headers.first("location")) return;  // leads elsewhere
  if (markup_.empty()) {
    url_ = url.origin() + url.path;
    content_type_ = headers.first("content-type").value_or("");
  }
  const std::size_t room = DocumentLimits{}.bytes - std::min(DocumentLimits{}.bytes, markup_.size());
  cut_ = cut_ || bytes.size() > room;
  markup_.append(bytes.substr(0, room));
}

void TagCheck::on_document(Measurement measurement) {
  measured_ = std::move(measurement);
  if (measured_->sample.outcome != Outcome::ok || markup_.empty()) return finish();
  engine_.analyst().read(
      [this, markup = std::move(markup_), type = content_type_, url = url_]() -> Analyst::Deliver {
        return [this, found = look_for_tag(markup, type, url)](microseconds) {
          if (ended_) return;
          Sample& sample = measured_->sample;
          sample.emc_level = found.emc.level;
          sample.emc_site_id = found.emc.site_id;
          sample.needs_browser = found.needs_browser;
          if (found.capped || cut_) sample.page_capped = "markup";
          finish();
        };
      },
      alive_);
}

void TagCheck::finish() {
  if (ended_) return;
  ended_ = true;
  boost::asio::post(engine_.io(), [this, alive = std::weak_ptr(alive_)] {
    if (alive.expired()) return;
    const Done done = std::move(done_);
    done(std::move(*measured_));  // destroys this
  });
}

}  // namespace portalprobe
