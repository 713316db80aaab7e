// Other charts of the chartbook, as MIA Feed tells of them: complete bars only, and by name what is missing.
#include "tests/studies/feed_session.hpp"

namespace mia::studies {
namespace {

constexpr std::int64_t half_hour_ns = 1800 * second_ns;

class FeedOthers : public FeedSession {
protected:
    sim::Chart& add_vix(const std::string& time_zone = "America/New_York") {
        sim::ChartSettings vix;
        vix.number = 8;
        vix.symbol = "VIX_CGI";
        vix.tick_size = 0.01;
        vix.bar_seconds = 1800;
        vix.time_zone = time_zone;
        return host.add_chart(vix);
    }
    // Half-hour bars up to the one that contains now; its study has the value of the bar's number.
    void fill(sim::Chart& other) {
        sim::StudyDescription study;
        study.id = 14;
        study.name = "Numbers Bars Calculated Values";
        study.subgraph_names = {"delta"};
        other.add_study(study, false);
        const std::int64_t newest_ns = start_ns - start_ns % half_hour_ns;
        for (int bar = 0; bar < 6; ++bar) {
            other.append_bar(bar_at(newest_ns - (5 - bar) * half_hour_ns, 16 + bar, 10));
            other.set_value(14, 0, static_cast<float>(bar));
        }
    }
    int attach_with(int other) { return attach({{11, false, static_cast<double>(other), ""}}); }
    void hear(const std::vector<std::byte>& bytes) override {
        FeedSession::hear(bytes);
        const Mirror& other = mirror.others[8];
        const bool is_vix = wire::get_text(other.instrument.symbol) == "VIX_CGI";
        for (const auto& [index, bar] : other.bars) {
            other_bars_before_introduction += is_vix && bar.close_raw > 1000 ? 1 : 0;
        }
        if (const auto told = mirror.charts.find(8);
            told != mirror.charts.end() && !mirror.is_in_snapshot) {
            conditions[mirror.snapshots] = told->second.condition;
        }
    }
    std::map<std::size_t, std::uint8_t> conditions;  // the last one behind each snapshot
    int other_bars_before_introduction = 0;          // those of NQ that were told as bars of VIX
    std::string last_error() { return std::string(wire::get_text(mirror.status.last_error)); }
};

// T18: the other chart is read by its number and its own bars, not by an overlay's.
TEST_F(FeedOthers, are_sent_with_their_own_instrument_bars_and_studies) {
    fill(add_vix());
    attach_with(8);
    ASSERT_TRUE(connect());
    Mirror& vix = mirror.others[8];
    EXPECT_EQ(wire::get_text(vix.instrument.symbol), "VIX_CGI");
    EXPECT_EQ(vix.instrument.tick_size, 0.01);
    EXPECT_EQ(vix.instrument.index, 1);
    EXPECT_EQ(vix.instrument.flags, 0) << "neither book nor tape of it is sent";
    EXPECT_EQ(vix.instrument.bar_period_s, 1800U);
    EXPECT_EQ(vix.studies[14], "Numbers Bars Calculated Values");
    EXPECT_EQ(vix.bars[0].close_ticks, 1600);
    EXPECT_EQ(vix.bars[0].start_ns, start_ns - start_ns % half_hour_ns - 5 * half_hour_ns);
    EXPECT_EQ(vix.bars[0].instrument, 1);
    EXPECT_EQ(mirror.bars.size(), 30U);
    EXPECT_EQ(mirror.charts[8].condition, wire::chart_condition::sent);
    EXPECT_EQ(mirror.charts[3].condition, wire::chart_condition::sent);
    EXPECT_EQ(last_error(), "");
}

TEST_F(FeedOthers, a_bar_that_still_forms_is_not_known) {
    sim::Chart& other = add_vix();
    fill(other);
    attach_with(8);
    ASSERT_TRUE(connect());
    Mirror* vix = &mirror.others[8];
    ASSERT_EQ(vix->bars.size(), 5U);
    EXPECT_EQ(vix->bars.rbegin()->second.flags, wire::bar_flag::closed);
    EXPECT_EQ((vix->values[{14, 0}]), 4);
    other.set_value(14, 0, 77);
    ASSERT_TRUE(catch_up());
    EXPECT_EQ((mirror.others[8].values[{14, 0}]), 4)
        << "77 is not known before its bar is complete";

    host.set_time_ns(start_ns - start_ns % half_hour_ns + half_hour_ns);
    other.append_bar(bar_at(host.now_ns(), 22, 10));
    ASSERT_TRUE(catch_up());
    EXPECT_EQ((mirror.others[8].values[{14, 0}]), 77);
    EXPECT_EQ(mirror.others[8].bars.size(), 6U);
    EXPECT_EQ(mirror.snapshots, 1U);
}

// A replay of this chart stands in the past, the other chart does not: what it has after our time is the future.
TEST_F(FeedOthers, what_lies_after_this_charts_time_is_not_known) {
    fill(add_vix());
    host.set_time_ns(start_ns - 2 * half_hour_ns);
    chart().settings().replay_status = REPLAY_RUNNING;
    attach_with(8);
    ASSERT_TRUE(connect());
    EXPECT_EQ(mirror.others[8].bars.size(), 3U);
    EXPECT_EQ((mirror.others[8].values[{14, 0}]), 2);
}

TEST_F(FeedOthers, a_chart_before_its_first_bar_has_none_rather_than_element_zero) {
    fill(add_vix());
    host.set_time_ns(start_ns - 100 * half_hour_ns);
    chart().settings().replay_status = REPLAY_RUNNING;
    attach_with(8);
    ASSERT_TRUE(connect());
    EXPECT_TRUE(mirror.others[8].bars.empty());
    EXPECT_EQ(mirror.charts[8].condition, wire::chart_condition::empty);
    EXPECT_EQ(last_error(), "chart 8 has no complete bar");
}

TEST_F(FeedOthers, a_missing_chart_is_named_and_comes_in_when_it_is_opened) {
    attach_with(8);
    ASSERT_TRUE(connect());
    EXPECT_EQ(mirror.charts[8].condition, wire::chart_condition::missing);
    EXPECT_EQ(last_error(), "chart 8 is not in the chartbook");
    EXPECT_EQ(mirror.bars.size(), 30U);

    host.set_time_ns(host.now_ns() + 2 * second_ns);
    fill(add_vix());
    ASSERT_TRUE(play_until([&] { return mirror.snapshots == 2; }));
    EXPECT_EQ(mirror.others[8].bars.size(), 5U);
    ASSERT_TRUE(catch_up());
    EXPECT_EQ(last_error(), "");

    host.close_chart(8);
    ASSERT_TRUE(catch_up());
    EXPECT_EQ(mirror.charts[8].condition, wire::chart_condition::missing);
    EXPECT_EQ(last_error(), "chart 8 is not in the chartbook");
}

TEST_F(FeedOthers, a_chart_without_bars_or_with_a_download_running_says_so) {
    sim::Chart& other = add_vix();
    attach_with(8);
    ASSERT_TRUE(connect());
    EXPECT_EQ(mirror.charts[8].condition, wire::chart_condition::empty);
    host.set_time_ns(host.now_ns() + 2 * second_ns);
    fill(other);
    other.settings().is_downloading = true;
    ASSERT_TRUE(catch_up());
    EXPECT_EQ(last_error(), "chart 8 is downloading its history");
    other.settings().is_downloading = false;
    EXPECT_TRUE(play_until([&] { return mirror.others[8].bars.size() == 5; }));
}

TEST_F(FeedOthers, goes_on_while_the_own_chart_downloads_its_history) {
    sim::Chart& other = add_vix();
    fill(other);
    attach_with(8);
    ASSERT_TRUE(connect());
    chart().settings().is_downloading = true;
    host.set_time_ns(start_ns - start_ns % half_hour_ns + half_hour_ns);
    other.set_value(14, 0, 77);
    other.append_bar(bar_at(host.now_ns(), 22, 10));
    ASSERT_TRUE(catch_up());
    EXPECT_EQ(mirror.charts[3].condition, wire::chart_condition::downloading);
    EXPECT_EQ(mirror.charts[8].condition, wire::chart_condition::sent);
    EXPECT_EQ(mirror.others[8].bars.size(), 6U);
    EXPECT_EQ((mirror.others[8].values[{14, 0}]), 77);
    EXPECT_EQ(mirror.snapshots, 1U);
}

// What was told of it before would be taken for what is now.
TEST_F(FeedOthers, that_a_chart_is_back_is_said_by_the_snapshot_that_tells_it_anew) {
    fill(add_vix());
    attach_with(8);
    ASSERT_TRUE(connect());
    host.close_chart(8);
    ASSERT_TRUE(catch_up());
    ASSERT_EQ(mirror.charts[8].condition, wire::chart_condition::missing);
    host.recalculate(3);  // so that the next snapshot waits for its turn
    ASSERT_TRUE(play_until([this] { return step(), mirror.snapshots == 2; }));
    fill(add_vix());
    ASSERT_TRUE(play_until([this] { return step(), mirror.snapshots == 3; }));
    EXPECT_EQ(conditions[2], wire::chart_condition::missing);
    EXPECT_EQ(mirror.charts[8].condition, wire::chart_condition::sent);
    EXPECT_EQ(mirror.others[8].bars.size(), 5U);
}

TEST_F(FeedOthers, a_chart_in_another_time_zone_is_refused_by_name) {
    fill(add_vix("Europe/Paris"));
    attach_with(8);
    ASSERT_TRUE(connect());
    EXPECT_TRUE(mirror.others[8].bars.empty());
    EXPECT_TRUE(mirror.others[8].values.empty());
    EXPECT_EQ(mirror.charts[8].condition, wire::chart_condition::other_time_zone);
    EXPECT_EQ(wire::get_text(mirror.charts[8].time_zone), "Europe/Paris");
    EXPECT_EQ(last_error(), "chart 8 is in another time zone");
}

TEST_F(FeedOthers, a_chart_that_is_given_another_symbol_is_introduced_before_any_bar_of_it) {
    sim::Chart& other = add_vix();
    fill(other);
    attach_with(8);
    ASSERT_TRUE(connect());
    other.settings().symbol = "NQH26_FUT_CME";
    other.settings().tick_size = 0.25;
    for (int bar = 0; bar < 2; ++bar) {
        host.set_time_ns(host.now_ns() + half_hour_ns);
        other.append_bar(bar_at(host.now_ns() - host.now_ns() % half_hour_ns, 24000 + bar, 10));
        host.update(3);
    }
    ASSERT_TRUE(hear_until([this] { return mirror.snapshots == 2; }));
    ASSERT_TRUE(catch_up());
    EXPECT_EQ(wire::get_text(mirror.others[8].instrument.symbol), "NQH26_FUT_CME");
    EXPECT_EQ(mirror.others[8].instrument.tick_size, 0.25);
    EXPECT_EQ(mirror.others[8].bars[6].close_ticks, 96'000);
    EXPECT_EQ(other_bars_before_introduction, 0);
    EXPECT_EQ(mirror.snapshots, 2U);
}

TEST_F(FeedOthers, a_chart_whose_tick_size_changes_is_introduced_anew) {
    sim::Chart& other = add_vix();
    fill(other);
    attach_with(8);
    ASSERT_TRUE(connect());
    other.settings().tick_size = 0.05;
    ASSERT_TRUE(play_until([this] { return mirror.snapshots == 2; }));
    EXPECT_EQ(mirror.others[8].instrument.tick_size, 0.05);
    EXPECT_EQ(mirror.others[8].bars[0].close_ticks, 320);
}

TEST_F(FeedOthers, a_chart_that_changes_its_time_zone_is_refused_and_comes_back_with_ours) {
    sim::Chart& other = add_vix();
    fill(other);
    attach_with(8);
    ASSERT_TRUE(connect());
    other.set_time_zone("Europe/Paris");
    ASSERT_TRUE(play_until([this] { return mirror.snapshots == 2; }));
    EXPECT_EQ(mirror.charts[8].condition, wire::chart_condition::other_time_zone);
    EXPECT_TRUE(mirror.others[8].bars.empty());
    other.set_time_zone("America/New_York");
    ASSERT_TRUE(play_until([this] { return mirror.snapshots == 3; }));
    EXPECT_EQ(mirror.charts[8].condition, wire::chart_condition::sent);
    EXPECT_EQ(mirror.others[8].bars.size(), 5U);
}

TEST_F(FeedOthers, a_chart_that_is_loaded_anew_with_fewer_bars_is_told_anew) {
    sim::Chart& other = add_vix();
    fill(other);
    attach_with(8);
    ASSERT_TRUE(connect());
    const std::uint32_t epoch = mirror.epoch;
    host.set_time_ns(host.now_ns() + 2 * second_ns);
    other.clear_bars();
    const std::int64_t newest_ns = start_ns - start_ns % half_hour_ns;
    for (int bar = 0; bar < 3; ++bar) {
        other.append_bar(bar_at(newest_ns - (2 - bar) * half_hour_ns, 30 + bar, 10));
        other.set_value(14, 0, static_cast<float>(50 + bar));
    }
    ASSERT_TRUE(play_until([this] { return mirror.snapshots == 2; }));
    host.set_time_ns(newest_ns + half_hour_ns);
    other.append_bar(bar_at(host.now_ns(), 33, 10));
    ASSERT_TRUE(catch_up());
    EXPECT_EQ(mirror.epoch, epoch + 1);
    ASSERT_EQ(mirror.others[8].bars.size(), 3U);
    EXPECT_EQ(mirror.others[8].bars[0].close_ticks, 3000);
    EXPECT_EQ(mirror.others[8].bars[2].close_ticks, 3200);
    EXPECT_EQ((mirror.others[8].values[{14, 0}]), 52);
    EXPECT_EQ(mirror.snapshots, 2U);
}

TEST_F(FeedOthers, the_price_multiplier_of_another_chart_is_unknown) {
    fill(add_vix());
    attach_with(8);
    ASSERT_TRUE(connect());
    EXPECT_EQ(mirror.instrument.price_multiplier, 1.0);
    EXPECT_EQ(mirror.others[8].instrument.price_multiplier, 0.0);
}

TEST_F(FeedOthers, without_a_tick_size_the_studies_are_sent_and_the_bars_are_not) {
    sim::Chart& other = add_vix();
    other.settings().knows_tick_size = false;
    fill(other);
    attach_with(8);
    ASSERT_TRUE(connect());
    EXPECT_TRUE(mirror.others[8].bars.empty());
    EXPECT_EQ((mirror.others[8].values[{14, 0}]), 4);
    EXPECT_EQ(last_error(), "chart 8 has no known tick size: no bars of it");
}

std::vector<sim::PriceVolume> prices_around(int low_ticks, unsigned first) {
    return {{low_ticks, first, 2, 3}, {low_ticks + 1, 4, 5, 6}};
}

TEST_F(FeedOthers, volume_at_price_of_their_closed_bars_is_sent_and_of_the_forming_one_is_not) {
    sim::Chart& other = add_vix();
    fill(other);
    other.bars().set_last_prices(prices_around(2060, 1));
    other.append_bar(bar_at(start_ns - start_ns % half_hour_ns + half_hour_ns, 22, 10));
    other.bars().set_last_prices(prices_around(2160, 9));
    host.set_time_ns(start_ns + half_hour_ns);
    attach_with(8);
    ASSERT_TRUE(connect());
    auto& sent = mirror.others[8].prices;
    ASSERT_EQ(sent.size(), 1U);
    EXPECT_EQ(sent[5].size(), 2U);
    EXPECT_EQ(sent[5][2061].bid_volume, 4U);
    EXPECT_EQ(sent[5][2061].ask_volume, 5U);
    EXPECT_TRUE(mirror.prices.empty()) << "this chart has none";

    host.set_time_ns(host.now_ns() + half_hour_ns);
    other.append_bar(bar_at(host.now_ns() - host.now_ns() % half_hour_ns, 23, 10));
    ASSERT_TRUE(catch_up());
    EXPECT_EQ(mirror.others[8].prices[6][2160].bid_volume, 9U);
    EXPECT_EQ(mirror.snapshots, 1U);
}

TEST_F(FeedOthers, a_chart_that_keeps_no_volume_at_price_is_sent_without) {
    sim::Chart& other = add_vix();
    fill(other);
    other.settings().keeps_volume_at_price = false;
    attach_with(8);
    ASSERT_TRUE(connect());
    EXPECT_TRUE(mirror.others[8].prices.empty());
    EXPECT_EQ(mirror.others[8].bars.size(), 5U);
}

TEST_F(FeedOthers, a_study_there_that_takes_another_name_is_introduced_anew) {
    sim::Chart& other = add_vix();
    fill(other);
    attach_with(8);
    ASSERT_TRUE(connect());
    host.set_time_ns(host.now_ns() + 2 * second_ns);
    other.find_study(14)->lines[0].name = "another delta";
    ASSERT_TRUE(play_until([this] { return mirror.snapshots == 2; }));
    EXPECT_EQ((mirror.others[8].subgraphs[{14, 0}]), "another delta");
}

TEST_F(FeedOthers, the_own_chart_or_one_named_twice_is_sent_once) {
    fill(add_vix());
    attach({{11, false, 3, ""}, {12, false, 8, ""}, {13, false, 8, ""}, {14, false, 8, ""}});
    ASSERT_TRUE(connect());
    EXPECT_EQ(mirror.charts.size(), 2U);
    EXPECT_EQ(mirror.others.size(), 1U);
}

}  // namespace
}  // namespace mia::studies
