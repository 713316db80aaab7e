// exhaustion: one side pushes the price to a new extreme, trades less and less on the way, next to
// nothing at its end, and the other side takes over. Its side is the one that takes over: it speaks
// for a turn. A push that meets volume at its end is none, nor one that only pauses.
#pragma once

#include "bridge/detectors/detector.hpp"
#include "bridge/detectors/flow_meter.hpp"
#include "bridge/detectors/footprint.hpp"

namespace mia::detectors {

class Exhaustion {
public:
    static constexpr std::array parameters{
        Parameter{"window_s", 8.0, 1.0, 60.0, "s", "push and turn lie within it"},
        Parameter{"push_ticks", 4.0, 1.0, 100.0, "ticks", "how far the push goes"},
        Parameter{
            "ratio", 5.0, 0.5, 100.0, "",
            "difference of the sides the push needs, in medians of two seconds"},
        Parameter{"share", 0.6, 0.1, 1.0, "", "part of its volume that this difference makes up"},
        Parameter{
            "volume_min", 20.0, 1.0, 100000.0, "contracts",
            "difference it needs whatever the median"},
        Parameter{
            "dry_share", 0.5, 0.0, 1.0, "",
            "what the last two prices of the push may trade, in parts of what its others did"},
        Parameter{"back_ticks", 2.0, 1.0, 50.0, "ticks", "how far the price has come back"},
        Parameter{
            "turn_share", 0.15, 0.0, 5.0, "",
            "difference of the other side since the end, in parts of what the push needed"},
    };
    static constexpr std::array<std::string_view, 6> evidence{
        "push_net", "push_ticks", "mean_at_price", "at_the_end", "turn_net", "lasted_s"};
    static constexpr DetectorInfo info{
        "exhaustion", "A push that dries up at its extreme, and the other side takes over.",
        parameters, evidence};

