// trade_spike: from one second to the next the tape runs many times as fast as it usually does, in
// trades and in contracts. A single large print is none, nor is a market that has been fast for a
// while.
#pragma once

#include "bridge/detectors/detector.hpp"
#include "bridge/detectors/flow_meter.hpp"

namespace mia::detectors {

class TradeSpike {
public:
    static constexpr std::array parameters{
        Parameter{"window_s", 1.0, 0.2, 10.0, "s", "over which trades are counted"},
        Parameter{
            "ratio", 6.0, 1.5, 100.0, "", "contracts it needs, in medians of its own last minutes"},
        Parameter{
            "trades_ratio", 6.0, 1.5, 100.0, "",
            "trades it needs, in medians of its own last minutes"},
        Parameter{
            "sudden", 3.0, 1.0, 50.0, "", "how many times as many trades as just before it needs"},
        Parameter{"trades_min", 15.0, 2.0, 10000.0, "trades", "trades it needs whatever is usual"},
        Parameter{"share", 0.55, 0.5, 1.0, "", "part of the contracts that its side makes up"},
        Parameter{"print_share", 0.4, 0.05, 1.0, "", "part of the contracts that one trade may be"},
        Parameter{
            "keep_share", 0.4, 0.0, 1.0, "", "part of the trades it needed below which it is over"},
    };
    static constexpr std::array<std::string_view, 6> evidence{
        "volume", "trades", "median_volume", "median_trades", "share", "lasted_s"};
    static constexpr DetectorInfo info{
        "trade_spike", "The tape suddenly runs many times as fast as usual.", parameters, evidence};

    explicit TradeSpike(const ParameterValues& values)
        : window_s_(values[row_of(parameters, "window_s")]),
          ratio_(values[row_of(parameters, "ratio")]),
          trades_ratio_(values[row_of(parameters, "trades_ratio")]),
          sudden_(values[row_of(parameters, "sudden")]),
          trades_min_(values[row_of(parameters, "trades_min")]),
          share_(values[row_of(parameters, "share")]),
          print_share_(values[row_of(parameters, "print_share")]),
          keep_share_(values[row_of(parameters, "keep_share")]),
          meter_(values.nanoseconds(row_of(parameters, "window_s"))),
          before_(values.nanoseconds(row_of(parameters, "window_s")) * windows_before) {}

    void on_trade(const TapeTrade& trade, const Context& context) {
        pass(trade.time_ns, context);
        meter_.add(trade);
        before_.add(trade);
    }
    void on_batch(const Context& context) { pass(context.now_ns, context); }
    void reset() {
        meter_.clear();
        before_.clear();
        running_ = {};
    }

private:
    static constexpr std::int64_t windows_before = 5;  // its own included

    struct Running {
        std::uint64_t episode = 0;  // 0 when there is none
        Side side = Side::bid;
        double needed = 0.0;  // trades
        std::int64_t began_ns = 0;
    };

    void pass(std::int64_t now_ns, const Context& context) {
        if (!meter_.move_to(now_ns)) {
            return;
        }
        before_.advance(meter_.now_ns());
        if (running_.episode != 0) {
            if (trades() < keep_share_ * running_.needed) {
                context.episodes.close(running_.episode, context.now_ns, "over", evidence_now());
                running_ = {};
            }
        } else if (meter_.is_ready()) {
            look(context);
        }
    }

    void look(const Context& context) {
        const FlowWindow& window = meter_.window();
        const double needed = std::max(trades_min_, trades_ratio_ * meter_.usual_trades());
        if (trades() < needed) {
            return;
        }
        const auto volume = static_cast<double>(window.volume());
        const auto all = static_cast<double>(before_.trades(Side::bid) + before_.trades(Side::ask));
        const double just_before = (all - trades()) / static_cast<double>(windows_before - 1);
        const Side side = window.net(Side::bid) >= 0 ? Side::bid : Side::ask;
        if (volume < ratio_ * meter_.usual_volume() || trades() < sudden_ * just_before ||
            static_cast<double>(window.size(side)) < share_ * volume ||
            largest() > print_share_ * volume) {
            return;
        }
        const Onset onset = onset_of(
            window, side, meter_.now_ns(),
            static_cast<double>(window.net(side)) / (20.0 * window_s_)
        );
        running_ = {0, side, needed, onset.first.time_ns};
        const double confidence = 1.0 - just_before / trades();
        running_.episode = context.episodes.open(
            {info, side, onset.first.price_ticks, onset.first.time_ns, confidence, evidence_now()},
            context.now_ns
        );
    }

    [[nodiscard]] double trades() const {
        const FlowWindow& window = meter_.window();
        return static_cast<double>(window.trades(Side::bid) + window.trades(Side::ask));
    }
    [[nodiscard]] double largest() const {
        const FlowWindow& window = meter_.window();
        return std::max(window.largest(Side::bid), window.largest(Side::ask));
    }

    [[nodiscard]] Evidence evidence_now() const {
        const FlowWindow& window = meter_.window();
        const auto volume = static_cast<double>(window.volume());
        const auto own = static_cast<double>(window.size(running_.side));
        return {
            volume,
            trades(),
            meter_.usual_volume(),
            meter_.usual_trades(),
            volume > 0.0 ? own / volume : 0.0,
            static_cast<double>(meter_.now_ns() - running_.began_ns) * 1e-9};
    }

    double window_s_;
    double ratio_;
    double trades_ratio_;
    double sudden_;
    double trades_min_;
    double share_;
    double print_share_;
    double keep_share_;
    FlowMeter meter_;
    FlowWindow before_;
    Running running_;
};

static_assert(Detector<TradeSpike>);

}  // namespace mia::detectors
