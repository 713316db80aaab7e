// Sierra's times as nanoseconds UTC. A chart shows its own time zone; the tape is UTC already; Sierra itself converts.
#pragma once

#include <cstdint>

#include "sierrachart.h"

namespace mia::acsil {

// Of a value that is in UTC.
[[nodiscard]] std::int64_t utc_ns(const SCDateTime& utc);

// Of a value that is in the chart's time zone.
[[nodiscard]] std::int64_t chart_to_utc_ns(SCStudyInterfaceRef sc, const SCDateTime& time);

// The two moments that one time of the chart can be, in the hour that the end of daylight saving repeats; else the same.
struct Moments {
    std::int64_t first_ns;
    std::int64_t second_ns;
    std::int64_t sierra_ns;  // the one that Sierra's own conversion takes
};
[[nodiscard]] Moments moments_of(SCStudyInterfaceRef sc, const SCDateTime& time);

// A time in UTC as the chart shows it.
[[nodiscard]] SCDateTime utc_to_chart(SCStudyInterfaceRef sc, std::int64_t time_ns);

// The moment of this call: real time, or that of a replay.
[[nodiscard]] std::int64_t call_time_ns(SCStudyInterfaceRef sc);

// A clock of the machine that nobody sets, for what is due again after a while.
[[nodiscard]] std::int64_t steady_time_ns() noexcept;

// The machine's own clock, for measuring latency.
[[nodiscard]] std::int64_t system_time_ns() noexcept;

}  // namespace mia::acsil
