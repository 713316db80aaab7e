// MIA Feed as it runs: the real study library on a chart of the simulated host, and a real
// socket that hears it. Time stands still unless a test moves it.
#pragma once

#include <gtest/gtest.h>

#include <chrono>
#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "acsil/sim/host.hpp"
#include "tests/studies/mirror.hpp"
#include "tests/studies/subscriber.hpp"
#include "tests/temp_folder.hpp"

namespace mia::studies {

inline constexpr std::int64_t second_ns = 1'000'000'000;
inline constexpr std::int64_t start_ns = 1'773'239'700 * second_ns;  // 2026-03-11 14:35 UTC
inline constexpr std::int64_t step_ns = second_ns / 10;

inline const std::string token(32, 'k');

inline sim::ChartSettings es_chart(int number) {
    sim::ChartSettings chart;
    chart.number = number;
    chart.symbol = "ESH26_FUT_CME";
    chart.name = "ES 1 minute";
    return chart;
}

inline sim::Bar bar_at(std::int64_t bar_start_ns, double close, double volume) {
    sim::Bar bar;
    bar.start_ns = bar_start_ns;
    bar.open = close - 0.25;
    bar.high = close + 0.5;
    bar.low = close - 0.5;
    bar.close = close;
    bar.volume = volume;
    bar.trades = std::floor(volume / 2);
    bar.bid_volume = std::floor(volume / 4);
    bar.ask_volume = volume - bar.bid_volume;
    return bar;
}

// A side of a book of quarter ticks as a host should know it.
inline MirrorSide side_of(const std::vector<sim::BookLevel>& levels) {
    MirrorSide side;
    for (const sim::BookLevel& level : levels) {
        side[std::llround(level.price / 0.25)] = {
            static_cast<std::uint32_t>(level.quantity), level.orders};
    }
    return side;
}

class FeedSession : public testing::Test {
protected:
    explicit FeedSession(sim::HostOptions options = {}) : host(std::move(options)) {
        write_token(token);
        host.set_time_ns(start_ns);
        host.add_chart(es_chart(3));
        for (int minute = 0; minute < 30; ++minute) {
            chart().append_bar(bar_at(start_ns - (30 - minute) * 60 * second_ns, 6675 + minute, 100)
            );
        }
        set_book(26700);
    }
    void TearDown() override { EXPECT_EQ(host.errors(), std::vector<std::string>{}); }

    std::string token_file() const { return folder.file("token"); }
    void write_token(const std::string& text) const { folder.write("token", text); }

    sim::Chart& chart() { return host.chart(3); }
    sim::Instrument& es() { return host.instrument("ESH26_FUT_CME"); }

    // Twelve levels a side around this best bid.
    void set_book(int best_bid_ticks) {
        es().book.bids.clear();
        es().book.asks.clear();
        for (int level = 0; level < 12; ++level) {
            es().book.bids.push_back({(best_bid_ticks - level) * 0.25, 60.0 + level, 9});
            es().book.asks.push_back({(best_bid_ticks + 1 + level) * 0.25, 50.0 + level, 7});
        }
    }
    void trade(double price, std::uint32_t size, int type = SC_TS_ASK) {
        es().tape.push({host.now_ns(), price, size, price - 0.25, price, 60, 50, type});
    }

    int attach(std::vector<sim::InputChoice> more = {}, int on_chart = 3) {
        std::vector<sim::InputChoice> inputs{
            {0, true, 0, subscriber.address()}, {7, true, 0, token_file()}};
        inputs.insert(inputs.end(), more.begin(), more.end());
        return host.attach(on_chart, host.load(MIA_STUDY), "scsf_MIAFeed", inputs);
    }

    // The panel of MIA Feed as it stands on the chart.
    std::string panel() {
        for (const sim::Drawing& each : chart().drawings().all()) {
            const std::string_view text = each.tool.Text.GetChars();
            if (text.starts_with("MIA Feed")) {
                return std::string(text);
            }
        }
        return "";
    }

    // Moves time by one chart update and makes it.
    void step(int on_chart = 3) {
        host.set_time_ns(host.now_ns() + step_ns);
        host.update(on_chart);
    }

    // Takes what arrives until this holds; false after five seconds without it.
    bool hear_until(const std::function<bool()>& done) {
        const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(5);
        while (!done() && std::chrono::steady_clock::now() < deadline) {
            const auto bytes = subscriber.receive(10);
            if (!bytes.empty()) {
                hear(bytes);
            }
        }
        return done();
    }
    virtual void hear(const std::vector<std::byte>& bytes) {
        mirror.apply(bytes);
        kinds.insert(kinds.end(), mirror.kinds.begin(), mirror.kinds.end());
    }

    // Subscribes and plays updates, without moving time, until a first snapshot is complete.
    bool connect() {
        subscriber.subscribe_to_all();
        return play_until([this] { return mirror.snapshots == 1; });
    }
    bool play_until(const std::function<bool()>& done) {
        const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(5);
        while (!done() && std::chrono::steady_clock::now() < deadline) {
            host.update(3);
            const auto bytes = subscriber.receive(1);
            if (!bytes.empty()) {
                hear(bytes);
            }
        }
        return done();
    }

    // Everything that was sent up to now: a status that was not yet there marks the end.
    bool catch_up() {
        const std::int64_t delay = chart().settings().data_delay_us += 1'000'000;
        step();
        return hear_until([&] { return mirror.status.data_delay_s == delay / 1'000'000; });
    }

    test::TempFolder folder;
    Subscriber subscriber;
    sim::Host host;
    Mirror mirror;
    std::vector<wire::Kind> kinds;  // of all batches heard
};

}  // namespace mia::studies
