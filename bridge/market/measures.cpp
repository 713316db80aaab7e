#include "bridge/market/measures.hpp"

namespace mia::market {

void Measures::advance(std::int64_t now_ns) {
    trade_sizes_.advance(now_ns);
    tape_speed_.advance(now_ns);
}

void Measures::add(const TapeTrade& trade) {
    trade_sizes_.add(trade);
    tape_speed_.add(trade);
}

void Measures::break_tape() {
    trade_sizes_.break_off();
    tape_speed_.break_off();
}

}  // namespace mia::market
