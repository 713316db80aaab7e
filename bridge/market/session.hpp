// What was traded in the running trading session: VWAP, delta, volume at price. All of it counts from
// one moment on without a hole: the beginning of the session when that was heard, or else when it was
// first heard, or heard again after trades were missed.
#pragma once

#include "bridge/market/profile_shape.hpp"
#include "bridge/market/session_calendar.hpp"
#include "bridge/market/vwap.hpp"

namespace mia::market {

class Session {
public:
    // A source that lives says something each second.
    static constexpr std::int64_t silence_ns = 5'000'000'000;

    // A session that begins meanwhile is heard from its beginning on only when there was no silence.
    void advance(std::int64_t now_ns);
    // One of an earlier session does not count.
    void add(const TapeTrade& trade);
    // Trades were missed: everything is counted anew.
    void restart();

    [[nodiscard]] const SessionSpan& span() const noexcept { return span_; }
    // From when on everything is counted; nothing before the first trade.
    [[nodiscard]] std::optional<std::int64_t> since_ns() const noexcept { return since_ns_; }
    // Since the session began.
    [[nodiscard]] bool is_whole() const noexcept { return since_ns_ == span_.start_ns; }
    [[nodiscard]] const Vwap& vwap() const noexcept { return vwap_; }
    [[nodiscard]] const Traded& traded() const noexcept { return traded_; }
    [[nodiscard]] const VolumeProfile& profile() const noexcept { return profile_; }
    // At most a little behind the profile.
    [[nodiscard]] const ProfileShape& shape() const noexcept { return shape_; }
    // The market is closed: it has its break then, and nothing was traded since that began.
    [[nodiscard]] bool is_closed(std::int64_t now_ns) const;

private:
    void begin(std::int64_t now_ns);

    SessionSpan span_;
    std::int64_t break_ns_ = 0;
    std::int64_t now_ns_ = 0;
    std::int64_t last_trade_ns_ = 0;
    bool is_heard_ = false;  // since the last restart
    std::optional<std::int64_t> since_ns_;
    Vwap vwap_;
    Traded traded_;
    VolumeProfile profile_;
    ProfileShape shape_;
};

}  // namespace mia::market
