// delta_flip: a strong flow of one side ends and at once a strong one of the other side begins. The
// turning point is where the cumulative difference of buyers and sellers was highest, or lowest.
#pragma once

#include "bridge/detectors/detector.hpp"
#include "bridge/detectors/flow_meter.hpp"

namespace mia::detectors {

class DeltaFlip {
public:
    static constexpr std::array parameters{
        Parameter{"window_s", 6.0, 1.0, 60.0, "s", "both flows lie within it"},
        Parameter{
            "ratio", 7.0, 0.5, 100.0, "",
            "difference of the sides each flow needs, in medians of as long as a third of the "
            "window"},
        Parameter{"share", 0.65, 0.1, 1.0, "", "part of its volume that each difference makes up"},
        Parameter{
            "volume_min", 20.0, 1.0, 100000.0, "contracts",
            "difference each needs whatever the median"},
        Parameter{"trades_min", 6.0, 1.0, 10000.0, "trades", "trades each flow needs"},
        Parameter{
            "print_share", 0.5, 0.05, 1.0, "",
            "part of its difference that the largest trade may be"},
    };
    static constexpr std::array<std::string_view, 6> evidence{
        "net_before", "net_after", "volume_before", "volume_after", "median", "lasted_s"};
    static constexpr DetectorInfo info{
        "delta_flip", "A strong flow of one side gives way at once to one of the other.",
        parameters, evidence};

    explicit DeltaFlip(const ParameterValues& values)
        : ratio_(values[row_of(parameters, "ratio")]), share_(values[row_of(parameters, "share")]),
          volume_min_(values[row_of(parameters, "volume_min")]),
          trades_min_(values[row_of(parameters, "trades_min")]),
          print_share_(values[row_of(parameters, "print_share")]),
          window_ns_(values.nanoseconds(row_of(parameters, "window_s"))), window_(window_ns_),
          meter_(window_ns_ / 3) {}

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
    struct Flow {
        double net = 0.0;
        double volume = 0.0;
        double trades = 0.0;
        double largest = 0.0;
    };
    // The flow of the other side up to the turn and that of the side since then.
    struct Turn {
        Flow before;
        Flow after;
        FlowPiece first;  // the first trade of the side after the turn
    };
    struct Running {
        std::uint64_t episode = 0;  // 0 when there is none
        Side side = Side::bid;
        std::int64_t began_ns = 0;
        std::int64_t turned_ns = 0;
    };

    void pass(std::int64_t now_ns, const Context& context) {
        if (!meter_.move_to(now_ns)) {
            return;
        }
        window_.advance(meter_.now_ns());
        if (running_.episode != 0) {
            follow(context);
        }
        if (!meter_.is_ready()) {
            return;
        }
        const double needed = std::max(volume_min_, ratio_ * meter_.usual_net());
        const auto least = std::min(window_.size(Side::bid), window_.size(Side::ask));
        if (static_cast<double>(least) < needed) {
            return;
        }
        for (const Side side : market::both_sides) {
            look_for(side, needed, context);
        }
    }

    void look_for(Side side, double needed, const Context& context) {
        if (running_.episode != 0 && running_.side == side) {
            return;
        }
        const Turn turn = turn_to(side);
        if (!is_strong(turn.before, needed) || !is_strong(turn.after, needed) ||
            turn.first.time_ns <= running_.turned_ns) {
            return;
        }
        end(context, "turned");
        running_ = {0, side, turn.first.time_ns, turn.first.time_ns};
        const double share = turn.after.net / turn.after.volume;
        running_.episode = context.episodes.open(
            {info, side, turn.first.price_ticks, turn.first.time_ns, share, evidence_of(turn)},
            context.now_ns
        );
    }

    // Over when its turn is out of sight.
    void follow(const Context& context) {
        if (meter_.now_ns() - running_.began_ns >= window_ns_) {
            end(context, "over");
        }
    }

    void end(const Context& context, std::string_view reason) {
        if (running_.episode != 0) {
            context.episodes.close(
                running_.episode, context.now_ns, reason, evidence_of(turn_to(running_.side))
            );
            running_.episode = 0;
        }
    }

    [[nodiscard]] bool is_strong(const Flow& flow, double needed) const {
        return flow.net >= needed && flow.net >= share_ * flow.volume &&
               flow.trades >= trades_min_ && flow.largest <= print_share_ * flow.net;
    }

    static void add(Flow& flow, Side side, const FlowPiece& piece) {
        const auto size = static_cast<double>(piece.size);
        flow.volume += size;
        if (piece.side == side) {
            flow.net += size;
            flow.trades += piece.trades;
            flow.largest = std::max(flow.largest, static_cast<double>(piece.largest));
        } else {
            flow.net -= size;
        }
    }

    // The turn is where the side had most to catch up: what it did since is the most it did since
    // any moment of the window. What came before is the strongest flow that led there.
    [[nodiscard]] Turn turn_to(Side side) const {
        Turn turn;
        Flow since;
        std::size_t at = window_.count();
        for (std::size_t k = window_.count(); k-- > 0;) {
            add(since, side, window_[k]);
            if (window_[k].side == side && since.net >= turn.after.net) {
                turn.after = since;
                turn.first = window_[k];
                at = k;
            }
        }
        Flow until;
        for (std::size_t k = at; k-- > 0;) {
            add(until, other(side), window_[k]);
            if (until.net >= turn.before.net) {
                turn.before = until;
            }
        }
        return turn;
    }

    [[nodiscard]] Evidence evidence_of(const Turn& turn) const {
        return {
            turn.before.net,    turn.after.net,
            turn.before.volume, turn.after.volume,
            meter_.usual_net(), static_cast<double>(meter_.now_ns() - running_.began_ns) * 1e-9};
    }

    double ratio_;
    double share_;
    double volume_min_;
    double trades_min_;
    double print_share_;
    std::int64_t window_ns_;
    FlowWindow window_;
    FlowMeter meter_;
    Running running_;
};

static_assert(Detector<DeltaFlip>);

}  // namespace mia::detectors
