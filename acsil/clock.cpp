#include "acsil/clock.hpp"

#include <chrono>

namespace mia::acsil {

namespace {
constexpr std::int64_t days_to_unix_epoch = 25569;
constexpr std::int64_t us_per_day = 86'400'000'000;
constexpr std::int64_t hour_ns = 3'600'000'000'000;

SCDateTime from_utc_ns(std::int64_t time_ns) {
    SCDateTime time;
    time.SetInternalDateTime(time_ns / 1000 + days_to_unix_epoch * us_per_day);
    return time;
}

bool shows(SCStudyInterfaceRef sc, std::int64_t utc_ns, const SCDateTime& time) {
    const SCDateTime shown = utc_to_chart(sc, utc_ns);
    return shown.GetInternalDateTime() == time.GetInternalDateTime();
}
}  // namespace

std::int64_t utc_ns(const SCDateTime& utc) {
    // Through a const reference: the other overload is protected.
    return (utc.GetInternalDateTime() - days_to_unix_epoch * us_per_day) * 1000;
}

std::int64_t chart_to_utc_ns(SCStudyInterfaceRef sc, const SCDateTime& time) {
    const SCDateTime utc = sc.ConvertDateTimeFromChartTimeZone(time, TIMEZONE_UTC);
    return utc_ns(utc);
}

Moments moments_of(SCStudyInterfaceRef sc, const SCDateTime& time) {
    const std::int64_t sierra_ns = chart_to_utc_ns(sc, time);
    if (shows(sc, sierra_ns - hour_ns, time)) {
        return {sierra_ns - hour_ns, sierra_ns, sierra_ns};
    }
    if (shows(sc, sierra_ns + hour_ns, time)) {
        return {sierra_ns, sierra_ns + hour_ns, sierra_ns};
    }
    return {sierra_ns, sierra_ns, sierra_ns};
}

SCDateTime utc_to_chart(SCStudyInterfaceRef sc, std::int64_t time_ns) {
    return sc.ConvertDateTimeToChartTimeZone(from_utc_ns(time_ns), TIMEZONE_UTC);
}

std::int64_t call_time_ns(SCStudyInterfaceRef sc) {
    const SCDateTime now = sc.GetCurrentDateTime();
    const Moments moments = moments_of(sc, now);
    // Sierra says beside it how far the chart's clock is from the tape's, and that is UTC.
    const SCDateTime& adjustment = sc.TimeScaleAdjustment;
    const std::int64_t told_ns = utc_ns(now) - adjustment.GetInternalDateTime() * 1000;
    return told_ns == moments.first_ns || told_ns == moments.second_ns ? told_ns
                                                                       : moments.sierra_ns;
}

std::int64_t steady_time_ns() noexcept {
    const auto now = std::chrono::steady_clock::now().time_since_epoch();
    return std::chrono::duration_cast<std::chrono::nanoseconds>(now).count();
}

std::int64_t system_time_ns() noexcept {
    const auto now = std::chrono::system_clock::now().time_since_epoch();
    return std::chrono::duration_cast<std::chrono::nanoseconds>(now).count();
}

}  // namespace mia::acsil
