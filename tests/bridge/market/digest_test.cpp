#include "bridge/market/digest.hpp"

#include <gtest/gtest.h>

namespace mia::market {
namespace {

std::string digest_of(std::initializer_list<std::string_view> texts) {
    Digest digest;
    for (const std::string_view text : texts) {
        digest.add(text);
    }
    return digest.hex();
}

TEST(Digest, is_sixteen_digits_and_the_same_for_the_same) {
    EXPECT_EQ(digest_of({"a", "b"}).size(), 16U);
    EXPECT_EQ(digest_of({"a", "b"}), digest_of({"a", "b"}));
}

TEST(Digest, tells_order_and_boundaries_apart) {
    EXPECT_NE(digest_of({"a", "b"}), digest_of({"b", "a"}));
    EXPECT_NE(digest_of({"ab", ""}), digest_of({"a", "b"}));
    EXPECT_NE(digest_of({}), digest_of({""}));
}

TEST(Digest, tells_numbers_apart_that_differ_in_one_bit) {
    Digest left;
    Digest right;
    left.add(std::uint64_t{1} << 63);
    right.add(0);

    EXPECT_NE(left.hex(), right.hex());
}

}  // namespace
}  // namespace mia::market
