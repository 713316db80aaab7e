#include "bridge/market/tape_speed.hpp"

#include <algorithm>

namespace mia::market {

void TapeSpeed::advance(std::int64_t now_ns) {
    const std::int64_t now = now_ns / slice_ns;
    // After a silence that long nobody knows what was traded in it.
    if (now < newest_ || now > newest_ + silence_slices) {
        newest_ = now;
        break_off();
        return;
    }
    while (newest_ < now) {
        ++newest_;
        if (newest_ % slices == 0 && newest_ - slices >= heard_from_) {
            trades_.advance(newest_ * slice_ns);
            contracts_.advance(newest_ * slice_ns);
            trades_.add(now_.trades);
            contracts_.add(now_.contracts);
        }
        TapeRate& oldest = slice(newest_);
        now_.trades -= oldest.trades;
        now_.contracts -= oldest.contracts;
        oldest = {};
    }
}

void TapeSpeed::add(const TapeTrade& trade) {
    const std::int64_t number = std::min(trade.time_ns / slice_ns, newest_);
    if (number <= newest_ - slices) {
        return;
    }
    for (TapeRate* rate : {&slice(number), &now_}) {
        rate->trades += 1;
        rate->contracts += trade.size;
    }
}

void TapeSpeed::break_off() {
    ring_ = {};
    now_ = {};
    heard_from_ = newest_ + 1;
}

}  // namespace mia::market
