// A symbol with a source that is connected, and what tests say of its books and bars.
#pragma once

#include "bridge/market/symbol.hpp"

#include <gtest/gtest.h>

namespace mia::market::test {

inline constexpr std::int64_t second_ns = 1'000'000'000;
inline constexpr std::int64_t noon_ns = 1'773'239'700 * second_ns;

struct SymbolStand : testing::Test {
    detectors::Settings settings;
    detectors::Reports reports;
    Symbol symbol{"ESH26-CME", 0.25, settings, reports};

    void SetUp() override { connect(symbol); }

    static void connect(Symbol& it) {
        it.set_source({.is_known = true, .publisher = 1, .instance = 11});
        it.set_condition(told(wire::connection::connected), 0);
    }

    static wire::Status told(std::uint8_t connection, std::int32_t delay_s = 0) {
        wire::Status status{};
        status.connection = connection;
        status.data_delay_s = delay_s;
        return status;
    }

    Observation described() const {
        Observation observation;
        symbol.describe(observation);
        return observation;
    }

    void tell_book(std::int64_t bid_ticks, std::int64_t ask_ticks) {
        symbol.begin_replacement();
        symbol.put_level(Side::bid, {bid_ticks, 60, 5});
        symbol.put_level(Side::ask, {ask_ticks, 60, 5});
        std::size_t changed = 0;
        outcome = symbol.finish_replacement(1, 1, changed);
    }

    // Two bars of a minute of which the second engulfs the first, the second just closed.
    static std::array<wire::Bar, 2> engulfing_at(std::int64_t start_ns) {
        std::array<wire::Bar, 2> bars{};
        const std::array<std::array<std::int64_t, 4>, 2> prices{
            {{104, 106, 99, 100}, {99, 107, 98, 105}}};
        for (std::size_t i = 0; i < 2; ++i) {
            bars[i].start_ns = start_ns + static_cast<std::int64_t>(i) * 60 * second_ns;
            bars[i].open_ticks = prices[i][0];
            bars[i].high_ticks = prices[i][1];
            bars[i].low_ticks = prices[i][2];
            bars[i].close_ticks = prices[i][3];
        }
        return bars;
    }
    // How many patterns its detectors find in them two minutes later.
    std::size_t found_at(std::int64_t start_ns, bool is_replay = false) {
        const std::size_t before = reports.opened.size();
        const auto bars = engulfing_at(start_ns);
        symbol.advance(start_ns + 120 * second_ns, is_replay);
        symbol.close_bar(bars.back().start_ns, bars);
        return reports.opened.size() - before;
    }

    BookOutcome outcome = BookOutcome::ok;
};

}  // namespace mia::market::test
