// delta_burst: within a moment one side of the aggressors does far more than the other, far beyond
// what is usual for so short a time, and in many trades. One large print is none, nor is a market
// that is merely fast.
#pragma once

#include "bridge/detectors/detector.hpp"
#include "bridge/detectors/flow_meter.hpp"

namespace mia::detectors {

class DeltaBurst {
public:
    static constexpr std::array parameters{
        Parameter{"window_s", 2.0, 0.3, 30.0, "s", "over which trades are added up"},
        Parameter{
            "ratio", 7.0, 1.0, 100.0, "",
            "difference of the sides it needs, in medians of its own last minutes"},
        Parameter{"share", 0.65, 0.1, 1.0, "", "part of the volume that the difference makes up"},
        Parameter{
            "volume_min", 25.0, 1.0, 100000.0, "contracts",
            "difference it needs whatever the median"},
        Parameter{"trades_min", 10.0, 1.0, 10000.0, "trades", "trades of its side it needs"},
        Parameter{
            "print_share", 0.35, 0.05, 1.0, "",
            "part of the difference that its largest trade may be"},
        Parameter{
            "keep_share", 0.3, 0.0, 1.0, "",
            "part of the difference it needed below which it is over"},
    };
    static constexpr std::array<std::string_view, 6> evidence{"net",     "volume", "trades",
                                                              "largest", "median", "lasted_s"};
    static constexpr DetectorInfo info{
        "delta_burst", "One side of the aggressors suddenly does far more than usual.", parameters,
        evidence};

    explicit DeltaBurst(const ParameterValues& values)
        : ratio_(values[row_of(parameters, "ratio")]), share_(values[row_of(parameters, "share")]),
          volume_min_(values[row_of(parameters, "volume_min")]),
          trades_min_(values[row_of(parameters, "trades_min")]),
          print_share_(values[row_of(parameters, "print_share")]),
          keep_share_(values[row_of(parameters, "keep_share")]),
          slices_(values[row_of(parameters, "window_s")] * 1e9 / FlowWindow::slice_ns),
          meter_(values.nanoseconds(row_of(parameters, "window_s"))) {}

    void on_trade(const TapeTrade& trade, const Context& context) {
        pass(trade.time_ns, context);
        meter_.add(trade);
    }
    void on_batch(const Context& context) { pass(context.now_ns, context); }
    void reset() {
        meter_.clear();
        running_ = {};
    }

private:
    struct Running {
        std::uint64_t episode = 0;  // 0 when there is none
        Side side = Side::bid;
        double needed = 0.0;
        std::int64_t began_ns = 0;
    };

    void pass(std::int64_t now_ns, const Context& context) {
        if (!meter_.move_to(now_ns)) {
            return;
        }
        if (running_.episode != 0) {
            follow(context);
        }
        if (running_.episode == 0 && meter_.is_ready()) {
            const std::int64_t net = meter_.window().net(Side::bid);
            look_for(net < 0 ? Side::ask : Side::bid, context);
        }
    }

    void look_for(Side side, const Context& context) {
        const FlowWindow& window = meter_.window();
        const auto net = static_cast<double>(window.net(side));
        const double needed = std::max(volume_min_, ratio_ * meter_.usual_net());
        if (net < needed || net < share_ * static_cast<double>(window.volume()) ||
            static_cast<double>(window.trades(side)) < trades_min_ ||
            window.largest(side) > print_share_ * net) {
            return;
        }
        const Onset onset = onset_of(window, side, meter_.now_ns(), needed / (2.0 * slices_));
        running_ = {0, side, needed, onset.first.time_ns};
        const double confidence = net / static_cast<double>(window.volume());
        running_.episode = context.episodes.open(
            {info, side, onset.first.price_ticks, onset.first.time_ns, confidence, evidence_now()},
            context.now_ns
        );
    }

    void follow(const Context& context) {
        const auto net = static_cast<double>(meter_.window().net(running_.side));
        if (net >= keep_share_ * running_.needed) {
            return;
        }
        context.episodes.close(running_.episode, context.now_ns, "over", evidence_now());
        running_ = {};
    }

    [[nodiscard]] Evidence evidence_now() const {
        const FlowWindow& window = meter_.window();
        return {
            static_cast<double>(window.net(running_.side)),
            static_cast<double>(window.volume()),
            static_cast<double>(window.trades(running_.side)),
            static_cast<double>(window.largest(running_.side)),
            meter_.usual_net(),
            static_cast<double>(meter_.now_ns() - running_.began_ns) * 1e-9};
    }

    double ratio_;
    double share_;
    double volume_min_;
    double trades_min_;
    double print_share_;
    double keep_share_;
    double slices_;
    FlowMeter meter_;
    Running running_;
};

static_assert(Detector<DeltaBurst>);

}  // namespace mia::detectors
