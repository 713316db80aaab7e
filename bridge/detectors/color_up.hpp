// color_up: twice in four bars the price reaches far from the low of one bar to the high of the
// next, each time beyond the high before, and the second time from a higher low. It is color_down
// upside down, the newest closed bar being [1]:
//   O[1] > C, H[1] > L + 12, H[1] > H, O[-1] > C[-2], H[-1] > L[-2] + 12, H[-1] > H[-2], L > L[-1]
#pragma once

#include "bridge/detectors/bar_pattern.hpp"

namespace mia::detectors {

struct ColorUpRule {
    static constexpr std::array parameters{
        Parameter{
            "reach_ticks", 12.0, 0.0, 1000.0, "ticks",
            "more than this far each pair of bars reaches"},
    };
    static constexpr std::array<std::string_view, 3> evidence{
        "first_reach_ticks", "reach_ticks", "beyond_ticks"};
    static constexpr DetectorInfo info{
        "color_up", "Two far reaches up in a row, the second from a higher low.", parameters,
        evidence};
    static constexpr std::array directions{Direction::up};

    explicit ColorUpRule(const ParameterValues& values)
        : reach_ticks_(values.integer(row_of(parameters, "reach_ticks"))) {}

    [[nodiscard]] static constexpr std::size_t bars_needed() { return 4; }

    [[nodiscard]] std::optional<BarMatch> judge(const BarWindow& window) const {
        const SeenBar next = window.at(0);
        const SeenBar bar = window.at(1);
        const SeenBar before = window.at(2);
        const SeenBar first = window.at(3);
        if (!reaches(bar, next) || !reaches(first, before) || bar.low <= before.low) {
            return std::nullopt;
        }
        return BarMatch{
            bars_needed(),
            bar.close,
            {ticks_of(before.high - first.low), ticks_of(next.high - bar.low),
             ticks_of(next.high - bar.high)}};
    }

private:
    [[nodiscard]] bool reaches(const SeenBar& from, const SeenBar& to) const {
        return to.open > from.close && to.high > from.low + reach_ticks_ && to.high > from.high;
    }

    std::int64_t reach_ticks_;
};

using ColorUp = BarPattern<ColorUpRule>;
static_assert(Detector<ColorUp>);

}  // namespace mia::detectors
