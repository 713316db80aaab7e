// Keeps the host's secret out of recordings: overwrites the tokens of a batch and makes its checksum right again.
#pragma once

#include "bridge/wire/batch_reader.hpp"

namespace mia::wire {

using Token = std::array<char, token_size>;

// What stands in place of a token afterwards: zeros where it was right, 0xFF where it was not, so that a replay of the
// masked batch (with the all-zero token) accepts and drops exactly what the live host did.
inline constexpr Token token_accepted{};

// Masks in place, a Hello of a revision this build does not know included. False, and nothing changed, when the bytes
// are no sound batch: these may still hold a token and must not be stored.
[[nodiscard]] bool mask_token(std::span<std::byte> batch, const Token& token) noexcept;

} // namespace mia::wire
