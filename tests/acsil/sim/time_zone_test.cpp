#include "acsil/sim/time_zone.hpp"

#include <gtest/gtest.h>

#include <chrono>

namespace mia::sim {
namespace {

std::int64_t us_at(int year, unsigned month, unsigned day, int hour, int minute = 0) {
    const std::chrono::sys_days date{
        std::chrono::year{year} / std::chrono::month{month} / std::chrono::day{day}};
    const auto moment = date + std::chrono::hours{hour} + std::chrono::minutes{minute};
    return std::chrono::duration_cast<std::chrono::microseconds>(moment.time_since_epoch()).count();
}

int offset_hours(const char* zone, std::int64_t utc_us) {
    return static_cast<int>(TimeZone::named(zone)->offset_us_at(utc_us) / 3'600'000'000);
}

TEST(TimeZone, new_york_and_paris_differ_by_five_hours_only_between_their_changes) {
    EXPECT_EQ(offset_hours("America/New_York", us_at(2026, 3, 8, 6, 59)), -5);
    EXPECT_EQ(offset_hours("America/New_York", us_at(2026, 3, 8, 7)), -4);
    EXPECT_EQ(offset_hours("Europe/Paris", us_at(2026, 3, 11, 14, 35)), 1);
    EXPECT_EQ(offset_hours("America/New_York", us_at(2026, 3, 11, 14, 35)), -4);
    EXPECT_EQ(offset_hours("Europe/Paris", us_at(2026, 3, 29, 0, 59)), 1);
    EXPECT_EQ(offset_hours("Europe/Paris", us_at(2026, 3, 29, 1)), 2);
}

TEST(TimeZone, autumn_changes_at_the_right_instant) {
    EXPECT_EQ(offset_hours("Europe/Paris", us_at(2026, 10, 25, 0, 59)), 2);
    EXPECT_EQ(offset_hours("Europe/Paris", us_at(2026, 10, 25, 1)), 1);
    EXPECT_EQ(offset_hours("America/Chicago", us_at(2026, 11, 1, 6, 59)), -5);
    EXPECT_EQ(offset_hours("America/Chicago", us_at(2026, 11, 1, 7)), -6);
}

TEST(TimeZone, southern_summer_lies_across_the_new_year) {
    EXPECT_EQ(offset_hours("Australia/Sydney", us_at(2026, 1, 1, 0)), 11);
    EXPECT_EQ(offset_hours("Australia/Sydney", us_at(2026, 6, 1, 0)), 10);
    EXPECT_EQ(offset_hours("Australia/Sydney", us_at(2026, 4, 4, 16)), 10);
    EXPECT_EQ(offset_hours("Australia/Sydney", us_at(2026, 4, 4, 15, 59)), 11);
}

TEST(TimeZone, every_hour_of_a_year_survives_the_way_there_and_back_but_the_doubled_one) {
    for (const char* name : {"America/New_York", "Europe/Paris", "UTC", "Asia/Tokyo"}) {
        const TimeZone zone = *TimeZone::named(name);
        int differing = 0;
        for (int hour = 0; hour < 365 * 24; ++hour) {
            const std::int64_t utc = us_at(2026, 1, 1, hour);
            if (zone.utc_from_local_us(zone.local_from_utc_us(utc)) != utc)
                ++differing;
        }
        EXPECT_LE(differing, 1) << name;
    }
}

TEST(TimeZone, names_and_numbers_agree_and_the_unknown_is_refused) {
    EXPECT_EQ(TimeZone::numbered(TIMEZONE_BRUSSELS)->offset_us_at(0), 3'600'000'000);
    EXPECT_EQ(TimeZone::numbered(TIMEZONE_NEW_YORK)->name(), "America/New_York");
    EXPECT_FALSE(TimeZone::named("Mars/Olympus").has_value());
    EXPECT_FALSE(TimeZone::numbered(TIMEZONE_NOT_SPECIFIED).has_value());
}

}  // namespace
}  // namespace mia::sim
