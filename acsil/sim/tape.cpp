#include "acsil/sim/tape.hpp"

#include <stdexcept>

namespace mia::sim {
namespace {

class TapeView : public c_SCTimeAndSalesArray {
public:
    TapeView(const s_TimeAndSales* data, int capacity, int next, bool is_full) {
        m_data = data;
        m_capacity = capacity;
        m_next = next;
        m_full = is_full;
    }
};

}  // namespace

Tape::Tape(int capacity) {
    if (capacity < 1)
        throw std::invalid_argument("a tape needs room for at least one record");
    records_.resize(static_cast<std::size_t>(capacity));
}

std::uint32_t Tape::push(const TapeRecord& record) {
    s_TimeAndSales& slot = records_[static_cast<std::size_t>(next_)];
    slot = s_TimeAndSales();
    slot.DateTime.SetFromUNIXTimeMicroseconds(record.time_ns / 1000);
    slot.Price = static_cast<float>(record.price);
    slot.Volume = record.volume;
    slot.Bid = static_cast<float>(record.bid);
    slot.Ask = static_cast<float>(record.ask);
    slot.BidSize = record.bid_size;
    slot.AskSize = record.ask_size;
    slot.TotalBidDepth = record.total_bid_depth;
    slot.TotalAskDepth = record.total_ask_depth;
    slot.Type = static_cast<std::int16_t>(record.type);
    slot.Sequence = ++last_sequence_;
    if (++next_ == static_cast<int>(records_.size())) {
        next_ = 0;
        is_full_ = true;
    }
    return last_sequence_;
}

void Tape::restart() {
    next_ = 0;
    is_full_ = false;
    last_sequence_ = 0;
}

c_SCTimeAndSalesArray Tape::view() const {
    return TapeView(records_.data(), static_cast<int>(records_.size()), next_, is_full_);
}

}  // namespace mia::sim
