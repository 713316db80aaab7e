// Sends real batches at a fixed rate, each stamped with the time it was due and not with the time it
// left: when the line stalls, the wait counts (no coordinated omission). Ends with one line of JSON.
#include "bench/schedule.hpp"
#include "bench/sender_feed.hpp"
#include "bench/sender_options.hpp"
#include "bridge/transport/publisher.hpp"

#include <algorithm>
#include <cstdio>

namespace mia::bench {
namespace {

constexpr nanoseconds late_after = std::chrono::milliseconds(1);
constexpr nanoseconds stay_for = std::chrono::milliseconds(500);
constexpr nanoseconds between_snapshots = std::chrono::seconds(1);

struct Counts {
    std::uint64_t sent = 0;
    std::uint64_t would_block = 0;
    std::uint64_t late = 0;
    std::uint64_t snapshots = 0;
    nanoseconds late_max{0};
};

class Sender {
public:
    Sender(const Options& options, Feed& feed, transport::Publisher& publisher)
        : options_(options), feed_(feed), publisher_(publisher) {}

    // Snapshots are answered, and the clock of the schedule starts, with the first subscriber.
    [[nodiscard]] bool wait_for_subscriber() {
        const auto give_up = Clock::now() + std::chrono::seconds(options_.wait_s);
        while (Clock::now() < give_up) {
            answer_subscriptions(Clock::now());
            if (counts_.snapshots != 0) {
                return true;
            }
            std::this_thread::sleep_for(std::chrono::milliseconds(1));
        }
        return false;
    }

    void send_all() {
        const auto start = Clock::now();
        const Schedule schedule(options_.rate, start);
        for (std::uint64_t i = 0; i < options_.count; ++i) {
            const auto due = schedule.wait_for(i);
            answer_subscriptions(due);
            count_lateness(Clock::now() - due);
            send(feed_.update(ns_of(due)));
        }
        took_ = Clock::now() - start;
        last_due_ns_ = ns_of(schedule.wait_for(options_.count - 1));
    }

    // The socket keeps nothing when it closes, so what is queued gets its time to leave.
    void stay() {
        const auto end = Clock::now() + stay_for;
        while (Clock::now() < end) {
            answer_subscriptions(Clock::now());
            std::this_thread::sleep_for(std::chrono::milliseconds(1));
        }
    }

    void report() const {
        std::printf(
            "{\"sent\": %llu, \"would_block\": %llu, \"late\": %llu, \"late_max_us\": %.1f, "
            "\"snapshots\": %llu, \"publisher\": %llu, "
            "\"last_due_ns\": %lld, \"seconds\": %.3f}\n",
            static_cast<unsigned long long>(counts_.sent),
            static_cast<unsigned long long>(counts_.would_block),
            static_cast<unsigned long long>(counts_.late),
            static_cast<double>(counts_.late_max.count()) / 1e3,
            static_cast<unsigned long long>(counts_.snapshots),
            static_cast<unsigned long long>(feed_.publisher()),
            static_cast<long long>(last_due_ns_), std::chrono::duration<double>(took_).count()
        );
    }

private:
    // As the study does: at once for a new subscriber, at most once a second for one that asks.
    void answer_subscriptions(Clock::time_point now) {
        const transport::Subscriptions seen = publisher_.poll_subscriptions();
        is_asked_ = is_asked_ || seen.asked != 0;
        if (seen.joined != 0 || (is_asked_ && now - last_snapshot_ >= between_snapshots)) {
            is_asked_ = false;
            last_snapshot_ = now;
            ++counts_.snapshots;
            send(feed_.snapshot(ns_of(now)));
        }
    }

    void count_lateness(Clock::duration lateness) {
        const auto late = std::chrono::duration_cast<nanoseconds>(lateness);
        counts_.late += late > late_after ? 1U : 0U;
        counts_.late_max = std::max(counts_.late_max, late);
    }

    void send(std::span<const std::byte> batch) {
        const bool is_sent = publisher_.send(batch) == transport::SendResult::sent;
        ++(is_sent ? counts_.sent : counts_.would_block);
    }

    const Options& options_;
    Feed& feed_;
    transport::Publisher& publisher_;
    Counts counts_;
    Clock::time_point last_snapshot_{};
    bool is_asked_ = false;
    Clock::duration took_{};
    std::int64_t last_due_ns_ = 0;
};

int run(const Options& options, const std::array<char, 32>& token) {
    const transport::ZmqLibrary& library = transport::load_zmq();
    if (library.api == nullptr) {
        std::fprintf(stderr, "mia_bench_sender: %s\n", transport::load_error_text(library.error));
        return 1;
    }
    Feed feed(options, token);
    transport::Publisher publisher{};
    if (!publisher.open(*library.api, options.connect.c_str(), feed.publisher())) {
        std::fprintf(stderr, "mia_bench_sender: cannot connect to %s\n", options.connect.c_str());
        return 1;
    }
    Sender sender(options, feed, publisher);
    const bool is_subscribed = sender.wait_for_subscriber();
    if (is_subscribed) {
        sender.send_all();
        sender.stay();
        sender.report();
    } else {
        std::fprintf(
            stderr, "mia_bench_sender: nobody subscribed at %s\n", options.connect.c_str()
        );
    }
    publisher.close();
    return is_subscribed ? 0 : 1;
}

}  // namespace
}  // namespace mia::bench

int main(int argc, char** argv) {
    const auto options = mia::bench::read_options(argc, argv, "--connect");
    const auto token = options ? mia::bench::read_token(options->token_file) : std::nullopt;
    return token ? mia::bench::run(*options, *token) : 2;
}
