#include "bridge/wire/field.hpp"

#include <gtest/gtest.h>

namespace mia::wire {
namespace {

struct Pair {
    std::uint32_t first;
    std::uint32_t second;
};

constexpr Field first = MIA_FIELD(Pair, first, "", "one");
constexpr Field second = MIA_FIELD(Pair, second, "", "two");

// A field as no MIA_FIELD would make it.
constexpr Field bent(std::uint32_t offset, std::uint32_t size) {
    return {"bent", offset, size, FieldType::u32, "", "wrong on purpose"};
}

constexpr std::array sound{first, second};
constexpr std::array missing_first{second};
constexpr std::array missing_last{first};
constexpr std::array swapped{second, first};
constexpr std::array repeated{first, first, second};
constexpr std::array overlapping{first, bent(2, 6)};
constexpr std::array hole{first, bent(5, 3)};
constexpr std::array beyond{first, bent(4, 8)};
constexpr std::array empty_field{first, bent(4, 0), second};
constexpr std::array nameless{first, Field{"", 4, 4, FieldType::u32, "", "no name"}};
constexpr std::array unexplained{first, Field{"second", 4, 4, FieldType::u32, "", ""}};

static_assert(tiles(sound, 0, sizeof(Pair)));
static_assert(tiles(missing_last, 0, 4) && tiles(missing_first, 4, 8), "any part can be tiled");
static_assert(tiles({}, 8, 8), "nothing tiles nothing");

static_assert(!tiles(missing_first, 0, sizeof(Pair)));
static_assert(!tiles(missing_last, 0, sizeof(Pair)));
static_assert(!tiles(swapped, 0, sizeof(Pair)));
static_assert(!tiles(repeated, 0, sizeof(Pair)));
static_assert(!tiles(overlapping, 0, sizeof(Pair)));
static_assert(!tiles(hole, 0, sizeof(Pair)));
static_assert(!tiles(beyond, 0, sizeof(Pair)));
static_assert(!tiles(empty_field, 0, sizeof(Pair)));
static_assert(!tiles(nameless, 0, sizeof(Pair)));
static_assert(!tiles(unexplained, 0, sizeof(Pair)));
static_assert(!tiles({}, 0, sizeof(Pair)));

// The compiler puts seven bytes before `wide` that no field names.
struct Padded {
    std::uint8_t narrow;
    std::uint64_t wide;
};
constexpr std::array padded{
    MIA_FIELD(Padded, narrow, "", "one byte"), MIA_FIELD(Padded, wide, "", "eight bytes")};
static_assert(!tiles(padded, 0, sizeof(Padded)), "hidden padding does not pass");

constexpr std::uint64_t hash_of(std::span<const Field> fields) {
    LayoutHash hash;
    hash.add(fields);
    return hash.value();
}

TEST(Field, MacroTakesNameOffsetSizeAndTypeFromTheMember) {
    EXPECT_EQ(second.name, "second");
    EXPECT_EQ(second.offset, 4U);
    EXPECT_EQ(second.size, 4U);
    EXPECT_EQ(second.type, FieldType::u32);
}

TEST(Field, EveryTypeHasAName) {
    EXPECT_EQ(type_name(FieldType::u8), "u8");
    EXPECT_EQ(type_name(FieldType::i64), "i64");
    EXPECT_EQ(type_name(FieldType::f64), "f64");
    EXPECT_EQ(type_name(FieldType::chars), "chars");
}

TEST(LayoutHash, IsFnv1a) {
    EXPECT_EQ(LayoutHash().value(), 0xCBF29CE484222325ULL);
    LayoutHash hash;
    hash.add(std::string_view("a"));
    // FNV-1a of the two bytes 'a' and 0; each text ends in a zero so that "ab","c" is not "a","bc".
    EXPECT_EQ(hash.value(), (0xAF63DC4C8601EC8CULL ^ 0U) * 0x100000001B3ULL);
}

TEST(LayoutHash, ChangesWithEverythingThatTwoBuildsMustAgreeOn) {
    const std::array base{first};
    const auto hash_with = [&base](auto&& change) {
        std::array changed = base;
        change(changed[0]);
        return hash_of(changed);
    };
    EXPECT_NE(hash_of(base), hash_with([](Field& field) { field.name = "other"; }));
    EXPECT_NE(hash_of(base), hash_with([](Field& field) { field.offset = 8; }));
    EXPECT_NE(hash_of(base), hash_with([](Field& field) { field.size = 8; }));
    EXPECT_NE(hash_of(base), hash_with([](Field& field) { field.type = FieldType::i32; }));
    EXPECT_NE(hash_of(base), hash_with([](Field& field) { field.unit = "ns"; }));
}

TEST(LayoutHash, DoesNotChangeWithAnExplanation) {
    std::array changed{first};
    changed[0].meaning = "said better";
    EXPECT_EQ(hash_of(std::array{first}), hash_of(changed));
}

}  // namespace
}  // namespace mia::wire
