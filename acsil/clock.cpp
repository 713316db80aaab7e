#include "acsil/clock.hpp"

#include <chrono>

namespace mia::acsil {

namespace {
constexpr std::int64_t days_to_unix_epoch = 25569;
constexpr std::int64_t us_per_day = 86'400'000'000;
}  // namespace

std::int64_t utc_ns(const SCDateTime& utc) {
    // Through a const reference: the other overload is protected.
    return (utc.GetInternalDateTime() - days_to_unix_epoch * us_per_day) * 1000;
}

std::int64_t chart_to_utc_ns(SCStudyInterfaceRef sc, const SCDateTime& time) {
    const SCDateTime utc = sc.ConvertDateTimeFromChartTimeZone(time, TIMEZONE_UTC);
    return utc_ns(utc);
}

std::int64_t call_time_ns(SCStudyInterfaceRef sc) {
    const SCDateTime now = sc.GetCurrentDateTime();
    return chart_to_utc_ns(sc, now);
}

std::int64_t system_time_ns() noexcept {
    const auto now = std::chrono::system_clock::now().time_since_epoch();
    return std::chrono::duration_cast<std::chrono::nanoseconds>(now).count();
}

}  // namespace mia::acsil
