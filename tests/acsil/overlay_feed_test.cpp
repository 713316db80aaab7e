#include "acsil/overlay_feed.hpp"

#include "bridge/wire/batch_writer.hpp"

#include <gtest/gtest.h>

#include <memory>
#include <random>
#include <vector>

namespace mia::acsil {
namespace {

// What tests/studies cannot reach through a socket: any bytes at all, the first sixteen included.
class Feed : public testing::Test {
protected:
    std::vector<std::byte> batch(std::uint64_t sequence, double tick_size = 0.25) {
        alignas(8) static std::array<std::byte, 4096> buffer;
        wire::BatchWriter writer(buffer);
        writer.begin({.publisher = 77, .sequence = sequence});
        auto* instrument = writer.add<wire::Instrument>();
        wire::set_text(instrument->symbol, "ES");
        instrument->tick_size = tick_size;
        auto* level = writer.add<wire::Level>();
        level->price_raw = 6700;
        wire::set_text(level->name, "gamma.call_wall");
        auto* signal = writer.add<wire::Signal>();
        signal->price_ticks = 26800;
        const auto made = *writer.finish(0);
        return {made.begin(), made.end()};
    }
    void take(std::span<const std::byte> bytes) { feed.take(bytes, "ES", *board); }

    OverlayFeed feed{};
    std::unique_ptr<LevelBoard> board = std::make_unique<LevelBoard>();
};

TEST_F(Feed, survives_any_bytes_and_believes_only_what_is_whole) {
    std::mt19937 random(11);  // NOLINT(cert-msc51-cpp): the same bytes each time
    for (int i = 0; i < 20'000; ++i) {
        auto bytes = batch(1);
        for (int change = 0; change < 3; ++change) {
            bytes[random() % bytes.size()] = static_cast<std::byte>(random() % 256);
        }
        bytes.resize(random() % (bytes.size() + 1));
        take(bytes);
    }
    EXPECT_EQ(feed.refused, 20'000U);
    EXPECT_EQ(board->changes, 0U);
}

TEST_F(Feed, a_tick_size_that_is_none_makes_its_frames_nobodys) {
    for (const double tick : {0.0, -0.25, std::nan("")}) {
        take(batch(++feed.sequence + 1, tick));
    }
    EXPECT_EQ(board->changes, 0U);
    EXPECT_EQ(feed.elsewhere, 6U);
}

TEST_F(Feed, counts_every_number_that_never_came) {
    take(batch(5));
    EXPECT_EQ(feed.lost, 0U) << "what was before the first is not missing";
    take(batch(6));
    take(batch(9));
    take(batch(9));
    take(batch(2));
    EXPECT_EQ(feed.lost, 2U);
    EXPECT_EQ(feed.batches, 3U);
    EXPECT_EQ(feed.wants_all, 1U);
}

TEST_F(Feed, is_heard_for_some_seconds_after_the_last_word) {
    EXPECT_FALSE(is_heard(feed, 1));
    feed.heard_ns = 1'000'000'000;
    EXPECT_TRUE(is_heard(feed, 5'000'000'000));
    EXPECT_FALSE(is_heard(feed, 6'000'000'000));
}

}  // namespace
}  // namespace mia::acsil
