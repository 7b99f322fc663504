#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "core/engine.hpp"
#include "probe/http_measurement.hpp"

namespace portalprobe {

class HttpEngine;

/// Looks whether the document of a system carries the EMC tag. One measurement of that document, whose body
/// is kept for reading; nothing that it names is fetched. Lives on the engine's thread until its `Done` has
/// run.
class TagCheck : public DocumentListener {
 public:
  using Done = std::function<void(Measurement)>;

  TagCheck(HttpEngine& engine, const Portal& portal, const PlannedMeasurement& planned,
           ProbeEngine::Admit admit, Done done);
  TagCheck(const TagCheck&) = delete;
  TagCheck& operator=(const TagCheck&) = delete;

  void start() { document_->start(); }
  void cancel();

 private:
  SocketObserver& observer(SocketLog& documents) override { return documents; }
  CURLSH* tls_sessions() override { return nullptr; }
  void on_body(const Url& url, const HttpHeaders& headers, std::string_view bytes) override;
  void on_document(Measurement measurement);
  void finish();

  HttpEngine& engine_;
  Done done_;
  std::unique_ptr<HttpMeasurement> document_;
  std::string url_;           ///< where the document comes from
  std::string content_type_;  ///< as sent
  std::string markup_;
  bool cut_ = false;                     ///< there was more than is read
  std::optional<Measurement> measured_;  ///< the document's
  bool ended_ = false;
  std::shared_ptr<char> alive_ = std::make_shared<char>();
};

}  // namespace portalprobe
