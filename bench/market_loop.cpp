// What book, tape, measures and detectors of one symbol cost in a C++ loop, by the processor time of the
// one thread. The same steps are played again and again, later and higher each time, so that the clock
// and the prices go on as those of a long session do.
//
//   mia_bench_market_loop FILE DETECTORS PASSES
//
// DETECTORS is `all`, `none`, or the name of the one that is on. Ends with one line of JSON: events and
// detections of a pass, and the processor time of each pass.
#include "bench/market_steps.hpp"

#include <charconv>
#include <cstdio>
#include <ctime>
#include <exception>
#include <stdexcept>
#include <string_view>

namespace mia::bench {
namespace {

// Where a pass begins, against the first one.
struct Shift {
    std::int64_t time_ns = 0;
    std::int64_t ticks = 0;
    std::uint64_t sequence = 0;
};

detectors::Settings settings_of(std::string_view wanted) {
    detectors::Settings settings;
    bool is_found = wanted == "all" || wanted == "none";
    for (const detectors::DetectorInfo* info : detectors::AllDetectors::infos) {
        const bool is_on = wanted == "all" || wanted == info->name;
        is_found = is_found || wanted == info->name;
        if (settings.set(info->name, "enabled", is_on ? 1.0 : 0.0)) {
            throw std::runtime_error("a detector cannot be switched");
        }
    }
    if (!is_found) {
        throw std::runtime_error(
            "all, none or a detector was expected, found: " + std::string(wanted)
        );
    }
    return settings;
}

void expect_ok(market::BookOutcome outcome) {
    if (outcome != market::BookOutcome::ok) {
        throw std::runtime_error("a book is not as the step says");
    }
}

class Player {
public:
    explicit Player(std::string_view detectors) : settings_(settings_of(detectors)) {
        symbol_.set_source({.is_known = true, .publisher = 1, .instance = 1});
        wire::Status status{};
        status.connection = wire::connection::connected;
        symbol_.set_condition(status, 0);
    }

    // The book that the first step tells.
    void begin(const Step& step, const Shift& shift) {
        symbol_.advance(step.time_ns + shift.time_ns, false);
        symbol_.begin_replacement();
        for (const LevelChange& change : step.levels) {
            symbol_.put_level(change.side, shifted(change.level, shift));
        }
        std::size_t changed = 0;
        expect_ok(symbol_.finish_replacement(step.bids, step.asks, changed));
        symbol_.complete();
        finish();
    }

    void play(const Step& step, const Shift& shift) {
        symbol_.advance(step.time_ns + shift.time_ns, false);
        for (market::TapeTrade trade : step.trades) {
            trade.time_ns += shift.time_ns;
            trade.price_ticks += shift.ticks;
            trade.sequence += shift.sequence;
            symbol_.add_trade(trade);
        }
        for (const LevelChange& change : step.levels) {
            symbol_.change_level(change.side, shifted(change.level, shift), change.at_window_edge);
        }
        expect_ok(symbol_.finish_delta(step.bids, step.asks));
        finish();
    }

    [[nodiscard]] std::uint64_t opened() const { return opened_; }

private:
    static market::BookLevel shifted(market::BookLevel level, const Shift& shift) {
        level.price_ticks += shift.ticks;
        return level;
    }

    void finish() {
        symbol_.finish_batch();
        opened_ += reports_.opened.size();
        reports_.opened.clear();
        reports_.closed.clear();
    }

    detectors::Settings settings_;
    detectors::Reports reports_;
    market::Symbol symbol_{"ES", 0.25, settings_, reports_};
    std::uint64_t opened_ = 0;
};

std::int64_t middle_of(const Step& step) {
    std::int64_t sum = 0;
    for (const LevelChange& change : step.levels) {
        sum += change.level.price_ticks;
    }
    return sum / static_cast<std::int64_t>(step.levels.size());
}

// Where the next pass begins so that nothing jumps: a little later, at the price of the last trade.
Shift shift_of(const std::vector<Step>& steps) {
    Shift shift{steps.back().time_ns - steps.front().time_ns + 100'000'000, 0, 0};
    for (const Step& step : steps) {
        if (!step.trades.empty()) {
            shift.ticks = step.trades.back().price_ticks - middle_of(steps.front());
            shift.sequence = step.trades.back().sequence;
        }
    }
    return shift;
}

void run(const std::string& path, std::string_view detectors, int passes) {
    const std::vector<Step> steps = read_steps(path);
    std::size_t events = 0;
    for (std::size_t i = 1; i < steps.size(); ++i) {
        events += steps[i].events();
    }
    const Shift step_shift = shift_of(steps);
    Player player(detectors);
    Shift shift;
    std::printf("{\"events\": %zu, \"steps\": %zu, \"pass_s\": [", events, steps.size() - 1);
    for (int pass = 0; pass < passes; ++pass) {
        player.begin(steps.front(), shift);
        const std::clock_t begin = std::clock();
        for (std::size_t i = 1; i < steps.size(); ++i) {
            player.play(steps[i], shift);
        }
        const auto took = static_cast<double>(std::clock() - begin) / CLOCKS_PER_SEC;
        std::printf("%s%.6f", pass == 0 ? "" : ", ", took);
        shift.time_ns += step_shift.time_ns;
        shift.ticks += step_shift.ticks;
        shift.sequence += step_shift.sequence;
    }
    std::printf("], \"opened\": %llu}\n", static_cast<unsigned long long>(player.opened()));
}

int number_of(std::string_view text) {
    int number = 0;
    const auto result = std::from_chars(text.data(), text.data() + text.size(), number);
    if (result.ec != std::errc() || result.ptr != text.data() + text.size() || number < 1) {
        throw std::runtime_error("a number of passes was expected, found: " + std::string(text));
    }
    return number;
}

}  // namespace
}  // namespace mia::bench

int main(int argc, char** argv) {
    try {
        if (argc != 4) {
            throw std::runtime_error("FILE DETECTORS PASSES were expected");
        }
        mia::bench::run(argv[1], argv[2], mia::bench::number_of(argv[3]));
        return 0;
    } catch (const std::exception& error) {
        std::fprintf(stderr, "%s\n", error.what());
        return 1;
    }
}
