#include "bridge/wire/crc32c.hpp"

#include <array>
#include <cstring>

#if defined(__x86_64__) || defined(_M_X64)
#define MIA_CRC32C_X86 1
#include <nmmintrin.h>
#if defined(_MSC_VER)
#include <intrin.h>
#endif
#endif

namespace mia::wire {
namespace {

constexpr std::uint32_t polynomial_reflected = 0x82F63B78U;

consteval std::array<std::uint32_t, 256> make_table() {
    std::array<std::uint32_t, 256> table{};
    for (std::uint32_t i = 0; i < table.size(); ++i) {
        std::uint32_t value = i;
        for (int bit = 0; bit < 8; ++bit) {
            value = (value >> 1) ^ ((value & 1U) != 0 ? polynomial_reflected : 0U);
        }
        table[i] = value;
    }
    return table;
}

constexpr std::array<std::uint32_t, 256> table = make_table();

#ifdef MIA_CRC32C_X86

#if defined(_MSC_VER)
#define MIA_TARGET_SSE42
#else
#define MIA_TARGET_SSE42 __attribute__((target("sse4.2")))
#endif

bool has_sse42() noexcept {
#if defined(_MSC_VER)
    int registers[4];
    __cpuid(registers, 1);
    return (registers[2] & (1 << 20)) != 0;
#else
    return __builtin_cpu_supports("sse4.2") != 0;
#endif
}

MIA_TARGET_SSE42 std::uint32_t
crc32c_sse42(std::span<const std::byte> bytes, std::uint32_t crc) noexcept {
    std::uint64_t state = ~crc;
    const std::byte* at = bytes.data();
    std::size_t left = bytes.size();
    for (; left >= sizeof(std::uint64_t);
         left -= sizeof(std::uint64_t), at += sizeof(std::uint64_t)) {
        std::uint64_t word;
        std::memcpy(&word, at, sizeof word);
        state = _mm_crc32_u64(state, word);
    }
    auto state32 = static_cast<std::uint32_t>(state);
    for (; left != 0; --left, ++at) {
        state32 = _mm_crc32_u8(state32, std::to_integer<std::uint8_t>(*at));
    }
    return ~state32;
}

#endif

}  // namespace

std::uint32_t crc32c_portable(std::span<const std::byte> bytes, std::uint32_t crc) noexcept {
    std::uint32_t state = ~crc;
    for (const std::byte byte : bytes) {
        state = (state >> 8) ^ table[(state ^ std::to_integer<std::uint32_t>(byte)) & 0xFFU];
    }
    return ~state;
}

std::uint32_t crc32c(std::span<const std::byte> bytes, std::uint32_t crc) noexcept {
#ifdef MIA_CRC32C_X86
    static const bool fast = has_sse42();
    if (fast) {
        return crc32c_sse42(bytes, crc);
    }
#endif
    return crc32c_portable(bytes, crc);
}

}  // namespace mia::wire
