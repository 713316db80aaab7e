// What one side showed near its touch at some moments of the last second or so, and how much had been
// traded at each of those levels. Held against the book as it is now it tells whether levels that are
// gone were eaten or taken away.
#pragma once

#include "bridge/detectors/detector.hpp"

#include <algorithm>

namespace mia::detectors {

class NearPast {
public:
    static constexpr std::size_t moments_max = 16;
    static constexpr std::size_t levels_max = 12;

    struct Level {
        std::int64_t price_ticks = 0;
        std::uint32_t size = 0;
        std::uint64_t traded = 0;  // as the ledger had it then
    };
    struct Moment {
        std::int64_t time_ns = 0;
        std::size_t count = 0;
        std::array<Level, levels_max> levels{};  // best first

        [[nodiscard]] std::span<const Level> near(std::size_t most) const {
            return std::span(levels).first(std::min(count, most));
        }
    };

    NearPast() = default;
    explicit NearPast(std::int64_t span_ns)
        : span_ns_(span_ns), every_ns_(span_ns / static_cast<std::int64_t>(moments_max - 1)) {}

    // At the end of a batch, after it was held against the moments before it.
    void note(Side side, const Context& context) {
        if (count_ != 0 && context.now_ns - moment(0).time_ns < every_ns_) {
            return;
        }
        newest_ = (newest_ + 1) % moments_max;
        count_ = std::min(count_ + 1, moments_max);
        Moment& now = moments_[newest_];
        now.time_ns = context.now_ns;
        now.count = 0;
        for (const market::BookLevel& level : context.book.side(side).levels()) {
            if (now.count == levels_max) {
                break;
            }
            now.levels[now.count++] = {
                level.price_ticks, level.size, traded_at(side, level.price_ticks, context)};
        }
    }
    void forget() noexcept { count_ = 0; }

    // How many moments lie within the span, newest first.
    [[nodiscard]] std::size_t count(std::int64_t now_ns) const {
        std::size_t within = 0;
        while (within < count_ && now_ns - moment(within).time_ns <= span_ns_) {
            ++within;
        }
        return within;
    }
    [[nodiscard]] const Moment& moment(std::size_t back) const noexcept {
        return moments_[(newest_ + moments_max - back) % moments_max];
    }

    // What was traded at a level since then.
    [[nodiscard]] static std::uint64_t
    traded_since(const Level& then, Side side, const Context& context) {
        const std::uint64_t traded = traded_at(side, then.price_ticks, context);
        return traded >= then.traded ? traded - then.traded : traded;  // it was gone and returned
    }

private:
    static std::uint64_t traded_at(Side side, std::int64_t price_ticks, const Context& context) {
        const market::LevelRecord* record = context.levels.find(side, price_ticks);
        return record == nullptr ? 0 : record->traded;
    }

    std::int64_t span_ns_ = 0;
    std::int64_t every_ns_ = 0;
    std::size_t newest_ = 0;
    std::size_t count_ = 0;
    std::array<Moment, moments_max> moments_{};
};

}  // namespace mia::detectors
