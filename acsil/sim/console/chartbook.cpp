#include "acsil/sim/console/chartbook.hpp"

#include <stdexcept>

namespace mia::sim {
namespace {

constexpr std::int64_t second_ns = 1'000'000'000;
constexpr std::int64_t step_ns = second_ns / 20;
constexpr std::int64_t start_ns = 1'773'239'700 * second_ns;  // 2026-03-11 14:35 UTC
constexpr int steps_per_bar = 60 * 20;
constexpr int history_bars = 30;
constexpr int levels = 10;
constexpr double es_tick = 0.25;

ChartSettings chart_of(int number, const std::string& symbol, double tick_size) {
    ChartSettings chart;
    chart.number = number;
    chart.symbol = symbol;
    chart.name = symbol + " 1 minute";
    chart.tick_size = tick_size;
    return chart;
}

Bar bar_of(std::int64_t begin_ns, double price) {
    Bar bar;
    bar.start_ns = begin_ns;
    bar.open = bar.high = bar.low = bar.close = price;
    bar.volume = 100;
    bar.trades = 20;
    bar.bid_volume = 40;
    bar.ask_volume = 60;
    return bar;
}

}  // namespace

Chartbook::Chartbook() {
    host_.set_time_ns(start_ns);
    host_.add_chart(chart_of(es_chart, es_symbol, es_tick));
    host_.add_chart(chart_of(vix_chart, "VIX_CGI", 0.01));
    StudyDescription vwap;
    vwap.name = "Volume Weighted Average Price";
    vwap.subgraph_names = {"VWAP"};
    host_.chart(es_chart).add_study(vwap, false);
    for (int bar = history_bars; bar > 0; --bar) {
        const std::int64_t begin_ns = start_ns - bar * 60 * second_ns;
        host_.chart(es_chart).append_bar(bar_of(begin_ns, 6675 + bar % 5));
        host_.chart(vix_chart).append_bar(bar_of(begin_ns, 16));
    }
}

StudyLibrary& Chartbook::library() {
    if (library_ == nullptr)
        throw std::runtime_error("no library was loaded yet");
    return *library_;
}

int Chartbook::attach(int chart, const std::string& address, const std::string& token_file) {
    constexpr int address_input = 0;
    constexpr int token_input = 7;
    return host_.attach(
        chart, library(), "scsf_MIAFeed",
        {{address_input, true, 0, address}, {token_input, true, 0, token_file}}
    );
}

int Chartbook::attach_overlay(
    int chart, const std::string& address, const std::string& levels_file
) {
    constexpr int address_input = 0;
    constexpr int file_input = 1;
    return host_.attach(
        chart, library(), "scsf_MIAOverlay",
        {{address_input, true, 0, address}, {file_input, true, 0, levels_file}}
    );
}

void Chartbook::step() {
    ++steps_;
    host_.set_time_ns(start_ns + steps_ * step_ns);
    move_es();
    move_vix();
    host_.update(es_chart);
    host_.update(vix_chart);
}

// One trade a step; the best bid goes up and down within eight ticks, the sizes in their own time.
void Chartbook::move_es() {
    const int swing = steps_ / 10 % 16;
    const int best_bid_ticks = 26700 + (swing < 8 ? swing : 16 - swing);
    Instrument& es = host_.instrument(es_symbol);
    es.book.bids.clear();
    es.book.asks.clear();
    for (int level = 0; level < levels; ++level) {
        const auto size = static_cast<double>(20 + (steps_ * (level + 1)) % 37);
        es.book.bids.push_back({(best_bid_ticks - level) * es_tick, size, 9});
        es.book.asks.push_back({(best_bid_ticks + 1 + level) * es_tick, 57 - size, 7});
    }
    const bool is_buy = steps_ % 3 != 0;
    const double price = (best_bid_ticks + (is_buy ? 1 : 0)) * es_tick;
    const auto size = static_cast<std::uint32_t>(1 + steps_ % 4);
    es.tape.push(
        {host_.now_ns(), price, size, best_bid_ticks * es_tick, (best_bid_ticks + 1) * es_tick, 20,
         20, is_buy ? SC_TS_ASK : SC_TS_BID}
    );
    Chart& chart = host_.chart(es_chart);
    const std::int64_t begin_ns = start_ns + steps_ / steps_per_bar * 60 * second_ns;
    if (steps_ % steps_per_bar == 1) {
        chart.append_bar(bar_of(begin_ns, price));
    } else {
        chart.bars().update_last(bar_of(begin_ns, price));
    }
    chart.set_value(1, 0, static_cast<float>(6675 + steps_ % 100));
}

void Chartbook::move_vix() {
    if (steps_ % 20 == 0)
        host_.chart(vix_chart).bars().update_last(bar_of(0, 16 + 0.01 * (steps_ / 20 % 50)));
}

}  // namespace mia::sim
