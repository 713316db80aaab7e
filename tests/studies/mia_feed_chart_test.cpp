// What MIA Feed says of its chart beyond prices: volume at price, how studies introduce themselves, final values.
#include "tests/studies/feed_session.hpp"

namespace mia::studies {
namespace {

class FeedChart : public FeedSession {
protected:
    sim::Study& add_study(int id, const std::string& name, std::vector<std::string> lines) {
        sim::StudyDescription study;
        study.id = id;
        study.name = name;
        study.subgraph_names = std::move(lines);
        return chart().add_study(study, false);
    }
    static std::vector<sim::PriceVolume> prices(int low_ticks, unsigned first) {
        return {{low_ticks, first, 2, 3}, {low_ticks + 1, 4, 5, 6}, {low_ticks + 2, 0, 7, 1}};
    }
};

TEST_F(FeedChart, volume_at_price_is_in_the_snapshot_and_follows_the_forming_bar) {
    chart().bars().set_last_prices(prices(26815, 1));
    attach();
    ASSERT_TRUE(connect());
    ASSERT_EQ(mirror.prices.size(), 1U);
    EXPECT_EQ(mirror.prices[29].size(), 3U);
    EXPECT_EQ(mirror.prices[29][26816].bid_volume, 4U);
    EXPECT_EQ(mirror.prices[29][26816].ask_volume, 5U);
    EXPECT_EQ(mirror.prices[29][26816].volume, 9U);
    EXPECT_EQ(mirror.prices[29][26816].trade_count, 6U);

    chart().bars().set_last_prices(prices(26815, 11));
    step();
    ASSERT_TRUE(hear_until([&] { return mirror.prices[29][26815].bid_volume == 11; }));
    EXPECT_EQ(mirror.bars[29].flags, 0);
}

TEST_F(FeedChart, volume_at_price_of_a_closed_bar_is_final_and_sent_once) {
    attach();
    ASSERT_TRUE(connect());
    chart().bars().set_last_prices(prices(26815, 1));
    chart().append_bar(bar_at(start_ns, 6705, 9));
    chart().bars().set_last_prices(prices(26818, 21));
    step();
    ASSERT_TRUE(hear_until([&] { return mirror.prices.contains(30); }));
    EXPECT_EQ(mirror.prices[29][26815].bid_volume, 1U);
    EXPECT_EQ(mirror.prices[30][26818].bid_volume, 21U);
    const std::size_t before = mirror.batches;
    for (int i = 0; i < 5; ++i) {
        step();
    }
    ASSERT_TRUE(catch_up());
    EXPECT_EQ(mirror.batches, before + 1) << "nothing changed but the delay";
}

TEST_F(FeedChart, a_price_outside_its_bar_is_counted_and_not_sent) {
    chart().bars().set_last_prices(std::vector<sim::PriceVolume>{
        {26816, 1, 1, 1}, {107264, 1, 1, 1}});
    attach();
    ASSERT_TRUE(connect());
    ASSERT_TRUE(catch_up());
    EXPECT_EQ(mirror.prices[29].size(), 1U);
    EXPECT_EQ(mirror.status.values_invalid, 1U);
}

TEST_F(FeedChart, a_chart_that_keeps_no_volume_at_price_has_none) {
    chart().settings().keeps_volume_at_price = false;
    chart().bars().set_last_prices(prices(26815, 1));
    attach();
    ASSERT_TRUE(connect());
    EXPECT_TRUE(mirror.prices.empty());
    EXPECT_EQ(mirror.bars.size(), 30U);
}

// What the overlay draws came from the host; as a study of the chart it would come back to it.
TEST_F(FeedChart, studies_of_our_own_library_are_left_out) {
    add_study(5, "Average", {"Average"});
    const int overlay =
        host.attach(3, host.load(MIA_STUDY), "scsf_MIAOverlay", {{0, true, 0, ""}}, 6);
    attach();
    add_study(9, "Range", {"Range"});
    ASSERT_TRUE(connect());
    const std::map<std::uint32_t, std::string> listed{{5, "Average"}, {9, "Range"}};
    EXPECT_EQ(mirror.studies, listed);
    EXPECT_EQ(mirror.charts[3].study_count, 2U);
    EXPECT_EQ(mirror.charts[3].value_count, 2U);
    EXPECT_EQ(mirror.charts[3].studies_left_out, 0U);

    host.remove(overlay);
    host.set_time_ns(host.now_ns() + 2 * second_ns);
    ASSERT_TRUE(play_until([this] { return mirror.snapshots == 2; }));
    EXPECT_EQ(mirror.charts[3].study_count, 2U);
}

TEST_F(FeedChart, twins_are_told_apart_by_what_the_user_set) {
    sim::Study& today = add_study(1, "Volume Value Area Lines", {"Vol POC"});
    sim::Study& yesterday = add_study(2, "Volume Value Area Lines", {"Vol POC"});
    today.description.inputs = {
        {"Days back", 0, "", INT_VALUE, {}}, {"Share", 0.7, "", FLOAT_VALUE, {}}};
    yesterday.description.inputs = {
        {"Days back", 1, "", INT_VALUE, {}}, {"Share", 0.7, "", FLOAT_VALUE, {}}};
    attach();
    ASSERT_TRUE(connect());
    EXPECT_EQ(mirror.inputs[1]["Days back"].number, 0);
    EXPECT_EQ(mirror.inputs[2]["Days back"].number, 1);
    EXPECT_EQ(mirror.inputs[2]["Share"].number, 0.7);
    EXPECT_EQ(mirror.inputs[2]["Share"].type, wire::input_type::number);
    EXPECT_EQ(mirror.inputs[2]["Share"].input, 1);
}

TEST_F(FeedChart, texts_and_pointers_to_studies_are_inputs_too) {
    sim::Study& overlay = add_study(23, "Overlay", {"Last"});
    overlay.description.inputs = {
        {"Symbol", 0, "VIX_CGI", STRING_VALUE, {}},
        {"", 0, "", NO_VALUE, {}},
        {"Source", 0, "", CHART_STUDY_SUBGRAPH_VALUES, {8, 1, 3}}};
    attach();
    ASSERT_TRUE(connect());
    const auto& inputs = mirror.inputs[23];
    ASSERT_EQ(inputs.size(), 2U);
    EXPECT_EQ(wire::get_text(inputs.at("Symbol").text), "VIX_CGI");
    EXPECT_EQ(inputs.at("Source").type, wire::input_type::study_reference);
    EXPECT_EQ(inputs.at("Source").input, 2) << "behind a hole";
    EXPECT_EQ(wire::get_text(inputs.at("Source").text), "8;1;3");
}

TEST_F(FeedChart, a_drawn_subgraph_counts_without_a_name_and_an_undrawn_one_does_not) {
    sim::Study& study = add_study(5, "Edge zones", {"Trigger", "", ""});
    study.lines[1].values.assign(30, 1.5F);
    study.lines[2].values.assign(30, 2.5F);
    study.lines[2].draw_style = DRAWSTYLE_IGNORE;
    attach();
    ASSERT_TRUE(connect());
    EXPECT_TRUE(mirror.subgraphs.contains({5, 1}));
    EXPECT_FALSE(mirror.subgraphs.contains({5, 2}));
    EXPECT_EQ((mirror.values[{5, 1}]), 1.5);
    EXPECT_FALSE(mirror.values.contains({5, 2}));
}

// T11: the value of a bar that ended was written while it formed, and its end by chance.
TEST_F(FeedChart, each_bar_that_closed_has_its_final_values_once) {
    add_study(7, "Numbers Bars Calculated Values", {"delta", "total"});
    attach();
    ASSERT_TRUE(connect());
    for (int bar = 30; bar < 40; ++bar) {
        chart().set_value(7, 0, static_cast<float>(bar));
        step();
        chart().set_value(7, 1, static_cast<float>(100 * bar));  // after the last call of this bar
        chart().append_bar(bar_at(start_ns + bar * 60 * second_ns, 6700, 1));
        chart().set_value(7, 0, 0);
        chart().set_value(7, 1, 0);
    }
    ASSERT_TRUE(catch_up());
    for (int bar = 30; bar < 40; ++bar) {
        const auto closed = static_cast<std::uint32_t>(bar - 1);
        EXPECT_EQ((mirror.finals[{7, 0}][closed]), bar) << closed;
        EXPECT_EQ((mirror.finals[{7, 1}][closed]), 100 * bar) << closed;
    }
}

TEST_F(FeedChart, of_several_bars_that_closed_at_once_each_has_its_values) {
    add_study(7, "Numbers Bars Calculated Values", {"delta"});
    attach();
    ASSERT_TRUE(connect());
    for (int bar = 30; bar < 40; ++bar) {
        chart().set_value(7, 0, static_cast<float>(bar));
        chart().append_bar(bar_at(start_ns + bar * 60 * second_ns, 6700, 1));
    }
    ASSERT_TRUE(catch_up());
    for (int bar = 30; bar < 40; ++bar) {
        EXPECT_EQ((mirror.finals[{7, 0}][static_cast<std::uint32_t>(bar - 1)]), bar);
    }
    EXPECT_EQ(mirror.snapshots, 1U);
}

// T10: the last bar of a live chart is always open; nothing that waited for it to be closed was ever sent.
TEST_F(FeedChart, values_of_the_forming_bar_are_sent_while_it_forms) {
    add_study(1, "MenthorQ Gamma Levels", {"Call Resistance"});
    attach();
    ASSERT_TRUE(connect());
    chart().set_value(1, 0, 6800.25F);
    step();
    ASSERT_TRUE(hear_until([&] { return mirror.values[{1, 0}] == 6800.25; }));
    EXPECT_TRUE((mirror.finals[{1, 0}].empty()));
}

TEST_F(FeedChart, more_bars_at_once_than_are_told_one_by_one_come_as_a_snapshot) {
    add_study(7, "Numbers Bars Calculated Values", {"delta"});
    attach();
    ASSERT_TRUE(connect());
    host.set_time_ns(host.now_ns() + 2 * second_ns);
    for (int bar = 30; bar < 130; ++bar) {
        chart().append_bar(bar_at(start_ns + bar * 60 * second_ns, 6700, 1));
    }
    ASSERT_TRUE(play_until([&] { return mirror.snapshots == 2; }));
    EXPECT_EQ(mirror.bars.size(), 130U);
}

// T23: volumes were capped at a multiple of the median, so that real spikes vanished.
TEST_F(FeedChart, a_volume_of_any_size_is_sent_as_it_is) {
    attach();
    ASSERT_TRUE(connect());
    chart().bars().update_last(bar_at(0, 6700, 4'000'000));
    step();
    ASSERT_TRUE(hear_until([&] { return mirror.bars[29].volume == 4'000'000; }));
    EXPECT_EQ(mirror.bars[29].bid_volume + mirror.bars[29].ask_volume, 4'000'000U);
}

TEST_F(FeedChart, pulling_and_stacking_are_sent_when_they_are_asked_for_and_when_they_change) {
    es().bid_stack_pull = {{6675.0, 31}, {6674.75, -4}};
    attach({{9, false, 1, ""}});
    ASSERT_TRUE(connect());
    step();
    ASSERT_TRUE(hear_until([&] { return mirror.stack_pull.size() == 24; }));
    EXPECT_EQ(mirror.stack_pull[26700], 31);
    EXPECT_EQ(mirror.stack_pull[26699], -4);
    EXPECT_EQ(mirror.stack_pull_sums.bid_sum, 27);
    EXPECT_EQ(mirror.stack_pull_sums.ask_sum, 0);
    es().ask_stack_pull = {{6675.25, -9}};
    step();
    ASSERT_TRUE(hear_until([&] { return mirror.stack_pull[26701] == -9; }));
    EXPECT_EQ(mirror.stack_pull_sums.bid_sum, 27);
    EXPECT_EQ(mirror.stack_pull_sums.ask_sum, -9);
    kinds.clear();
    ASSERT_TRUE(catch_up());
    EXPECT_EQ(kinds, std::vector{wire::Kind::status});
}

}  // namespace
}  // namespace mia::studies
