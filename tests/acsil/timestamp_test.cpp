#include "acsil/timestamp.hpp"

#include <gtest/gtest.h>

#include <clocale>
#include <string>

namespace mia::acsil {
namespace {

constexpr std::int64_t second_ns = 1'000'000'000;
constexpr std::int64_t then_ns = 1'758'033'307 * second_ns;  // 2025-09-16 14:35:07 UTC

struct Case {
    const char* text;
    std::int64_t time_ns;
};

class Readable : public testing::TestWithParam<Case> {};

TEST_P(Readable, is_the_moment_in_utc) {
    EXPECT_EQ(parse_timestamp(GetParam().text), GetParam().time_ns) << GetParam().text;
}

INSTANTIATE_TEST_SUITE_P(
    Timestamp, Readable,
    testing::Values(
        Case{"2025-09-16T14:35:07Z", then_ns}, Case{"2025-09-16 14:35:07", then_ns},
        Case{"2025-09-16T14:35:07", then_ns}, Case{"2025-09-16T16:35:07+02:00", then_ns},
        Case{"2025-09-16T10:35:07-0400", then_ns}, Case{"2025-09-16T16:35:07+02", then_ns},
        Case{"2025-09-16T14:35:07.25Z", then_ns + second_ns / 4},
        Case{"2025-09-16T14:35:07.1234567891", then_ns + 123'456'789},
        Case{"2025-09-16T14:35Z", then_ns - 7 * second_ns},
        Case{"2025-09-16", then_ns - (14 * 3600 + 35 * 60 + 7) * second_ns},
        Case{"2024-02-29T00:00:00Z", 1'709'164'800 * second_ns}, Case{"1758033307", then_ns},
        Case{"1758033307.5", then_ns + second_ns / 2}
    )
);

class Unreadable : public testing::TestWithParam<const char*> {};

TEST_P(Unreadable, is_none) {
    EXPECT_EQ(parse_timestamp(GetParam()), std::nullopt) << GetParam();
}

INSTANTIATE_TEST_SUITE_P(
    Timestamp, Unreadable,
    testing::Values(
        "", "Z", "yesterday", "16/09/2025", "2025-9-16", "2025-02-29", "2025-13-01", "2025-00-10",
        "2025-09-31", "2025-09-16T", "2025-09-16T14", "2025-09-16T24:00:00Z", "2025-09-16T14:60Z",
        "2025-09-16T14:35:61Z", "2025-09-16T14:35:07.", "2025-09-16T14:35:07X",
        "2025-09-16T14:35:07ZZ", "2025-09-16T14:35:07+25:00", "2025-09-16T14:35:07+", "-5", "0",
        "nan", "1e9", "1758033307000", "2025-09-16T14:35:07,5"
    )
);

TEST(Timestamp, does_not_care_where_the_user_lives) {
    const std::string before = std::setlocale(LC_ALL, nullptr);
    if (std::setlocale(LC_ALL, "de_DE.UTF-8") == nullptr) {
        GTEST_SKIP() << "this machine has no locale with a decimal comma";
    }
    EXPECT_EQ(parse_timestamp("1758033307.5"), then_ns + second_ns / 2);
    std::setlocale(LC_ALL, before.c_str());
}

}  // namespace
}  // namespace mia::acsil
