// All that is measured of one market beside its book and the newest trades: what is usual there, so
// that thresholds can follow it, and what its session did.
//
// Its time is that of the trades, and at the end of a batch that of the batch: however the same trades
// are cut into batches, a trade counts where its own time says.
#pragma once

#include "bridge/market/flow_bars.hpp"
#include "bridge/market/level_sizes.hpp"
#include "bridge/market/rolling_profile.hpp"
#include "bridge/market/session.hpp"
#include "bridge/market/tape_speed.hpp"
#include "bridge/market/trade_sizes.hpp"

#include <algorithm>

namespace mia::market {

class Measures {
public:
    // How finely it follows time.
    static constexpr std::int64_t slice_ns = 100'000'000;
    static constexpr std::int64_t short_bar_ns = 10'000'000'000;
    static constexpr std::int64_t minute_ns = 60'000'000'000;
    // A bar of volume holds what a minute usually brings, once so many minutes are known.
    static constexpr std::size_t minutes_wanted = 15;
    static constexpr std::size_t minutes_judged = 60;

    // A trade that was not there before, not later than data time.
    void add(const TapeTrade& trade);
    // All of a batch was told; no trade before this will come.
    void finish(std::int64_t now_ns);
    // The book is valid after a batch.
    void observe(const Book& book, std::int64_t now_ns) { level_sizes_.observe(book, now_ns); }

    // Trades may be missing before the next one, unless one that is known is told again first: who
    // repeats the tape that far back leaves nothing out.
    void doubt() noexcept { doubt_ = std::max(doubt_, Doubt::open); }
    void confirm() noexcept { doubt_ = doubt_ == Doubt::open ? Doubt::none : doubt_; }
    // Trades will be missing before the next one, and no tape has them: the source is cut off.
    void miss() noexcept { doubt_ = Doubt::certain; }
    // Nothing was heard for so long that what was usual then says nothing of now.
    void forget_usual();
    // Trades are missing, or are told again: what was summed up over them is unknown.
    void break_tape();

    [[nodiscard]] const LevelSizes& level_sizes() const noexcept { return level_sizes_; }
    [[nodiscard]] const TradeSizes& trade_sizes() const noexcept { return trade_sizes_; }
    [[nodiscard]] const TapeSpeed& tape_speed() const noexcept { return tape_speed_; }
    [[nodiscard]] const Session& session() const noexcept { return session_; }
    [[nodiscard]] const RollingProfile& rolling_profile() const noexcept { return rolling_; }
    [[nodiscard]] const FlowBars& short_bars() const noexcept { return short_bars_.bars(); }
    [[nodiscard]] const FlowBars& minute_bars() const noexcept { return minute_bars_.bars(); }
    [[nodiscard]] const FlowBars& volume_bars() const noexcept { return volume_bars_.bars(); }

private:
    enum class Doubt : std::uint8_t { none, open, certain };

    void advance(std::int64_t now_ns);
    void size_volume_bars();

    LevelSizes level_sizes_;
    TradeSizes trade_sizes_;
    TapeSpeed tape_speed_;
    Session session_;
    RollingProfile rolling_;
    TimeBars short_bars_{short_bar_ns};
    TimeBars minute_bars_{minute_ns};
    VolumeBars volume_bars_;
    std::int64_t now_ns_ = 0;
    std::int64_t slice_ = -1;
    std::uint64_t minutes_seen_ = 0;
    Doubt doubt_ = Doubt::none;
};

}  // namespace mia::market
