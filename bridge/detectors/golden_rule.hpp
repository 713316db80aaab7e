// golden_rule: "rouge sous verte". After a green base was left upward the rise goes on for as long as
// no red bar closes below that base; after a red one was left downward the fall goes on for as long
// as no green bar closes above it. Judged after the base has ended, never while it lasts.
#pragma once

#include "bridge/detectors/bar_run.hpp"
#include "bridge/detectors/base_watch.hpp"
#include "bridge/detectors/boarding.hpp"
#include "bridge/detectors/detector.hpp"

namespace mia::detectors {

class GoldenRule {
public:
    static constexpr std::array parameters{
        BaseWatch::parameters[0],
        BaseWatch::parameters[1],
        Parameter{"quality_min", 0.5, 0.0, 1.0, "", "quality a base needs to count"},
        Parameter{
            "tolerance_ticks", 0.0, 0.0, 100.0, "ticks",
            "how far beyond the base a bar may close without ending it"},
    };
    static constexpr std::array<std::string_view, 5> evidence{
        "signal", "balance", "continuation", "quality", "base_bars"};
    static constexpr DetectorInfo info{
        "golden_rule", "A base was left its own way and has not been closed through since.",
        parameters, evidence};

    explicit GoldenRule(const ParameterValues& values)
        : watch_(values[row_of(parameters, "bars")], values[row_of(parameters, "width_percent")]),
          quality_min_(values[row_of(parameters, "quality_min")]),
          tolerance_(values.integer(row_of(parameters, "tolerance_ticks"))) {}

    void on_bar(Bars bars, const Context& context) {
        const bool follows = run_.follows(bars);
        for (Trend& trend : trends_) {
            if (trend.episode != 0 && !follows) {
                end(trend, context, "bars-missing");
            } else if (trend.episode != 0 && is_broken(trend, bars)) {
                end(trend, context, "violated");
            }
        }
        const BaseStep step = watch_.on_bar(bars);
        if (step == BaseStep::left_with && watch_.base().quality > quality_min_) {
            begin(watch_.base(), bars, context);
        }
    }

    void reset() {
        watch_.reset();
        run_ = {};
        trends_ = {};
    }

private:
    struct Trend {
        std::uint64_t episode = 0;  // 0 while there is none
        Direction direction = Direction::up;
        std::int64_t line = 0;
        Evidence told{};
    };

    [[nodiscard]] bool is_broken(const Trend& trend, Bars bars) const {
        const SeenBar bar = BarWindow(bars, trend.direction).at(0);
        const std::int64_t line = trend.direction == Direction::up ? trend.line : -trend.line;
        return bar.close < bar.open && bar.close < line - tolerance_;
    }

    void begin(const Base& base, Bars bars, const Context& context) {
        const std::size_t own = base.direction == Direction::up ? 0 : 1;
        Trend& trend = trends_[own];
        end(trend, context, "renewed");
        trend.direction = base.direction;
        trend.line = base.line();
        trend.told = evidence_of(base, trends_[1 - own].episode != 0, bars);
        trend.episode = context.episodes.open(
            {info, side_of(base.direction), base.line(), base.start_ns, 1.0, trend.told},
            context.now_ns
        );
    }

    // On a scale from -1, all for a fall, to 1. A trend the other way that still holds takes this one
    // back.
    static Evidence evidence_of(const Base& base, bool is_opposed, Bars bars) {
        const double sign = base.direction == Direction::up ? 1.0 : -1.0;
        const double balance = Boarding(BarWindow(bars, Direction::up)).balance();
        const double continuation = is_opposed ? 0.0 : sign;
        const double signal = 0.40 * balance + 0.35 * continuation + 0.25 * sign * base.quality;
        return {signal, balance, continuation, base.quality, static_cast<double>(base.bars)};
    }

    void end(Trend& trend, const Context& context, std::string_view reason) {
        if (trend.episode != 0) {
            context.episodes.close(trend.episode, context.now_ns, reason, trend.told);
            trend = {};
        }
    }

    BaseWatch watch_;
    double quality_min_;
    std::int64_t tolerance_;
    std::array<Trend, 2> trends_{};  // of rises and of falls
    BarRun run_;
};

static_assert(Detector<GoldenRule>);

}  // namespace mia::detectors
