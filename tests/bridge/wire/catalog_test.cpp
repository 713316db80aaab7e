#include "bridge/wire/catalog.hpp"

#include <gtest/gtest.h>

#include <set>
#include <string>

namespace mia::wire {
namespace {

TEST(Catalog, FindsEachKindByNumberAndRevision) {
    for (const KindInfo& info : catalog) {
        EXPECT_EQ(find_kind(static_cast<std::uint16_t>(info.kind), info.revision), &info);
    }
}

TEST(Catalog, DoesNotKnowOtherKindsNorOtherRevisions) {
    EXPECT_EQ(find_kind(999, 1), nullptr);
    EXPECT_EQ(find_kind(static_cast<std::uint16_t>(Kind::trade), 2), nullptr);
    EXPECT_EQ(find_kind(static_cast<std::uint16_t>(Kind::trade), 0), nullptr);
}

// The same fields under another name are another layout: a DepthSnapshot is not a DepthDelta.
TEST(Catalog, HashesDiffer) {
    std::set<std::uint64_t> hashes;
    for (const KindInfo& info : catalog) {
        EXPECT_TRUE(hashes.insert(info.hash).second) << info.name;
    }
}

constexpr KindInfo trade = describe<Trade>();
constexpr std::array twice{trade, describe<Bar>(), trade};
static_assert(!names_each_layout_once(twice));

// docs/wire.md puts both into a table.
TEST(Catalog, ExplanationsFitATableCell) {
    for (const KindInfo& info : catalog) {
        EXPECT_EQ(info.meaning.find('|'), std::string_view::npos) << info.name;
        for (const Field& field : info.fields) {
            EXPECT_EQ(field.meaning.find('|'), std::string_view::npos) << field.name;
        }
    }
}

// Whoever reads a table must not need a second one to find out what a name stands for.
TEST(Catalog, NoFieldNameIsUsedTwiceInOneTable) {
    for (const KindInfo& info : catalog) {
        std::set<std::string_view> names;
        for (const Field& field : info.fields) {
            EXPECT_TRUE(names.insert(field.name).second) << info.name << " " << field.name;
        }
    }
}

}  // namespace
}  // namespace mia::wire
