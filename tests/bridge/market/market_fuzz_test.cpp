// A publisher that lies with a right checksum: whatever it says, the market stays sound, and a fresh
// start of the same study repairs it. MIA_FUZZ_RUNS says how many batches (20000).
#include "tests/bridge/market/feed.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <random>
#include <set>

namespace mia::market {
namespace {

using test::Batch;
using test::Feed;

class Liar {
public:
    explicit Liar(std::uint32_t seed) : random_(seed) {}

    Batch next(Feed& feed) {
        Batch batch = honest(feed);
        if (below(3) == 0) {
            return batch;
        }
        for (std::size_t i = 0; i <= below(6); ++i) {
            bend(batch);
        }
        // The header stays: a batch of another publisher or out of order would be dropped unread.
        return test::with_header(batch, [](wire::BatchHeader&) {});
    }

    std::size_t below(std::size_t count) { return random_() % count; }

private:
    Batch honest(Feed& feed) {
        const auto price = static_cast<std::int64_t>(below(12));
        const auto size = static_cast<std::uint32_t>(below(3) == 0 ? 0 : below(900));
        switch (below(8)) {
        case 0:
            return feed.snapshot();
        case 1:
            return feed.heartbeat();
        default:
            return feed.step(
                {{Side::bid, 99 - price, size}, {Side::ask, 100 + price, size + 1}},
                {{99, size + 1, Aggressor::sell}, {100, 5, Aggressor::buy}},
                [&](wire::BatchWriter& writer) {
                    test::write_value(writer, 7, 1.5);
                    test::write_bar(writer, test::make_bar(test::start_ns, size, size == 0));
                }
            );
        }
    }

    // One byte, or eight that make an extreme number.
    void bend(Batch& batch) {
        if (batch.size() <= sizeof(wire::BatchHeader) + 8) {
            return;
        }
        const std::size_t room = batch.size() - sizeof(wire::BatchHeader) - 8;
        const std::size_t at = sizeof(wire::BatchHeader) + below(room);
        if (below(2) == 0) {
            batch[at] = static_cast<std::byte>(below(256));
            return;
        }
        constexpr std::array<std::uint64_t, 6> odd{
            0,
            ~std::uint64_t{0},
            std::uint64_t{1} << 63,
            0x7FFF'FFFF'FFFF'FFFF,
            0x7FF8'0000'0000'0000,
            0x7FF0'0000'0000'0000,
        };
        const std::uint64_t number = odd[below(odd.size())];
        std::memcpy(batch.data() + (at & ~std::size_t{7}), &number, sizeof number);
    }

    std::mt19937 random_;
};

bool is_sound(const BookSide& side) {
    const auto levels = side.levels();
    return std::all_of(
               levels.begin(), levels.end(), [](const BookLevel& it) { return it.size != 0; }
           ) &&
           std::is_sorted(
               levels.begin(), levels.end(),
               [&](const BookLevel& a, const BookLevel& b) {
                   return ticks_behind(side.side(), a.price_ticks, b.price_ticks) > 0;
               }
           );
}

std::size_t run_count() {
    const char* wanted = std::getenv("MIA_FUZZ_RUNS");
    return wanted == nullptr ? 20'000 : std::strtoul(wanted, nullptr, 10) / 10;
}

TEST(MarketFuzz, stays_sound_whatever_a_publisher_says) {
    Liar liar(7);
    std::uint64_t publisher = 1;
    Market market(wire::Token{}, detectors::Settings());
    Feed feed(publisher);
    feed.show_book();
    std::set<std::uint64_t> open;
    for (std::size_t i = 0; i < run_count(); ++i) {
        if (i % 200 == 199) {
            feed = Feed(++publisher);
            feed.show_book();
        }
        const Observation seen = market.ingest(liar.next(feed));
        for (const auto& detection : seen.opened) {
            ASSERT_TRUE(open.insert(detection.id).second);
            ASSERT_LE(detection.t_start_ns, detection.t_open_ns);
        }
        for (const auto& detection : seen.closed) {
            ASSERT_EQ(open.erase(detection.id), 1U);
            ASSERT_LE(detection.t_open_ns, detection.t_end_ns);
        }
        for (const auto& symbol : market.state().symbols) {
            ASSERT_TRUE(is_sound(symbol->book().side(Side::bid)));
            ASSERT_TRUE(is_sound(symbol->book().side(Side::ask)));
            ASSERT_FALSE(symbol->is_book_valid() && symbol->book().is_crossed());
        }
    }
    Feed last(++publisher);
    last.show_book(199);
    last.pass(3600 * test::second_ns);
    const Observation seen = market.ingest(last.snapshot());
    EXPECT_TRUE(seen.book_valid);
    EXPECT_EQ(seen.bid.best_ticks, 199);
    EXPECT_EQ(seen.ask.size_10, 600U);
}

}  // namespace
}  // namespace mia::market
