// One call of the study as its parts see it, and how much work they may do in it.
#pragma once

#include "acsil/feed_state.hpp"
#include "bridge/wire/batch_writer.hpp"

#include "sierrachart.h"

namespace mia::acsil {

// Counted, not timed: a clock would make what is sent depend on the machine.
class Budget {
public:
    // `questions` to Sierra, and a batch of at most `bytes`.
    constexpr Budget(int questions, std::size_t bytes) noexcept
        : questions_(questions), bytes_(bytes) {}

    void spend(int questions) noexcept { questions_ -= questions; }
    // Whether another step may be begun. The first one always may: what is larger than the budget must not wait for ever.
    [[nodiscard]] bool allows_more(const wire::BatchWriter& writer) const noexcept {
        return questions_ > 0 && writer.size() < bytes_;
    }

private:
    int questions_;
    std::size_t bytes_;
};

// The values of five large charts need more than one call; the book and the tape are not counted, they must be whole.
inline constexpr Budget live_budget{6000, wire::batch_bytes_max};
inline constexpr Budget snapshot_budget{3000, std::size_t{64} * 1024};

struct FeedCall {
    SCStudyInterfaceRef sc;
    FeedState& state;
    wire::BatchWriter& writer;
    Budget budget;
};

// The study's own chart.
[[nodiscard]] inline WatchedChart& own_chart(FeedState& state) noexcept {
    return state.charts[0];
}

}  // namespace mia::acsil
