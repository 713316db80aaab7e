#include "acsil/sim/time_zone.hpp"

#include <array>
#include <chrono>
#include <utility>

namespace mia::sim {
namespace {

constexpr std::int64_t second_us = 1'000'000;
constexpr std::int64_t hour_us = 3600 * second_us;
constexpr int hour = 3600;

constexpr YearlyMoment never{};
constexpr YearlyMoment us_begin{3, 2, 2 * hour};
constexpr YearlyMoment us_end{11, 1, 2 * hour};

// In the European Union all clocks change at 01:00 UTC, whatever they show.
constexpr YearlyMoment eu_begin(int offset_hours) {
    return {3, 5, (1 + offset_hours) * hour};
}
constexpr YearlyMoment eu_end(int offset_hours) {
    return {10, 5, (2 + offset_hours) * hour};
}

struct Place {
    TimeZonesEnum id;
    std::string_view iana_name;
    int offset_minutes;
    YearlyMoment begin;
    YearlyMoment end;
};

constexpr std::array places{
    Place{TIMEZONE_HONOLULU, "Pacific/Honolulu", -600, never, never},
    Place{TIMEZONE_ANCHORAGE, "America/Anchorage", -540, us_begin, us_end},
    Place{TIMEZONE_LOS_ANGELES, "America/Los_Angeles", -480, us_begin, us_end},
    Place{TIMEZONE_PHOENIX_ARIZONA, "America/Phoenix", -420, never, never},
    Place{TIMEZONE_DENVER, "America/Denver", -420, us_begin, us_end},
    Place{TIMEZONE_CHICAGO, "America/Chicago", -360, us_begin, us_end},
    Place{TIMEZONE_NEW_YORK, "America/New_York", -300, us_begin, us_end},
    Place{TIMEZONE_HALIFAX, "America/Halifax", -240, us_begin, us_end},
    Place{TIMEZONE_UTC, "UTC", 0, never, never},
    Place{TIMEZONE_LONDON, "Europe/London", 0, eu_begin(0), eu_end(0)},
    Place{TIMEZONE_BRUSSELS, "Europe/Brussels", 60, eu_begin(1), eu_end(1)},
    Place{TIMEZONE_BRUSSELS, "Europe/Paris", 60, eu_begin(1), eu_end(1)},
    Place{TIMEZONE_BRUSSELS, "Europe/Berlin", 60, eu_begin(1), eu_end(1)},
    Place{TIMEZONE_CAPE_TOWN, "Africa/Johannesburg", 120, never, never},
    Place{TIMEZONE_ATHENS, "Europe/Athens", 120, eu_begin(2), eu_end(2)},
    Place{TIMEZONE_BAGHDAD, "Asia/Baghdad", 180, never, never},
    Place{TIMEZONE_MOSCOW, "Europe/Moscow", 180, never, never},
    Place{TIMEZONE_DUBAI, "Asia/Dubai", 240, never, never},
    Place{TIMEZONE_ISLAMABAD, "Asia/Karachi", 300, never, never},
    Place{TIMEZONE_NEW_DELHI, "Asia/Kolkata", 330, never, never},
    Place{TIMEZONE_DHAKA, "Asia/Dhaka", 360, never, never},
    Place{TIMEZONE_JAKARTA, "Asia/Jakarta", 420, never, never},
    Place{TIMEZONE_HONG_KONG, "Asia/Hong_Kong", 480, never, never},
    Place{TIMEZONE_TOKYO, "Asia/Tokyo", 540, never, never},
    Place{TIMEZONE_BRISBANE, "Australia/Brisbane", 600, never, never},
    Place{
        TIMEZONE_SYDNEY, "Australia/Sydney", 600, YearlyMoment{10, 1, 2 * hour},
        YearlyMoment{4, 1, 3 * hour}},
    Place{TIMEZONE_UTC_PLUS_12, "Etc/GMT-12", 720, never, never},
    Place{
        TIMEZONE_AUCKLAND, "Pacific/Auckland", 720, YearlyMoment{9, 5, 2 * hour},
        YearlyMoment{4, 1, 3 * hour}},
};

TimeZone zone_of(const Place& place) {
    return TimeZone(std::string(place.iana_name), place.offset_minutes, place.begin, place.end);
}

// The moment in the wall time of its year, as microseconds since 1970 on that wall.
std::int64_t wall_us(const YearlyMoment& moment, std::chrono::year year) {
    const std::chrono::month month{static_cast<unsigned>(moment.month)};
    const std::chrono::sys_days day =
        moment.week == 5
            ? std::chrono::sys_days{year / month / std::chrono::Sunday[std::chrono::last]}
            : std::chrono::sys_days{
                  year / month / std::chrono::Sunday[static_cast<unsigned>(moment.week)]};
    return std::int64_t{day.time_since_epoch().count()} * 24 * hour_us +
           moment.second_of_day * second_us;
}

std::chrono::year year_of(std::int64_t us) {
    const auto days = std::chrono::floor<std::chrono::days>(
        std::chrono::sys_time<std::chrono::microseconds>{std::chrono::microseconds{us}}
    );
    return std::chrono::year_month_day{days}.year();
}

}  // namespace

TimeZone::TimeZone(std::string name, int offset_minutes, YearlyMoment begin, YearlyMoment end)
    : name_(std::move(name)), standard_offset_us_(offset_minutes * 60 * second_us), begin_(begin),
      end_(end) {}

std::optional<TimeZone> TimeZone::named(std::string_view iana_name) {
    for (const Place& place : places) {
        if (place.iana_name == iana_name)
            return zone_of(place);
    }
    return std::nullopt;
}

std::optional<TimeZone> TimeZone::numbered(TimeZonesEnum id) {
    for (const Place& place : places) {
        if (place.id == id)
            return zone_of(place);
    }
    return std::nullopt;
}

bool TimeZone::is_daylight_saving_at(std::int64_t utc_us) const {
    if (begin_.month == 0)
        return false;
    const std::chrono::year year = year_of(utc_us + standard_offset_us_);
    const std::int64_t begin_utc_us = wall_us(begin_, year) - standard_offset_us_;
    const std::int64_t end_utc_us = wall_us(end_, year) - standard_offset_us_ - hour_us;
    const bool is_northern = begin_.month < end_.month;
    return is_northern ? utc_us >= begin_utc_us && utc_us < end_utc_us
                       : utc_us >= begin_utc_us || utc_us < end_utc_us;
}

std::int64_t TimeZone::offset_us_at(std::int64_t utc_us) const {
    return standard_offset_us_ + (is_daylight_saving_at(utc_us) ? hour_us : 0);
}

std::int64_t TimeZone::local_from_utc_us(std::int64_t utc_us) const {
    return utc_us + offset_us_at(utc_us);
}

std::int64_t TimeZone::utc_from_local_us(std::int64_t local_us) const {
    const std::int64_t as_standard = local_us - standard_offset_us_;
    if (!is_daylight_saving_at(as_standard))
        return as_standard;
    return as_standard - hour_us;
}

}  // namespace mia::sim
