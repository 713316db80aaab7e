// spoofing: a large order that is there to be seen and not to trade. It appears some way behind the
// touch, is taken away untraded as the price comes near, and comes back: the same side, much the same
// size, nearby prices. One order that is cancelled is nothing; nor is one that is cancelled while the
// price is far, or one that trades.
#pragma once

#include "bridge/detectors/detector.hpp"
#include "bridge/detectors/side_shape.hpp"

#include <algorithm>

namespace mia::detectors {

class Spoofing {
public:
    static constexpr std::array parameters{
        Parameter{
            "ratio", 3.0, 1.2, 50.0, "",
            "size an order needs, in medians of the levels so far behind the touch"},
        Parameter{
            "size_min", 20.0, 1.0, 100000.0, "contracts",
            "size an order needs whatever the median"},
        Parameter{
            "near_ticks", 3.0, 0.0, 50.0, "ticks",
            "how far behind the touch it is at most when it is taken away"},
        Parameter{
            "approach_ticks", 1.0, 0.0, 50.0, "ticks",
            "by how much the price must have come nearer while it stood"},
        Parameter{
            "flight_s", 1.5, 0.05, 60.0, "s",
            "how soon after the price came nearest it is taken away"},
        Parameter{"stand_s", 30.0, 0.5, 600.0, "s", "an order that stands longer means to stay"},
        Parameter{"traded_share", 0.1, 0.0, 1.0, "", "part of its size that may have been traded"},
        Parameter{
            "alike_share", 0.5, 0.05, 1.0, "",
            "size of an order that repeats it, the smaller in parts of the larger"},
        Parameter{"span_ticks", 5.0, 0.0, 200.0, "ticks", "how far from it another may be placed"},
        Parameter{"repeat_s", 6.0, 0.5, 600.0, "s", "how soon after it another must be taken away"},
        Parameter{"flights_min", 2.0, 1.0, 20.0, "", "how often that must have happened"},
    };
    static constexpr std::array<std::string_view, 6> evidence{
        "flights", "size", "median", "traded", "nearest_ticks", "lasted_s"};
    static constexpr DetectorInfo info{
        "spoofing", "A large order that comes and flees, again and again, before it can trade.",
        parameters, evidence};

    explicit Spoofing(const ParameterValues& values)
        : ratio_(values[row_of(parameters, "ratio")]),
          size_min_(values[row_of(parameters, "size_min")]),
          near_ticks_(values.integer(row_of(parameters, "near_ticks"))),
          approach_ticks_(values.integer(row_of(parameters, "approach_ticks"))),
          flight_ns_(values.nanoseconds(row_of(parameters, "flight_s"))),
          stand_ns_(values.nanoseconds(row_of(parameters, "stand_s"))),
          traded_share_(values[row_of(parameters, "traded_share")]),
          alike_share_(values[row_of(parameters, "alike_share")]),
          span_ticks_(values.integer(row_of(parameters, "span_ticks"))),
          repeat_ns_(values.nanoseconds(row_of(parameters, "repeat_s"))),
          flights_min_(static_cast<std::uint32_t>(values[row_of(parameters, "flights_min")])) {}

    void on_change(const BookChange& change, const Context& context) {
        if (change.size_after < change.size_before) {
            for (Order& order : orders_) {
                if (order.size != 0 && order.side == change.side &&
                    order.price_ticks == change.price_ticks) {
                    shrink(order, change, context);
                }
            }
        } else if (!change.at_window_edge) {
            grow(change, context);
        }
    }

    void on_batch(const Context& context) {
        for (const Side side : market::both_sides) {
            shapes_[market::index_of(side)].note(context.book.side(side));
        }
        for (Order& order : orders_) {
            if (order.size != 0) {
                watch(order, context);
            }
        }
        for (Series& series : series_) {
            if (series.flights != 0 && context.now_ns - series.last_ns > repeat_ns_) {
                end(series, context);
            }
        }
    }

