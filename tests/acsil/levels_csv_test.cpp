#include "acsil/levels_csv.hpp"

#include <gtest/gtest.h>

#include <random>
#include <string>

namespace mia::acsil {
namespace {

constexpr std::int64_t now_ns = 1'758'040'000'000'000'000;  // 2025-09-16 16:26:40 UTC
const std::string header = std::string(levels_header) + "\n";

LevelsFile parsed(const std::string& text, const std::string& symbol = "ES") {
    LevelsFile file{};
    parse_levels(text, symbol, now_ns, file);
    return file;
}

TEST(LevelsCsv, reads_the_columns_in_their_order) {
    const LevelsFile file =
        parsed(header + "ES,2025-09-16T14:35:00Z,6675.25,6700,6600,6650,6640,6660,6665,6620\n");
    EXPECT_EQ(file.rows, 1U);
    EXPECT_EQ(file.malformed, 0U);
    ASSERT_EQ(file.has_row, 1U);
    EXPECT_EQ(file.row.time_ns, 1'758'033'300'000'000'000);
    EXPECT_EQ(file.row.spot, 6675.25);
    const double expected[] = {6700, 6600, 6650, 6640, 6660, 6665, 6620};
    for (std::size_t place = 0; place < named_levels; ++place) {
        EXPECT_EQ(file.row.has[place], 1);
        EXPECT_EQ(file.row.prices[place], expected[place]) << level_styles[place].column;
    }
}

TEST(LevelsCsv, takes_what_editors_and_systems_add) {
    const std::string row = "ES,2025-09-16T14:35:00Z,,6700,,,,,,";
    // NOLINTBEGIN(performance-inefficient-string-concatenation): read as the files they are
    for (const std::string& text :
         {"\xEF\xBB\xBF" + header + row + "\n", header + row, header + "\n" + row + "\n\n  \n",
          std::string(levels_header) + "\r\n" + row + "\r\n",
          header + " ES , 2025-09-16T14:35:00Z ,, 6700\t,,,,,,\n"}) {
        // NOLINTEND(performance-inefficient-string-concatenation)
        const LevelsFile file = parsed(text);
        EXPECT_EQ(file.malformed, 0U) << file.error;
        ASSERT_EQ(file.has_row, 1U);
        EXPECT_EQ(file.row.prices[0], 6700);
        EXPECT_EQ(file.row.has_spot, 0);
        EXPECT_EQ(file.row.has[1], 0) << "an empty value is unknown";
    }
}

TEST(LevelsCsv, takes_the_newest_row_of_the_symbol_and_of_equals_the_last) {
    const LevelsFile file = parsed(
        header + "ES,2025-09-16T15:00:00Z,,2,,,,,,\n" + "ES,2025-09-16T15:00:00Z,,3,,,,,,\n" +
        "ES,2025-09-16T14:00:00Z,,1,,,,,,\n" + "NQ,2025-09-16T16:00:00Z,,9,,,,,,\n"
    );
    EXPECT_EQ(file.rows, 4U);
    EXPECT_EQ(file.row.prices[0], 3);
    EXPECT_EQ(parsed(header + "es,2025-09-16,,1,,,,,,\n").has_row, 0U);
}

TEST(LevelsCsv, leaves_the_future_alone_and_says_when_it_begins) {
    const LevelsFile file = parsed(
        header + "ES,2025-09-16T15:00:00Z,,1,,,,,,\n" + "ES,2025-09-16T18:00:00Z,,3,,,,,,\n" +
        "ES,2025-09-16T17:00:00Z,,2,,,,,,\n"
    );
    EXPECT_EQ(file.row.prices[0], 1);
    EXPECT_EQ(file.next_ns, 1'758'042'000'000'000'000);
}

TEST(LevelsCsv, lines_with_their_end_are_told_from_one_without) {
    EXPECT_EQ(ended_lines("a\nb\n"), "a\nb\n");
    EXPECT_EQ(ended_lines("a\nb"), "a\n");
    EXPECT_EQ(ended_lines("a"), "");
    EXPECT_EQ(ended_lines(""), "");
}

struct Fault {
    const char* row;
    const char* said;
};

class Malformed : public testing::TestWithParam<Fault> {};

TEST_P(Malformed, is_named_with_line_and_column_and_left_out) {
    const LevelsFile file =
        parsed(header + "ES,2025-09-16T14:00:00Z,,1,,,,,,\n" + GetParam().row + "\n");
    EXPECT_EQ(file.malformed, 1U);
    EXPECT_STREQ(file.error, GetParam().said);
    EXPECT_EQ(file.rows, 1U);
    EXPECT_EQ(file.row.prices[0], 1);
}

INSTANTIATE_TEST_SUITE_P(
    LevelsCsv, Malformed,
    testing::Values(
        Fault{"ES,2025-09-16T15:00:00Z,,6700", "line 3, column symbol: 4 cells, 10 were expected"},
        Fault{
            "ES,2025-09-16T15:00:00Z,,1,2,3,4,5,6,7,8",
            "line 3, column symbol: 11 cells, 10 were expected"},
        Fault{",2025-09-16T15:00:00Z,,1,,,,,,", "line 3, column symbol: '' is no symbol"},
        Fault{"ES,16/09/2025,,1,,,,,,", "line 3, column timestamp: '16/09/2025' is no time"},
        Fault{"ES,,,1,,,,,,", "line 3, column timestamp: '' is no time"},
        Fault{"ES,2025-09-16,x,1,,,,,,", "line 3, column spot_price: 'x' is no price"},
        Fault{"ES,2025-09-16,,nan,,,,,,", "line 3, column call_wall: 'nan' is no price"},
        Fault{"ES,2025-09-16,,,inf,,,,,", "line 3, column put_wall: 'inf' is no price"},
        Fault{"ES,2025-09-16,,,,-1,,,,", "line 3, column gamma_flip: '-1' is no price"},
        Fault{"ES,2025-09-16,,,,,0,,,", "line 3, column max_pain: '0' is no price"},
        Fault{"ES,2025-09-16,,,,,,66 00,,", "line 3, column pin1: '66 00' is no price"},
        Fault{"ES,2025-09-16,,,,,,,1e99,", "line 3, column pin2: '1e99' is no price"},
        Fault{
            "ES,2025-09-16,,,,,,,,12345678901234567890123456789x",
            "line 3, column vol_trigger: '123456789012345678901234' is no price"}
    )
);

TEST(LevelsCsv, wants_its_header) {
    for (const std::string& text :
         {std::string(), std::string("\n"), std::string("ES,2025-09-16,,1,,,,,,\n"),
          "symbol;timestamp\n" + header}) {
        const LevelsFile file = parsed(text);
        EXPECT_EQ(file.has_row, 0U);
        EXPECT_STREQ(
            file.error,
            "line 1, column symbol: the columns were expected as the documentation lists them"
        );
    }
}

TEST(LevelsCsv, survives_any_bytes) {
    std::mt19937 random(7);  // NOLINT(cert-msc51-cpp): the same bytes each time
    const std::string sound =
        header + "ES,2025-09-16T14:35:00Z,6675.25,6700,6600,6650,6640,6660,6665,6620\n";
    for (int i = 0; i < 20'000; ++i) {
        std::string text = sound;
        for (int change = 0; change < 4; ++change) {
            text[random() % text.size()] = static_cast<char>(random() % 256);
        }
        text.resize(random() % (text.size() + 1));
        const LevelsFile file = parsed(text);
        EXPECT_LE(file.rows + file.malformed, 6U);
        EXPECT_LT(std::string_view(file.error).size(), sizeof file.error);
    }
}

}  // namespace
}  // namespace mia::acsil
