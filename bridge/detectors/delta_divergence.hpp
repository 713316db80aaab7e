// delta_divergence: the price makes a new extreme, the cumulative difference of buyers and sellers
// does not go with it, and the price turns away from there. Its side is the one that speaks for the
// turn: sellers at a new high that was not bought. A divergence from which the price does not turn
// away is none.
#pragma once

#include "bridge/detectors/detector.hpp"
#include "bridge/detectors/flow_meter.hpp"

namespace mia::detectors {

class DeltaDivergence {
public:
    static constexpr std::array parameters{
        Parameter{"window_s", 10.0, 2.0, 600.0, "s", "both extremes lie within it"},
        Parameter{
            "pull_ticks", 3.0, 1.0, 100.0, "ticks", "how far the price goes back between them"},
        Parameter{"beyond_ticks", 1.0, 1.0, 100.0, "ticks", "how far the second goes beyond"},
        Parameter{
            "ratio", 10.0, 0.2, 100.0, "",
            "by how much the difference falls short, in medians of two seconds"},
        Parameter{"volume_min", 25.0, 1.0, 100000.0, "contracts", "the same whatever the median"},
        Parameter{"back_ticks", 2.0, 1.0, 50.0, "ticks", "how far the price has turned away"},
    };
    static constexpr std::array<std::string_view, 6> evidence{
        "first_ticks", "second_ticks", "short_of", "median", "apart_s", "lasted_s"};
    static constexpr DetectorInfo info{
        "delta_divergence",
        "A new extreme of the price that the cumulative difference of the sides does not follow.",
        parameters, evidence};

    explicit DeltaDivergence(const ParameterValues& values)
        : pull_ticks_(values.integer(row_of(parameters, "pull_ticks"))),
          beyond_ticks_(values.integer(row_of(parameters, "beyond_ticks"))),
          ratio_(values[row_of(parameters, "ratio")]),
          volume_min_(values[row_of(parameters, "volume_min")]),
          back_ticks_(values.integer(row_of(parameters, "back_ticks"))),
          window_ns_(values.nanoseconds(row_of(parameters, "window_s"))), window_(window_ns_) {}

    void on_trade(const TapeTrade& trade, const Context& context) {
        pass(trade.time_ns, context);
        meter_.add(trade);
        window_.add(trade);
    }
    void on_batch(const Context& context) { pass(context.now_ns, context); }
    void reset() {
        meter_.clear();
        window_.clear();
        running_ = {};
    }

private:
    struct Extreme {
        std::int64_t price_ticks = 0;
        std::int64_t time_ns = 0;
        double delta = 0.0;  // what the side that pushed did more than the other until then
        bool is_known = false;
    };
    struct Running {
        std::uint64_t episode = 0;  // 0 when there is none
        std::int64_t price_ticks = 0;
        std::int64_t extreme_ns = 0;
        Evidence evidence{};
    };

    void pass(std::int64_t now_ns, const Context& context) {
        if (!meter_.move_to(now_ns)) {
            return;
        }
        window_.advance(meter_.now_ns());
        for (const Side side : market::both_sides) {
            Running& running = running_[market::index_of(side)];
            if (running.episode != 0) {
                follow(side, running, context);
            } else if (meter_.is_ready() && window_.count() != 0) {
                look_for(side, running, context);
            }
        }
    }

    // It is over when the price goes beyond its extreme, or when that is out of sight.
    void follow(Side side, Running& running, const Context& context) {
        const bool is_undone =
            window_.count() != 0 && ticks_ahead(other(side), running.price_ticks, last_ticks()) > 0;
        if (is_undone || meter_.now_ns() - running.extreme_ns >= window_ns_) {
            context.episodes.close(
                running.episode, context.now_ns, is_undone ? "undone" : "over", running.evidence
            );
            running.episode = 0;
        }
    }

    [[nodiscard]] std::int64_t last_ticks() const {
        return window_[window_.count() - 1].price_ticks;
    }

    void look_for(Side side, Running& running, const Context& context) {
        const Side pusher = other(side);
        Extreme first;
        Extreme second;
        std::int64_t back = 0;  // how far the price has gone back from the second extreme
        double delta = 0.0;
        for (std::size_t k = 0; k < window_.count(); ++k) {
            const FlowPiece& piece = window_[k];
            const auto size = static_cast<double>(piece.size);
            delta += piece.side == pusher ? size : -size;
            const std::int64_t ahead =
                second.is_known ? ticks_ahead(pusher, second.price_ticks, piece.price_ticks) : 1;
            const bool is_swing = ahead >= 0 && second.is_known && back >= pull_ticks_;
            if (is_swing && (!first.is_known || second.delta > first.delta)) {
                first = second;
            }
            if (ahead >= 0) {
                second = {piece.price_ticks, piece.time_ns, delta, true};
                back = 0;
            } else {
                back = std::max(back, -ahead);
            }
        }
        const double needed = std::max(volume_min_, ratio_ * meter_.usual_net());
        const double short_of = first.delta - second.delta;
        if (!first.is_known || second.time_ns <= running.extreme_ns || short_of < needed ||
            ticks_ahead(pusher, first.price_ticks, second.price_ticks) < beyond_ticks_ ||
            ticks_ahead(side, second.price_ticks, last_ticks()) < back_ticks_) {
            return;
        }
        running = {0, second.price_ticks, second.time_ns, {}};
        running.evidence = {
            static_cast<double>(first.price_ticks),
            static_cast<double>(second.price_ticks),
            short_of,
            meter_.usual_net(),
            static_cast<double>(second.time_ns - first.time_ns) * 1e-9,
            static_cast<double>(meter_.now_ns() - first.time_ns) * 1e-9};
        const double confidence = 1.0 - needed / (2.0 * short_of);
        running.episode = context.episodes.open(
            {info, side, second.price_ticks, first.time_ns, confidence, running.evidence},
            context.now_ns
        );
    }

    std::int64_t pull_ticks_;
    std::int64_t beyond_ticks_;
    double ratio_;
    double volume_min_;
    std::int64_t back_ticks_;
    std::int64_t window_ns_;
    FlowMeter meter_{2'000'000'000};
    FlowWindow window_;
    std::array<Running, 2> running_{};
};

static_assert(Detector<DeltaDivergence>);

}  // namespace mia::detectors
