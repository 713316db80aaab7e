// Keeps the host's secret out of recordings: overwrites the tokens of a batch and makes its
// checksum right again.
#pragma once

#include "bridge/wire/batch_reader.hpp"

namespace mia::wire {

using Token = std::array<char, token_size>;

// Afterwards zeros stand where a token was right and 0xFF where it was not, so that a replay of the
// masked batch (with the all-zero token) accepts and drops exactly what the live host did. A Hello
// of a revision that this build does not know is masked too. False, and nothing changed, when the
// bytes are no sound batch: these may still hold a token and must not be stored.
[[nodiscard]] bool mask_token(std::span<std::byte> batch, const Token& token) noexcept;

}  // namespace mia::wire
