// How MIA Overlay comes, goes and comes back: hiding, recalculation, removal, release.
#include <malloc.h>

#include "tests/studies/overlay_session.hpp"

namespace mia::studies {
namespace {

using wire::BatchWriter;

class OverlayLife : public OverlaySession {
protected:
    explicit OverlayLife(sim::HostOptions options = {}) : OverlaySession(std::move(options)) {}
};

TEST_F(OverlayLife, a_hidden_study_takes_its_drawings_away_and_brings_them_back) {
    ASSERT_TRUE(connect_and_draw());
    host.instance(handle).is_hidden = true;
    host.update(3);
    EXPECT_TRUE(drawings().all().empty());
    peer.say([](BatchWriter& writer) {
        add_level(writer, 1, "gamma.call_wall", 6710, overlay_start_ns);
    });
    ASSERT_TRUE(hear());
    EXPECT_TRUE(drawings().all().empty());
    EXPECT_EQ(value(subgraph::call_wall), 6710) << "alerts go on";
    host.instance(handle).is_hidden = false;
    host.update(3);
    EXPECT_EQ(drawings().all().size(), all_drawn);
    EXPECT_EQ(level("Call wall")->BeginValue, 6710);
}

TEST_F(OverlayLife, nothing_counts_as_drawn_by_the_user_or_is_saved) {
    ASSERT_TRUE(connect_and_draw());
    for (const sim::Drawing& each : drawings().all()) {
        EXPECT_FALSE(each.is_user_drawn());
        EXPECT_FALSE(each.is_saved());
    }
}

TEST_F(OverlayLife, a_neighbour_that_deletes_every_drawing_hurts_for_a_second_only) {
    ASSERT_TRUE(connect_and_draw());
    host.chart(3).drawings().erase_all();
    EXPECT_TRUE(play_until([this] { return drawings().all().size() == all_drawn; }));
}

TEST_F(OverlayLife, numbers_are_sierras_so_two_on_one_chart_never_touch) {
    ASSERT_TRUE(connect_and_draw());
    const int first = handle;
    attach();
    ASSERT_TRUE(play_until([this] { return peer.was_asked(1); }));
    peer.say_all(say_two);
    ASSERT_TRUE(play_until([this] { return drawings().all().size() == 2 * all_drawn; }));
    host.remove(first);
    EXPECT_EQ(drawings().all().size(), all_drawn);
    host.update(3);
    EXPECT_NE(level("Call wall"), nullptr);
}

TEST_F(OverlayLife, a_full_recalculation_draws_everything_once_more_and_not_twice) {
    ASSERT_TRUE(connect_and_draw());
    host.recalculate(3);
    EXPECT_EQ(drawings().all().size(), all_drawn);
    EXPECT_EQ(value(subgraph::call_wall), 6700);
    EXPECT_EQ(value(subgraph::signal_score), 0.5);
}

TEST_F(OverlayLife, a_reload_of_the_chart_draws_everything_at_its_new_bars) {
    ASSERT_TRUE(connect_and_draw());
    host.chart(3).clear_bars();
    host.set_time_ns(overlay_start_ns);
    fill(3);
    append_bar();
    host.recalculate(3);
    EXPECT_EQ(drawings().all().size(), all_drawn);
    EXPECT_EQ(value(subgraph::call_wall), 6700);
    EXPECT_EQ(value(subgraph::call_wall, bars_before - 1), 6700);
    EXPECT_EQ(value(subgraph::call_wall, bars_before - 2), 0);
    EXPECT_EQ(value(subgraph::signal_score, bars_before - 1), 0.5);
}

TEST_F(OverlayLife, a_reload_that_begins_with_one_bar_has_everything_at_its_bars_too) {
    ASSERT_TRUE(connect_and_draw());
    host.chart(3).clear_bars();
    for (int bar = 0; bar < 5; ++bar) {
        append_bar();
        host.update(3);
    }
    EXPECT_EQ(value(subgraph::call_wall), 6700);
    EXPECT_EQ(value(subgraph::call_wall, 0), 6700);
    EXPECT_EQ(drawings().all().size(), all_drawn);
}

TEST_F(OverlayLife, another_symbol_on_the_chart_ends_what_was_drawn_and_asks_anew) {
    ASSERT_TRUE(connect_and_draw());
    host.change_symbol(3, "NQH26_FUT_CME");
    fill(3);
    host.update(3);
    EXPECT_EQ(drawings().all().size(), 1U);
    ASSERT_TRUE(play_until([this] { return peer.was_asked(1); }));
    peer.say_all([](BatchWriter& writer) {
        add_level(writer, 1, "gamma.call_wall", 6700, overlay_start_ns);
        auto* nq = writer.add<wire::Instrument>();
        wire::set_text(nq->symbol, "NQH26_FUT_CME");
        nq->tick_size = 0.25;
        add_level(writer, 1, "gamma.call_wall", 24000, overlay_start_ns);
    });
    ASSERT_TRUE(hear());
    ASSERT_NE(level("Call wall"), nullptr);
    EXPECT_EQ(level("Call wall")->BeginValue, 24000);
}

TEST_F(OverlayLife, two_charts_show_what_is_theirs) {
    add_chart(4, "NQH26_FUT_CME");
    attach({}, 4);
    const int other = handle;
    ASSERT_TRUE(play_until([this] { return peer.was_asked(1); }, 4));
    ASSERT_TRUE(connect());
    peer.say_all([](BatchWriter& writer) {
        say_two(writer);
        auto* nq = writer.add<wire::Instrument>();
        wire::set_text(nq->symbol, "NQH26_FUT_CME");
        nq->tick_size = 0.25;
        add_signal(writer, 1, overlay_start_ns, 96000, -0.5);
    });
    ASSERT_TRUE(hear());
    ASSERT_TRUE(play_until([this] { return drawn(DRAWING_MARKER, 4).size() == 1; }, 4));
    EXPECT_EQ(drawn(DRAWING_MARKER, 4)[0]->BeginValue, 24000);
    EXPECT_TRUE(drawn(DRAWING_HORIZONTALLINE, 4).empty());
    EXPECT_EQ(drawings().all().size(), all_drawn);
    host.remove(other);
    EXPECT_TRUE(drawings(4).all().empty());
    EXPECT_EQ(drawings().all().size(), all_drawn);
}

TEST_F(OverlayLife, a_release_without_a_last_call_keeps_socket_and_levels) {
    ASSERT_TRUE(connect_and_draw());
    sim::StudyLibrary& code = library();
    EXPECT_TRUE(host.release(code)) << "the code must really leave the process";
    host.update(3);
    peer.say([](BatchWriter& writer) {
        add_level(writer, 1, "gamma.call_wall", 6710, overlay_start_ns);
    });
    host.allow(code);
    ASSERT_TRUE(hear());
    EXPECT_EQ(drawings().all().size(), all_drawn);
    EXPECT_EQ(level("Call wall")->BeginValue, 6710);
    EXPECT_EQ(shown(5), 0) << "nothing was lost meanwhile";
}

// The socket must be closed by the code that is there now, not by the code that opened it.
TEST_F(OverlayLife, an_address_typed_while_the_library_was_released_closes_the_socket_of_before) {
    ASSERT_TRUE(connect_and_draw());
    sim::StudyLibrary& code = library();
    ASSERT_TRUE(host.release(code)) << "the code must really leave the process";
    OverlayHost other;
    host.set_input(handle, {0, true, 0, other.address()});
    host.allow(code);
    ASSERT_TRUE(play_until([&] { return other.was_asked(1); }));
    other.say_all([](BatchWriter& writer) {
        add_level(writer, 1, "gamma.call_wall", 6710, overlay_start_ns);
    });
    ASSERT_TRUE(play_until([this] { return level("Call wall") != nullptr; }));
    EXPECT_EQ(level("Call wall")->BeginValue, 6710);
}

TEST_F(OverlayLife, a_long_session_does_not_grow_the_heap) {
    ASSERT_TRUE(connect_and_draw());
    const auto play = [this](int steps) {
        for (int i = 0; i < steps; ++i) {
            peer.say([i](BatchWriter& writer) {
                add_level(writer, 1, "gamma.call_wall", 6700 + i % 5, overlay_start_ns);
                add_signal(writer, static_cast<std::uint64_t>(i), overlay_start_ns, 26700, 0.5);
            });
            ASSERT_TRUE(hear());
        }
    };
    play(300);
    const std::size_t before = mallinfo2().uordblks;
    play(1000);
    const std::size_t after = mallinfo2().uordblks;
    EXPECT_LT(after, before + 256 * 1024);
    EXPECT_EQ(drawings().all().size(), 3U + 2U * 100U);
}

sim::HostOptions leaving_drawings() {
    sim::HostOptions options;
    options.is_cleaning_drawings = false;
    return options;
}

// A Sierra that takes nothing away by itself: what is gone then, the study took away.
class OverlayTidy : public OverlayLife {
protected:
    OverlayTidy() : OverlayLife(leaving_drawings()) {}
};

TEST_F(OverlayTidy, removal_takes_every_drawing_away) {
    ASSERT_TRUE(connect_and_draw());
    host.remove(handle);
    EXPECT_TRUE(drawings().all().empty());
}

TEST_F(OverlayTidy, recalculations_do_not_pile_up) {
    ASSERT_TRUE(connect_and_draw());
    for (int i = 0; i < 5; ++i) {
        host.recalculate(3);
    }
    EXPECT_EQ(drawings().all().size(), all_drawn);
}

sim::HostOptions poisoning() {
    sim::HostOptions options;
    options.is_poisoning = true;
    return options;
}

class OverlayPoisoned : public OverlayLife {
protected:
    OverlayPoisoned() : OverlayLife(poisoning()) {}
};

TEST_F(OverlayPoisoned, nothing_of_a_call_is_kept_after_it) {
    ASSERT_TRUE(connect_and_draw());
    for (int i = 0; i < 20; ++i) {
        append_bar();
        host.update(3);
    }
    EXPECT_EQ(value(subgraph::call_wall), 6700);
    host.recalculate(3);
    EXPECT_EQ(value(subgraph::call_wall), 6700);
    host.remove(handle);
}

}  // namespace
}  // namespace mia::studies
