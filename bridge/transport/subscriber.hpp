// A study's end of the overlay: a SUB socket that connects to the host. It never waits, never throws, and holds only
// plain data, because its memory may outlive the code that made it.
#pragma once

#include "bridge/transport/zmq_library.hpp"

#include <span>

namespace mia::transport {

// One look at the socket.
struct Received {
    enum class What : std::uint8_t { nothing, batch, too_large, failed };
    What what = What::nothing;
    std::size_t size = 0;  // of a batch, in the caller's buffer
};

struct Subscriber {
    const ZmqApi* api;
    void* context;
    void* socket;
    std::int32_t last_error;
    std::int32_t borrows_context;

    // Takes the API, opens a socket and listens to every publisher; false and `last_error` when libzmq refuses. A
    // zeroed struct is closed. An inproc address needs the context of the other end; it is borrowed and not ended with
    // the socket.
    [[nodiscard]] bool
    open(const ZmqApi& zmq_api, const char* address, void* shared_context = nullptr) noexcept;
    [[nodiscard]] bool is_open() const noexcept { return socket != nullptr; }

    // Asks the host for all that is current: it sees a subscription to this publisher alone, which then ends again.
    // False when libzmq would not take it.
    [[nodiscard]] bool ask(std::uint64_t publisher) noexcept;

    // The next message that has come, if any. What is larger than the buffer is thrown away and said.
    [[nodiscard]] Received receive(std::span<std::byte> buffer) noexcept;

    void close() noexcept;
};

}  // namespace mia::transport
