#include "bridge/wire/layout.hpp"

#include <gtest/gtest.h>

namespace mia::wire {

// A frame with entries, and frames that are wrong in one way each.
struct Sound {
    FrameHeader frame;
    std::uint64_t number;
};
struct SoundEntry {
    std::uint32_t a;
    std::uint32_t b;
};
struct OddHead {
    FrameHeader frame;
    std::uint32_t number;
};
struct Untabled {
    FrameHeader frame;
    std::uint64_t number;
    std::uint64_t forgotten;
};
struct OddEntry {
    FrameHeader frame;
    std::uint64_t number;
};
struct OddTail {
    std::uint32_t a;
};
struct Headless {
    std::uint64_t number;
};

template <class T>
struct NumberLayout {
    static constexpr Kind kind = Kind::heartbeat;
    static constexpr std::uint16_t revision = 1;
    static constexpr std::array fields{MIA_FIELD(T, number, "", "a number")};
};

template <>
struct Layout<Sound> : NumberLayout<Sound> {
    using Entry = SoundEntry;
    static constexpr std::array entry_fields{
        MIA_FIELD(SoundEntry, a, "", "a"), MIA_FIELD(SoundEntry, b, "", "b")};
};
template <>
struct Layout<OddHead> : NumberLayout<OddHead> {
    using Entry = NoEntry;
};
template <>
struct Layout<Untabled> : NumberLayout<Untabled> {
    using Entry = NoEntry;
};
template <>
struct Layout<OddEntry> : NumberLayout<OddEntry> {
    using Entry = OddTail;
    static constexpr std::array entry_fields{MIA_FIELD(OddTail, a, "", "a")};
};
template <>
struct Layout<Headless> : NumberLayout<Headless> {
    using Entry = NoEntry;
};

namespace {

template <class T>
concept IsFrame = requires {
    requires Frame<T>;
};

static_assert(is_sound<Sound>());
static_assert(!is_sound<OddHead>(), "a head that is no multiple of 8 bytes");
static_assert(!is_sound<Untabled>(), "a member that no field names");
static_assert(!is_sound<OddEntry>(), "an entry that is no multiple of 8 bytes");
static_assert(IsFrame<Sound>);
static_assert(!IsFrame<Headless>, "a struct that does not begin with a frame header");
static_assert(!IsFrame<SoundEntry>, "a struct without a layout");

TEST(Layout, KnowsTheSizeOfItsEntries) {
    EXPECT_TRUE(has_entries<Sound>);
    EXPECT_EQ(entry_size<Sound>(), 8U);
    EXPECT_FALSE(has_entries<OddHead>);
    EXPECT_EQ(entry_size<OddHead>(), 0U);
}

}  // namespace
}  // namespace mia::wire
