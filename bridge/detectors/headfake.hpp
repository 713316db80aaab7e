// headfake: a bar goes beyond the bars before it, closes back among them, and most of its aggressors
// pushed the other way. The bar itself is none of those it is held against.
#pragma once

#include "bridge/detectors/bar_pattern.hpp"
#include "bridge/detectors/bar_range.hpp"

namespace mia::detectors {

struct HeadfakeRule {
    static constexpr std::array parameters{
        Parameter{
            "lookback", 10.0, 2.0, 200.0, "bars",
            "bars before the current one that it is held against"},
        Parameter{"beyond_ticks", 1.0, 1.0, 1000.0, "ticks", "how far beyond them it goes"},
        Parameter{
            "flow_ratio", 1.5, 1.0, 100.0, "",
            "volume the other way, more than so many times that of the excursion"},
    };
    static constexpr std::array<std::string_view, 4> evidence{
        "beyond_ticks", "back_ticks", "volume_with", "volume_against"};
    static constexpr DetectorInfo info{
        "headfake",
        "A bar that leaves the range of those before, and closes back against its flow.",
        parameters, evidence};
    static constexpr auto directions = both_directions;

    explicit HeadfakeRule(const ParameterValues& values)
        : lookback_(static_cast<std::size_t>(values.integer(row_of(parameters, "lookback")))),
          beyond_ticks_(values.integer(row_of(parameters, "beyond_ticks"))),
          flow_ratio_(values[row_of(parameters, "flow_ratio")]) {}

    [[nodiscard]] std::size_t bars_needed() const { return lookback_ + 1; }

    // Of a rise: the excursion was one below the lows.
    [[nodiscard]] std::optional<BarMatch> judge(const BarWindow& window) const {
        const SeenBar bar = window.at(0);
        const BarRange range = BarRange::before_newest(window, lookback_);
        const auto with = static_cast<double>(bar.volume_with);
        const auto against = static_cast<double>(bar.volume_against);
        const bool is_excursion = range.low - bar.low >= beyond_ticks_ && bar.close > range.low;
        if (!is_excursion || with <= flow_ratio_ * against) {
            return std::nullopt;
        }
        return BarMatch{
            1,
            range.low,
            {ticks_of(range.low - bar.low), ticks_of(bar.close - range.low), with, against}};
    }

private:
    std::size_t lookback_;
    std::int64_t beyond_ticks_;
    double flow_ratio_;
};

using Headfake = BarPattern<HeadfakeRule>;
static_assert(Detector<Headfake>);

}  // namespace mia::detectors