    void reset() {
        orders_ = {};
        series_ = {};
        shapes_ = {};
    }

private:
    // A large order that stands.
    struct Order {
        Side side = Side::bid;
        std::int64_t price_ticks = 0;
        std::uint32_t size = 0;         // 0 when there is none
        std::uint32_t size_beside = 0;  // what else stood at its level
        std::int64_t placed_ns = 0;
        std::int64_t farthest_behind = 0;  // ticks from the touch
        std::int64_t nearest_behind = 0;   // since then
        std::int64_t nearest_ns = 0;
        std::uint64_t traded_before = 0;
        std::uint32_t median = 0;  // of levels so far behind the touch
    };
    // Orders that fled one after another. The first says where and when it began.
    struct Series {
        Side side = Side::bid;
        std::uint32_t flights = 0;  // 0 when there is none
        std::int64_t price_ticks = 0;
        std::int64_t last_price_ticks = 0;
        std::uint32_t size = 0;
        std::uint32_t median = 0;
        std::int64_t began_ns = 0;
        std::int64_t last_ns = 0;
        std::int64_t nearest_behind = 0;
        std::uint64_t traded = 0;
        std::uint64_t episode = 0;  // 0 until it is reported
    };

    static std::int64_t behind_of(Side side, std::int64_t price_ticks, const Context& context) {
        const market::BookSide& book = context.book.side(side);
        return book.empty() ? 0 : market::ticks_behind(side, book.best().price_ticks, price_ticks);
    }

    void grow(const BookChange& change, const Context& context) {
        const std::uint32_t size = change.size_after - change.size_before;
        if (size < size_min_) {
            return;
        }
        const std::int64_t behind = behind_of(change.side, change.price_ticks, context);
        const std::uint32_t median = context.usual(change.side, behind).median();
        const market::LevelRecord* level = context.levels.find(change.side, change.price_ticks);
        // What came into view with the window was placed by nobody now.
        if (median == 0 || size < ratio_ * median || level == nullptr || !level->is_in_view ||
            !context.levels.is_new(*level)) {
            return;
        }
        const auto free =
            std::min_element(orders_.begin(), orders_.end(), [](const Order& a, const Order& b) {
                return a.placed_ns < b.placed_ns;
            });
        *free = {};
        free->side = change.side;
        free->price_ticks = change.price_ticks;
        free->size = size;
        free->size_beside = change.size_before;
        free->median = median;
        free->placed_ns = context.now_ns;
        free->farthest_behind = behind;
        free->nearest_behind = behind;
        free->nearest_ns = context.now_ns;
        free->traded_before = level->traded;
    }

    void watch(Order& order, const Context& context) const {
        const std::int64_t behind = behind_of(order.side, order.price_ticks, context);
        if (behind > order.farthest_behind) {
            order.farthest_behind = behind;
            order.nearest_behind = behind;
        } else if (behind < order.nearest_behind) {
            order.nearest_behind = behind;
            order.nearest_ns = context.now_ns;
        }
        if (context.now_ns - order.placed_ns > stand_ns_ || behind < 0) {
            order = {};
        }
    }

    // More than half of it is gone: traded, moved out of view, or taken away.
    void shrink(Order& order, const BookChange& change, const Context& context) {
        if (change.size_after > order.size_beside + order.size / 2) {
            return;
        }
        const Order gone = order;
        order = {};
        const market::LevelRecord* level = context.levels.find(gone.side, gone.price_ticks);
        if (level == nullptr || !level->is_in_view) {
            return;
        }
        const std::uint64_t traded = level->traded >= gone.traded_before
                                         ? level->traded - gone.traded_before
                                         : level->traded;
        if (static_cast<double>(traded) <= traded_share_ * gone.size && has_fled(gone, context)) {
            count(gone, traded, context);
        }
    }

