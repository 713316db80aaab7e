// smart_money: somebody large is at work. Three ways to see it, told apart in the evidence: one order
// far larger than nearly all (block), several large ones of one side within seconds (institutional),
// or a flow that goes on evenly, always of one side (persistent). Which of them stands behind an
// episode has a number other than 0.
#pragma once

#include "bridge/detectors/aggressor_orders.hpp"
#include "bridge/detectors/detector.hpp"
#include "bridge/detectors/flow_meter.hpp"

namespace mia::detectors {

class SmartMoney {
public:
    static constexpr std::array parameters{
        Parameter{
            "block_ratio", 3.0, 1.0, 100.0, "",
            "size of a block, in what only 5 orders of 1000 exceed"},
        Parameter{"block_min", 30.0, 1.0, 100000.0, "contracts", "the same whatever is usual"},
        Parameter{
            "large_ratio", 1.0, 0.1, 100.0, "",
            "size of a large order, in what only 5 orders of 1000 exceed"},
        Parameter{"large_min", 20.0, 1.0, 100000.0, "contracts", "the same whatever is usual"},
        Parameter{
            "large_orders", 4.0, 2.0, 50.0, "orders", "large orders of one side that it takes"},
        Parameter{"large_window_s", 8.0, 0.5, 120.0, "s", "within which they come"},
        Parameter{
            "large_share", 0.8, 0.5, 1.0, "", "part of the large volume that is of their side"},
        Parameter{"flow_window_s", 10.0, 2.0, 600.0, "s", "over which a flow is persistent"},
        Parameter{
            "flow_ratio", 8.0, 0.5, 1000.0, "",
            "difference of the sides it needs, in medians of two seconds"},
        Parameter{
            "flow_share", 0.5, 0.1, 1.0, "", "part of the volume that the difference makes up"},
        Parameter{"flow_seconds", 0.9, 0.5, 1.0, "", "part of the seconds that went its way"},
        Parameter{
            "flow_evenness", 2.5, 1.0, 50.0, "",
            "what its strongest second may be, in parts of its mean second"},
        Parameter{"quiet_s", 5.0, 0.5, 120.0, "s", "without more of the kind it is over"},
    };
    static constexpr std::array<std::string_view, 6> evidence{
        "block", "institutional", "persistent", "orders", "share", "lasted_s"};
    static constexpr DetectorInfo info{
        "smart_money",
        "Somebody large at work: a block, several large orders, or a persistent one-sided flow.",
        parameters, evidence};

    explicit SmartMoney(const ParameterValues& values)
        : block_ratio_(values[row_of(parameters, "block_ratio")]),
          block_min_(values[row_of(parameters, "block_min")]),
          large_ratio_(values[row_of(parameters, "large_ratio")]),
          large_min_(values[row_of(parameters, "large_min")]),
          large_orders_(values[row_of(parameters, "large_orders")]),
          large_window_ns_(values.nanoseconds(row_of(parameters, "large_window_s"))),
          large_share_(values[row_of(parameters, "large_share")]),
          flow_window_ns_(values.nanoseconds(row_of(parameters, "flow_window_s"))),
          flow_ratio_(values[row_of(parameters, "flow_ratio")]),
          flow_share_(values[row_of(parameters, "flow_share")]),
          flow_seconds_(values[row_of(parameters, "flow_seconds")]),
          flow_evenness_(values[row_of(parameters, "flow_evenness")]),
          quiet_ns_(values.nanoseconds(row_of(parameters, "quiet_s"))), flow_(flow_window_ns_),
          history_(2 * flow_window_ns_) {}

    void on_trade(const TapeTrade& trade, const Context& context) {
        pass(trade.time_ns, context);
        meter_.add(trade);
        flow_.add(trade);
        history_.add(trade);
        const AggressorOrder* order = orders_.add(trade, [this](std::uint64_t size) {
            sizes_.add(static_cast<std::uint32_t>(size));
        });
        if (order != nullptr && static_cast<double>(order->size) >= large_from()) {
            large_.keep(*order);
            look_at_order(*order, context);
        }
    }
    void on_batch(const Context& context) { pass(context.now_ns, context); }
    void reset() {
        meter_.clear();
        flow_.clear();
        history_.clear();
        orders_.clear();
        large_.clear();
        running_ = {};
    }

private:
    static constexpr std::uint32_t tail_per_mille = 995;
    static constexpr double nothing_is_so_large = 1e18;

    struct Running {
        std::uint64_t episode = 0;  // 0 when there is none
        std::int64_t began_ns = 0;
        std::int64_t seen_ns = 0;  // when there was last more of it
        Evidence evidence{};
    };
    // What large orders of the last seconds came to.
    struct Large {
        double own = 0.0;
        double all = 0.0;
        double orders = 0.0;
        const AggressorOrder* first = nullptr;
    };

    [[nodiscard]] double large_from() const { return std::max(large_min_, large_ratio_ * tail_); }
    [[nodiscard]] double block_from() const { return std::max(block_min_, block_ratio_ * tail_); }

