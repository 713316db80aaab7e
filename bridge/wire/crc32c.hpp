// CRC32C (Castagnoli), the checksum of a batch. Uses the processor's instruction where there is
// one.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

namespace mia::wire {

// Start with `crc` 0; feed the result of one piece into the next.
[[nodiscard]] std::uint32_t
crc32c(std::span<const std::byte> bytes, std::uint32_t crc = 0) noexcept;

// The portable implementation, kept visible so that a test can hold the fast one against it.
[[nodiscard]] std::uint32_t
crc32c_portable(std::span<const std::byte> bytes, std::uint32_t crc = 0) noexcept;

}  // namespace mia::wire
