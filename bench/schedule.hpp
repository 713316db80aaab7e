// When each update is due: at a fixed rate from the start on, whatever happens to the one before.
#pragma once

#include <chrono>
#include <cstdint>
#include <thread>

namespace mia::bench {

using Clock = std::chrono::system_clock;
using std::chrono::nanoseconds;

inline std::int64_t ns_of(Clock::time_point time) {
    return std::chrono::duration_cast<nanoseconds>(time.time_since_epoch()).count();
}

class Schedule {
public:
    Schedule(double rate, Clock::time_point start)
        : period_(static_cast<std::int64_t>(1e9 / rate)), start_(start) {}

    // Comes back at the due time of one update, or at once when that is past already.
    [[nodiscard]] Clock::time_point wait_for(std::uint64_t update) const {
        const auto due = start_ + static_cast<std::int64_t>(update) * period_;
        if (due - Clock::now() > 2 * spin_for) {
            std::this_thread::sleep_until(due - spin_for);
        }
        while (Clock::now() < due) {
        }
        return due;
    }

private:
    static constexpr nanoseconds spin_for =
        std::chrono::microseconds(100);  // sleep wakes that late

    nanoseconds period_;
    Clock::time_point start_;
};

}  // namespace mia::bench