    [[nodiscard]] bool has_fled(const Order& gone, const Context& context) const {
        // It moved with all the others around it: the whole book is somewhere else.
        if (shapes_[market::index_of(gone.side)].has_merely_moved(context.book.side(gone.side))) {
            return false;
        }
        // The touch may have gone with it; nearer than that the price was not.
        const std::int64_t behind =
            std::max<std::int64_t>(behind_of(gone.side, gone.price_ticks, context), 0);
        const bool is_nearer = behind < gone.nearest_behind;
        const std::int64_t nearest = is_nearer ? behind : gone.nearest_behind;
        const std::int64_t nearest_ns = is_nearer ? context.now_ns : gone.nearest_ns;
        return nearest <= near_ticks_ && gone.farthest_behind - nearest >= approach_ticks_ &&
               context.now_ns - nearest_ns <= flight_ns_;
    }

    void count(const Order& gone, std::uint64_t traded, const Context& context) {
        Series* series = series_of(gone, context.now_ns);
        if (series == nullptr) {
            const auto oldest = std::min_element(
                series_.begin(), series_.end(),
                [](const Series& a, const Series& b) { return a.last_ns < b.last_ns; }
            );
            end(*oldest, context);
            *oldest = {};
            oldest->side = gone.side;
            oldest->flights = 1;
            oldest->price_ticks = gone.price_ticks;
            oldest->size = gone.size;
            oldest->median = gone.median;
            oldest->began_ns = gone.placed_ns;
            oldest->nearest_behind = gone.nearest_behind;
            series = &*oldest;
        } else if (gone.placed_ns < series->last_ns) {
            return;  // it stood beside the one that fled before: not again, but at once
        } else {
            ++series->flights;
        }
        series->last_ns = context.now_ns;
        series->last_price_ticks = gone.price_ticks;
        series->nearest_behind = std::min(series->nearest_behind, gone.nearest_behind);
        series->traded += traded;
        if (series->flights >= flights_min_ && series->episode == 0) {
            report(*series, context);
        }
    }

    Series* series_of(const Order& gone, std::int64_t now_ns) {
        for (Series& series : series_) {
            const auto [less, more] = std::minmax(series.size, gone.size);
            const std::int64_t ticks =
                market::ticks_behind(gone.side, series.last_price_ticks, gone.price_ticks);
            if (series.flights != 0 && series.side == gone.side && less >= alike_share_ * more &&
                std::max(ticks, -ticks) <= span_ticks_ && now_ns - series.last_ns <= repeat_ns_) {
                return &series;
            }
        }
        return nullptr;
    }

    void report(Series& series, const Context& context) const {
        const double needed = std::max(ratio_ * series.median, size_min_);
        const double confidence = confidence_of(needed, std::max<double>(series.size, needed));
        series.episode = context.episodes.open(
            {info, series.side, series.price_ticks, series.began_ns, confidence,
             evidence_of(series)},
            context.now_ns
        );
    }

    void end(Series& series, const Context& context) const {
        if (series.episode != 0) {
            context.episodes.close(series.episode, context.now_ns, "over", evidence_of(series));
        }
        series = {};
    }

    static Evidence evidence_of(const Series& series) {
        return {
            static_cast<double>(series.flights),
            static_cast<double>(series.size),
            static_cast<double>(series.median),
            static_cast<double>(series.traded),
            static_cast<double>(series.nearest_behind),
            static_cast<double>(series.last_ns - series.began_ns) * 1e-9};
    }

    double ratio_;
    double size_min_;
    std::int64_t near_ticks_;
    std::int64_t approach_ticks_;
    std::int64_t flight_ns_;
    std::int64_t stand_ns_;
    double traded_share_;
    double alike_share_;
    std::int64_t span_ticks_;
    std::int64_t repeat_ns_;
    std::uint32_t flights_min_;
    std::array<Order, 8> orders_{};
    std::array<Series, 4> series_{};
    std::array<SideShape, 2> shapes_{};
};

static_assert(Detector<Spoofing>);

}  // namespace mia::detectors
