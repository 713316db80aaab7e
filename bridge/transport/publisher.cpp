#include "bridge/transport/publisher.hpp"

#include "bridge/wire/header.hpp"

#include <array>
#include <cerrno>
#include <cstring>

namespace mia::transport {
namespace {

constexpr int queue_batches = 2000;
constexpr int subscriptions_per_poll = 64;
constexpr std::size_t magic_size = sizeof(std::uint64_t);
constexpr std::size_t prefix_size = 2 * sizeof(std::uint64_t);

bool set_option(const ZmqApi& api, void* socket, int option, int value) noexcept {
    return api.setsockopt(socket, option, &value, sizeof value) == 0;
}

// IMMEDIATE: nothing queues for a host that is not there, so a restarted one meets the snapshot first.
// XPUB_VERBOSE: a subscription that repeats an older one is seen too; that is how a host asks.
// XPUB_NODROP: a full queue is said instead of passed over in silence; nothing waits for it either way.
bool set_options(const ZmqApi& api, void* socket) noexcept {
    return set_option(api, socket, zmq::linger, 0) &&
           set_option(api, socket, zmq::sndhwm, queue_batches) &&
           set_option(api, socket, zmq::rcvhwm, queue_batches) &&
           set_option(api, socket, zmq::immediate, 1) &&
           set_option(api, socket, zmq::xpub_verbose, 1) &&
           set_option(api, socket, zmq::xpub_nodrop, 1);
}

}  // namespace

bool Publisher::open(
    const ZmqApi& zmq_api, const char* address, std::uint64_t publisher_id, void* shared_context
) noexcept {
    close();
    api = &zmq_api;
    id = publisher_id;
    borrows_context = shared_context != nullptr ? 1 : 0;
    context = shared_context != nullptr ? shared_context : api->ctx_new();
    socket = context == nullptr ? nullptr : api->socket(context, zmq::xpub);
    if (socket != nullptr && set_options(*api, socket) && api->connect(socket, address) == 0) {
        return true;
    }
    last_error = api->last_errno();
    close();
    return false;
}

Subscriptions Publisher::poll_subscriptions(std::span<std::byte> words) noexcept {
    Subscriptions seen;
    if (!is_open()) {
        return seen;
    }
    std::array<std::byte, 1 + prefix_size> prefix{};
    const std::span<std::byte> message = words.size() > prefix.size() ? words : prefix;
    for (int i = 0; i < subscriptions_per_poll; ++i) {
        const int size = api->recv(socket, message.data(), message.size(), zmq::dontwait);
        if (size < 0) {
            break;
        }
        // recv tells the whole size even of a message it had to cut; what we know is one of two prefixes.
        const bool is_subscription = size > 0 && std::to_integer<int>(message[0]) <= 1;
        if (!is_subscription) {
            if (static_cast<std::size_t>(size) <= words.size()) {
                seen.said = static_cast<std::size_t>(size);
                break;
            }
            continue;
        }
        const bool subscribes = std::to_integer<int>(message[0]) == 1;
        const bool is_magic = std::memcmp(message.data() + 1, &wire::batch_magic, magic_size) == 0;
        const bool is_ours = std::memcmp(message.data() + 1 + magic_size, &id, sizeof id) == 0;
        if (size == 1 + static_cast<int>(magic_size) && is_magic) {
            ++(subscribes ? seen.joined : seen.left);
            has_subscriber = subscribes ? 1 : 0;
        } else if (size == 1 + static_cast<int>(prefix_size) && is_magic && is_ours && subscribes) {
            ++seen.asked;
        }
    }
    return seen;
}

SendResult Publisher::send(std::span<const std::byte> batch) noexcept {
    if (!is_open()) {
        return SendResult::failed;
    }
    if (api->send(socket, batch.data(), batch.size(), zmq::dontwait) >= 0) {
        return SendResult::sent;
    }
    last_error = api->last_errno();
    return last_error == EAGAIN ? SendResult::would_block : SendResult::failed;
}

void Publisher::close() noexcept {
    if (api != nullptr && socket != nullptr) {
        (void)api->close(socket);
    }
    if (api != nullptr && context != nullptr && borrows_context == 0) {
        // Waits for nothing but libzmq's threads to end: the only socket is closed and lingers for nothing. An address
        // with a name in it would be another matter: they look it up, for seconds, and end when they have.
        (void)api->ctx_term(context);
    }
    socket = nullptr;
    context = nullptr;
    has_subscriber = 0;
}

}  // namespace mia::transport
