#include "probe/engine_thread.hpp"

#include <gtest/gtest.h>

#include <boost/asio/post.hpp>
#include <future>
#include <stdexcept>
#include <thread>
#include <vector>

namespace portalprobe {
namespace {

/// Keeps what it is given until it is told; says on which threads it lived.
class KeptEngine : public ProbeEngine {
 public:
  struct Seen {
    std::thread::id started, destroyed, entered;
    std::vector<ProbeId> cancelled;
    std::promise<void> has_started;
  };

  KeptEngine(boost::asio::io_context& io, Seen& seen) : io_(io), seen_(seen) {}
  ~KeptEngine() override { seen_.destroyed = std::this_thread::get_id(); }

  ProbeId start(const Portal&, const PlannedMeasurement& planned, Admit admit, Done done) override {
    seen_.started = std::this_thread::get_id();
    if (planned.target == 1) {
      admit("192.0.2.1", [this, done] {
        seen_.entered = std::this_thread::get_id();
        end(done, Outcome::ok);
      });
    } else if (planned.target == 2) {
      boost::asio::post(io_, [] { throw std::runtime_error("the engine is broken"); });
    } else {
      kept_ = done;
      seen_.has_started.set_value();
    }
    return 70 + ++count_;
  }
  void cancel(ProbeId id) override {
    seen_.cancelled.push_back(id);
    end(std::exchange(kept_, nullptr), Outcome::cancelled);
  }

 private:
  void end(const Done& done, Outcome outcome) {
    boost::asio::post(io_, [done, outcome] {
      Measurement measurement;
      measurement.sample.outcome = outcome;
      done(std::move(measurement));
    });
  }

  boost::asio::io_context& io_;
  Seen& seen_;
  Done kept_;
  ProbeId count_ = 0;
};

class EngineThreadTest : public ::testing::Test {
 protected:
  EngineThread::Make kept() {
    return [this](boost::asio::io_context& own) { return std::make_unique<KeptEngine>(own, seen_); };
  }
  PlannedMeasurement planned(std::uint16_t target) {
    PlannedMeasurement one;
    one.target = target;
    return one;
  }

  KeptEngine::Seen seen_;
  Portal portal_;
  boost::asio::io_context io_{1};
  std::vector<Outcome> ends_;
  ProbeEngine::Done note_ = [this](Measurement measurement) { ends_.push_back(measurement.sample.outcome); };
};

TEST_F(EngineThreadTest, MeasuresOnAThreadOfItsOwnAndTellsOnThis) {
  std::thread::id admitted;
  std::thread::id told;
  {
    EngineThread engine(io_, kept());
    engine.start(
        portal_, planned(1),
        [&](const std::string& address, const std::function<void()>& enter) {
          EXPECT_EQ(address, "192.0.2.1");
          admitted = std::this_thread::get_id();
          enter();
        },
        [&](Measurement measurement) {
          told = std::this_thread::get_id();
          note_(std::move(measurement));
        });
    EXPECT_TRUE(ends_.empty()) << "never from inside start";
    io_.run();  // ends by itself: nothing is awaited any more
  }
  EXPECT_EQ(ends_, std::vector{Outcome::ok});
  EXPECT_EQ(admitted, std::this_thread::get_id());
  EXPECT_EQ(told, std::this_thread::get_id());
  EXPECT_NE(seen_.started, std::this_thread::get_id());
  EXPECT_EQ(seen_.entered, seen_.started);
  EXPECT_EQ(seen_.destroyed, seen_.started);
}

TEST_F(EngineThreadTest, CancelsByItsOwnNumber) {
  EngineThread engine(io_, kept());
  const ProbeId id = engine.start(portal_, planned(0), nullptr, note_);
  engine.cancel(id + 1);
  engine.cancel(id);
  EXPECT_TRUE(ends_.empty()) << "never from inside cancel";
  io_.run();
  EXPECT_EQ(ends_, std::vector{Outcome::cancelled});
  EXPECT_EQ(seen_.cancelled, std::vector<ProbeId>{71});
}

TEST_F(EngineThreadTest, TellsNothingAfterItsEnd) {
  {
    EngineThread engine(io_, kept());
    engine.start(portal_, planned(0), nullptr, note_);
    seen_.has_started.get_future().wait();
  }
  io_.run();
  EXPECT_TRUE(ends_.empty());
}

TEST_F(EngineThreadTest, HasNoThreadBeforeTheFirstMeasurement) {
  { const EngineThread engine(io_, kept()); }
  EXPECT_EQ(seen_.destroyed, std::this_thread::get_id());
}

TEST_F(EngineThreadTest, CarriesOverWhatTheEngineThrows) {
  EngineThread engine(io_, kept());
  engine.start(portal_, planned(2), nullptr, note_);
  EXPECT_THROW(io_.run(), std::runtime_error);
}

}  // namespace
}  // namespace portalprobe
