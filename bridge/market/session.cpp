#include "bridge/market/session.hpp"

#include <algorithm>

namespace mia::market {

void Session::advance(std::int64_t now_ns) {
    if (!span_.holds(now_ns)) {
        begin(now_ns);
    }
    shape_.follow(profile_, now_ns);
    now_ns_ = now_ns;
    is_heard_ = true;
}

void Session::begin(std::int64_t now_ns) {
    const SessionSpan next = session_at(now_ns);
    const bool is_whole =
        is_heard_ && next.start_ns == span_.end_ns && now_ns - now_ns_ <= silence_ns;
    span_ = next;
    break_ns_ = break_of(next);
    restart();
    if (is_whole) {
        since_ns_ = next.start_ns;
    }
}

void Session::add(const TapeTrade& trade) {
    if (trade.time_ns < span_.start_ns) {
        return;
    }
    last_trade_ns_ = std::max(last_trade_ns_, trade.time_ns);
    if (!since_ns_) {
        since_ns_ = trade.time_ns;
    }
    const Traded traded = Traded::of(trade);
    vwap_.add(trade.price_ticks, trade.size);
    traded_.add(traded);
    profile_.add(trade.price_ticks, traded);
}

bool Session::is_closed(std::int64_t now_ns) const {
    const std::int64_t break_ns = span_.holds(now_ns) ? break_ns_ : break_of(session_at(now_ns));
    return now_ns >= break_ns && last_trade_ns_ < break_ns;
}

void Session::restart() {
    since_ns_.reset();
    vwap_.clear();
    traded_ = {};
    profile_.clear();
    shape_.update(profile_);
    is_heard_ = false;
}

}  // namespace mia::market
