// What traders read from a volume profile: the point of control, the value area around it, and the
// nodes, all from the volume at each price.
//
// The point of control is the price with the most volume; of several that nearest to the middle of the
// range. The value area grows from there, each time by those two prices above or below that hold more,
// until it has its share of the volume. Nodes are looked for in volumes summed up over neighbouring
// prices: a high node is the largest price where that sum is the most within its reach and clearly above
// the average, a low node is the least between two high ones and at most half of either.
#pragma once

#include "bridge/market/volume_profile.hpp"

#include <array>
#include <span>

namespace mia::market {

struct ValueArea {
    std::int64_t poc_ticks = 0;
    std::int64_t low_ticks = 0;
    std::int64_t high_ticks = 0;

    bool operator==(const ValueArea&) const = default;
};

// A few prices, ascending.
class PriceList {
public:
    static constexpr std::size_t prices_max = 20;

    void add(std::int64_t price_ticks) noexcept {
        if (count_ < prices_max) {
            prices_[count_++] = price_ticks;
        }
    }
    void clear() noexcept { count_ = 0; }
    [[nodiscard]] std::span<const std::int64_t> prices() const noexcept {
        return std::span(prices_).first(count_);
    }

private:
    std::array<std::int64_t, prices_max> prices_{};
    std::size_t count_ = 0;
};

class ProfileShape {
public:
    static constexpr std::uint64_t value_percent = 70;
    static constexpr double high_share = 1.25;  // of the average, that a high node has at least
    static constexpr double low_share = 0.5;  // of its high neighbours, that a low node has at most

    static constexpr std::int64_t at_most_every_ns = 1'000'000'000;
    static constexpr std::int64_t at_least_every_ns = 10'000'000'000;
    static constexpr std::uint64_t change_share = 256;

    // Goes through the profile once; it needs no memory but for a range that was never so wide.
    void update(const VolumeProfile& profile);
    // The same when it is time to: a second after it was done and a 256th of the volume has changed,
    // or ten seconds after and anything has. So it costs little however long a session lasts.
    void follow(const VolumeProfile& profile, std::int64_t now_ns);

    // Nothing of an empty profile.
    [[nodiscard]] const std::optional<ValueArea>& value_area() const noexcept { return area_; }
    [[nodiscard]] const PriceList& high_nodes() const noexcept { return high_nodes_; }
    [[nodiscard]] const PriceList& low_nodes() const noexcept { return low_nodes_; }

private:
    void load(const VolumeProfile& profile);
    [[nodiscard]] std::size_t largest_of(std::size_t begin, std::size_t end) const;
    [[nodiscard]] ValueArea find_area(const VolumeProfile& profile) const;
    void smooth();
    [[nodiscard]] std::size_t run_end(std::size_t row) const;
    [[nodiscard]] bool is_peak(std::size_t row, std::size_t end) const;
    void find_nodes();
    void add_peak(std::size_t row, std::size_t end);
    void add_valley(std::size_t from, std::size_t to);
    [[nodiscard]] std::int64_t price_of(std::size_t row) const {
        return low_ticks_ + static_cast<std::int64_t>(row);
    }

    std::optional<ValueArea> area_;
    PriceList high_nodes_;
    PriceList low_nodes_;
    std::size_t half_ = 1;  // so many prices on each side are summed up
    std::int64_t low_ticks_ = 0;
    std::vector<std::uint64_t> volumes_;  // from the lowest price up
    std::vector<std::uint64_t> smooth_;
    std::uint64_t seen_turnover_ = 0;
    std::int64_t updated_ns_ = 0;
};

}  // namespace mia::market
