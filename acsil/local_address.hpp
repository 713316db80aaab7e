// Where a study may connect to: this machine, by number. A name would be looked up by libzmq, and closing the socket
// waits for that look-up, on Sierra's own thread.
#pragma once

#include <cstddef>
#include <span>
#include <string_view>

namespace mia::acsil {

// Bytes that the address as libzmq takes it has at most, with its end.
inline constexpr std::size_t local_address_size = sizeof "tcp://127.0.0.1:65535";

// Writes what the user typed as an address that needs no look-up. False when it is neither tcp://127.0.0.1:PORT nor
// tcp://localhost:PORT with a port from 1 to 65535.
[[nodiscard]] bool
to_local_address(std::string_view typed, std::span<char, local_address_size> address) noexcept;

// Says in one line what was expected and what was found.
void describe_refused_address(std::string_view typed, std::span<char> text) noexcept;

}  // namespace mia::acsil
