// A study's end of the feed: an XPUB socket that connects to the host. It never waits, never throws, and holds only
// plain data, because its memory may outlive the code that made it.
#pragma once

#include "bridge/transport/zmq_library.hpp"

#include <span>

namespace mia::transport {

enum class SendResult : std::uint8_t { sent, would_block, failed };

// What subscribers did since the last look.
struct Subscriptions {
    std::uint32_t joined = 0;  // somebody subscribed to all publishers
    std::uint32_t asked =
        0;  // somebody subscribed to this publisher alone: a request for a snapshot
    std::uint32_t left = 0;  // somebody unsubscribed from all publishers, or was lost
    std::size_t said = 0;    // bytes of a message that is none of these: the host's own words
};

struct Publisher {
    const ZmqApi* api;
    void* context;
    void* socket;
    std::uint64_t id;
    std::int32_t has_subscriber;  // the socket connects to one host, so there is one or none
    std::int32_t last_error;
    std::int32_t borrows_context;

    // Takes the API and opens a socket; false and `last_error` when libzmq refuses. A zeroed struct is closed. An
    // inproc address needs the context of the other end; it is borrowed and not ended with the socket.
    [[nodiscard]] bool open(
        const ZmqApi& zmq_api, const char* address, std::uint64_t publisher_id,
        void* shared_context = nullptr
    ) noexcept;
    [[nodiscard]] bool is_open() const noexcept { return socket != nullptr; }

    // Reads what subscribers want; bounded work per call. Ends with the first message of the host's own words, which
    // is then in the buffer; one that does not fit is passed over.
    [[nodiscard]] Subscriptions poll_subscriptions(std::span<std::byte> words = {}) noexcept;

    // Hands a batch over; would_block when the queue is full, and then nothing of it is sent.
    [[nodiscard]] SendResult send(std::span<const std::byte> batch) noexcept;

    void close() noexcept;
};

}  // namespace mia::transport
