// Times across the changes of the clock. The United States change on 8 March and 1 November 2026, Europe on 29 March and
// 25 October: in the weeks between them New York and Paris are an hour nearer than else.
#include "tests/studies/feed_session.hpp"

namespace mia::studies {
namespace {

constexpr std::int64_t minute_ns = 60 * second_ns;

// Midnight UTC of 8 March, 29 March, 25 October and 1 November 2026.
constexpr std::int64_t us_spring_ns = 1'772'928'000 * second_ns;
constexpr std::int64_t eu_spring_ns = 1'774'742'400 * second_ns;
constexpr std::int64_t eu_autumn_ns = 1'792'886'400 * second_ns;
constexpr std::int64_t us_autumn_ns = 1'793'491'200 * second_ns;

struct Change {
    const char* name;
    const char* zone;
    std::int64_t day_ns;
    int offset_before_h;
    int offset_after_h;
};

// NOLINTNEXTLINE(readability-identifier-naming): GoogleTest looks for this name
void PrintTo(const Change& change, std::ostream* out) {
    *out << change.name;
}

class FeedTime : public FeedSession, public testing::WithParamInterface<Change> {
protected:
    void play_day(std::int64_t period_ns) {
        sim::ChartSettings other = es_chart(4);
        other.time_zone = GetParam().zone;
        other.bar_seconds = static_cast<int>(period_ns / second_ns);
        host.add_chart(other);
        for (std::int64_t at = 0; at <= 12 * 60 * minute_ns; at += period_ns) {
            host.chart(4).append_bar(bar_at(GetParam().day_ns + at, 6700, 1));
        }
    }
    // Plays updates of chart 4, without moving time, until this holds.
    bool play(const std::function<bool()>& done) {
        const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(5);
        while (!done() && std::chrono::steady_clock::now() < deadline) {
            host.update(4);
            const auto bytes = subscriber.receive(1);
            if (!bytes.empty()) {
                hear(bytes);
            }
        }
        return done();
    }
};

// T6: bars in the chart's time and trades in UTC were joined as they stood, hours apart.
TEST_P(FeedTime, every_bar_of_the_day_is_in_utc) {
    for (const std::int64_t period_ns : {minute_ns, 30 * minute_ns, 60 * minute_ns}) {
        play_day(period_ns);
        host.set_time_ns(GetParam().day_ns + 13 * 60 * minute_ns);
        const int handle = attach({{6, false, 2000, ""}}, 4);
        subscriber.subscribe_to_all();
        const std::size_t before = mirror.snapshots;
        ASSERT_TRUE(play([&] { return mirror.snapshots > before; }));
        for (const auto& [index, bar] : mirror.bars) {
            ASSERT_EQ(bar.start_ns, GetParam().day_ns + index * period_ns)
                << "bar " << index << " of " << period_ns / minute_ns << " minutes";
        }
        host.remove(handle);
        host.close_chart(4);
    }
}

TEST_P(FeedTime, trades_bars_and_calls_are_on_one_clock_at_every_hour) {
    sim::ChartSettings other = es_chart(4);
    other.time_zone = GetParam().zone;
    host.add_chart(other);
    host.set_time_ns(GetParam().day_ns);
    host.chart(4).append_bar(bar_at(GetParam().day_ns - minute_ns, 6700, 1));
    host.chart(4).append_bar(bar_at(GetParam().day_ns, 6700, 1));
    attach({}, 4);
    subscriber.subscribe_to_all();
    ASSERT_TRUE(play([&] { return mirror.snapshots == 1; }));
    EXPECT_EQ(mirror.status.chart_utc_offset_s, GetParam().offset_before_h * 3600);
    for (int half_hour = 1; half_hour < 24; ++half_hour) {
        const std::int64_t now_ns = GetParam().day_ns + half_hour * 30 * minute_ns;
        host.set_time_ns(now_ns);
        host.chart(4).append_bar(bar_at(now_ns, 6700, 1));
        trade(6675.25, 1);
        const std::size_t trades = mirror.trades.size();
        ASSERT_TRUE(play([&] { return mirror.trades.size() > trades; }));
        ASSERT_EQ(mirror.trades.back().time_ns, now_ns) << half_hour;
        ASSERT_EQ(mirror.header.call_time_ns, now_ns) << half_hour;
        ASSERT_EQ(mirror.bars.rbegin()->second.start_ns, now_ns) << half_hour;
    }
    EXPECT_EQ(mirror.status.chart_utc_offset_s, GetParam().offset_after_h * 3600);
}

INSTANTIATE_TEST_SUITE_P(
    Changes, FeedTime,
    testing::Values(
        Change{"new_york_spring", "America/New_York", us_spring_ns, -5, -4},
        Change{"new_york_autumn", "America/New_York", us_autumn_ns, -4, -5},
        Change{"chicago_autumn", "America/Chicago", us_autumn_ns, -5, -6},
        Change{"paris_spring", "Europe/Paris", eu_spring_ns, 1, 2},
        Change{"paris_autumn", "Europe/Paris", eu_autumn_ns, 2, 1},
        Change{"paris_when_new_york_changes", "Europe/Paris", us_spring_ns, 1, 1},
        Change{"new_york_when_paris_changes", "America/New_York", eu_autumn_ns, -4, -4},
        Change{"utc", "UTC", us_autumn_ns, 0, 0}
    ),
    [](const auto& each) { return std::string(each.param.name); }
);

}  // namespace
}  // namespace mia::studies
