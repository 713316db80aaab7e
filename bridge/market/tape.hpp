// The tape of one symbol: what was traded, each trade once, and how much in the last 10 and 60
// seconds.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <vector>

namespace mia::market {

enum class Aggressor : std::uint8_t { unknown, buy, sell };

struct TapeTrade {
    std::int64_t time_ns = 0;
    std::uint64_t sequence = 0;
    std::int64_t price_ticks = 0;
    std::uint32_t size = 0;
    Aggressor aggressor = Aggressor::unknown;
};

struct Traded {
    static Traded of(const TapeTrade& trade) noexcept {
        Traded traded;
        traded.add(trade.aggressor, trade.size);
        return traded;
    }

    std::uint64_t bought = 0;
    std::uint64_t sold = 0;
    std::uint64_t unknown = 0;  // the tape did not say who was the aggressor

    void add(Aggressor aggressor, std::uint64_t size) noexcept;
    void add(const Traded& other) noexcept;
    void remove(const Traded& other) noexcept;
    [[nodiscard]] std::uint64_t volume() const noexcept { return bought + sold + unknown; }
    // What buyers took less what sellers took.
    [[nodiscard]] std::int64_t delta() const noexcept {
        return static_cast<std::int64_t>(bought - sold);
    }
    bool operator==(const Traded&) const = default;
};

// Volume of the last so many tenths of a second. A trade counts in the slice of its own time; one
// that claims to come from the future counts in the newest slice.
class RollingVolume {
public:
    static constexpr std::int64_t slice_ns = 100'000'000;
    static constexpr std::int64_t slices_10s = 100;
    static constexpr std::int64_t slices_60s = 600;

    RollingVolume();

    void advance(std::int64_t now_ns);
    void add(const TapeTrade& trade);
    [[nodiscard]] const Traded& last_10s() const noexcept { return last_10s_; }
    [[nodiscard]] const Traded& last_60s() const noexcept { return last_60s_; }
    void clear();

private:
    [[nodiscard]] Traded& slice(std::int64_t number);

    std::vector<Traded> slices_;
    std::int64_t newest_ = 0;
    Traded last_10s_;
    Traded last_60s_;
};

class Tape {
public:
    // False when this trade was counted before: snapshots repeat the recent tape. A lower sequence
    // with a later time is a tape that was started anew. Of another source only what is later counts:
    // its numbers may be others for the same trades.
    [[nodiscard]] bool is_new(std::uint64_t sequence, std::int64_t time_ns) const noexcept;
    void add(const TapeTrade& trade);
    void advance(std::int64_t now_ns) { rolling_.advance(now_ns); }
    // Forgets what came last but not the totals: the source went back in time, as a replay does.
    void rewind();
    // What comes next is told by another source.
    void follow_another() noexcept { is_source_new_ = true; }

    [[nodiscard]] const Traded& total() const noexcept { return total_; }
    [[nodiscard]] std::uint64_t trade_count() const noexcept { return trade_count_; }
    [[nodiscard]] const std::optional<TapeTrade>& last() const noexcept { return last_; }
    [[nodiscard]] const RollingVolume& rolling() const noexcept { return rolling_; }

private:
    Traded total_;
    std::uint64_t trade_count_ = 0;
    std::optional<TapeTrade> last_;
    bool is_source_new_ = false;  // and has not told a trade yet
    RollingVolume rolling_;
};

}  // namespace mia::market
