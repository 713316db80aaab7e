#include "bridge/market/study_values.hpp"

#include <algorithm>

namespace mia::market {

bool StudyValues::apply(const StudyValueState& state) {
    const auto at =
        std::partition_point(values_.begin(), values_.end(), [&](const StudyValueState& other) {
            return other.key < state.key;
        });
    if (at != values_.end() && at->key == state.key) {
        // The last word about a bar that closed may come after the first about the next one.
        if (at->snapshot != state.snapshot || state.bar_start_ns >= at->bar_start_ns) {
            *at = state;
        }
        return true;
    }
    if (values_.size() == values_max) {
        return false;
    }
    values_.insert(at, state);
    return true;
}

void StudyValues::forget_older(std::uint64_t instance, std::uint32_t snapshot) {
    std::erase_if(values_, [&](const StudyValueState& state) {
        return state.key.chart.instance == instance && state.snapshot != snapshot;
    });
}

}  // namespace mia::market
