#include "bridge/detectors/trade_spike.hpp"

#include "tests/bridge/detectors/flow_stand.hpp"

namespace mia::detectors {
namespace {

struct TradeSpikeTest : test::FlowTest<TradeSpike> {
    // So many trades in each batch of 50 ms, two thirds of them of one side.
    void run(Side aggressor, int batches, int trades, std::uint32_t size) {
        for (int i = 0; i < batches; ++i) {
            std::vector<test::Order> told;
            for (int k = 0; k < trades; ++k) {
                told.push_back(trade(k % 3 == 2 ? other(aggressor) : aggressor, 0, size));
            }
            stand.tell(told, {});
        }
    }
};

INSTANTIATE_TEST_SUITE_P(
    BothSides, TradeSpikeTest, testing::Values(Side::bid, Side::ask), test::name_of_side
);

TEST_P(TradeSpikeTest, a_tape_that_suddenly_runs_is_reported_once_on_the_side_that_does_more) {
    run(side, 40, 6, 5);

    ASSERT_EQ(opened().size(), 1U);
    EXPECT_EQ(opened()[0].side, side);
    EXPECT_EQ(opened()[0].price_ticks, price(0));
    EXPECT_GE(evidence("trades"), 6.0 * evidence("median_trades"));

    live(5);
    ASSERT_EQ(closed().size(), 1U);
    EXPECT_EQ(closed()[0].reason, "over");
}

TEST_P(TradeSpikeTest, a_few_large_trades_are_none) {
    push(side, 5, 200);
    live(3);

    EXPECT_TRUE(opened().empty());
}

TEST_P(TradeSpikeTest, many_trades_of_hardly_anything_are_none) {
    run(side, 40, 4, 1);

    EXPECT_TRUE(opened().empty());
}

TEST_P(TradeSpikeTest, a_tape_that_gets_fast_step_by_step_is_none) {
    for (int trades = 1; trades <= 6; ++trades) {
        run(side, 60, trades, 4);
    }

    EXPECT_TRUE(opened().empty());
}

TEST_P(TradeSpikeTest, one_of_no_side_is_none) {
    for (int i = 0; i < 40; ++i) {
        stand.tell(
            {trade(side, 0, 5), trade(against, 0, 5), trade(side, 0, 5), trade(against, 0, 5),
             trade(side, 0, 5), trade(against, 0, 5)},
            {}
        );
    }

    EXPECT_TRUE(opened().empty());
}

}  // namespace
}  // namespace mia::detectors
