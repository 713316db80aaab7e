// The levels file on the chart, alone and beside the host.
#include <algorithm>

#include "tests/studies/overlay_session.hpp"

namespace mia::studies {
namespace {

using wire::BatchWriter;

class OverlayFile : public OverlaySession {
protected:
    int attach_with_file(std::vector<sim::InputChoice> more = {}) {
        more.push_back({1, true, 0, levels_file()});
        return attach(std::move(more));
    }
    bool shows(const std::string& label, float price) {
        return play_until([&] {
            const s_UseTool* found = level(label);
            return found != nullptr && found->BeginValue == price;
        });
    }
};

const std::string row =
    "ESH26_FUT_CME,2026-03-11T14:30:00Z,6675.25,6700,6600,6650,6640.5,6660,,6620\n";

TEST_F(OverlayFile, its_newest_row_of_the_symbol_is_drawn_and_what_is_empty_is_not_there) {
    write_levels(
        "ESH26_FUT_CME,2026-03-11T13:00:00Z,6675.25,1,2,3,4,5,6,7\n" + row +
        "ESM26_FUT_CME,2026-03-11T14:31:00Z,6675.25,10,20,30,40,50,60,70\n"
    );
    attach_with_file({{0, true, 0, ""}});
    host.update(3);
    EXPECT_EQ(drawn(DRAWING_HORIZONTALLINE).size(), 6U);
    EXPECT_EQ(level("Call wall")->BeginValue, 6700);
    EXPECT_EQ(level("Max pain")->BeginValue, 6640.5);
    EXPECT_EQ(level("Volatility trigger")->BeginValue, 6620);
    EXPECT_EQ(level("Pin 2"), nullptr) << "an empty value is none, and never zero";
    EXPECT_EQ(value(5), 0);
    EXPECT_EQ(value(subgraph::call_wall), 6700);
    EXPECT_EQ(value(subgraph::positive_gamma), 1) << "spot above the flip";
    EXPECT_EQ(value(subgraph::oldest_age), 5);
    EXPECT_TRUE(panel_says("levels file: 3 rows"));
}

TEST_F(OverlayFile, a_change_of_it_is_seen_within_a_second_and_its_end_too) {
    write_levels(row);
    attach_with_file();
    ASSERT_TRUE(shows("Call wall", 6700));
    write_levels("ESH26_FUT_CME,2026-03-11T14:34:00Z,6640,6710.5,,6650,,,,\n");
    ASSERT_TRUE(shows("Call wall", 6710.5F));
    EXPECT_EQ(level("Put wall"), nullptr);
    EXPECT_EQ(value(subgraph::negative_gamma), 1);
    std::filesystem::remove(levels_file());
    ASSERT_TRUE(panel_says("there is no such file"));
    EXPECT_TRUE(drawn(DRAWING_HORIZONTALLINE).empty());
    write_levels(row);
    EXPECT_TRUE(shows("Call wall", 6700));
}

TEST_F(OverlayFile, a_malformed_row_is_named_on_the_panel_and_the_others_count) {
    write_levels(row + "ESH26_FUT_CME,2026-03-11T14:34:00Z,6675.25,6700,abc,,,,,\n");
    attach_with_file();
    EXPECT_TRUE(panel_says("1 malformed"));
    EXPECT_TRUE(panel_says("line 3, column put_wall: 'abc' is no price"));
    EXPECT_EQ(level("Put wall")->BeginValue, 6600);
}

TEST_F(OverlayFile, the_host_counts_before_it_and_gives_way_when_it_says_no_more) {
    write_levels(row);
    attach_with_file();
    ASSERT_TRUE(play_until([this] { return peer.was_asked(1); }));
    ASSERT_TRUE(shows("Call wall", 6700));
    const int number = level("Call wall")->LineNumber;
    peer.say_all([](BatchWriter& writer) {
        add_level(writer, 1, "gamma.call_wall", 6720, overlay_start_ns);
        add_regime(writer, wire::gamma_regime::negative, overlay_start_ns);
    });
    ASSERT_TRUE(hear());
    EXPECT_EQ(level("Call wall")->BeginValue, 6720);
    EXPECT_EQ(level("Call wall")->LineNumber, number);
    EXPECT_EQ(level("Put wall")->BeginValue, 6600);
    EXPECT_EQ(value(subgraph::negative_gamma), 1);
    EXPECT_EQ(value(subgraph::positive_gamma), 0);
    peer.say([](BatchWriter& writer) { add_clear(writer, wire::clear_scope::everything); });
    ASSERT_TRUE(hear());
    EXPECT_EQ(level("Call wall")->BeginValue, 6700);
    EXPECT_EQ(value(subgraph::positive_gamma), 1);
}

TEST_F(OverlayFile, a_row_of_the_future_waits_for_its_time) {
    write_levels(row + "ESH26_FUT_CME,2026-03-11T14:37:00Z,6675.25,6730,,,,,,\n");
    attach_with_file();
    ASSERT_TRUE(shows("Call wall", 6700));
    append_bar();
    host.update(3);
    EXPECT_EQ(level("Call wall")->BeginValue, 6700);
    append_bar();
    host.update(3);
    EXPECT_EQ(level("Call wall")->BeginValue, 6730);
    EXPECT_EQ(value(subgraph::call_wall), 6730);
    EXPECT_EQ(value(subgraph::call_wall, bars_before), 6700);
}

TEST_F(OverlayFile, it_may_call_the_symbol_otherwise_when_the_user_says_so) {
    write_levels("ES,2026-03-11T14:30:00Z,6675.25,6700,6600,,,,,\n");
    attach_with_file();
    EXPECT_TRUE(panel_says("none of this symbol yet"));
    EXPECT_TRUE(drawn(DRAWING_HORIZONTALLINE).empty());
    host.set_input(handle, {2, true, 0, "ES"});
    EXPECT_TRUE(shows("Call wall", 6700));
}

TEST_F(OverlayFile, what_is_no_levels_file_is_said_and_draws_nothing) {
    attach_with_file();
    EXPECT_TRUE(panel_says("there is no such file"));
    std::ofstream(levels_file()) << "symbol;timestamp\n";
    EXPECT_TRUE(panel_says("line 1, column symbol: the columns were expected"));
    std::ofstream(levels_file()) << std::string(70'000, 'x');
    EXPECT_TRUE(panel_says("larger than 64 KiB"));
    std::filesystem::remove(levels_file());
    std::filesystem::create_directory(levels_file());
    EXPECT_TRUE(panel_says("a plain file was expected, found something else"));
    const auto said = host.take_messages();
    ASSERT_EQ(said.size(), 1U);
    EXPECT_EQ(
        said[0].text, "MIA Overlay, levels file: a plain file was expected, found something else"
    );
    EXPECT_TRUE(drawn(DRAWING_HORIZONTALLINE).empty());
}

TEST_F(OverlayFile, a_row_that_is_half_written_is_not_believed) {
    const std::string next = "ESH26_FUT_CME,2026-03-11T14:34:00Z,6675.25,6710,,,,,,66";
    write_levels(row + next);
    attach_with_file();
    host.update(3);
    EXPECT_EQ(value(subgraph::call_wall), 6700) << "the row before it counts";
    EXPECT_EQ(value(6), 6620);
    write_levels(row + next + "30\n");
    float lowest = 6620;
    ASSERT_TRUE(play_until([&] {
        lowest = std::min(lowest, value(6));
        return value(subgraph::call_wall) == 6710;
    }));
    EXPECT_EQ(value(6), 6630);
    EXPECT_EQ(lowest, 6620) << "never 66";
}

TEST_F(OverlayFile, a_last_row_without_its_end_counts_when_nobody_writes_on) {
    const std::string unended = row.substr(0, row.size() - 1);
    write_levels(unended);
    attach_with_file();
    host.update(3);
    EXPECT_EQ(level("Call wall"), nullptr);
    EXPECT_TRUE(shows("Call wall", 6700));
    EXPECT_TRUE(panel_says("levels file: 1 rows"));
}

TEST_F(OverlayFile, one_that_is_there_and_cannot_be_opened_is_not_called_missing) {
    std::filesystem::create_symlink(levels_file(), levels_file());
    attach_with_file();
    EXPECT_TRUE(panel_says("levels file: cannot be read"));
}

TEST_F(OverlayFile, another_symbol_on_the_chart_takes_its_own_row) {
    write_levels(row + "NQH26_FUT_CME,2026-03-11T14:30:00Z,24000,24100,23900,,,,,\n");
    attach_with_file();
    ASSERT_TRUE(shows("Call wall", 6700));
    host.change_symbol(3, "NQH26_FUT_CME");
    fill(3);
    EXPECT_TRUE(shows("Call wall", 24100));
    EXPECT_EQ(level("Gamma flip"), nullptr);
}

}  // namespace
}  // namespace mia::studies
