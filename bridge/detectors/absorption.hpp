// absorption: aggressors keep hitting one price, far more is traded there than was ever on display,
// and the price holds because the level is filled up again. A level that is merely eaten, or whose
// owner leaves, is none: what disappears is held against what was traded.
#pragma once

#include "bridge/detectors/detector.hpp"
#include "bridge/detectors/level_flow.hpp"

#include <algorithm>

namespace mia::detectors {

class Absorption {
public:
    static constexpr std::array parameters{
        Parameter{"window_s", 6.0, 1.0, 120.0, "s", "over which trades at the level are added up"},
        Parameter{"ratio", 5.0, 1.0, 100.0, "", "volume it needs, in medians of its side's levels"},
        Parameter{
            "display_ratio", 2.0, 1.0, 50.0, "", "volume it needs, in the largest size on display"},
        Parameter{
            "refill_share", 0.5, 0.0, 1.0, "",
            "part of the volume that must have been filled up again"},
        Parameter{
            "volume_min", 50.0, 1.0, 100000.0, "contracts", "volume it needs whatever the median"},
        Parameter{
            "keep_share", 0.4, 0.05, 1.0, "",
            "part of the volume it needed below which it is over"},
        Parameter{"quiet_s", 5.0, 0.5, 120.0, "s", "without a trade at the level it is over"},
        Parameter{
            "gone_s", 0.5, 0.0, 10.0, "s",
            "how long the level may be missing before it counts as broken"},
    };
    static constexpr std::array<std::string_view, 5> evidence{
        "traded", "refilled", "displayed", "median", "lasted_s"};
    static constexpr DetectorInfo info{
        "absorption", "A price that holds because it is filled up again as fast as it is hit.",
        parameters, evidence};

    explicit Absorption(const ParameterValues& values)
        : slice_ns_(values.nanoseconds(row_of(parameters, "window_s")) / LevelFlow::slices),
          ratio_(values[row_of(parameters, "ratio")]),
          display_ratio_(values[row_of(parameters, "display_ratio")]),
          refill_share_(values[row_of(parameters, "refill_share")]),
          volume_min_(values[row_of(parameters, "volume_min")]),
          keep_share_(values[row_of(parameters, "keep_share")]),
          quiet_ns_(values.nanoseconds(row_of(parameters, "quiet_s"))),
          gone_ns_(values.nanoseconds(row_of(parameters, "gone_s"))) {}

    void on_trade(const TapeTrade& trade, const Context& context) {
        for (const Side side : market::both_sides) {
            if (trade.aggressor ==
                (side == Side::bid ? market::Aggressor::sell : market::Aggressor::buy)) {
                break_deeper(side, trade.price_ticks, context);
                hit(side, trade, context);
            }
        }
    }

    void on_batch(const Context& context) {
        for (Struck& struck : struck_) {
            if (struck.is_used) {
                follow(struck, context);
            }
        }
    }

    void reset() { struck_ = {}; }

private:
    struct Struck {
        bool is_used = false;
        Side side = Side::bid;
        LevelFlow flow;
        std::uint64_t episode = 0;  // 0 until it is reported
    };

    // A trade beyond a level: it did not hold.
    void break_deeper(Side side, std::int64_t price_ticks, const Context& context) {
        for (Struck& struck : struck_) {
            if (struck.is_used && struck.side == side &&
                market::ticks_behind(side, struck.flow.price_ticks(), price_ticks) > 0) {
                end(struck, context, "broken");
            }
        }
    }

    void hit(Side side, const TapeTrade& trade, const Context& context) {
        Struck* place = nullptr;
        for (Struck& struck : struck_) {
            if (struck.is_used && struck.side == side &&
                struck.flow.price_ticks() == trade.price_ticks) {
                place = &struck;
                break;
            }
            if (place == nullptr && !struck.is_used) {
                place = &struck;
            }
        }
        if (place == nullptr) {
            return;
        }
        const std::uint32_t displayed = context.book.side(side).size_at(trade.price_ticks);
        if (!place->is_used) {
            *place = {true, side, LevelFlow(trade.price_ticks, trade.time_ns, slice_ns_), 0};
        }
        place->flow.add_trade(trade, displayed);
    }

    void follow(Struck& struck, const Context& context) {
        const market::BookSide& book = context.book.side(struck.side);
        const market::BookSide& other =
            context.book.side(struck.side == Side::bid ? Side::ask : Side::bid);
        LevelFlow& flow = struck.flow;
        flow.settle(book.size_at(flow.price_ticks()), context.now_ns);
        const bool is_overrun =
            !other.empty() &&
            market::ticks_behind(struck.side, flow.price_ticks(), other.best().price_ticks) >= 0;
        if (is_overrun || flow.missing_ns(context.now_ns) > gone_ns_) {
            end(struck, context, "broken");
        } else if (is_over(struck, context)) {
            end(struck, context, "over");
        } else if (struck.episode == 0) {
            report(struck, context);
        }
    }

    [[nodiscard]] double usual_volume(const Struck& struck, const Context& context) const {
        return std::max(ratio_ * context.sizes_of(struck.side).median(), volume_min_);
    }

    // Nobody hits it any more, or hardly anybody.
    [[nodiscard]] bool is_over(const Struck& struck, const Context& context) const {
        const LevelFlow& flow = struck.flow;
        if (context.now_ns - flow.last_trade_ns() > quiet_ns_) {
            return true;
        }
        const double kept = keep_share_ * usual_volume(struck, context);
        return struck.episode != 0 && static_cast<double>(flow.traded()) < kept;
    }

    void report(Struck& struck, const Context& context) {
        const LevelFlow& flow = struck.flow;
        if (!context.sizes_of(struck.side).is_ready() || flow.missing_ns(context.now_ns) != 0) {
            return;
        }
        const auto traded = static_cast<double>(flow.traded());
        const double usual = usual_volume(struck, context);
        if (traded < usual) {
            return;
        }
        const double needed = std::max(usual, display_ratio_ * flow.displayed_max());
        if (traded < needed || static_cast<double>(flow.refilled()) < refill_share_ * traded) {
            return;
        }
        const double confidence = confidence_of(needed, traded);
        struck.episode = context.episodes.open(
            {info, struck.side, flow.price_ticks(), flow.window_began_ns(), confidence,
             evidence_of(struck, context)},
            context.now_ns
        );
    }

    void end(Struck& struck, const Context& context, std::string_view reason) {
        if (struck.episode != 0) {
            context.episodes.close(
                struck.episode, context.now_ns, reason, evidence_of(struck, context)
            );
        }
        struck = {};
    }

    static Evidence evidence_of(const Struck& struck, const Context& context) {
        const LevelFlow& flow = struck.flow;
        return {
            static_cast<double>(flow.traded_ever()), static_cast<double>(flow.refilled_ever()),
            static_cast<double>(flow.displayed_max()),
            static_cast<double>(context.sizes_of(struck.side).median()),
            static_cast<double>(context.now_ns - flow.began_ns()) * 1e-9};
    }

    std::int64_t slice_ns_;
    double ratio_;
    double display_ratio_;
    double refill_share_;
    double volume_min_;
    double keep_share_;
    std::int64_t quiet_ns_;
    std::int64_t gone_ns_;
    std::array<Struck, 16> struck_{};
};

static_assert(Detector<Absorption>);

}  // namespace mia::detectors
