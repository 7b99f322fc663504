#include "probe/visit/visit_sockets.hpp"

#include <sys/socket.h>
#include <unistd.h>

#include <exception>

namespace portalprobe {

void VisitSockets::attach(CURL* easy) {
  curl_easy_setopt(easy, CURLOPT_OPENSOCKETFUNCTION, &VisitSockets::on_open);
  curl_easy_setopt(easy, CURLOPT_OPENSOCKETDATA, this);
  curl_easy_setopt(easy, CURLOPT_CLOSESOCKETFUNCTION, &VisitSockets::on_close);
  curl_easy_setopt(easy, CURLOPT_CLOSESOCKETDATA, this);
}

curl_socket_t VisitSockets::on_open(void* self, curlsocktype, curl_sockaddr* address) noexcept {
  const int fd = socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
  if (fd < 0) return CURL_SOCKET_BAD;
  try {
    static_cast<VisitSockets*>(self)->open_.insert(fd);
  } catch (const std::exception&) {
    close(fd);
    return CURL_SOCKET_BAD;
  }
  enable_receive_stamps(fd);
  return fd;
}

int VisitSockets::on_close(void* self, curl_socket_t fd) noexcept {
  static_cast<VisitSockets*>(self)->open_.erase(fd);
  return close(fd);
}

void VisitSockets::on_event(curl_socket_t fd, bool readable) noexcept {
  is_documents_ = document_ && !open_.contains(fd);
  if (is_documents_) return document_->on_event(fd, readable);
  at_ = std::chrono::steady_clock::now();
  lag_.turn_begins(at_);
  arrival_ = open_.contains(fd) ? peek_arrival(fd) : Arrival{};
}

void VisitSockets::on_turn_end() noexcept {
  if (is_documents_) return document_->on_turn_end();
  lag_.turn_ends(std::chrono::steady_clock::now());
}

Mark VisitSockets::arrival() const {
  if (is_documents_) return document_->arrival();
  return {at_, arrival_.last};
}

}  // namespace portalprobe
