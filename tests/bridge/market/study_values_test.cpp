#include "bridge/market/study_values.hpp"

#include <gtest/gtest.h>

namespace mia::market {
namespace {

StudyValueState value_of(std::uint32_t study, double value, std::int64_t bar, std::uint32_t told) {
    return {{{11, 3, 60}, study, 0}, value, bar, false, told};
}

TEST(StudyValues, keep_the_newest_value_of_each_subgraph) {
    StudyValues values;
    EXPECT_TRUE(values.apply(value_of(7, 1.0, 100, 1)));
    EXPECT_TRUE(values.apply(value_of(5, 2.0, 100, 1)));
    EXPECT_TRUE(values.apply(value_of(7, 3.0, 100, 1)));

    ASSERT_EQ(values.values().size(), 2U);
    EXPECT_EQ(values.values()[0].value, 2.0);
    EXPECT_EQ(values.values()[1].value, 3.0);
}

TEST(StudyValues, the_last_word_on_an_older_bar_does_not_replace_the_newer_one) {
    StudyValues values;
    values.apply(value_of(7, 1.0, 200, 1));
    values.apply(value_of(7, 9.0, 100, 1));

    EXPECT_EQ(values.values()[0].value, 1.0);
}

TEST(StudyValues, a_new_snapshot_may_go_back_in_time) {
    StudyValues values;
    values.apply(value_of(7, 1.0, 200, 1));
    values.apply(value_of(7, 9.0, 100, 2));

    EXPECT_EQ(values.values()[0].value, 9.0);
}

TEST(StudyValues, what_a_snapshot_does_not_tell_is_gone_and_others_stay) {
    StudyValues values;
    values.apply(value_of(7, 1.0, 100, 1));
    values.apply(value_of(5, 2.0, 100, 2));
    values.apply({{{12, 3, 60}, 7, 0}, 3.0, 100, false, 1});

    values.forget_older(11, 2);

    ASSERT_EQ(values.values().size(), 2U);
    EXPECT_EQ(values.values()[0].key.study, 5U);
    EXPECT_EQ(values.values()[1].key.chart.instance, 12U);
}

TEST(StudyValues, are_bounded) {
    StudyValues values;
    for (std::uint32_t study = 0; study < StudyValues::values_max; ++study) {
        ASSERT_TRUE(values.apply(value_of(study, 1.0, 0, 1)));
    }

    EXPECT_FALSE(values.apply(value_of(StudyValues::values_max, 1.0, 0, 1)));
    EXPECT_TRUE(values.apply(value_of(3, 2.0, 0, 1)));
}

}  // namespace
}  // namespace mia::market
