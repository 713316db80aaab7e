// Wall clocks of the places charts are set to, computed by rule, so that the host needs no time
// zone database on any system. Times are microseconds since 1970-01-01 00:00.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "sierrachart.h"

namespace mia::sim {

// "The second Sunday of March at 02:00" and its like, in the wall time before the change.
struct YearlyMoment {
    int month = 0;  // 0: the zone has no daylight saving time
    int week = 0;   // 1..4, or 5 for the last
    int second_of_day = 0;
};

class TimeZone {
public:
    static std::optional<TimeZone> named(std::string_view iana_name);
    static std::optional<TimeZone> numbered(TimeZonesEnum id);

    std::int64_t local_from_utc_us(std::int64_t utc_us) const;
    // An hour that occurs twice is taken as the second one, one that does not occur is shifted.
    std::int64_t utc_from_local_us(std::int64_t local_us) const;
    std::int64_t offset_us_at(std::int64_t utc_us) const;

    const std::string& name() const { return name_; }

    TimeZone(std::string name, int offset_minutes, YearlyMoment begin, YearlyMoment end);

private:
    bool is_daylight_saving_at(std::int64_t utc_us) const;

    std::string name_;
    std::int64_t standard_offset_us_;
    YearlyMoment begin_;
    YearlyMoment end_;
};

}  // namespace mia::sim
