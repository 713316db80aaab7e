// engulfing: a bar whose body covers the whole body of the bar before, is longer, and has the other
// colour. For a rise: C[-1] < O[-1], C > O, O <= C[-1], C >= O[-1].
#pragma once

#include "bridge/detectors/bar_pattern.hpp"

namespace mia::detectors {

struct EngulfingRule {
    static constexpr std::array parameters{
        Parameter{"body_ticks", 1.0, 1.0, 1000.0, "ticks", "body that the engulfed bar needs"},
        Parameter{
            "body_percent", 100.0, 100.0, 1000.0, "%",
            "body that the engulfing bar needs, in parts of the engulfed one"},
    };
    static constexpr std::array<std::string_view, 2> evidence{"body_ticks", "engulfed_ticks"};
    static constexpr DetectorInfo info{
        "engulfing", "A bar whose body covers the opposite body of the bar before.", parameters,
        evidence};
    static constexpr auto directions = both_directions;

    explicit EngulfingRule(const ParameterValues& values)
        : body_ticks_(values.integer(row_of(parameters, "body_ticks"))),
          body_percent_(values.integer(row_of(parameters, "body_percent"))) {}

    [[nodiscard]] static constexpr std::size_t bars_needed() { return 2; }

    [[nodiscard]] std::optional<BarMatch> judge(const BarWindow& window) const {
        const SeenBar bar = window.at(0);
        const SeenBar before = window.at(1);
        const std::int64_t body = bar.close - bar.open;
        const std::int64_t engulfed = before.open - before.close;
        const bool covers = bar.open <= before.close && bar.close >= before.open;
        const bool is_longer = body > engulfed && 100 * body >= body_percent_ * engulfed;
        if (engulfed < body_ticks_ || !covers || !is_longer) {
            return std::nullopt;
        }
        return BarMatch{bars_needed(), bar.close, {ticks_of(body), ticks_of(engulfed)}};
    }

private:
    std::int64_t body_ticks_;
    std::int64_t body_percent_;
};

using Engulfing = BarPattern<EngulfingRule>;
static_assert(Detector<Engulfing>);

}  // namespace mia::detectors
