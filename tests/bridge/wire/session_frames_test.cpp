#include "bridge/wire/session_frames.hpp"

#include "tests/bridge/wire/round_trip.hpp"

namespace mia::wire {
namespace {

TEST(SessionFrames, HelloListsEveryLayoutOfTheCatalog) {
    RoundTrip<Hello> sent;
    sent.head.instance = 3;
    for (const KindInfo& info : catalog) {
        sent.entries.push_back(
            {static_cast<std::uint16_t>(info.kind), info.revision, info.head_size, info.hash}
        );
    }
    const auto received = round_trip(sent);
    EXPECT_EQ(received.head.instance, 3U);
    ASSERT_EQ(received.entries.size(), catalog.size());
    for (const HelloKind& entry : received.entries) {
        const KindInfo* info = find_kind(entry.kind, entry.revision);
        ASSERT_NE(info, nullptr);
        EXPECT_EQ(entry.hash, info->hash) << info->name;
        EXPECT_EQ(entry.head_size, info->head_size) << info->name;
    }
}

TEST(SessionFrames, InstrumentKeepsTickSizeToTheLastBit) {
    RoundTrip<Instrument> sent;
    sent.head.index = 2;
    sent.head.tick_size = 0.1;
    set_text(sent.head.symbol, "ESM26-CME");
    const auto received = round_trip(sent).head;
    EXPECT_EQ(received.index, 2U);
    EXPECT_EQ(received.tick_size, 0.1);
    EXPECT_EQ(get_text(received.symbol), "ESM26-CME");
}

TEST(SessionFrames, StatusKeepsNegativeOffsets) {
    RoundTrip<Status> sent;
    sent.head.chart_utc_offset_s = -14400;
    sent.head.data_delay_s = -1;
    set_text(sent.head.last_error, "libzmq was not found");
    const auto received = round_trip(sent).head;
    EXPECT_EQ(received.chart_utc_offset_s, -14400);
    EXPECT_EQ(received.data_delay_s, -1);
    EXPECT_EQ(get_text(received.last_error), "libzmq was not found");
}

TEST(SessionFrames, SnapshotEndsWithTheNumberItBeganWith) {
    RoundTrip<SnapshotBegin> begin;
    begin.head.snapshot = 12;
    begin.head.reason = snapshot_reason::request;
    RoundTrip<SnapshotEnd> end;
    end.head.snapshot = 12;
    EXPECT_EQ(round_trip(begin).head.snapshot, round_trip(end).head.snapshot);
    EXPECT_EQ(round_trip(begin).head.reason, 2U);
}

TEST(SessionFrames, HeartbeatCounts) {
    RoundTrip<Heartbeat> sent;
    sent.head.calls = 0xFFFF'FFFF'FFFF'FFFFULL;
    EXPECT_EQ(round_trip(sent).head.calls, sent.head.calls);
}

TEST(Connection, has_a_name_for_each_state_and_none_is_taken_for_connected) {
    EXPECT_EQ(connection_name(connection::connected), "connected");
    EXPECT_EQ(connection_name(connection::lost), "lost");
    EXPECT_EQ(connection_name(connection::unknown), "unknown");
    EXPECT_EQ(connection_name(99), "unknown");
}

}  // namespace
}  // namespace mia::wire
