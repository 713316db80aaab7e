// The host's secret: compared without telling how much of a guess was right, and kept out of
// recordings by overwriting it and making the batch's checksum right again.
#pragma once

#include "bridge/wire/batch_reader.hpp"

namespace mia::wire {

using Token = std::array<char, token_size>;

// Takes the same time whatever differs; only the length is no secret.
[[nodiscard]] bool is_same(const Token& token, std::span<const std::byte> found) noexcept;

// Afterwards zeros stand where a token was right and 0xFF where it was not, so that a replay of the
// masked batch (with the all-zero token) accepts and drops exactly what the live host did. A Hello
// of a revision or size that this build does not know is masked too. False, and nothing changed, when
// the bytes do not fall into frames: these may still hold a token and must not be stored.
[[nodiscard]] bool mask_token(std::span<std::byte> batch, const Token& token) noexcept;

}  // namespace mia::wire
