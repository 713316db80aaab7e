#include "bridge/wire/crc32c.hpp"

#include <gtest/gtest.h>

#include <array>
#include <string_view>
#include <vector>

namespace mia::wire {
namespace {

std::span<const std::byte> bytes_of(std::string_view text) {
    return std::as_bytes(std::span(text.data(), text.size()));
}

std::vector<std::byte> counting(std::size_t size) {
    std::vector<std::byte> bytes(size);
    for (std::size_t i = 0; i < size; ++i) {
        bytes[i] = static_cast<std::byte>(i);
    }
    return bytes;
}

struct Vector {
    std::vector<std::byte> bytes;
    std::uint32_t crc;
};

// The check value of the polynomial, and the examples of RFC 3720, appendix B.4.
std::vector<Vector> known_vectors() {
    const auto digits = bytes_of("123456789");
    std::vector<std::byte> descending = counting(32);
    std::vector<std::byte> reversed(descending.rbegin(), descending.rend());
    return {
        {{digits.begin(), digits.end()}, 0xE3069283U},
        {{}, 0x00000000U},
        {std::vector<std::byte>(32, std::byte{0x00}), 0x8A9136AAU},
        {std::vector<std::byte>(32, std::byte{0xFF}), 0x62A8AB43U},
        {descending, 0x46DD794EU},
        {reversed, 0x113FDB5CU},
    };
}

TEST(Crc32c, GivesTheKnownValues) {
    for (const Vector& vector : known_vectors()) {
        EXPECT_EQ(crc32c(vector.bytes), vector.crc);
        EXPECT_EQ(crc32c_portable(vector.bytes), vector.crc);
    }
}

TEST(Crc32c, FastAndPortableAgreeAtEveryLengthAndAlignment) {
    const std::vector<std::byte> bytes = counting(300);
    for (std::size_t begin = 0; begin < 16; ++begin) {
        for (std::size_t size = 0; begin + size <= bytes.size(); ++size) {
            const auto piece = std::span(bytes).subspan(begin, size);
            ASSERT_EQ(crc32c(piece, 7), crc32c_portable(piece, 7)) << begin << " " << size;
        }
    }
}

TEST(Crc32c, CanBeTakenInPieces) {
    const std::vector<std::byte> bytes = counting(100);
    for (std::size_t cut = 0; cut <= bytes.size(); ++cut) {
        const std::span<const std::byte> all(bytes);
        ASSERT_EQ(crc32c(all.subspan(cut), crc32c(all.first(cut))), crc32c(all)) << cut;
    }
}

TEST(Crc32c, SeesEverySingleFlippedBit) {
    std::vector<std::byte> bytes = counting(64);
    const std::uint32_t before = crc32c(bytes);
    for (std::size_t bit = 0; bit < 8 * bytes.size(); ++bit) {
        bytes[bit / 8] ^= std::byte{1} << (bit % 8);
        ASSERT_NE(crc32c(bytes), before) << bit;
        bytes[bit / 8] ^= std::byte{1} << (bit % 8);
    }
}

}  // namespace
}  // namespace mia::wire
