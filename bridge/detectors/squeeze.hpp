// squeeze: one side withdraws: most of what it showed near the touch is gone within a moment, taken
// away and not traded, stays away, and the other side stays where it was. A market that is thin or
// wide on both sides is none, nor is one whose orders are back at once; what was eaten is a sweep.
#pragma once

#include "bridge/detectors/near_past.hpp"

#include <limits>

namespace mia::detectors {

class Squeeze {
public:
    static constexpr std::array parameters{
        Parameter{"window_s", 1.5, 0.1, 10.0, "s", "within what time the side withdraws"},
        Parameter{"hold_s", 0.7, 0.0, 10.0, "s", "how long it must have stayed away"},
        Parameter{"levels", 5.0, 1.0, 12.0, "levels", "how many of each side count as near"},
        Parameter{"left_share", 0.4, 0.05, 0.9, "", "part of what is usual that may be left of it"},
        Parameter{"withdrawn_share", 0.6, 0.1, 1.0, "", "part of what is gone that was not traded"},
        Parameter{
            "other_share", 0.6, 0.1, 2.0, "",
            "part of what it showed that the other side keeps or trades"},
        Parameter{
            "usual_s", 20.0, 2.0, 600.0, "s", "over about what time it is measured what is usual"},
        Parameter{
            "longest_s", 15.0, 1.0, 600.0, "s", "after that it is the new state of the market"},
    };
    static constexpr std::array<std::string_view, 7> evidence{
        "before", "left", "usual", "withdrawn", "traded", "other_left", "spread_ticks"};
    static constexpr DetectorInfo info{
        "squeeze", "One side withdraws from the touch, the other stays.", parameters, evidence};

    explicit Squeeze(const ParameterValues& values)
        : hold_ns_(values.nanoseconds(row_of(parameters, "hold_s"))),
          levels_(static_cast<std::size_t>(values.integer(row_of(parameters, "levels")))),
          left_share_(values[row_of(parameters, "left_share")]),
          withdrawn_share_(values[row_of(parameters, "withdrawn_share")]),
          other_share_(values[row_of(parameters, "other_share")]),
          usual_ns_(values[row_of(parameters, "usual_s")] * 1e9),
          longest_ns_(values.nanoseconds(row_of(parameters, "longest_s"))),
          fresh_{NearPast(values.nanoseconds(row_of(parameters, "window_s")))}, flanks_{
                                                                                    fresh_,
                                                                                    fresh_} {}

    void on_batch(const Context& context) {
        const market::BookSide& bids = context.book.side(Side::bid);
        const market::BookSide& asks = context.book.side(Side::ask);
        if (bids.empty() || asks.empty()) {
            return;
        }
        measure(bids, asks.best().price_ticks, context);
        measure(asks, bids.best().price_ticks, context);
        for (const Side side : market::both_sides) {
            Flank& flank = flanks_[market::index_of(side)];
            const Flank& other = flanks_[1 - market::index_of(side)];
            if (flank.episode != 0) {
                follow(flank, context);
            } else {
                look_at(flank, side, other, context);
            }
        }
        for (const Side side : market::both_sides) {
            flanks_[market::index_of(side)].past.note(side, context);
            settle(flanks_[market::index_of(side)], context.now_ns);
        }
        settled_ns_ = context.now_ns;
    }

    void reset() {
        flanks_ = {fresh_, fresh_};
        settled_ns_ = 0;
        began_ns_ = 0;
    }

private:
    // A level counts as at most two usual ones: that a large order goes is no withdrawal of a side.
    static constexpr std::uint32_t capped_at = 2;
    static constexpr double returned = 1.5;  // times what may be left: then it is back

    struct Flank {
        NearPast past;
        // Contracts near the touch, capped; how far from the other side's touch the last of the
        // near levels is; and contracts within the usual one of those distances.
        double size = 0.0;
        double reach = 0.0;
        double near = 0.0;
        double usual_size = 0.0;
        double usual_reach = 0.0;
        double usual_near = 0.0;
        std::int64_t withdrew_ns = 0;  // 0 when it has not
        std::uint64_t episode = 0;
        std::int64_t open_ns = 0;
        Evidence evidence{};
    };

    // What became of the near levels of a moment.
    struct Fate {
        double before = 0.0;
        double left = 0.0;
        double traded = 0.0;
        double withdrawn = 0.0;
    };

    void measure(const market::BookSide& book, std::int64_t other_touch, const Context& context) {
        Flank& flank = flanks_[market::index_of(book.side())];
        const double cap = cap_of(book.side(), context);
        flank.size = flank.reach = flank.near = 0.0;
        std::size_t count = 0;
        for (const market::BookLevel& level : book.levels()) {
            const auto reach = static_cast<double>(
                market::ticks_behind(book.side(), other_touch, level.price_ticks)
            );
            const double size = std::min<double>(level.size, cap);
            if (count == levels_ && reach > flank.usual_reach + 0.5) {
                break;
            }
            if (count < levels_) {
                flank.size += size;
                flank.reach = reach;
                ++count;
            }
            flank.near += reach <= flank.usual_reach + 0.5 ? size : 0.0;
        }
    }

