// range_break: after some bars that stayed close together, one closes beyond all of them.
#pragma once

#include "bridge/detectors/bar_pattern.hpp"
#include "bridge/detectors/bar_range.hpp"

namespace mia::detectors {

struct RangeBreakRule {
    static constexpr std::array parameters{
        Parameter{
            "lookback", 10.0, 2.0, 200.0, "bars",
            "bars before the current one that make the range"},
        Parameter{
            "width_percent", 300.0, 100.0, 10000.0, "%",
            "width the range may have, in parts of its bars' mean range"},
        Parameter{"beyond_ticks", 1.0, 1.0, 1000.0, "ticks", "how far beyond the range it closes"},
    };
    static constexpr std::array<std::string_view, 3> evidence{
        "width_ticks", "mean_range_ticks", "beyond_ticks"};
    static constexpr DetectorInfo info{
        "range_break", "A close beyond a narrow range of the bars before.", parameters, evidence};
    static constexpr auto directions = both_directions;

    explicit RangeBreakRule(const ParameterValues& values)
        : lookback_(values.integer(row_of(parameters, "lookback"))),
          width_percent_(values.integer(row_of(parameters, "width_percent"))),
          beyond_ticks_(values.integer(row_of(parameters, "beyond_ticks"))) {}

    [[nodiscard]] std::size_t bars_needed() const {
        return static_cast<std::size_t>(lookback_) + 1;
    }

    [[nodiscard]] std::optional<BarMatch> judge(const BarWindow& window) const {
        const BarRange range = BarRange::before_newest(window, static_cast<std::size_t>(lookback_));
        const std::int64_t beyond = window.at(0).close - range.high;
        const bool is_narrow = 100 * range.width() * lookback_ <= width_percent_ * range.ranges;
        if (beyond < beyond_ticks_ || !is_narrow) {
            return std::nullopt;
        }
        return BarMatch{
            bars_needed(),
            range.high,
            {ticks_of(range.width()), ticks_of(range.ranges) / ticks_of(lookback_),
             ticks_of(beyond)}};
    }

private:
    std::int64_t lookback_;
    std::int64_t width_percent_;
    std::int64_t beyond_ticks_;
};

using RangeBreak = BarPattern<RangeBreakRule>;
static_assert(Detector<RangeBreak>);

}  // namespace mia::detectors
