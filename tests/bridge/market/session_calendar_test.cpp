#include "bridge/market/session_calendar.hpp"

#include <gtest/gtest.h>

#include <chrono>

namespace mia::market {
namespace {

constexpr std::int64_t hour_ns = 3'600'000'000'000;

// A moment in UTC.
std::int64_t utc(int year, unsigned month, unsigned day, int hour, int minute = 0) {
    using std::chrono::sys_days;
    const sys_days date =
        std::chrono::year{year} / std::chrono::month{month} / std::chrono::day{day};
    return std::int64_t{date.time_since_epoch().count()} * 24 * hour_ns + hour * hour_ns +
           minute * (hour_ns / 60);
}

TEST(SessionCalendar, a_session_is_a_day_that_begins_at_five_in_the_afternoon) {
    // Wednesday, 2026-03-11, summer time: 17:00 in Chicago is 22:00 UTC.
    const SessionSpan session = session_at(utc(2026, 3, 11, 14, 35));

    EXPECT_EQ(session, (SessionSpan{utc(2026, 3, 10, 22), utc(2026, 3, 11, 22)}));
    EXPECT_EQ(break_of(session), utc(2026, 3, 11, 21));
}

TEST(SessionCalendar, begins_with_its_first_nanosecond) {
    const std::int64_t start = utc(2026, 3, 11, 22);

    EXPECT_EQ(session_at(start - 1).end_ns, start);
    EXPECT_EQ(session_at(start).start_ns, start);
    EXPECT_TRUE(session_at(start).holds(start));
    EXPECT_FALSE(session_at(start - 1).holds(start));
}

TEST(SessionCalendar, in_winter_it_begins_an_hour_later_in_utc) {
    EXPECT_EQ(session_at(utc(2026, 1, 14, 12)).start_ns, utc(2026, 1, 13, 23));
    EXPECT_EQ(session_at(utc(2026, 12, 2, 12)).start_ns, utc(2026, 12, 1, 23));
}

TEST(SessionCalendar, the_weekend_is_the_end_of_fridays_session) {
    const SessionSpan friday{utc(2026, 1, 15, 23), utc(2026, 1, 18, 23)};
    for (const std::int64_t time :
         {utc(2026, 1, 16, 12), utc(2026, 1, 17, 12), utc(2026, 1, 18, 22, 59)}) {
        EXPECT_EQ(session_at(time), friday);
    }
    EXPECT_EQ(break_of(friday), utc(2026, 1, 16, 22));
    EXPECT_EQ(session_at(friday.end_ns), (SessionSpan{friday.end_ns, utc(2026, 1, 19, 23)}));
}

TEST(SessionCalendar, the_clocks_change_within_a_weekend) {
    // 2026-03-08 and 2026-11-01: the session of Friday is an hour shorter, or longer.
    EXPECT_EQ(
        session_at(utc(2026, 3, 6, 12)), (SessionSpan{utc(2026, 3, 5, 23), utc(2026, 3, 8, 22)})
    );
    EXPECT_EQ(
        session_at(utc(2026, 10, 30, 12)),
        (SessionSpan{utc(2026, 10, 29, 22), utc(2026, 11, 1, 23)})
    );
}

TEST(SessionCalendar, sessions_follow_each_other_without_a_hole) {
    std::int64_t time = utc(2020, 1, 1, 0);
    for (int i = 0; i < 3000; ++i) {
        const SessionSpan session = session_at(time);
        ASSERT_TRUE(session.holds(time));
        ASSERT_EQ(session_at(session.start_ns), session);
        ASSERT_EQ(session_at(session.end_ns - 1), session);
        ASSERT_EQ(session_at(session.end_ns).start_ns, session.end_ns);
        const std::int64_t open_ns = break_of(session) - session.start_ns;
        ASSERT_EQ(open_ns, 23 * hour_ns);
        time = session.end_ns;
    }
}

TEST(SessionCalendar, takes_the_earliest_and_the_latest_time_there_is) {
    for (const std::int64_t time : {std::int64_t{0}, std::int64_t{4'000'000'000'000'000'000}}) {
        EXPECT_TRUE(session_at(time).holds(time));
    }
}

}  // namespace
}  // namespace mia::market
