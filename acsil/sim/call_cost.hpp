// What a study's calls cost, in wall nanoseconds: the last few thousand calls are kept.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace mia::sim {

class CallCost {
public:
    // All the memory it will ever want, so that a session's heap does not grow by what is measured.
    CallCost() { kept_.reserve(kept_max); }

    void add(std::int64_t ns) {
        if (kept_.size() < kept_max) {
            kept_.push_back(ns);
        } else {
            kept_[static_cast<std::size_t>(count_ % kept_max)] = ns;
        }
        ++count_;
    }
    std::uint64_t count() const { return count_; }
    // In the order of the calls, as long as there were no more than are kept.
    const std::vector<std::int64_t>& kept() const { return kept_; }

    // 0 when nothing was measured yet; `share` between 0 and 1.
    std::int64_t quantile(double share) const {
        if (kept_.empty())
            return 0;
        std::vector<std::int64_t> sorted(kept_);
        const auto last = static_cast<double>(sorted.size() - 1);
        const auto at = static_cast<std::ptrdiff_t>(share * last);
        std::nth_element(sorted.begin(), sorted.begin() + at, sorted.end());
        return sorted[static_cast<std::size_t>(at)];
    }

private:
    static constexpr std::size_t kept_max = 16384;
    std::vector<std::int64_t> kept_;
    std::uint64_t count_ = 0;
};

}  // namespace mia::sim
