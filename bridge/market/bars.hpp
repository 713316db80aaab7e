// Bars as charts show them, keyed by who sent them: two charts of one symbol never mix.
#pragma once

#include "bridge/wire/chart_frames.hpp"

#include <compare>
#include <optional>
#include <span>
#include <vector>

namespace mia::market {

struct ChartKey {
    std::uint64_t instance = 0;  // of the publisher: survives its restart
    std::int32_t chart = 0;
    std::uint32_t period_s = 0;

    auto operator<=>(const ChartKey&) const = default;
};

enum class BarChange : std::uint8_t { none, forming, closed, no_room };

// The bars of one chart by start time, the oldest forgotten.
class BarSeries {
public:
    static constexpr std::size_t bars_kept = 2000;
    static constexpr std::size_t run_max = 256;

    explicit BarSeries(const ChartKey& key) : key_(key) {}

    // A bar with the same start is replaced. `closed` is told once for each bar.
    BarChange apply(const wire::Bar& bar);
    [[nodiscard]] const ChartKey& key() const noexcept { return key_; }
    // Oldest first, at most bars_kept.
    [[nodiscard]] std::span<const wire::Bar> bars() const noexcept;
    // The sound closed bars that follow each other up to the one that began then, oldest first, at
    // most run_max. A bar is sound when its prices are on the tick grid and lie between its high and
    // its low; a bar that is missing, as their indices say, ends the run.
    [[nodiscard]] std::span<const wire::Bar> run_until(std::int64_t start_ns) const noexcept;
    // When the newest bar that closed began.
    [[nodiscard]] std::optional<std::int64_t> newest_closed_ns() const noexcept;

private:
    ChartKey key_;
    std::vector<wire::Bar> bars_;  // up to a quarter more than kept, so that forgetting is rare
};

class BarStore {
public:
    static constexpr std::size_t series_max = 256;

    BarChange apply(const ChartKey& key, const wire::Bar& bar);
    // Nothing when no bar of it was told.
    [[nodiscard]] const BarSeries* find(const ChartKey& key) const noexcept;
    // When the newest bar of a chart that closed began, whatever its period.
    [[nodiscard]] std::optional<std::int64_t>
    newest_closed_ns(std::uint64_t instance, std::int32_t chart) const noexcept;
    // The chart shows something else now.
    void forget(std::uint64_t instance, std::int32_t chart);
    // Sorted by key.
    [[nodiscard]] std::span<const BarSeries> series() const noexcept { return series_; }

private:
    std::vector<BarSeries> series_;
};

}  // namespace mia::market
