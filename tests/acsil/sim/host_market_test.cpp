// Book, tape and clock as a study reads them from the host.
#include <gtest/gtest.h>

#include "tests/acsil/sim/probe_host.hpp"

namespace mia::sim {
namespace {

class HostMarket : public ProbeHost {
protected:
    HostMarket() {
        Instrument& es = host.instrument("ESH26");
        es.book.bids = {{99.75, 60, 12}, {99.5, 90, 0}};
        es.book.asks = {{100, 55, 9}};
    }
};

TEST_F(HostMarket, book_starts_at_level_zero_on_both_sides) {
    attach("scsf_ProbeMarket");
    host.update(3);
    EXPECT_EQ(log()[0], "b99.75:60:12 b99.50:90:0 a100.00:55:9 ");
}

TEST_F(HostMarket, prices_are_multiplied_once_in_the_adjusted_price) {
    host.chart(3).settings().price_multiplier = 0.5F;
    attach("scsf_ProbeMarket");
    host.update(3);
    EXPECT_EQ(log()[0], "b49.88:60:12 b49.75:90:0 a50.00:55:9 ");
}

TEST_F(HostMarket, a_study_that_did_not_ask_for_depth_sees_none) {
    const int handle = attach("scsf_ProbeMarket");
    host.instance(handle).sc.UsesMarketDepthData = 0;
    host.update(3);
    EXPECT_EQ(log()[0], "");
}

TEST_F(HostMarket, tape_is_utc_with_its_sequence) {
    TapeRecord record;
    record.time_ns = probe_start_ns + 123'456'789;
    record.price = 100;
    record.volume = 3;
    record.type = SC_TS_ASK;
    host.instrument("ESH26").tape.push(record);
    const PriceVolume prices[] = {{400, 3, 4, 2}};
    host.chart(3).bars().set_last_prices(prices);
    attach("scsf_ProbeMarket");
    host.update(3);
    const std::vector<std::string> lines = log();
    EXPECT_EQ(lines[1], "1:2:100.00:3:123456 ");
    EXPECT_EQ(lines[2], "400:3:4 ");
}

TEST_F(HostMarket, clock_is_the_callers_in_the_charts_zone) {
    host.chart(3).settings().data_delay_us = 600'000'000;
    attach("scsf_ProbeClock");
    host.update(3);
    EXPECT_EQ(
        log().back(),
        "offset -4 same 1 round 1 again 1 bar 38220-38280 scale 1 delay 600 period 60 "
        "seconds 60 replay 0/0/0 state 2 downloading 0 day 0"
    );
    host.set_time_ns(1'772'600'000'000'000'000);  // a week before, New York is on standard time
    host.chart(3).settings().replay_status = REPLAY_RUNNING;
    host.chart(3).settings().connection_state = SCS_CONNECTION_LOST;
    host.chart(3).settings().is_downloading = true;
    host.update(3);
    EXPECT_EQ(
        log().back(),
        "offset -5 same 1 round 1 again 1 bar 38220-38280 scale 1 delay 600 period 60 "
        "seconds 60 replay 1/1/1 state 3 downloading 1 day 0"
    );
}

TEST_F(HostMarket, evening_belongs_to_the_next_trading_day) {
    host.chart(3).append_bar(probe_bar(12 * 60, 101));
    attach("scsf_ProbeClock");
    host.update(3);
    EXPECT_TRUE(log().back().ends_with("day 1"));
}

}  // namespace
}  // namespace mia::sim
