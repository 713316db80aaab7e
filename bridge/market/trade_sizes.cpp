#include "bridge/market/trade_sizes.hpp"

#include <algorithm>

namespace mia::market {

TradeClass TradeSizes::class_of(std::uint32_t size) const noexcept {
    if (large_from_ == 0) {
        return TradeClass::unknown;
    }
    if (size < large_from_) {
        return TradeClass::ordinary;
    }
    return size < block_from_ ? TradeClass::large : TradeClass::block;
}

TradeClass TradeSizes::add(const TapeTrade& trade) {
    const TradeClass found = class_of(trade.size);
    if (found >= TradeClass::large) {
        large_.add(trade);
    }
    if (found == TradeClass::block) {
        blocks_.add(trade);
    }
    sizes_.add(trade.size);
    if (--until_judged_ == 0) {
        judge();
    }
    return found;
}

void TradeSizes::advance(std::int64_t now_ns) {
    sizes_.advance(now_ns);
    large_.advance(now_ns);
    blocks_.advance(now_ns);
}

void TradeSizes::break_off() {
    large_.clear();
    blocks_.clear();
}

// The bounds hold for the next so many trades: going through the histogram for each would cost more
// than it tells.
void TradeSizes::judge() {
    until_judged_ = judged_every;
    large_from_ = std::max(sizes_.quantile(parameters_.large_per_mille) + 1, parameters_.large_min);
    block_from_ = std::max(
        {sizes_.quantile(parameters_.block_per_mille) + 1, parameters_.block_min, large_from_}
    );
}

}  // namespace mia::market
