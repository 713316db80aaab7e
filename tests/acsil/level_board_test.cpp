#include "acsil/level_board.hpp"

#include "bridge/wire/batch_writer.hpp"

#include <gtest/gtest.h>

#include <limits>
#include <memory>

namespace mia::acsil {
namespace {

wire::Level level(std::uint32_t id, const char* name, double price) {
    wire::Level made{};
    made.id = id;
    made.price_raw = price;
    wire::set_text(made.name, name);
    return made;
}

wire::Signal signal(std::uint64_t id, std::int64_t time_ns) {
    wire::Signal made{};
    made.id = id;
    made.time_ns = time_ns;
    made.price_ticks = 100;
    return made;
}

class Board : public testing::Test {
protected:
    std::size_t held() const {
        std::size_t count = 0;
        for (std::size_t place = 0; place < levels_max; ++place) {
            count += board->shown(place).level != nullptr ? 1U : 0U;
        }
        return count;
    }
    std::unique_ptr<LevelBoard> board = std::make_unique<LevelBoard>();
};

TEST_F(Board, a_level_that_is_said_twice_is_there_once_and_is_no_change) {
    board->put(level(1, "gamma.call_wall", 6700));
    const std::uint64_t changes = board->changes;
    board->put(level(1, "gamma.call_wall", 6700));
    EXPECT_EQ(board->changes, changes);
    board->put(level(1, "gamma.call_wall", 6710));
    EXPECT_EQ(board->changes, changes + 1);
    EXPECT_EQ(held(), 1U);
}

TEST_F(Board, a_named_level_has_its_place_whatever_its_id) {
    board->put(level(40, "gamma.put_wall", 6600));
    board->put(level(41, "gamma.put_wall", 6610));
    EXPECT_EQ(board->shown(1).level->price_raw, 6610);
    EXPECT_EQ(held(), 1U);
}

TEST_F(Board, a_level_that_takes_a_name_leaves_its_former_place) {
    board->put(level(5, "something", 6600));
    board->put(level(5, "gamma.flip", 6600));
    EXPECT_EQ(held(), 1U);
    EXPECT_NE(board->shown(gamma_flip_place).level, nullptr);
}

TEST_F(Board, others_find_the_place_of_their_number_again) {
    board->put(level(3, "hvl", 1));
    board->put(level(51, "same place", 2));
    EXPECT_EQ(board->shown(named_levels + 3).level->id, 3U);
    EXPECT_EQ(board->shown(named_levels + 4).level->id, 51U);
    board->clear({.frame = {}, .scope = wire::clear_scope::level, .id = 3});
    board->put(level(51, "same place", 3));
    EXPECT_EQ(board->shown(named_levels + 4).level->price_raw, 3) << "it does not move";
    EXPECT_EQ(held(), 1U);
}

TEST_F(Board, a_price_that_is_none_is_refused_counted_and_named) {
    using limits = std::numeric_limits<double>;
    std::uint32_t refused = 0;
    for (const double price :
         {limits::quiet_NaN(), limits::infinity(), -limits::infinity(), 0.0, -0.0, -6700.0, 1e-60,
          1e10}) {
        board->put(level(1, "gamma.flip", price));
        board->put(level(2, "hvl", price));
        EXPECT_EQ(held(), 0U) << price;
        EXPECT_EQ(board->refused, refused += 2);
    }
    board->put(level(1, "gamma.\nflip", -3));
    EXPECT_STREQ(board->last_refused, "level gamma. flip: -3 is no price");
}

TEST_F(Board, a_level_whose_price_is_none_any_more_is_gone) {
    board->put(level(1, "gamma.flip", 6700));
    board->put(level(2, "hvl", 6700));
    board->put(level(1, "gamma.flip", 0));
    board->put(level(2, "hvl", std::numeric_limits<double>::quiet_NaN()));
    EXPECT_EQ(held(), 0U);
}

TEST_F(Board, a_signal_without_a_price_or_a_score_is_refused_counted_and_named) {
    wire::Signal made = signal(7, 5);
    board->put(made, 0.25);
    made.id = 8;
    made.score = std::numeric_limits<double>::quiet_NaN();
    board->put(made, 0.25);
    made.score = 0.5;
    made.price_ticks = 0;
    board->put(made, 0.25);
    EXPECT_EQ(board->signals[1].is_held, 0U);
    EXPECT_EQ(board->refused, 2U);
    EXPECT_STREQ(board->last_refused, "signal 8: price 0, score 0.5");
}

TEST_F(Board, a_full_board_lets_the_oldest_signal_go) {
    for (std::uint64_t id = 0; id < signals_max; ++id) {
        board->put(signal(id, 1000 - static_cast<std::int64_t>(id)), 0.25);
    }
    board->put(signal(500, 2000), 0.25);
    for (const HeldSignal& each : board->signals) {
        EXPECT_NE(each.signal.id, signals_max - 1);
        EXPECT_EQ(each.price, 25);
    }
}

TEST_F(Board, a_snapshot_ends_what_it_did_not_say) {
    board->put(level(1, "gamma.call_wall", 6700));
    board->put(level(2, "hvl", 6600));
    board->put(signal(1, 5), 0.25);
    board->begin_snapshot();
    board->put(level(2, "hvl", 6600));
    EXPECT_EQ(held(), 2U);
    board->end_snapshot();
    EXPECT_EQ(held(), 1U);
    EXPECT_EQ(board->signals[0].is_held, 0U);
    const std::uint64_t changes = board->changes;
    board->begin_snapshot();
    board->put(level(2, "hvl", 6600));
    board->end_snapshot();
    EXPECT_EQ(board->changes, changes) << "a snapshot that says the same changes nothing";
}

TEST_F(Board, the_file_counts_where_the_host_says_nothing) {
    const wire::Level in_file = level(0, "gamma.call_wall", 6690);
    board->put_file(0, &in_file);
    EXPECT_TRUE(board->shown(0).is_from_file);
    board->put(level(1, "gamma.call_wall", 6700));
    EXPECT_EQ(board->shown(0).level->price_raw, 6700);
    board->forget_host();
    EXPECT_EQ(board->shown(0).level->price_raw, 6690);
    board->put_file(0, nullptr);
    EXPECT_EQ(board->shown(0).level, nullptr);
}

}  // namespace
}  // namespace mia::acsil
