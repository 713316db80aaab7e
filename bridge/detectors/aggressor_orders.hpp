// Trades put back together to the orders that made them: a large order that eats several resting
// ones, or several levels, is told as many trades of one side at one time.
#pragma once

#include "bridge/detectors/flow_window.hpp"

namespace mia::detectors {

struct AggressorOrder {
    std::int64_t time_ns = 0;
    std::int64_t price_ticks = 0;  // of its first trade
    market::Side side = market::Side::bid;
    std::uint64_t size = 0;
};

class AggressorOrders {
public:
    // The order that a trade belongs to, as large as it is by now; nothing when nobody says who was
    // the aggressor. `finished` is told the size of the order before it, when it is another one.
    template <class Finished>
    const AggressorOrder* add(const market::TapeTrade& trade, const Finished& finished) {
        const auto side = side_of(trade.aggressor);
        if (!side) {
            return nullptr;
        }
        const bool is_same = running_.size != 0 && running_.side == *side &&
                             trade.time_ns - last_ns_ <= FlowWindow::together_ns;
        last_ns_ = trade.time_ns;
        if (!is_same) {
            if (running_.size != 0) {
                finished(running_.size);
            }
            running_ = {trade.time_ns, trade.price_ticks, *side, 0};
        }
        running_.size += trade.size;
        return &running_;
    }
    void clear() { running_ = {}; }

private:
    AggressorOrder running_;
    std::int64_t last_ns_ = 0;
};

// The newest orders that were large enough to be kept, for a while.
class LargeOrders {
public:
    static constexpr std::size_t orders_max = 64;

    // An order that was kept already, as it grew, is kept as it is now.
    void keep(const AggressorOrder& order) {
        if (count_ != 0 && at(count_ - 1).time_ns == order.time_ns &&
            at(count_ - 1).side == order.side) {
            orders_[(first_ + count_ - 1) % orders_max] = order;
            return;
        }
        if (count_ == orders_max) {
            first_ = (first_ + 1) % orders_max;
            --count_;
        }
        orders_[(first_ + count_) % orders_max] = order;
        ++count_;
    }
    void forget_until(std::int64_t time_ns) {
        while (count_ != 0 && orders_[first_].time_ns <= time_ns) {
            first_ = (first_ + 1) % orders_max;
            --count_;
        }
    }
    void clear() { count_ = 0; }
    [[nodiscard]] std::size_t count() const noexcept { return count_; }
    // Oldest first.
    [[nodiscard]] const AggressorOrder& at(std::size_t index) const noexcept {
        return orders_[(first_ + index) % orders_max];
    }

private:
    std::array<AggressorOrder, orders_max> orders_{};
    std::size_t first_ = 0;
    std::size_t count_ = 0;
};

}  // namespace mia::detectors
