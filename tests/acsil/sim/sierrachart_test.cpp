// What a study relies on in the types of our header themselves.
#include "sierrachart.h"

#include <gtest/gtest.h>

namespace {

TEST(SCDateTime, counts_microseconds_from_the_end_of_1899) {
    const SCDateTime time(2026, 3, 11, 14, 35, 7, 250);
    EXPECT_EQ(time.ToUNIXTimeInMicroseconds(), 1'773'239'707'250'000);
    EXPECT_EQ(time.GetDate(), 46092);
    EXPECT_EQ(time.GetMillisecond(), 250);
    int year = 0;
    int month = 0;
    int day = 0;
    int hour = 0;
    int minute = 0;
    int second = 0;
    time.GetDateTimeYMDHMS(year, month, day, hour, minute, second);
    EXPECT_EQ(year * 10000 + month * 100 + day, 20260311);
    EXPECT_EQ(hour * 10000 + minute * 100 + second, 143507);
}

TEST(SCDateTime, every_day_of_four_centuries_keeps_its_date) {
    for (int date = 1; date < 146097; ++date) {
        const SCDateTime day(date, 3600);
        int year = 0;
        int month = 0;
        int number = 0;
        day.GetDateYMD(year, month, number);
        ASSERT_TRUE(SCDateTime(year, month, number, 1, 0, 0) == day);
    }
}

TEST(SCDateTime, a_double_of_days_loses_no_more_than_a_microsecond) {
    SCDateTime time;
    time.SetInternalDateTime(3'982'415'707'250'001);
    const SCDateTime back(time.GetAsDouble());
    EXPECT_NEAR(
        static_cast<double>(
            back.AsMicrosecondsSinceBaseDate() - time.AsMicrosecondsSinceBaseDate()
        ),
        0.0, 1.0
    );
    EXPECT_TRUE(SCDateTime().IsUnset());
    EXPECT_LT(SCDateTime(1.0), SCDateTime(1.5));
}

TEST(SCString, holds_formats_and_compares) {
    SCString text("abc");
    text += SCString("def");
    text.AppendFormat("-%d", 7);
    EXPECT_STREQ(text.GetChars(), "abcdef-7");
    EXPECT_EQ(text.GetLength(), 8);
    EXPECT_EQ(text.IndexOf('d'), 3);
    EXPECT_STREQ(text.GetSubString(3, 3).GetChars(), "def");
    EXPECT_STREQ(text.Left(2).GetChars(), "ab");
    EXPECT_TRUE(text == "abcdef-7");
    EXPECT_TRUE(SCString() == "");
    text.Format("%s", text.GetChars());
    EXPECT_STREQ(text.GetChars(), "abcdef-7");
    const SCString* itself = &text;
    text = *itself;
    EXPECT_EQ(text.GetLength(), 8);
    text.Clear();
    EXPECT_TRUE(text.IsEmpty());
}

TEST(SCInput, reads_back_what_was_set_and_zero_as_another_kind) {
    s_SCInput_145 input;
    EXPECT_EQ(input.SetFloat(2.6F).GetInt(), 3);
    EXPECT_EQ(input.SetYesNo(9).GetYesNo(), 1U);
    EXPECT_EQ(input.SetChartStudySubgraphValues(4, 5, 6).GetStudyID(), 5U);
    EXPECT_EQ(input.GetChartNumber(), 4);
    EXPECT_EQ(input.GetInt(), 0);
    input.SetString("tcp://127.0.0.1:5571");
    EXPECT_STREQ(input.GetString(), "tcp://127.0.0.1:5571");
    EXPECT_EQ(input.GetInt(), 0);
}

TEST(SCInput, an_empty_text_reads_as_the_word_unset) {
    s_SCInput_145 input;
    input.SetString("");
    EXPECT_STREQ(input.GetString(), "Unset");
    EXPECT_STREQ(input.GetPathAndFileName(), "");
    input.SetInt(1);
    EXPECT_STREQ(input.GetString(), "Unset");
}

TEST(SCFloatArray, without_memory_reads_as_zero) {
    SCFloatArray nothing;
    EXPECT_EQ(nothing[0], 0.0F);
    EXPECT_EQ(nothing.GetArraySize(), 0);
    float values[] = {1.0F, 2.0F};
    nothing.InternalSetArray(values, 2);
    nothing[5] = 9.0F;
    EXPECT_EQ(values[1], 9.0F);
}

}  // namespace
