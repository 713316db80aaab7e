// MIA Overlay and its host: late starts, gaps, restarts, and bytes that are none.
#include <random>

#include "tests/studies/bad_library.hpp"
#include "tests/studies/overlay_session.hpp"

namespace mia::studies {
namespace {

using wire::BatchWriter;

class OverlayHosted : public OverlaySession {};

TEST_F(OverlayHosted, a_host_that_comes_late_is_met) {
    peer.end();
    attach();
    for (int i = 0; i < 20; ++i) {
        host.update(3);
    }
    EXPECT_NE(panel().find("no host at " + peer.address()), std::string::npos);
    peer.begin_again(78);
    ASSERT_TRUE(play_until([this] { return peer.was_asked(1); }));
    peer.say_all(say_two);
    ASSERT_TRUE(hear());
    EXPECT_EQ(drawings().all().size(), all_drawn);
    EXPECT_TRUE(panel_says("connected"));
}

// It is tried again by the machine's clock, so how often depends on how long these calls take.
TEST_F(OverlayHosted, a_libzmq_that_is_none_is_not_opened_at_every_call) {
    const BadLibrary library;
    attach();
    constexpr int calls = 50;
    int opened = 0;
    for (int i = 0; i < calls; ++i) {
        host.update(3);
        opened += library.was_opened() ? 1 : 0;
    }
    EXPECT_GE(opened, 1);
    EXPECT_LT(opened, calls / 2);
    EXPECT_TRUE(panel_says("libzmq was not found"));
}

TEST_F(OverlayHosted, a_gap_asks_the_host_again_and_what_was_missed_is_put_right) {
    ASSERT_TRUE(connect_and_draw());
    peer.lose();  // it said that the call wall is gone
    peer.beat();
    ASSERT_TRUE(play_until([this] { return peer.was_asked(1); })) << "a heartbeat shows the gap";
    EXPECT_EQ(shown(5), 1);
    EXPECT_NE(level("Call wall"), nullptr);
    peer.say_all([](BatchWriter& writer) {
        add_level(writer, 2, "gamma.put_wall", 6600, overlay_start_ns);
    });
    ASSERT_TRUE(hear());
    EXPECT_EQ(level("Call wall"), nullptr);
    EXPECT_NE(level("Put wall"), nullptr);
    EXPECT_TRUE(drawn(DRAWING_MARKER).empty());
}

TEST_F(OverlayHosted, a_snapshot_with_a_hole_takes_nothing_away) {
    namespace flag = wire::batch_flag;
    ASSERT_TRUE(connect_and_draw());
    const auto nothing = [](BatchWriter&) {};
    peer.say(nothing, flag::snapshot | flag::snapshot_first);
    peer.lose();
    peer.say(nothing, flag::snapshot | flag::snapshot_last);
    ASSERT_TRUE(hear());
    EXPECT_EQ(drawings().all().size(), all_drawn);
    ASSERT_TRUE(play_until([this] { return peer.was_asked(1); }));
    peer.say_all(nothing);
    ASSERT_TRUE(hear());
    EXPECT_EQ(drawings().all().size(), 1U);
}

TEST_F(OverlayHosted, a_snapshot_of_several_batches_is_one) {
    namespace flag = wire::batch_flag;
    ASSERT_TRUE(connect_and_draw());
    peer.say(
        [](BatchWriter& writer) {
            add_level(writer, 1, "gamma.call_wall", 6700, overlay_start_ns);
        },
        flag::snapshot | flag::snapshot_first
    );
    peer.say(
        "NQH26_FUT_CME", [](BatchWriter&) {}, flag::snapshot
    );
    ASSERT_TRUE(hear());
    EXPECT_EQ(drawings().all().size(), all_drawn) << "not before its end";
    peer.say(
        "NQH26_FUT_CME", [](BatchWriter&) {}, flag::snapshot | flag::snapshot_last
    );
    ASSERT_TRUE(hear());
    EXPECT_NE(level("Call wall"), nullptr);
    EXPECT_EQ(level("Put wall"), nullptr);
}

TEST_F(OverlayHosted, what_was_heard_before_is_not_heard_again) {
    ASSERT_TRUE(connect_and_draw());
    const auto earlier = peer.batch(
        "ESH26_FUT_CME",
        [](BatchWriter& writer) { add_level(writer, 1, "gamma.call_wall", 1, overlay_start_ns); }, 0
    );
    peer.send(earlier);
    ASSERT_TRUE(hear());
    peer.say([](BatchWriter& writer) {
        add_level(writer, 1, "gamma.call_wall", 6710, overlay_start_ns);
    });
    ASSERT_TRUE(hear());
    peer.send(earlier);
    --sent_before;
    peer.beat();
    ASSERT_TRUE(hear());
    EXPECT_EQ(level("Call wall")->BeginValue, 6710);
    EXPECT_EQ(shown(5), 0);
}

TEST_F(OverlayHosted, a_host_that_starts_again_keeps_what_it_says_and_ends_the_rest) {
    ASSERT_TRUE(connect_and_draw());
    const int number = level("Put wall")->LineNumber;
    restart_peer();
    ASSERT_TRUE(play_until([this] { return peer.was_asked(1); }));
    EXPECT_EQ(drawings().all().size(), all_drawn) << "nothing goes before the new one has spoken";
    peer.say_all([](BatchWriter& writer) {
        add_level(writer, 2, "gamma.put_wall", 6610, overlay_start_ns);
    });
    ASSERT_TRUE(hear());
    EXPECT_EQ(drawings().all().size(), 2U);
    EXPECT_EQ(level("Put wall")->LineNumber, number);
    EXPECT_EQ(level("Put wall")->BeginValue, 6610);
}

TEST_F(OverlayHosted, a_host_that_was_met_midway_is_asked_for_the_rest) {
    ASSERT_TRUE(connect());
    peer.say([](BatchWriter& writer) {
        add_level(writer, 1, "gamma.call_wall", 6700, overlay_start_ns);
    });
    ASSERT_TRUE(hear());
    EXPECT_TRUE(play_until([this] { return peer.was_asked(1); }));
    EXPECT_NE(level("Call wall"), nullptr);
}

TEST_F(OverlayHosted, bytes_that_are_no_batch_are_refused_counted_and_said) {
    ASSERT_TRUE(connect_and_draw());
    std::mt19937 random(20260311);  // NOLINT(cert-msc51-cpp): the same bytes each time
    const auto whole = peer.batch(
        "ESH26_FUT_CME",
        [](BatchWriter& writer) { add_level(writer, 9, "gamma.pin1", 6650, overlay_start_ns); }, 0
    );
    for (int i = 0; i < 300; ++i) {
        auto bytes = whole;
        bytes.resize(16 + random() % (bytes.size() - 16));
        for (int change = 0; change < 3; ++change) {
            // Behind magic and publisher, which the socket itself looks at.
            const std::size_t at = 16 + random() % (bytes.size() - 15);
            if (at < bytes.size()) {
                bytes[at] ^= static_cast<std::byte>(1 + random() % 255);
            }
        }
        peer.send(bytes);
        ASSERT_TRUE(hear());
    }
    EXPECT_EQ(shown(7), 300);
    EXPECT_EQ(level("Pin 1"), nullptr);
    EXPECT_EQ(drawings().all().size(), all_drawn);
    EXPECT_TRUE(panel_says("refused 300, last "));
    peer.say([](BatchWriter& writer) {
        add_level(writer, 1, "gamma.call_wall", 6710, overlay_start_ns);
    });
    ASSERT_TRUE(hear());
    EXPECT_EQ(level("Call wall")->BeginValue, 6710);
}

TEST_F(OverlayHosted, a_batch_larger_than_any_is_refused) {
    ASSERT_TRUE(connect_and_draw());
    auto bytes = peer.batch("ESH26_FUT_CME", say_two, 0);
    bytes.resize(wire::batch_bytes_max + 8);
    peer.send(bytes);
    ASSERT_TRUE(hear());
    EXPECT_EQ(shown(7), 1);
}

TEST_F(
    OverlayHosted, an_address_on_another_machine_is_refused_and_the_own_name_of_this_one_is_not
) {
    attach({{0, true, 0, "tcp://nohost.example:5572"}});
    host.update(3);
    EXPECT_NE(
        panel().find("expected tcp://127.0.0.1:PORT, found tcp://nohost.example:5572"),
        std::string::npos
    ) << panel();
    const std::string port = peer.address().substr(peer.address().rfind(':'));
    host.set_input(handle, {0, true, 0, "tcp://localhost" + port});
    EXPECT_TRUE(play_until([this] { return peer.was_asked(1); }));
}

TEST_F(OverlayHosted, an_address_that_is_none_is_said_once_and_hurts_nothing) {
    attach({{0, true, 0, "nonsense"}});
    for (int i = 0; i < 100; ++i) {
        host.update(3);
    }
    EXPECT_EQ(host.take_messages().size(), 1U);
    EXPECT_NE(
        panel().find("address of the MIA host: expected tcp://127.0.0.1:PORT, found nonsense"),
        std::string::npos
    );
    host.set_input(handle, {0, true, 0, peer.address()});
    ASSERT_TRUE(play_until([this] { return peer.was_asked(1); }));
    peer.say_all(say_two);
    ASSERT_TRUE(hear());
    EXPECT_EQ(drawings().all().size(), all_drawn);
    host.set_input(handle, {0, true, 0, ""});
    EXPECT_TRUE(panel_says("no host wanted"));
    EXPECT_EQ(drawings().all().size(), 1U) << "the levels of a host that is not wanted go";
}

}  // namespace
}  // namespace mia::studies
