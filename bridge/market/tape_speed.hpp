// How fast the tape runs: trades and contracts of the last second, and how that compares with the
// seconds of the last minutes.
#pragma once

#include "bridge/market/size_distribution.hpp"
#include "bridge/market/tape.hpp"

namespace mia::market {

struct TapeRate {
    std::uint32_t trades = 0;
    std::uint32_t contracts = 0;

    bool operator==(const TapeRate&) const = default;
};

class TapeSpeed {
public:
    static constexpr std::int64_t slice_ns = 100'000'000;
    static constexpr std::int64_t slices = 10;  // make a second
    static constexpr std::int64_t generation_ns = 300'000'000'000;

    // Each second that passed is a sample; one that was heard in part is none.
    void advance(std::int64_t now_ns);
    void add(const TapeTrade& trade);
    // Trades are missing: the running second cannot be known.
    void break_off();

    // Of the last second.
    [[nodiscard]] const TapeRate& now() const noexcept { return now_; }
    // Of the seconds of the last five to ten minutes.
    [[nodiscard]] const SizeDistribution& usual_trades() const noexcept { return trades_; }
    [[nodiscard]] const SizeDistribution& usual_contracts() const noexcept { return contracts_; }

private:
    static constexpr std::int64_t silence_slices = 60 * slices;

    [[nodiscard]] TapeRate& slice(std::int64_t number) {
        return ring_[static_cast<std::size_t>(number % slices)];
    }

    std::array<TapeRate, slices> ring_{};
    TapeRate now_;
    std::int64_t newest_ = 0;
    std::int64_t heard_from_ = 0;  // the first slice that was heard as a whole
    SizeDistribution trades_{generation_ns};
    SizeDistribution contracts_{generation_ns};
};

}  // namespace mia::market
