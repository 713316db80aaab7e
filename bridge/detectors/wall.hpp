// wall: a resting level far larger than its side's levels usually are, that stays while the price
// comes near it. A large size alone is no wall: it has to stand for a while, and one that stands is
// reported once.
#pragma once

#include "bridge/detectors/detector.hpp"

#include <algorithm>

namespace mia::detectors {

class Wall {
public:
    static constexpr std::array parameters{
        Parameter{
            "hold_s", 2.0, 0.1, 120.0, "s", "how long it must have stood before it is reported"},
        Parameter{"ratio", 4.0, 1.5, 50.0, "", "size it needs, in medians of its side's levels"},
        Parameter{
            "size_min", 50.0, 1.0, 100000.0, "contracts", "size it needs whatever the median"},
        Parameter{
            "near_ticks", 10.0, 0.0, 200.0, "ticks", "how far behind the touch it is reported"},
        Parameter{
            "keep_share", 0.5, 0.05, 1.0, "", "part of the size it needed below which it is over"},
    };
    static constexpr std::array<std::string_view, 5> evidence{
        "size", "median", "held_s", "behind_touch_ticks", "traded"};
    static constexpr DetectorInfo info{
        "wall", "A large resting level that stands near the touch.", parameters, evidence};

    explicit Wall(const ParameterValues& values)
        : hold_ns_(values.nanoseconds(row_of(parameters, "hold_s"))),
          ratio_(values[row_of(parameters, "ratio")]),
          size_min_(values[row_of(parameters, "size_min")]),
          near_ticks_(values.integer(row_of(parameters, "near_ticks"))),
          keep_share_(values[row_of(parameters, "keep_share")]) {}

    void on_trade(const TapeTrade& trade, const Context&) {
        for (Standing& standing : standing_) {
            if (standing.is_used && standing.price_ticks == trade.price_ticks) {
                standing.traded += trade.size;
            }
        }
    }

    void on_change(const BookChange& change, const Context& context) {
        Standing* standing = find(change.side, change.price_ticks);
        if (standing == nullptr) {
            return;
        }
        if (change.size_after >= standing->size_kept) {
            standing->size = change.size_after;
            return;
        }
        const bool was_eaten = 2 * standing->traded >= standing->size;
        end(*standing, context,
            change.at_window_edge ? "out-of-view"
            : was_eaten           ? "eaten"
                                  : "pulled");
    }

    void on_batch(const Context& context) {
        for (const Side side : market::both_sides) {
            look_at(context.book.side(side), context);
        }
    }

    void reset() { standing_ = {}; }

private:
    struct Standing {
        bool is_used = false;
        Side side = Side::bid;
        std::int64_t price_ticks = 0;
        std::int64_t since_ns = 0;
        std::uint32_t size = 0;
        std::uint32_t size_kept = 0;  // below this it is over
        std::uint64_t traded = 0;
        std::uint64_t episode = 0;  // 0 until it is reported
    };

    Standing* find(Side side, std::int64_t price_ticks) {
        for (Standing& standing : standing_) {
            if (standing.is_used && standing.side == side && standing.price_ticks == price_ticks) {
                return &standing;
            }
        }
        return nullptr;
    }

    void look_at(const market::BookSide& book, const Context& context) {
        const std::uint32_t median = context.sizes_of(book.side()).median();
        if (book.empty() || median == 0) {
            return;
        }
        const double needed = std::max(ratio_ * median, size_min_);
        std::uint32_t now_usual = 0;  // asked for only where there is a large level
        for (const market::BookLevel& level : book.levels()) {
            if (level.size < needed) {
                continue;
            }
            Standing* standing = find(book.side(), level.price_ticks);
            if (standing != nullptr && standing->episode != 0) {
                continue;
            }
            now_usual = now_usual != 0 ? now_usual : median_of(book);
            if (level.size < ratio_ * now_usual) {
                if (standing != nullptr) {
                    *standing = {};  // it has to stand out for as long as it has to stand
                }
            } else if (standing == nullptr) {
                begin(book.side(), level, needed, context);
            } else {
                report(*standing, needed, book.best().price_ticks, context);
            }
        }
        for (Standing& standing : standing_) {
            if (standing.is_used && standing.side == book.side() &&
                standing.size < keep_share_ * needed) {
                end(standing, context, "ordinary");  // the others have grown
            }
        }
    }

    // When every place is taken the newcomer waits: the book is then nothing but large levels.
    void begin(Side side, const market::BookLevel& level, double needed, const Context& context) {
        const auto free =
            std::find_if(standing_.begin(), standing_.end(), [](const Standing& standing) {
                return !standing.is_used;
            });
        if (free != standing_.end()) {
            const auto kept = static_cast<std::uint32_t>(needed * keep_share_);
            *free = {true, side, level.price_ticks, context.now_ns, level.size, kept, 0, 0};
        }
    }

    void report(Standing& standing, double needed, std::int64_t touch, const Context& context) {
        const std::int64_t behind =
            market::ticks_behind(standing.side, touch, standing.price_ticks);
        if (behind > near_ticks_ || context.now_ns - standing.since_ns < hold_ns_) {
            return;
        }
        const double confidence = confidence_of(needed, standing.size);
        standing.episode = context.episodes.open(
            {info, standing.side, standing.price_ticks, standing.since_ns, confidence,
             evidence_of(standing, behind, context)},
            context.now_ns
        );
    }

    // Of the best levels as they are now: when the whole book has just grown, no level of it is a wall.
    static std::uint32_t median_of(const market::BookSide& book) {
        std::array<std::uint32_t, market::LevelSizes::levels_of_side> sizes{};
        const auto levels = book.levels();
        const std::size_t count = std::min(levels.size(), sizes.size());
        std::transform(
            levels.begin(), levels.begin() + static_cast<std::ptrdiff_t>(count), sizes.begin(),
            [](const market::BookLevel& level) { return level.size; }
        );
        const auto middle = sizes.begin() + static_cast<std::ptrdiff_t>((count - 1) / 2);
        std::nth_element(sizes.begin(), middle, sizes.begin() + static_cast<std::ptrdiff_t>(count));
        return *middle;
    }

    void end(Standing& standing, const Context& context, std::string_view reason) {
        if (standing.episode != 0) {
            const market::BookSide& book = context.book.side(standing.side);
            const std::int64_t behind =
                book.empty() ? 0
                             : market::ticks_behind(
                                   standing.side, book.best().price_ticks, standing.price_ticks
                               );
            context.episodes.close(
                standing.episode, context.now_ns, reason, evidence_of(standing, behind, context)
            );
        }
        standing = {};
    }

    static Evidence
    evidence_of(const Standing& standing, std::int64_t behind, const Context& context) {
        return {
            static_cast<double>(standing.size),
            static_cast<double>(context.sizes_of(standing.side).median()),
            static_cast<double>(context.now_ns - standing.since_ns) * 1e-9,
            static_cast<double>(behind), static_cast<double>(standing.traded)};
    }

    std::int64_t hold_ns_;
    double ratio_;
    double size_min_;
    std::int64_t near_ticks_;
    double keep_share_;
    std::array<Standing, 32> standing_{};
};

static_assert(Detector<Wall>);

}  // namespace mia::detectors