    static double cap_of(Side side, const Context& context) {
        const std::uint32_t median = context.sizes_of(side).median();
        return median == 0 ? std::numeric_limits<double>::max() : double{capped_at} * median;
    }

    // A withdrawal says nothing about what is usual.
    void settle(Flank& flank, std::int64_t now_ns) {
        if (settled_ns_ == 0 || now_ns < settled_ns_) {
            began_ns_ = now_ns;
            flank.usual_size = flank.size;
            flank.usual_reach = flank.reach;
            flank.usual_near = flank.size;
            return;
        }
        if (flank.episode != 0 || flank.withdrew_ns != 0) {
            return;
        }
        const double part = std::min(1.0, static_cast<double>(now_ns - settled_ns_) / usual_ns_);
        flank.usual_size += part * (flank.size - flank.usual_size);
        flank.usual_reach += part * (flank.reach - flank.usual_reach);
        flank.usual_near += part * (flank.near - flank.usual_near);
    }

    void look_at(Flank& flank, Side side, const Flank& other, const Context& context) const {
        // What has begun is not over because an order or two come back.
        const double slack = flank.withdrew_ns == 0 ? 1.0 : returned;
        if (flank.near > slack * left_share_ * flank.usual_near ||
            other.size <= left_share_ * other.usual_size ||
            static_cast<double>(context.now_ns - began_ns_) < usual_ns_ / 2) {
            flank.withdrew_ns = 0;
            return;
        }
        if (flank.withdrew_ns == 0) {
            const std::size_t moments = flank.past.count(context.now_ns);
            for (std::size_t back = 0; back < moments && flank.withdrew_ns == 0; ++back) {
                judge(flank, side, other, back, context);
            }
        }
        if (flank.withdrew_ns != 0 && context.now_ns - flank.withdrew_ns >= hold_ns_) {
            report(flank, side, context);
        }
    }

    void judge(
        Flank& flank, Side side, const Flank& other, std::size_t back, const Context& context
    ) const {
        const Side across = side == Side::bid ? Side::ask : Side::bid;
        const Fate own = compare(flank.past.moment(back), side, context);
        if (own.before < (1.0 - left_share_) * flank.usual_size ||
            own.left > left_share_ * std::min(own.before, flank.usual_size) ||
            own.withdrawn < withdrawn_share_ * (own.before - own.left)) {
            return;
        }
        const Fate others = compare(other.past.moment(back), across, context);
        if (others.left + others.traded < other_share_ * others.before) {
            return;
        }
        const auto spread = context.book.side(Side::ask).best().price_ticks -
                            context.book.side(Side::bid).best().price_ticks;
        flank.withdrew_ns = context.now_ns;
        flank.evidence = {own.before, own.left,    flank.usual_size,           own.withdrawn,
                          own.traded, others.left, static_cast<double>(spread)};
    }

    Fate compare(const NearPast::Moment& then, Side side, const Context& context) const {
        Fate fate;
        const market::BookSide& book = context.book.side(side);
        const double cap = cap_of(side, context);
        for (const NearPast::Level& level : then.near(levels_)) {
            const double before = std::min<double>(level.size, cap);
            const double left = std::min<double>(book.size_at(level.price_ticks), cap);
            const auto traded = static_cast<double>(NearPast::traded_since(level, side, context));
            fate.before += before;
            fate.left += left;
            fate.traded += traded;
            fate.withdrawn += std::max(0.0, before - left - traded);
        }
        return fate;
    }

    void report(Flank& flank, Side side, const Context& context) const {
        const double left = flank.evidence[1] / std::max(1.0, left_share_ * flank.evidence[0]);
        flank.open_ns = context.now_ns;
        flank.episode = context.episodes.open(
            {info, side, context.book.side(side).best().price_ticks, flank.withdrew_ns,
             1.0 - 0.25 * left, flank.evidence},
            context.now_ns
        );
    }

    void follow(Flank& flank, const Context& context) const {
        const bool is_back = flank.near > returned * left_share_ * flank.usual_near;
        if (is_back || context.now_ns - flank.open_ns >= longest_ns_) {
            context.episodes.close(
                flank.episode, context.now_ns, is_back ? "refilled" : "stayed-thin", flank.evidence
            );
            flank.episode = 0;
            flank.withdrew_ns = 0;
            flank.past.forget();
        }
    }

    std::int64_t hold_ns_;
    std::size_t levels_;
    double left_share_;
    double withdrawn_share_;
    double other_share_;
    double usual_ns_;
    std::int64_t longest_ns_;
    std::int64_t settled_ns_ = 0;  // when what is usual was last measured
    std::int64_t began_ns_ = 0;
    Flank fresh_;
    std::array<Flank, 2> flanks_;
};

static_assert(Detector<Squeeze>);

}  // namespace mia::detectors
