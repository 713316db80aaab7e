// sweep: an aggressor takes several levels of one side within a moment. The book is held against
// itself of a moment ago: levels that stood there then and are gone now, and whose contracts were
// traded. Quotes that step back are none, nor is a level that is hit and holds, nor the same volume
// over a longer time.
#pragma once

#include "bridge/detectors/near_past.hpp"

namespace mia::detectors {

class Sweep {
public:
    static constexpr std::array parameters{
        Parameter{"window_s", 0.8, 0.1, 10.0, "s", "within what time the levels are eaten"},
        Parameter{"levels", 3.0, 2.0, 10.0, "levels", "how many it needs"},
        Parameter{
            "eaten_share", 0.5, 0.1, 1.0, "",
            "part of what a level displayed that must have been traded there"},
        Parameter{
            "traded_share", 0.7, 0.1, 5.0, "",
            "part of what all levels that are gone displayed that must have been traded there"},
        Parameter{"ratio", 2.0, 0.0, 50.0, "", "volume it needs, in medians of its side's levels"},
        Parameter{"quiet_s", 1.0, 0.1, 30.0, "s", "without another level eaten it is over"},
    };
    static constexpr std::array<std::string_view, 5> evidence{
        "levels", "traded", "displayed", "median", "took_s"};
    static constexpr DetectorInfo info{
        "sweep", "Several levels of a side eaten at once.", parameters, evidence};

    explicit Sweep(const ParameterValues& values)
        : levels_(static_cast<std::size_t>(values.integer(row_of(parameters, "levels")))),
          eaten_share_(values[row_of(parameters, "eaten_share")]),
          traded_share_(values[row_of(parameters, "traded_share")]),
          ratio_(values[row_of(parameters, "ratio")]),
          quiet_ns_(values.nanoseconds(row_of(parameters, "quiet_s"))),
          fresh_{NearPast(values.nanoseconds(row_of(parameters, "window_s")))}, flanks_{
                                                                                    fresh_,
                                                                                    fresh_} {}

    void on_trade(const TapeTrade& trade, const Context&) {
        flanks_[0].is_hit |= trade.aggressor != market::Aggressor::buy;
        flanks_[1].is_hit |= trade.aggressor != market::Aggressor::sell;
    }

    void on_batch(const Context& context) {
        for (const Side side : market::both_sides) {
            Flank& flank = flanks_[market::index_of(side)];
            const market::BookSide& book = context.book.side(side);
            if (!book.empty()) {
                if (flank.episode != 0) {
                    follow(flank, book, context);
                } else if (flank.is_hit) {
                    look_at(flank, book, context);
                }
            }
            flank.is_hit = false;
            flank.past.note(side, context);
        }
    }

    void reset() { flanks_ = {fresh_, fresh_}; }

private:
    struct Flank {
        NearPast past;
        bool is_hit = false;  // in this batch
        std::uint64_t episode = 0;
        std::int64_t begin_ticks = 0;  // the touch before it
        std::int64_t far_ticks = 0;    // the farthest touch since
        std::int64_t far_ns = 0;
        Evidence evidence{};
    };

    // What became of the levels of a moment.
    struct Eaten {
        std::size_t levels = 0;
        std::uint64_t traded = 0;
        std::uint64_t displayed = 0;
    };

    void look_at(Flank& flank, const market::BookSide& book, const Context& context) const {
        const std::uint32_t median = context.sizes_of(book.side()).median();
        if (median == 0) {
            return;
        }
        const std::size_t moments = flank.past.count(context.now_ns);
        for (std::size_t back = 0; back < moments; ++back) {
            const NearPast::Moment& then = flank.past.moment(back);
            const Eaten eaten = compare(then, book, context);
            const auto traded = static_cast<double>(eaten.traded);
            if (eaten.levels >= levels_ && traded >= ratio_ * median &&
                traded >= traded_share_ * static_cast<double>(eaten.displayed)) {
                report(flank, then, eaten, book, context);
                return;
            }
        }
    }

    Eaten compare(
        const NearPast::Moment& then, const market::BookSide& book, const Context& context
    ) const {
        Eaten eaten;
        Eaten sure;  // without a level at which it may have ended: what holds was not swept
        const std::int64_t touch = book.best().price_ticks;
        for (const NearPast::Level& level : then.near(NearPast::levels_max)) {
            const std::uint64_t traded = NearPast::traded_since(level, book.side(), context);
            const bool is_gone = market::ticks_behind(book.side(), level.price_ticks, touch) > 0 ||
                                 book.size_at(level.price_ticks) == 0;
            // Between two looks new orders may rest where all that was there was eaten.
            sure = traded != 0 ? eaten : sure;
            if (!is_gone && traded < level.size) {
                break;
            }
            eaten.displayed += level.size;
            eaten.traded += traded;
            eaten.levels += static_cast<double>(traded) >= eaten_share_ * level.size ? 1 : 0;
            sure = is_gone ? eaten : sure;
        }
        return sure;
    }

    void report(
        Flank& flank, const NearPast::Moment& then, const Eaten& eaten,
        const market::BookSide& book, const Context& context
    ) const {
        const double median = context.sizes_of(book.side()).median();
        const auto traded = static_cast<double>(eaten.traded);
        flank.begin_ticks = then.levels[0].price_ticks;
        flank.far_ticks = book.best().price_ticks;
        flank.far_ns = context.now_ns;
        flank.evidence = {
            static_cast<double>(eaten.levels), traded, static_cast<double>(eaten.displayed), median,
            static_cast<double>(context.now_ns - then.time_ns) * 1e-9};
        const double margin =
            std::min(1.0, traded_share_ * static_cast<double>(eaten.displayed) / traded);
        flank.episode = context.episodes.open(
            {info, book.side(), flank.begin_ticks, then.time_ns, 1.0 - 0.2 * margin,
             flank.evidence},
            context.now_ns
        );
    }

    // What follows belongs to it. The next one begins with the book that is left when it is over.
    void follow(Flank& flank, const market::BookSide& book, const Context& context) const {
        const std::int64_t touch = book.best().price_ticks;
        if (market::ticks_behind(book.side(), flank.far_ticks, touch) > 0) {
            flank.far_ticks = touch;
            flank.far_ns = context.now_ns;
        }
        const bool is_back = market::ticks_behind(book.side(), flank.begin_ticks, touch) <= 0;
        if (is_back || context.now_ns - flank.far_ns >= quiet_ns_) {
            context.episodes.close(
                flank.episode, context.now_ns, is_back ? "recovered" : "over", flank.evidence
            );
            flank.episode = 0;
            flank.past.forget();
        }
    }

    std::size_t levels_;
    double eaten_share_;
    double traded_share_;
    double ratio_;
    std::int64_t quiet_ns_;
    Flank fresh_;
    std::array<Flank, 2> flanks_;
};

static_assert(Detector<Sweep>);

}  // namespace mia::detectors
