// iceberg: an order that shows a little and holds the rest back. At its price more is traded than was
// ever on display, and what was traded comes back at once, again and again. Many owners who fill a
// level up do so too, but later, and each as much as he likes; a large order that is honestly eaten
// does not come back at all.
#pragma once

#include "bridge/detectors/detector.hpp"
#include "bridge/detectors/refill_log.hpp"

#include <algorithm>
#include <bit>

namespace mia::detectors {

class Iceberg {
public:
    static constexpr std::array parameters{
        Parameter{"window_s", 15.0, 1.0, 120.0, "s", "over which hits of the level are looked at"},
        Parameter{
            "at_once_s", 0.3, 0.05, 5.0, "s",
            "longest time between two looks at the book in which what came back counts"},
        Parameter{
            "display_ratio", 2.0, 1.0, 50.0, "", "least volume, in the largest size on display"},
        Parameter{"ratio", 2.2, 0.0, 50.0, "", "least volume, in medians of its side's levels"},
        Parameter{
            "volume_min", 10.0, 1.0, 100000.0, "contracts", "least volume whatever the median"},
        Parameter{"refills_min", 4.0, 1.0, 24.0, "", "how often contracts must have come back"},
        Parameter{
            "refill_share", 0.5, 0.0, 1.0, "",
            "part of the volume that must have come back at once"},
        Parameter{
            "beyond_share", 0.35, 0.0, 1.0, "",
            "part of it that one batch traded beyond the display: hidden for sure"},
        Parameter{
            "moved_share", 1.2, 0.0, 5.0, "",
            "or how far the display may move in sum, in parts of what was traded beyond it"},
        Parameter{
            "alike_share", 0.6, 0.0, 1.0, "",
            "or part of the refills that are multiples of the same amount"},
        Parameter{"quiet_s", 30.0, 0.5, 600.0, "s", "so long without a hit it is over"},
        Parameter{
            "gone_s", 0.5, 0.0, 10.0, "s",
            "how long the level may be missing before it counts as used up"},
    };
    static constexpr std::array<std::string_view, 6> evidence{
        "traded", "displayed_max", "refills", "hidden", "median", "lasted_s"};
    static constexpr DetectorInfo info{
        "iceberg", "A resting order that shows a little and trades far more.", parameters,
        evidence};

    explicit Iceberg(const ParameterValues& values)
        : window_ns_(values.nanoseconds(row_of(parameters, "window_s"))),
          at_once_ns_(values.nanoseconds(row_of(parameters, "at_once_s"))),
          display_ratio_(values[row_of(parameters, "display_ratio")]),
          ratio_(values[row_of(parameters, "ratio")]),
          volume_min_(values[row_of(parameters, "volume_min")]),
          refills_min_(static_cast<std::size_t>(values[row_of(parameters, "refills_min")])),
          refill_share_(values[row_of(parameters, "refill_share")]),
          beyond_share_(values[row_of(parameters, "beyond_share")]),
          moved_share_(values[row_of(parameters, "moved_share")]),
          alike_share_(values[row_of(parameters, "alike_share")]),
          quiet_ns_(values.nanoseconds(row_of(parameters, "quiet_s"))),
          gone_ns_(values.nanoseconds(row_of(parameters, "gone_s"))) {}

    void on_trade(const TapeTrade& trade, const Context&) {
        for (const Side side : market::both_sides) {
            if (trade.aggressor ==
                (side == Side::bid ? market::Aggressor::sell : market::Aggressor::buy)) {
                take(side, trade);
            }
        }
    }

    void on_batch(const Context& context) {
        const bool is_prompt = context.now_ns - looked_ns_ <= at_once_ns_;
        looked_ns_ = context.now_ns;
        for (std::uint32_t rest = used_; rest != 0; rest &= rest - 1) {
            const auto at = static_cast<std::size_t>(std::countr_zero(rest));
            follow(struck_[at], is_prompt, context);
            if (!struck_[at].is_used) {
                used_ &= ~(std::uint32_t{1} << at);
            }
        }
    }

    void reset() {
        struck_ = {};
        used_ = 0;
        looked_ns_ = 0;
    }

private:
    // A price that was hit. Its place follows from the price, so that a trade finds it at once.
    struct Struck {
        bool is_used = false;
        Side side = Side::bid;
        std::int64_t price_ticks = 0;
        std::int64_t last_trade_ns = 0;
        RefillLog log;
        std::uint64_t episode = 0;  // 0 until it is reported
        std::int64_t began_ns = 0;  // of what was reported, as are the sums
        std::uint64_t traded = 0;
        std::uint64_t hidden = 0;
        std::uint64_t refills = 0;
        std::uint32_t displayed_max = 0;
        std::uint32_t shown = 0;  // the most, when it was reported
        std::uint64_t eaten = 0;  // since it came back last
    };
    static constexpr std::size_t places = 16;

