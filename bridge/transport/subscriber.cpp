#include "bridge/transport/subscriber.hpp"

#include "bridge/wire/header.hpp"

#include <array>
#include <cerrno>

namespace mia::transport {
namespace {

constexpr int queue_batches = 1000;

bool set_option(const ZmqApi& api, void* socket, int option, int value) noexcept {
    return api.setsockopt(socket, option, &value, sizeof value) == 0;
}

// The queue is bounded; a host that sends more than is read loses batches, and their numbers tell.
bool set_options(const ZmqApi& api, void* socket) noexcept {
    return set_option(api, socket, zmq::linger, 0) &&
           set_option(api, socket, zmq::rcvhwm, queue_batches) &&
           api.setsockopt(socket, zmq::subscribe, &wire::batch_magic, sizeof wire::batch_magic) ==
               0;
}

}  // namespace

bool Subscriber::open(const ZmqApi& zmq_api, const char* address, void* shared_context) noexcept {
    close();
    api = &zmq_api;
    borrows_context = shared_context != nullptr ? 1 : 0;
    context = shared_context != nullptr ? shared_context : api->ctx_new();
    socket = context == nullptr ? nullptr : api->socket(context, zmq::sub);
    if (socket != nullptr && set_options(*api, socket) && api->connect(socket, address) == 0) {
        return true;
    }
    last_error = api->last_errno();
    close();
    return false;
}

bool Subscriber::ask(std::uint64_t publisher) noexcept {
    const std::array<std::uint64_t, 2> prefix{wire::batch_magic, publisher};
    return is_open() &&
           api->setsockopt(socket, zmq::subscribe, prefix.data(), sizeof prefix) == 0 &&
           api->setsockopt(socket, zmq::unsubscribe, prefix.data(), sizeof prefix) == 0;
}

Received Subscriber::receive(std::span<std::byte> buffer) noexcept {
    if (!is_open()) {
        return {Received::What::failed, 0};
    }
    const int size = api->recv(socket, buffer.data(), buffer.size(), zmq::dontwait);
    if (size < 0) {
        last_error = api->last_errno();
        return {last_error == EAGAIN ? Received::What::nothing : Received::What::failed, 0};
    }
    // recv tells the whole size even of a message it had to cut.
    const auto whole = static_cast<std::size_t>(size);
    if (whole > buffer.size()) {
        return {Received::What::too_large, 0};
    }
    return {Received::What::batch, whole};
}

void Subscriber::close() noexcept {
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
}

}  // namespace mia::transport
