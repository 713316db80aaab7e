// How large trades usually are, and which of them are large: in the tail of what was traded lately,
// and not below a size that is large nowhere.
#pragma once

#include "bridge/market/size_distribution.hpp"
#include "bridge/market/tape.hpp"

namespace mia::market {

// Unknown until enough trades were seen.
enum class TradeClass : std::uint8_t { unknown, ordinary, large, block };

struct TradeClassParameters {
    std::uint32_t large_per_mille = 950;  // larger than so many of the trades
    std::uint32_t block_per_mille = 995;
    std::uint32_t large_min = 2;  // contracts; the absolute twins
    std::uint32_t block_min = 5;
};

class TradeSizes {
public:
    static constexpr std::int64_t generation_ns = 600'000'000'000;
    static constexpr std::uint32_t judged_every = 32;

    explicit TradeSizes(const TradeClassParameters& parameters = {}) : parameters_(parameters) {}

    // Says the class of a trade by those before it, and adds it to them.
    TradeClass add(const TapeTrade& trade);
    void advance(std::int64_t now_ns);

    // By the trades so far; in the steady state two comparisons.
    [[nodiscard]] TradeClass class_of(std::uint32_t size) const noexcept;
    [[nodiscard]] const SizeDistribution& usual() const noexcept { return sizes_; }
    // The smallest size of the class; 0 while classes are unknown.
    [[nodiscard]] std::uint32_t large_from() const noexcept { return large_from_; }
    [[nodiscard]] std::uint32_t block_from() const noexcept { return block_from_; }
    // Of the last 10 and 60 seconds, blocks included in the large ones.
    [[nodiscard]] const RollingVolume& large() const noexcept { return large_; }
    [[nodiscard]] const RollingVolume& blocks() const noexcept { return blocks_; }
    // Trades are missing: what was summed up over the last of them is unknown.
    void break_off();

private:
    void judge();

    TradeClassParameters parameters_;
    SizeDistribution sizes_{generation_ns};
    RollingVolume large_;
    RollingVolume blocks_;
    std::uint32_t large_from_ = 0;
    std::uint32_t block_from_ = 0;
    std::uint32_t until_judged_ = SizeDistribution::samples_wanted;
};

}  // namespace mia::market
