#pragma once

#include <boost/asio/steady_timer.hpp>

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "core/engine.hpp"
#include "probe/http_measurement.hpp"
#include "probe/visit/page_frame.hpp"
#include "probe/visit/resource_fetcher.hpp"
#include "probe/visit/style_budget.hpp"
#include "probe/visit/visit_sockets.hpp"

namespace portalprobe {

class HttpEngine;

/// One load of a page without a browser: its document, as HttpMeasurement measures it, and while that
/// arrives, what a browser would fetch for it. Ends with the last of these. Lives on the engine's thread
/// until its `Done` has run.
class PageLoad : public DocumentListener {
 public:
  using Done = std::function<void(Measurement)>;

  PageLoad(HttpEngine& engine, const Portal& portal, const PlannedMeasurement& planned,
           ProbeEngine::Admit admit, Done done);
  ~PageLoad() override;
  PageLoad(const PageLoad&) = delete;
  PageLoad& operator=(const PageLoad&) = delete;

  void start();
  void cancel();

 private:
  SocketObserver& observer(SocketLog& documents) override;
  CURLSH* tls_sessions() override { return tls_sessions_.get(); }
  void on_body(const Url& url, const HttpHeaders& headers, std::string_view bytes) override;
  void on_document(Measurement measurement);

  void begin_visit(const Url& url, const HttpHeaders& headers);
  void watch_deadline();
  void note_unread();
  void go_on();
  void look();
  void read(std::size_t frame);
  void take_content(PageFrame& frame, const std::shared_ptr<const PageContent>& content, microseconds waited);
  void style(std::size_t frame);
  void take_styles(PageFrame& frame, const FoundInStyles& found, microseconds delay);
  microseconds delay_of_styles(const PageFrame& frame, const std::set<std::size_t>& sheets) const;
  void ask(PageFrame& frame, const FoundResource& resource, microseconds delay);
  void ask_for_imports(PageFrame& frame);
  std::vector<Arrived::Import> ask_for_imported(const StyleSheet& sheet, std::size_t initiator,
                                                microseconds delay);
  void on_finished(std::size_t row, ResourceAnswer& answer);
  void note_late(std::size_t row, microseconds waited);
  void note_font(std::size_t row, const ResourceAnswer& answer);
  void read_sheet(std::size_t row, ResourceAnswer& answer);
  void take_sheet(std::size_t row, const StyleSheet& sheet, microseconds waited);
  void open_frame(std::size_t row, ResourceAnswer& answer);
  void open_inline_frames(PageFrame& parent);
  bool may_open_frame(const PageFrame& parent, std::size_t bytes);
  void note_left_out(const char* what);
  bool is_over() const;
  void finish();
  void fill_page(Measurement& measurement) const;
  void judge(Sample& sample) const;
  void fill_instrument(Sample& sample) const;
  std::string capped() const;

  HttpEngine& engine_;
  const Portal& portal_;
  const PlannedMeasurement planned_;
  Done done_;
  const Screen screen_;

  // Destroyed from below: transfers first, then the document with its loop, then who sees that one's events
  // and what its connections share.
  TlsSessions tls_sessions_;
  VisitSockets sockets_;
  std::unique_ptr<HttpMeasurement> document_;
  std::unique_ptr<ResourceFetcher> fetcher_;  ///< none before the page's first byte
  boost::asio::steady_timer deadline_;

  Arrived arrived_;
  std::vector<std::unique_ptr<PageFrame>> frames_;  ///< the page's own first
  std::optional<Measurement> measured_;             ///< the document's
  SteadyTime measured_started_;
  DelayMeter delays_;  ///< since the document has ended
  std::size_t sheets_being_read_ = 0;
  std::map<std::size_t, microseconds> sheets_waited_;  ///< to be read, by row
  microseconds lost_fonts_delay_{0};                   ///< the longest by which we noticed one late
  std::size_t frame_bytes_ = 0;                        ///< of markup, the page's own left out
  std::size_t held_ = 0;                               ///< bytes that what was read takes
  std::size_t imports_ = 0;                            ///< that were followed
  std::shared_ptr<StyleBudget> style_budget_ = std::make_shared<StyleBudget>();  ///< the analyst's tasks'
  bool styles_used_up_ = false;                                                  ///< nothing is left of it
  bool going_on_ = false;
  std::optional<ResourceFetcher::Last> last_;
  bool timed_out_ = false;
  std::set<std::string> left_out_;  ///< what the limits of reading left out
  bool ended_ = false;
  std::shared_ptr<char> alive_ = std::make_shared<char>();
};

}  // namespace portalprobe
