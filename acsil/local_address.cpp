#include "acsil/local_address.hpp"

#include <cstdio>

namespace mia::acsil {
namespace {

// 0 when the text is no port. Not with std::from_chars: its table of digits would keep a released DLL in the process.
unsigned port_of(std::string_view digits) noexcept {
    unsigned port = 0;
    for (const char digit : digits) {
        if (digit < '0' || digit > '9' || port > 65535) {
            return 0;
        }
        port = port * 10 + static_cast<unsigned>(digit - '0');
    }
    return port <= 65535 ? port : 0;
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
