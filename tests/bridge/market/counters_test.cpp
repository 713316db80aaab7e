#include "bridge/market/counters.hpp"

#include <gtest/gtest.h>

#include <map>

namespace mia::market {
namespace {

std::map<std::string, std::uint64_t> table_of(const Counters& counters) {
    std::map<std::string, std::uint64_t> table;
    for (const auto& [name, count] : counters.rows()) {
        EXPECT_TRUE(table.emplace(name, count).second) << name << " stands twice";
    }
    return table;
}

TEST(Counters, name_every_count_once) {
    const auto table = table_of(Counters());

    EXPECT_EQ(table.size(), count_count);
    EXPECT_EQ(table.at("gaps"), 0U);
    EXPECT_EQ(table.at("refused.not-a-number"), 0U);
}

TEST(Counters, name_the_refusals_and_kinds_that_came) {
    Counters counters;
    counters.add_refused(Outcome::bad_crc);
    counters.add_skipped(500, 2);
    counters.add_skipped(500, 2);
    counters.add_unused(10);

    const auto table = table_of(counters);
    EXPECT_EQ(table.at("refused.bad-crc"), 1U);
    EXPECT_EQ(table.at("skipped.500.2"), 2U);
    EXPECT_EQ(table.at("unused.Quote"), 1U);
    EXPECT_EQ(table.size(), count_count + 3);
}

TEST(Counters, a_peer_that_invents_kinds_does_not_fill_the_table) {
    Counters counters;
    for (std::uint16_t kind = 100; kind < 1100; ++kind) {
        counters.add_skipped(kind, 1);
    }

    const auto table = table_of(counters);
    EXPECT_LT(table.size(), count_count + 70);
    EXPECT_EQ(table.at("skipped.other") + 64, 1000U);
}

TEST(Outcome, every_one_has_a_name_of_its_own) {
    std::map<std::string_view, int> names;
    for (std::size_t i = 0; i < outcome_count; ++i) {
        const auto name = outcome_name(static_cast<Outcome>(i));
        EXPECT_FALSE(name.empty());
        EXPECT_EQ(++names[name], 1) << name;
    }
    for (std::size_t i = 1; i < wire::decode_error_count; ++i) {
        const auto error = static_cast<wire::DecodeError>(i);
        EXPECT_EQ(outcome_name(outcome_of(error)), wire::error_name(error));
    }
}

}  // namespace
}  // namespace mia::market
