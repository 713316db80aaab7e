#include "acsil/sim/tape.hpp"

#include <gtest/gtest.h>

#include <stdexcept>

namespace mia::sim {
namespace {

TapeRecord trade(double price, std::uint32_t volume) {
    TapeRecord record;
    record.time_ns = 1'700'000'000'123'456'789;
    record.price = price;
    record.volume = volume;
    record.type = SC_TS_ASK;
    return record;
}

TEST(Tape, keeps_records_oldest_first_and_numbers_them_from_one) {
    Tape tape(4);
    tape.push(trade(1, 10));
    tape.push(trade(2, 20));

    const auto view = tape.view();
    ASSERT_EQ(view.Size(), 2);
    EXPECT_EQ(view[0].Sequence, 1U);
    EXPECT_EQ(view[1].Volume, 20U);
    EXPECT_EQ(view[1].DateTime.ToUNIXTimeInMicroseconds(), 1'700'000'000'123'456);
}

TEST(Tape, forgets_the_oldest_when_full) {
    Tape tape(3);
    for (int i = 1; i <= 7; ++i)
        tape.push(trade(i, static_cast<std::uint32_t>(i)));

    const auto view = tape.view();
    ASSERT_EQ(view.Size(), 3);
    EXPECT_EQ(view[0].Sequence, 5U);
    EXPECT_EQ(view[2].Sequence, 7U);
    EXPECT_EQ(view[3].Sequence, 0U);
    EXPECT_EQ(view.GetRecordIndexAtGreaterThanSequenceNumber(5), 1U);
    EXPECT_EQ(view.GetRecordIndexAtGreaterThanSequenceNumber(7), 2U);
}

TEST(Tape, restart_numbers_from_one_and_the_view_notices) {
    Tape tape(3);
    tape.push(trade(1, 1));
    tape.skip_sequence(10);
    EXPECT_EQ(tape.push(trade(2, 1)), 12U);
    std::uint32_t seen = 12;

    tape.restart();
    EXPECT_EQ(tape.view().Size(), 0);
    EXPECT_EQ(tape.push(trade(3, 1)), 1U);
    tape.view().ValidateAndCorrectPriorSequenceNumber(seen);
    EXPECT_EQ(seen, 0U);
}

TEST(Tape, needs_room) {
    EXPECT_THROW(Tape(0), std::invalid_argument);
}

}  // namespace
}  // namespace mia::sim
