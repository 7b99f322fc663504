/// A bare libcurl multi loop that sends what portal-probe sends, and keeps nothing.
///
///   bare_curl cold|cold-defaults|warm URL TOTAL IN_FLIGHT CONNECT_TO [CA_FILE]
///
/// cold: one GET on a connection of its own. warm: a new connection primed by a GET of /robots.txt, then the
/// GET of URL on it. CONNECT_TO is curl's form. The CA file is read once for all connections, as portal-probe
/// does; cold-defaults leaves that to libcurl, and to Debian's directory of certificates. Handles are used
/// again and again: what this costs, no program on libcurl can avoid.
#include <curl/curl.h>
#include <openssl/ssl.h>

#include <cstdlib>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "tests/bench/curl_poller.hpp"
#include "tests/bench/figures.hpp"

namespace portalprobe::bench {
namespace {

using Steady = std::chrono::steady_clock;
using Easy = std::unique_ptr<CURL, decltype(&curl_easy_cleanup)>;
using Store = std::unique_ptr<X509_STORE, decltype(&X509_STORE_free)>;
using List = std::unique_ptr<curl_slist, decltype(&curl_slist_free_all)>;

struct Plan {
  bool warm = false;
  std::string ca_file;  ///< that libcurl is to read by itself
  std::string url;
  std::string prime_url;
  int total = 0;
  int in_flight = 0;
  List connect_to{nullptr, curl_slist_free_all};
  Store trusted{nullptr, X509_STORE_free};
};

Store read_store(const char* file) {
  Store store(X509_STORE_new(), X509_STORE_free);
  if (X509_STORE_load_file(store.get(), file) != 1)
    throw std::runtime_error(std::string("cannot read ") + file);
  return store;
}

Plan read_plan(int count, char** arguments) {
  Plan plan;
  plan.warm = std::string_view(arguments[1]) == "warm";
  plan.url = arguments[2];
  plan.prime_url = plan.url.substr(0, plan.url.find('/', plan.url.find("//") + 2)) + "/robots.txt";
  plan.total = std::atoi(arguments[3]);
  plan.in_flight = std::atoi(arguments[4]);
  plan.connect_to.reset(curl_slist_append(nullptr, arguments[5]));
  if (count > 6 && std::string_view(arguments[1]) == "cold-defaults") {
    plan.ca_file = arguments[6];
  } else if (count > 6) {
    plan.trusted = read_store(arguments[6]);
  }
  if (plan.total < 1 || plan.in_flight < 1) throw std::runtime_error("TOTAL and IN_FLIGHT are at least 1");
  return plan;
}

std::size_t discard(char*, std::size_t, std::size_t count, void*) noexcept { return count; }

CURLcode use_store(CURL*, void* context, void* store) noexcept {
  SSL_CTX_set1_cert_store(static_cast<SSL_CTX*>(context), static_cast<X509_STORE*>(store));
  return CURLE_OK;
}

/// One of the places in flight: measures again and again.
struct Place {
  Easy easy{curl_easy_init(), curl_easy_cleanup};
  bool priming = false;
  Steady::time_point started;
};

class BareCurl {
 public:
  explicit BareCurl(Plan plan)
      : plan_(std::move(plan)), poller_([this](CURL* easy, CURLcode code) { on_done(easy, code); }) {
    figures_.total = plan_.total;
    figures_.in_flight = plan_.in_flight;
  }

  Figures run() {
    std::vector<Place> places(static_cast<std::size_t>(plan_.in_flight));
    for (auto& place : places) set_up(place);
    const auto begin = Steady::now();
    for (auto& place : places) start(place);
    while (ended_ < plan_.total) poller_.turn();
    figures_.wall = Steady::now() - begin;
    return figures_;
  }

 private:
  void set_up(Place& place) const {
    CURL* easy = place.easy.get();
    curl_easy_setopt(easy, CURLOPT_PRIVATE, &place);
    curl_easy_setopt(easy, CURLOPT_CONNECT_TO, plan_.connect_to.get());
    curl_easy_setopt(easy, CURLOPT_PROXY, "");
    curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(easy, CURLOPT_HTTP_VERSION, long{CURL_HTTP_VERSION_1_1});
    curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, &discard);
    curl_easy_setopt(easy, CURLOPT_SSL_SESSIONID_CACHE, 0L);
    if (!plan_.ca_file.empty()) {
      curl_easy_setopt(easy, CURLOPT_CAINFO, plan_.ca_file.c_str());
      return;
    }
    curl_easy_setopt(easy, CURLOPT_CAINFO, static_cast<char*>(nullptr));
    curl_easy_setopt(easy, CURLOPT_CAPATH, static_cast<char*>(nullptr));
    if (plan_.trusted) {
      curl_easy_setopt(easy, CURLOPT_SSL_CTX_FUNCTION, &use_store);
      curl_easy_setopt(easy, CURLOPT_SSL_CTX_DATA, plan_.trusted.get());
    }
  }

  void start(Place& place) {
    if (started_ == plan_.total) return;
    ++started_;
    place.priming = plan_.warm;
    place.started = Steady::now();
    ask(place, true);
  }

  void ask(Place& place, bool fresh) {
    CURL* easy = place.easy.get();
    curl_easy_setopt(easy, CURLOPT_URL, (place.priming ? plan_.prime_url : plan_.url).c_str());
    curl_easy_setopt(easy, CURLOPT_FRESH_CONNECT, long{fresh});
    curl_easy_setopt(easy, CURLOPT_FORBID_REUSE, long{!place.priming});
    poller_.add(easy);
  }

  void on_done(CURL* easy, CURLcode code) {
    void* data = nullptr;
    curl_easy_getinfo(easy, CURLINFO_PRIVATE, &data);
    auto& place = *static_cast<Place*>(data);
    if (place.priming && code == CURLE_OK) {
      place.priming = false;
      return ask(place, false);
    }
    end(place, code);
    start(place);
  }

  void end(const Place& place, CURLcode code) {
    long status = 0;
    long connections = 0;
    curl_easy_getinfo(place.easy.get(), CURLINFO_RESPONSE_CODE, &status);
    curl_easy_getinfo(place.easy.get(), CURLINFO_NUM_CONNECTS, &connections);
    if (code != CURLE_OK || status != 200 || connections != (plan_.warm ? 0 : 1)) ++figures_.failed;
    figures_.latencies += Steady::now() - place.started;
    ++ended_;
  }

  Plan plan_;
  CurlPoller poller_;
  int started_ = 0;
  int ended_ = 0;
  Figures figures_;
};

}  // namespace
}  // namespace portalprobe::bench

int main(int count, char** arguments) {
  using namespace portalprobe::bench;
  const std::string_view mode = count > 1 ? arguments[1] : "";
  if (count < 6 || count > 7 || (mode != "cold" && mode != "cold-defaults" && mode != "warm")) {
    fmt::print(stderr, "usage: {} cold|cold-defaults|warm URL TOTAL IN_FLIGHT CONNECT_TO [CA_FILE]\n",
               arguments[0]);
    return 2;
  }
  try {
    curl_global_init(CURL_GLOBAL_DEFAULT);
    const Figures figures = BareCurl(read_plan(count, arguments)).run();
    print(figures);
    return figures.failed == 0 ? 0 : 1;
  } catch (const std::exception& error) {
    fmt::print(stderr, "bare_curl: {}\n", error.what());
    return 2;
  }
}
