#include "bridge/market/session_calendar.hpp"

#include <chrono>

namespace mia::market {
namespace {

using std::chrono::days;
using std::chrono::floor;
using std::chrono::hours;
using std::chrono::nanoseconds;
using std::chrono::Sunday;
using std::chrono::sys_days;
using Moment = std::chrono::sys_time<nanoseconds>;        // UTC
using WallMoment = std::chrono::local_time<nanoseconds>;  // as a clock in Chicago shows it

constexpr hours winter{-6};
constexpr hours summer{-5};
constexpr hours opening{17};
constexpr hours closing{16};

// Summer time is from 2:00 on the second Sunday of March to 2:00 on the first one of November.
hours offset_at(Moment moment) {
    const std::chrono::year year = std::chrono::year_month_day{floor<days>(moment)}.year();
    const Moment begin = sys_days{year / std::chrono::March / Sunday[2]} + hours{2} - winter;
    const Moment end = sys_days{year / std::chrono::November / Sunday[1]} + hours{2} - summer;
    return begin <= moment && moment < end ? summer : winter;
}

// No session begins in the hours around the change of the clocks, so that either offset finds it.
std::int64_t utc_ns(WallMoment wall) {
    const Moment near{wall.time_since_epoch() - winter};
    return (wall.time_since_epoch() - offset_at(near)).count();
}

bool is_weekend(std::chrono::local_days day) {
    const std::chrono::weekday weekday{day};
    return weekday == std::chrono::Saturday || weekday == Sunday;
}

}  // namespace

SessionSpan session_at(std::int64_t time_ns) {
    const Moment moment{nanoseconds{time_ns}};
    const WallMoment wall{(moment + offset_at(moment)).time_since_epoch()};
    // The session of a day begins on the evening before.
    auto first = floor<days>(wall + (hours{24} - opening));
    while (is_weekend(first)) {
        first -= days{1};
    }
    auto next = first + days{1};
    while (is_weekend(next)) {
        next += days{1};
    }
    return {utc_ns(first - days{1} + opening), utc_ns(next - days{1} + opening)};
}

std::int64_t break_of(const SessionSpan& session) {
    const Moment start{nanoseconds{session.start_ns}};
    const WallMoment wall{(start + offset_at(start)).time_since_epoch()};
    return utc_ns(floor<days>(wall) + days{1} + closing);
}

}  // namespace mia::market
