// The newest batches in which a level was hit: how much was traded, how much came back at once, how
// far the display moved. What tells one hidden order from many owners who fill a level up is in how
// it comes back.
#pragma once

#include "bridge/market/level_ledger.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

namespace mia::detectors {

class RefillLog {
public:
    static constexpr std::size_t hits_max = 24;
    // A smaller amount is a multiple of some number by chance.
    static constexpr std::uint32_t tranche_min = 4;

    // Sums over the newest hits.
    struct Sums {
        std::size_t refills = 0;  // hits after which contracts came back in the same batch
        std::uint64_t traded = 0;
        std::uint64_t refilled = 0;
        std::uint64_t beyond = 0;  // traded in a batch beyond what was displayed before it
        std::uint64_t moved = 0;   // by how much the display rose and fell, batch after batch
        std::uint32_t displayed_max = 0;
        std::int64_t first_ns = 0;
        std::array<std::uint32_t, hits_max> amounts{};  // of the refills

        // The share of the refills that are one to three times the same amount, within a tenth.
        [[nodiscard]] double share_alike() const noexcept {
            const std::span all = std::span(amounts).first(refills);
            std::size_t most = 0;
            for (const std::uint32_t tranche : all) {
                if (tranche >= tranche_min) {
                    const auto alike =
                        std::count_if(all.begin(), all.end(), [&](std::uint32_t amount) {
                            return is_multiple(amount, tranche);
                        });
                    most = std::max(most, static_cast<std::size_t>(alike));
                }
            }
            return all.empty() ? 0.0 : static_cast<double>(most) / static_cast<double>(all.size());
        }
    };

    // What a batch did to the level. One without a trade only moves the display.
    void add(const market::LevelStep& step) {
        const std::uint32_t moved =
            std::max(step.before, step.after) - std::min(step.before, step.after);
        if (step.traded == 0) {
            idle_moved_ += moved;
            return;
        }
        newest_ = (newest_ + 1) % hits_max;
        count_ = std::min(count_ + 1, hits_max);
        hits_[newest_] = {step.at_ns,          step.traded, step.added,
                          idle_moved_ + moved, step.before, step.after};
        idle_moved_ = 0;
    }

    void clear() { *this = {}; }

    // Goes back from the newest hit, one more each time, as far as `since_ns`, and gives the sums to
    // `judge` until that says true; whether it did.
    template <class Judge>
    bool any_of_newest(std::int64_t since_ns, const Judge& judge) const {
        Sums sums;
        for (std::size_t back = 0; back < count_; ++back) {
            const Hit& hit = hits_[(newest_ + hits_max - back) % hits_max];
            if (hit.at_ns < since_ns) {
                return false;
            }
            add_hit(sums, hit);
            if (judge(sums)) {
                return true;
            }
        }
        return false;
    }

private:
    struct Hit {
        std::int64_t at_ns = 0;
        std::uint64_t traded = 0;
        std::uint64_t added = 0;
        std::uint64_t moved = 0;
        std::uint32_t before = 0;
        std::uint32_t after = 0;
    };

    static void add_hit(Sums& sums, const Hit& hit) {
        sums.traded += hit.traded;
        sums.moved += hit.moved;
        sums.displayed_max = std::max({sums.displayed_max, hit.before, hit.after});
        sums.first_ns = hit.at_ns;
        // Of a level that nobody had seen before the batch, or that it went through, nothing is known.
        if (hit.before == 0 || hit.after == 0 || hit.added == 0) {
            return;
        }
        sums.amounts[sums.refills++] = static_cast<std::uint32_t>(hit.added);
        sums.refilled += hit.added;
        sums.beyond += hit.traded > hit.before ? hit.traded - hit.before : 0;
    }

    static bool is_multiple(std::uint32_t amount, std::uint32_t tranche) {
        const std::uint32_t times = (amount + tranche / 2) / tranche;
        const std::uint32_t whole = times * tranche;
        const std::uint32_t off = std::max(amount, whole) - std::min(amount, whole);
        return times >= 1 && times <= 3 && 10 * off <= tranche;
    }

    std::array<Hit, hits_max> hits_{};
    std::size_t newest_ = 0;
    std::size_t count_ = 0;
    std::uint64_t idle_moved_ = 0;  // since the newest hit
};

}  // namespace mia::detectors