    explicit Exhaustion(const ParameterValues& values)
        : push_ticks_(values.integer(row_of(parameters, "push_ticks"))),
          ratio_(values[row_of(parameters, "ratio")]), share_(values[row_of(parameters, "share")]),
          volume_min_(values[row_of(parameters, "volume_min")]),
          dry_share_(values[row_of(parameters, "dry_share")]),
          back_ticks_(values.integer(row_of(parameters, "back_ticks"))),
          turn_share_(values[row_of(parameters, "turn_share")]),
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
    // A push of the other side, from its first trade to the last one at its extreme.
    struct Push {
        std::size_t first = 0;
        std::size_t last = 0;
        std::int64_t from_ticks = 0;
        std::int64_t end_ticks = 0;
        std::int64_t began_ns = 0;
        std::int64_t ended_ns = 0;
        double net = 0.0;
        double volume = 0.0;
    };
    struct Running {
        std::uint64_t episode = 0;  // 0 when there is none
        Side side = Side::bid;
        std::int64_t price_ticks = 0;
        std::int64_t ended_ns = 0;
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
                follow(running, context);
            } else if (meter_.is_ready() && window_.count() != 0) {
                look_for(side, running, context);
            }
        }
    }

    // It is over when its push is out of sight, or when the price goes beyond its extreme.
    void follow(Running& running, const Context& context) {
        const bool is_resumed =
            window_.count() != 0 &&
            ticks_ahead(other(running.side), running.price_ticks, last_ticks()) > 0;
        if (is_resumed || meter_.now_ns() - running.ended_ns >= window_ns_) {
            context.episodes.close(
                running.episode, context.now_ns, is_resumed ? "resumed" : "over", running.evidence
            );
            running.episode = 0;
        }
    }

    [[nodiscard]] std::int64_t last_ticks() const {
        return window_[window_.count() - 1].price_ticks;
    }

    void look_for(Side side, Running& running, const Context& context) {
        const double needed = std::max(volume_min_, ratio_ * meter_.usual_net());
        if (static_cast<double>(window_.size(other(side))) < needed) {
            return;
        }
        const Push push = push_against(side, needed);
        const Side pusher = other(side);
        if (push.ended_ns <= running.ended_ns || push.net < needed ||
            push.net < share_ * push.volume ||
            ticks_ahead(pusher, push.from_ticks, push.end_ticks) < push_ticks_ ||
            ticks_ahead(side, push.end_ticks, last_ticks()) < back_ticks_) {
            return;
        }
        double turn_net = 0.0;
        for (std::size_t k = push.last + 1; k < window_.count(); ++k) {
            const auto size = static_cast<double>(window_[k].size);
            turn_net += window_[k].side == side ? size : -size;
        }
        footprint_.build(window_, push.first, push.last + 1);
        const auto prices =
            static_cast<double>(ticks_ahead(pusher, push.from_ticks, push.end_ticks) - 1);
        const std::int64_t back = pusher == Side::bid ? -1 : 1;
        const auto at_the_end = static_cast<double>(
            footprint_.size(pusher, push.end_ticks) + footprint_.size(pusher, push.end_ticks + back)
        );
        double before = 0.0;
        for (std::int64_t price = push.end_ticks + 2 * back;
             ticks_ahead(pusher, price, push.from_ticks) <= 0; price += back) {
            before += static_cast<double>(footprint_.size(pusher, price));
        }
        const double mean = before / prices;
        if (at_the_end > 2.0 * dry_share_ * mean || turn_net < turn_share_ * needed) {
            return;
        }
        running = {0, side, push.end_ticks, push.ended_ns, {}};
        running.evidence = {push.net, prices + 1.0,
                            mean,     at_the_end,
                            turn_net, static_cast<double>(meter_.now_ns() - push.began_ns) * 1e-9};
        const double confidence = 1.0 - at_the_end / (2.0 * std::max(mean, 1.0));
        running.episode = context.episodes.open(
            {info, side, push.end_ticks, push.began_ns, confidence, running.evidence},
            context.now_ns
        );
    }

    // The one that ended at the extreme of the window.
    [[nodiscard]] Push push_against(Side side, double needed) const {
        const Side pusher = other(side);
        Push push;
        bool is_found = false;
        for (std::size_t k = window_.count(); k-- > 0;) {
            const FlowPiece& piece = window_[k];
            const bool is_farther =
                !is_found || ticks_ahead(pusher, push.end_ticks, piece.price_ticks) > 0;
            if (piece.side == pusher && is_farther) {
                is_found = true;
                push.last = k;
                push.end_ticks = piece.price_ticks;
                push.ended_ns = piece.time_ns;
            }
        }
        if (!is_found || ticks_ahead(side, push.end_ticks, last_ticks()) < back_ticks_) {
            return push;  // not back yet, which costs least to see
        }
        double net = 0.0;
        double volume = 0.0;
        double most = 0.0;
        for (std::size_t k = push.last + 1; k-- > 0;) {
            const FlowPiece& piece = window_[k];
            const auto size = static_cast<double>(piece.size);
            net += piece.side == pusher ? size : -size;
            volume += size;
            const double tenths = static_cast<double>(push.ended_ns - piece.time_ns) /
                                  static_cast<double>(FlowWindow::slice_ns);
            if (piece.side == pusher && net - needed / 40.0 * tenths >= most) {
                most = net - needed / 40.0 * tenths;
                push.first = k;
                push.from_ticks = piece.price_ticks;
                push.began_ns = piece.time_ns;
                push.net = net;
                push.volume = volume;
            }
        }
        return push;
    }

    std::int64_t push_ticks_;
    double ratio_;
    double share_;
    double volume_min_;
    double dry_share_;
    std::int64_t back_ticks_;
    double turn_share_;
    std::int64_t window_ns_;
    FlowMeter meter_{2'000'000'000};
    FlowWindow window_;
    Footprint footprint_;
    std::array<Running, 2> running_{};
};

static_assert(Detector<Exhaustion>);

}  // namespace mia::detectors