    void take(Side side, const TapeTrade& trade) {
        const auto place = static_cast<std::uint64_t>(trade.price_ticks) % places;
        const std::size_t at = market::index_of(side) * places + place;
        Struck& struck = struck_[at];
        if (struck.is_used && struck.price_ticks != trade.price_ticks && struck.episode != 0) {
            return;
        }
        if (!struck.is_used || struck.price_ticks != trade.price_ticks) {
            struck = {};
            struck.is_used = true;
            struck.side = side;
            struck.price_ticks = trade.price_ticks;
        }
        struck.last_trade_ns = trade.time_ns;
        used_ |= std::uint32_t{1} << at;
    }

    void follow(Struck& struck, bool is_prompt, const Context& context) {
        const market::LevelRecord* level = context.levels.find(struck.side, struck.price_ticks);
        if (level == nullptr) {
            end(struck, context, "over");
            return;
        }
        if (context.levels.is_new(*level)) {
            learn(struck, level->step, is_prompt);
        }
        const TapeTrade* hit = context.levels.last_hit(struck.side);
        const bool is_broken =
            hit != nullptr &&
            market::ticks_behind(struck.side, struck.price_ticks, hit->price_ticks) > 0;
        const bool is_gone =
            level->gone_ns != 0 && level->is_in_view && context.now_ns - level->gone_ns >= gone_ns_;
        if (is_broken || is_gone) {
            end(struck, context, is_broken ? "broken" : "used-up");
        } else if (context.now_ns - struck.last_trade_ns > quiet_ns_) {
            end(struck, context, "over");
        } else if (struck.episode != 0 && struck.eaten > struck.shown) {
            end(struck, context, "used-up");
        } else if (struck.episode == 0 && level->displayed != 0) {
            report(struck, context);
        }
    }

    // What came back between looks that lie far apart may have taken its time: it proves nothing.
    static void learn(Struck& struck, const market::LevelStep& step, bool is_prompt) {
        if (is_prompt) {
            struck.log.add(step);
        } else {
            struck.log.clear();
        }
        if (struck.episode == 0) {
            return;
        }
        struck.traded += step.traded;
        struck.displayed_max = std::max({struck.displayed_max, step.before, step.after});
        if (step.traded != 0 && step.added != 0) {
            ++struck.refills;
            struck.hidden += step.added;
        }
        if (step.traded != 0) {
            const bool is_back = 2 * step.added >= step.traded;
            struck.eaten = is_back ? 0 : struck.eaten + step.traded - step.added;
        }
    }

    void report(Struck& struck, const Context& context) {
        const std::uint32_t median = context.sizes_of(struck.side).median();
        if (median == 0) {
            return;
        }
        const double usual = std::max(ratio_ * median, volume_min_);
        struck.log.any_of_newest(context.now_ns - window_ns_, [&](const RefillLog::Sums& sums) {
            if (!is_more_than_shown(sums, usual) || !comes_back_alike(sums)) {
                return false;
            }
            open(struck, sums, usual, context);
            return true;
        });
    }

    [[nodiscard]] bool is_more_than_shown(const RefillLog::Sums& sums, double usual) const {
        const auto traded = static_cast<double>(sums.traded);
        return sums.refills >= refills_min_ && traded >= usual &&
               traded >= display_ratio_ * sums.displayed_max &&
               static_cast<double>(sums.refilled) >= refill_share_ * traded;
    }

    // As one order does, not many.
    [[nodiscard]] bool comes_back_alike(const RefillLog::Sums& sums) const {
        const auto traded = static_cast<double>(sums.traded);
        return static_cast<double>(sums.beyond) >= beyond_share_ * traded ||
               static_cast<double>(sums.moved) <= moved_share_ * (traded - sums.displayed_max) ||
               sums.share_alike() >= alike_share_;
    }

    void
    open(Struck& struck, const RefillLog::Sums& sums, double usual, const Context& context) const {
        struck.began_ns = sums.first_ns;
        struck.traded = sums.traded;
        struck.hidden = sums.refilled;
        struck.refills = sums.refills;
        struck.displayed_max = sums.displayed_max;
        struck.shown = sums.displayed_max;
        struck.eaten = 0;
        const double needed = std::max(usual, display_ratio_ * sums.displayed_max);
        const double confidence = confidence_of(needed, static_cast<double>(sums.traded));
        struck.episode = context.episodes.open(
            {info, struck.side, struck.price_ticks, struck.began_ns, confidence,
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
        return {
            static_cast<double>(struck.traded),
            static_cast<double>(struck.displayed_max),
            static_cast<double>(struck.refills),
            static_cast<double>(struck.hidden),
            static_cast<double>(context.sizes_of(struck.side).median()),
            static_cast<double>(context.now_ns - struck.began_ns) * 1e-9};
    }

    std::int64_t window_ns_;
    std::int64_t at_once_ns_;
    double display_ratio_;
    double ratio_;
    double volume_min_;
    std::size_t refills_min_;
    double refill_share_;
    double beyond_share_;
    double moved_share_;
    double alike_share_;
    std::int64_t quiet_ns_;
    std::int64_t gone_ns_;
    std::int64_t looked_ns_ = 0;
    std::uint32_t used_ = 0;  // a bit for each place
    std::array<Struck, 2 * places> struck_{};
};

static_assert(Detector<Iceberg>);

}  // namespace mia::detectors