    void pass(std::int64_t now_ns, const Context& context) {
        if (!meter_.move_to(now_ns)) {
            return;
        }
        if (meter_.is_sample_time()) {
            sizes_.advance(meter_.now_ns());
            tail_ = sizes_.is_ready() ? static_cast<double>(sizes_.quantile(tail_per_mille))
                                      : nothing_is_so_large;
        }
        flow_.advance(meter_.now_ns());
        history_.advance(meter_.now_ns());
        large_.forget_until(meter_.now_ns() - large_window_ns_);
        if (meter_.is_ready() && meter_.is_sample_time()) {
            const Side side = flow_.net(Side::bid) >= 0 ? Side::bid : Side::ask;
            look_at_flow(side, context);
        }
        for (Running& running : running_) {
            if (running.episode != 0 && meter_.now_ns() - running.seen_ns >= quiet_ns_) {
                running.evidence[5] =
                    static_cast<double>(running.seen_ns - running.began_ns) * 1e-9;
                context.episodes.close(running.episode, context.now_ns, "over", running.evidence);
                running = {};
            }
        }
    }

    void look_at_order(const AggressorOrder& order, const Context& context) {
        const auto size = static_cast<double>(order.size);
        const double block = block_from();
        if (size >= block) {
            report(
                order.side, order.price_ticks, order.time_ns, order.time_ns,
                1.0 - block / (2.0 * size), {size, 0.0, 0.0, 1.0, 1.0}, context
            );
            return;
        }
        const Large large = large_of(order.side);
        if (large.orders >= large_orders_ && large.own >= large_share_ * large.all) {
            const double share = large.own / large.all;
            report(
                order.side, large.first->price_ticks, large.first->time_ns, order.time_ns, share,
                {0.0, large.own, 0.0, large.orders, share}, context
            );
        }
    }

    [[nodiscard]] Large large_of(Side side) const {
        Large large;
        for (std::size_t k = 0; k < large_.count(); ++k) {
            const AggressorOrder& order = large_.at(k);
            large.all += static_cast<double>(order.size);
            if (order.side == side) {
                large.own += static_cast<double>(order.size);
                large.orders += 1.0;
                large.first = large.first == nullptr ? &order : large.first;
            }
        }
        return large;
    }

    // A flow is persistent when nearly each of its seconds went the same way and none stands out.
    void look_at_flow(Side side, const Context& context) {
        const auto net = static_cast<double>(flow_.net(side));
        if (net < flow_ratio_ * meter_.usual_net() ||
            net < flow_share_ * static_cast<double>(flow_.volume())) {
            return;
        }
        constexpr std::int64_t second_ns = 1'000'000'000;
        const std::int64_t seconds = std::max<std::int64_t>(flow_window_ns_ / second_ns, 1);
        double went = 0.0;
        double most = 0.0;
        double second = 0.0;
        std::int64_t number = 0;
        const auto finish = [&] {
            went += second > 0.0 ? 1.0 : 0.0;
            most = std::max(most, second);
            second = 0.0;
        };
        for (std::size_t k = flow_.count(); k-- > 0;) {
            const std::int64_t at = (meter_.now_ns() - flow_[k].time_ns) / second_ns;
            if (at != number) {
                finish();
                number = at;
            }
            const auto size = static_cast<double>(flow_[k].size);
            second += flow_[k].side == side ? size : -size;
        }
        finish();
        const auto all = static_cast<double>(seconds);
        if (went < flow_seconds_ * all || most > flow_evenness_ * net / all) {
            return;
        }
        const double share = net / static_cast<double>(flow_.volume());
        const Onset onset = onset_of(
            history_, side, meter_.now_ns(),
            net * static_cast<double>(FlowWindow::slice_ns) /
                (1.25 * static_cast<double>(flow_window_ns_))
        );
        report(
            side, onset.first.price_ticks, onset.first.time_ns, meter_.now_ns(), share,
            {0.0, 0.0, net, 0.0, share}, context
        );
    }

    // What is known of an open episode already is more of the same.
    void report(
        Side side, std::int64_t price_ticks, std::int64_t began_ns, std::int64_t seen_ns,
        double confidence, Evidence found, const Context& context
    ) {
        Running& running = running_[market::index_of(side)];
        running.seen_ns = seen_ns;
        if (running.episode != 0) {
            for (std::size_t k = 0; k < 4; ++k) {
                running.evidence[k] = std::max(running.evidence[k], found[k]);
            }
            return;
        }
        running.began_ns = began_ns;
        running.evidence = found;
        running.episode = context.episodes.open(
            {info, side, price_ticks, began_ns, confidence, found}, context.now_ns
        );
    }

    double block_ratio_;
    double block_min_;
    double large_ratio_;
    double large_min_;
    double large_orders_;
    std::int64_t large_window_ns_;
    double large_share_;
    std::int64_t flow_window_ns_;
    double flow_ratio_;
    double flow_share_;
    double flow_seconds_;
    double flow_evenness_;
    std::int64_t quiet_ns_;
    FlowMeter meter_{2'000'000'000};
    FlowWindow flow_;
    FlowWindow history_;  // longer, to see where a flow began
    AggressorOrders orders_;
    market::SizeDistribution sizes_{300'000'000'000};  // of orders
    double tail_ = nothing_is_so_large;  // until it is known how large orders usually are
    LargeOrders large_;
    std::array<Running, 2> running_{};
};

static_assert(Detector<SmartMoney>);

}  // namespace mia::detectors
