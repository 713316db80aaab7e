#include "bench/study_chart.hpp"

#include "acsil/session.hpp"

#include <array>
#include <string>
#include <utility>

namespace mia::bench {
namespace {

constexpr std::int64_t start_ns = 1'773'239'700'000'000'000;
constexpr std::int64_t interval_ns = 100'000'000;
constexpr std::int64_t minute_ns = 60'000'000'000;
constexpr std::int64_t between_snapshots_ns = 2'000'000'000;
constexpr int slots = SC_SUBGRAPHS_AVAILABLE;  // that every study has, named or not
constexpr int inputs = 12;
constexpr int prices = 20;  // of a bar
constexpr int first_study = 2;
constexpr int quantity_max = 300;  // that a level is changed to
constexpr double bid = 6675;
constexpr double ask = 6675.25;
constexpr int feed_address_input = 0;
constexpr int history_input = 6;
constexpr int token_input = 7;

// Names are spread evenly over the studies; those first in the list get what is left over.
int named_subgraphs(const Load& load, int study) {
    return load.subgraphs / load.studies + (study < load.subgraphs % load.studies ? 1 : 0);
}

}  // namespace

StudyChart::StudyChart(
    const Load& load, const std::filesystem::path& library, const std::filesystem::path& token
)
    : load_(load) {
    sim::ChartSettings settings;
    settings.number = 1;
    settings.symbol = symbol;
    host_.add_chart(settings);
    host_.set_time_ns(start_ns);
    add_bars();
    add_studies();
    add_book();
    const auto history = static_cast<double>(load.bars);
    handle_ = host_.attach(
        1, host_.load(library), "scsf_MIAFeed",
        {{feed_address_input, true, 0, subscriber_.address()},
         {history_input, false, history, {}},
         {token_input, true, 0, token.string()}}
    );
    subscriber_.subscribe_to_all();
}

bool StudyChart::synchronise() {
    for (int i = 0; i < 5000 && !is_synchronised(); ++i) {
        call_unchanged();
        received_ += subscriber_.receive(1).empty() ? 0 : 1;
    }
    (void)await_batches();
    (void)take_cost();
    return is_synchronised();
}

void StudyChart::call() {
    change();
    let_pass(interval_ns);
    host_.update(1);
    ++calls_;
}

void StudyChart::recalculate() {
    let_pass(between_snapshots_ns);
    host_.recalculate(1);
}

void StudyChart::call_unchanged() {
    let_pass(interval_ns);
    host_.update(1);
}

bool StudyChart::is_synchronised() {
    return shown(acsil::shown::synchronised) != 0;
}

std::vector<std::vector<std::byte>> StudyChart::receive(int timeout_ms) {
    std::vector<std::vector<std::byte>> batches;
    while (true) {
        const bool is_awaited = received_ < shown(acsil::shown::batches_sent);
        auto bytes = subscriber_.receive(is_awaited ? timeout_ms : 0);
        if (bytes.empty()) {
            break;
        }
        ++received_;
        batches.push_back(std::move(bytes));
    }
    return batches;
}

sim::CallCost StudyChart::take_cost() {
    return std::exchange(host_.instance(handle_).cost, sim::CallCost());
}

void StudyChart::add_bars() {
    sim::Chart& chart = host_.chart(1);
    std::array<sim::PriceVolume, prices> volumes{};
    for (int price = 0; price < prices; ++price) {
        const auto volume = static_cast<unsigned>(40 + price);
        volumes[static_cast<std::size_t>(price)] = {
            static_cast<int>(bid * 4) + price, volume, volume, 9};
    }
    for (int index = load_.bars - 1; index >= 0; --index) {
        sim::Bar bar;
        bar.start_ns = start_ns - index * minute_ns;
        bar.open = bar.low = bar.close = bid;
        bar.high = bid + (prices - 1) / 4.0;
        bar.volume = 2000;
        bar.bid_volume = bar.ask_volume = 1000;
        bar.trades = 180;
        chart.append_bar(bar);
        chart.bars().set_last_prices(volumes);
    }
}

void StudyChart::add_studies() {
    for (int number = 0; number < load_.studies; ++number) {
        sim::StudyDescription study;
        study.id = first_study + number;
        study.name = "Study " + std::to_string(number);
        study.subgraph_names.resize(slots);
        const int named = named_subgraphs(load_, number);
        for (int line = 0; line < named; ++line) {
            study.subgraph_names[static_cast<std::size_t>(line)] = "Line " + std::to_string(line);
        }
        for (int input = 0; input < inputs; ++input) {
            study.inputs.push_back(
                {"Input " + std::to_string(input), 1.5 * input, "", FLOAT_VALUE, {}}
            );
        }
        sim::Study& added = host_.chart(1).add_study(study, false);
        for (auto line = static_cast<std::size_t>(named); line < added.lines.size(); ++line) {
            added.lines[line].draw_style = DRAWSTYLE_IGNORE;
        }
    }
}

void StudyChart::add_book() {
    for (std::size_t level = 0; level < load_.levels; ++level) {
        const double away = static_cast<double>(level) / 4;
        instrument().book.bids.push_back({bid - away, quantity_max + 1, 9});
        instrument().book.asks.push_back({ask + away, quantity_max + 1, 7});
    }
}

void StudyChart::change() {
    const auto spare = load_.levels - load_.levels_changed + 1;
    const auto offset = static_cast<std::size_t>(calls_) % spare;
    for (std::size_t i = offset; i < offset + load_.levels_changed; ++i) {
        instrument().book.bids[i].quantity = 1 + (calls_ * 7 + 3) % quantity_max;
        instrument().book.asks[i].quantity = 1 + (calls_ * 5 + 2) % quantity_max;
    }
    // Every study in turn, until enough of their lines have another value.
    for (int i = 0; i < load_.subgraphs_changed; ++i) {
        const int study = i % load_.studies;
        host_.chart(1).set_value(
            first_study + study, i / load_.studies, static_cast<float>(calls_ + i + 1)
        );
    }
    for (int trade = 0; trade < load_.trades; ++trade) {
        instrument().tape.push({host_.now_ns(), ask, 3, bid, ask, 60, 50, SC_TS_ASK});
    }
}

void StudyChart::let_pass(std::int64_t time_ns) {
    host_.set_time_ns(host_.now_ns() + time_ns);
}

}  // namespace mia::bench
