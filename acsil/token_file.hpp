// The host's secret: 32 bytes in a file that only the user can read. It shows the host that we belong to that user.
#pragma once

#include "bridge/wire/session_frames.hpp"

#include <span>

namespace mia::acsil {

// Reads the token from `path`, or from the host's home when that is empty. Writes where it looked into `looked_at`.
[[nodiscard]] bool read_token(
    const char* path, std::span<char, wire::token_size> token, std::span<char> looked_at
) noexcept;

}  // namespace mia::acsil
