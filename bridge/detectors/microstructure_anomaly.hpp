// microstructure_anomaly: in a moment volume, range and one-sidedness of the trades are all out of
// line with the last minutes. Each alone is ordinary; together they say that something is going on.
#pragma once

#include "bridge/detectors/detector.hpp"
#include "bridge/detectors/flow_meter.hpp"

namespace mia::detectors {

class MicrostructureAnomaly {
public:
    static constexpr std::array parameters{
        Parameter{"window_s", 2.0, 0.5, 30.0, "s", "over which trades are looked at"},
        Parameter{
            "volume_ratio", 3.0, 1.0, 100.0, "", "volume it needs, in medians of its last minutes"},
        Parameter{
            "range_ratio", 3.0, 1.0, 100.0, "", "range it needs, in medians of its last minutes"},
        Parameter{"range_min", 5.0, 1.0, 1000.0, "ticks", "range it needs whatever the median"},
        Parameter{"share", 0.7, 0.1, 1.0, "", "part of the volume that one side does more"},
        Parameter{
            "keep_share", 0.4, 0.0, 1.0, "", "part of the volume it needed below which it is over"},
    };
    static constexpr std::array<std::string_view, 6> evidence{
        "volume", "range_ticks", "share", "median_volume", "median_range", "lasted_s"};
    static constexpr DetectorInfo info{
        "microstructure_anomaly",
        "Volume, range and one-sidedness all out of line with the last minutes.", parameters,
        evidence};

    explicit MicrostructureAnomaly(const ParameterValues& values)
        : volume_ratio_(values[row_of(parameters, "volume_ratio")]),
          range_ratio_(values[row_of(parameters, "range_ratio")]),
          range_min_(values[row_of(parameters, "range_min")]),
          share_(values[row_of(parameters, "share")]),
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
        if (meter_.is_sample_time()) {
            ranges_.advance(meter_.now_ns());
            if (meter_.window().count() != 0) {
                ranges_.add(static_cast<std::uint32_t>(range()));
            }
        }
        if (running_.episode != 0) {
            follow(context);
        } else if (meter_.is_ready() && ranges_.is_ready()) {
            look(context);
        }
    }

    void look(const Context& context) {
        const FlowWindow& window = meter_.window();
        const auto volume = static_cast<double>(window.volume());
        const double needed = std::max(1.0, volume_ratio_ * meter_.usual_volume());
        const Side side = window.net(Side::bid) >= 0 ? Side::bid : Side::ask;
        const auto net = static_cast<double>(window.net(side));
        if (volume < needed || net < share_ * volume ||
            range() < std::max(range_min_, range_ratio_ * ranges_.median())) {
            return;
        }
        const Onset onset = onset_of(window, side, meter_.now_ns(), needed / (2.0 * slices_));
        running_ = {0, side, needed, onset.first.time_ns};
        running_.episode = context.episodes.open(
            {info, side, onset.first.price_ticks, onset.first.time_ns, net / volume,
             evidence_now()},
            context.now_ns
        );
    }

    void follow(const Context& context) {
        if (static_cast<double>(meter_.window().volume()) < keep_share_ * running_.needed) {
            context.episodes.close(running_.episode, context.now_ns, "over", evidence_now());
            running_ = {};
        }
    }

    [[nodiscard]] double range() const {
        const FlowWindow& window = meter_.window();
        if (window.count() == 0) {
            return 0.0;
        }
        std::int64_t low = window[0].price_ticks;
        std::int64_t high = low;
        for (std::size_t k = 1; k < window.count(); ++k) {
            low = std::min(low, window[k].price_ticks);
            high = std::max(high, window[k].price_ticks);
        }
        return static_cast<double>(high - low);
    }

    [[nodiscard]] Evidence evidence_now() const {
        const FlowWindow& window = meter_.window();
        const auto volume = static_cast<double>(window.volume());
        const auto net = static_cast<double>(window.net(running_.side));
        return {
            volume,
            range(),
            volume > 0.0 ? net / volume : 0.0,
            meter_.usual_volume(),
            static_cast<double>(ranges_.median()),
            static_cast<double>(meter_.now_ns() - running_.began_ns) * 1e-9};
    }

    double volume_ratio_;
    double range_ratio_;
    double range_min_;
    double share_;
    double keep_share_;
    double slices_;
    FlowMeter meter_;
    market::SizeDistribution ranges_{FlowMeter::generation_ns};
    Running running_;
};

static_assert(Detector<MicrostructureAnomaly>);

}  // namespace mia::detectors
