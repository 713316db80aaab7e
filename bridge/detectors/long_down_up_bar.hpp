// long_down_up_bar: a bar that opens below the close before it and falls far below the high before
// it, and a next one that opens above its close and rises as far, beyond the high before it. The
// author's formula names that next bar [1]; here it is the newest closed one:
//   O < C[-1], H[-1] > L + 8, O[1] > C, H[1] > L + 8, H[1] > H[-1]
#pragma once

#include "bridge/detectors/bar_pattern.hpp"

namespace mia::detectors {

struct LongDownUpRule {
    static constexpr std::array parameters{
        Parameter{
            "reach_ticks", 8.0, 0.0, 1000.0, "ticks", "more than this far it goes and returns"},
    };
    static constexpr std::array<std::string_view, 3> evidence{
        "away_ticks", "back_ticks", "beyond_ticks"};
    static constexpr DetectorInfo info{
        "long_down_up_bar", "A long way down in one bar that the next one more than takes back.",
        parameters, evidence};
    static constexpr std::array directions{Direction::up};

    explicit LongDownUpRule(const ParameterValues& values)
        : reach_ticks_(values.integer(row_of(parameters, "reach_ticks"))) {}

    [[nodiscard]] static constexpr std::size_t bars_needed() { return 3; }

    [[nodiscard]] std::optional<BarMatch> judge(const BarWindow& window) const {
        const SeenBar next = window.at(0);
        const SeenBar bar = window.at(1);
        const SeenBar before = window.at(2);
        const bool goes_away = bar.open < before.close && before.high > bar.low + reach_ticks_;
        const bool comes_back = next.open > bar.close && next.high > bar.low + reach_ticks_;
        if (!goes_away || !comes_back || next.high <= before.high) {
            return std::nullopt;
        }
        return BarMatch{
            bars_needed(),
            bar.close,
            {ticks_of(before.high - bar.low), ticks_of(next.high - bar.low),
             ticks_of(next.high - before.high)}};
    }

private:
    std::int64_t reach_ticks_;
};

using LongDownUpBar = BarPattern<LongDownUpRule>;
static_assert(Detector<LongDownUpBar>);

}  // namespace mia::detectors
