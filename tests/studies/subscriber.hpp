// The MIA host's end of the feed for tests.
#pragma once

#include <cstdint>
#include <cstring>

#include "tests/studies/host_socket.hpp"

namespace mia::studies {

class Subscriber {
public:
    explicit Subscriber(int queue = 100'000) : socket_(SocketType::xsub, queue) {}

    const std::string& address() const { return socket_.address(); }

    void subscribe_to_all() { speak(1, &wire::batch_magic, sizeof wire::batch_magic); }
    // Wants nothing more.
    void leave() { speak(0, &wire::batch_magic, sizeof wire::batch_magic); }
    // Asks this one publisher for a snapshot.
    void ask(std::uint64_t publisher) {
        const std::array<std::uint64_t, 2> prefix{wire::batch_magic, publisher};
        speak(1, prefix.data(), sizeof prefix);
    }
    // The host's own words, to all publishers.
    void say(std::span<const std::byte> message) { socket_.send(message); }

    std::vector<std::byte> receive(int timeout_ms) { return socket_.receive(timeout_ms); }

    // Another host process takes the place of this one.
    void start_again() { socket_.open_again(); }

private:
    void speak(unsigned char what, const void* prefix, std::size_t size) {
        std::vector<std::byte> message(1 + size, std::byte{what});
        std::memcpy(message.data() + 1, prefix, size);
        say(message);
    }

    HostSocket socket_;
};

}  // namespace mia::studies
