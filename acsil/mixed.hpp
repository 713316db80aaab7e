// A quick hash for what is compared from call to call within one process; it is never sent.
#pragma once

#include <cstdint>

namespace mia::acsil {

[[nodiscard]] constexpr std::uint64_t mixed(std::uint64_t hash, std::uint64_t number) noexcept {
    constexpr std::uint64_t odd = 0x9E37'79B9'7F4A'7C15U;
    hash = (hash ^ number) * odd;
    return hash ^ (hash >> 29);
}

}  // namespace mia::acsil
