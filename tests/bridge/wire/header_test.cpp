#include "bridge/wire/header.hpp"

#include <gtest/gtest.h>

#include <cstring>

namespace mia::wire {
namespace {

TEST(Header, MagicReadsAsTextInMemory) {
    std::array<char, 8> text;
    std::memcpy(text.data(), &batch_magic, sizeof batch_magic);
    EXPECT_EQ(std::string_view(text.data(), text.size()), "MIAWIRE1");
}

// ZeroMQ subscribes to a prefix of the message: magic for all publishers, both for one.
TEST(Header, MagicAndPublisherAreTheFirstSixteenBytes) {
    EXPECT_EQ(offsetof(BatchHeader, magic), 0U);
    EXPECT_EQ(offsetof(BatchHeader, publisher), 8U);
}

// These two can never change within the protocol major, not even in a later revision of a kind.
TEST(Header, OffsetsOfTheBatchHeaderAreForEver) {
    constexpr std::array<std::uint32_t, 13> offsets{0,  8,  16, 18, 20, 24, 28,
                                                    30, 32, 40, 48, 56, 60};
    ASSERT_EQ(batch_header_fields.size(), offsets.size());
    for (std::size_t i = 0; i < offsets.size(); ++i) {
        EXPECT_EQ(batch_header_fields[i].offset, offsets[i]) << batch_header_fields[i].name;
    }
}

TEST(Header, OffsetsOfTheFrameHeaderAreForEver) {
    EXPECT_EQ(offsetof(FrameHeader, kind), 0U);
    EXPECT_EQ(offsetof(FrameHeader, revision), 2U);
    EXPECT_EQ(offsetof(FrameHeader, length), 4U);
}

TEST(Header, FlagsAreBitsOfTheirOwn) {
    constexpr std::array flags{batch_flag::replay,        batch_flag::recalculation,
                               batch_flag::snapshot,      batch_flag::snapshot_first,
                               batch_flag::snapshot_last, batch_flag::delayed,
                               batch_flag::hello};
    for (std::size_t i = 0; i < flags.size(); ++i) {
        EXPECT_EQ(flags[i], 1U << i);
    }
}

}  // namespace
}  // namespace mia::wire
