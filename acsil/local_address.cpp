#include "acsil/local_address.hpp"

#include <charconv>
#include <cstdio>

namespace mia::acsil {
namespace {

// 0 when the text is no port.
unsigned port_of(std::string_view digits) noexcept {
    unsigned port = 0;
    const char* end = digits.data() + digits.size();
    const auto parsed = std::from_chars(digits.data(), end, port);
    return parsed.ec == std::errc() && parsed.ptr == end && port <= 65535 ? port : 0;
}

}  // namespace

bool to_local_address(
    std::string_view typed, std::span<char, local_address_size> address
) noexcept {
    for (const std::string_view host : {"tcp://127.0.0.1:", "tcp://localhost:"}) {
        const unsigned port = typed.starts_with(host) ? port_of(typed.substr(host.size())) : 0;
        if (port != 0) {
            std::snprintf(address.data(), address.size(), "tcp://127.0.0.1:%u", port);
            return true;
        }
    }
    return false;
}

void describe_refused_address(std::string_view typed, std::span<char> text) noexcept {
    std::snprintf(
        text.data(), text.size(),
        "address of the MIA host: expected tcp://127.0.0.1:PORT, found %.*s",
        static_cast<int>(typed.size()), typed.data()
    );
}

}  // namespace mia::acsil
