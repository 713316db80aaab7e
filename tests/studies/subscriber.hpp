// The MIA host's end of the feed for tests: an XSUB socket bound to a free port of the loopback.
// It needs libzmq as the study does, at run time only.
#pragma once

#include <dlfcn.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <span>
#include <stdexcept>
#include <string>
#include <vector>

#include "bridge/wire/header.hpp"

namespace mia::studies {

class Zmq {
public:
    Zmq() {
        const char* told = std::getenv("MIA_LIBZMQ");
        library_ = dlopen(told != nullptr ? told : "libzmq.so.5", RTLD_NOW | RTLD_LOCAL);
        if (library_ == nullptr) {
            throw std::runtime_error("libzmq was not found");
        }
    }

    template <class Function>
    Function* function(const char* name) const {
        return reinterpret_cast<Function*>(dlsym(library_, name));
    }

private:
    void* library_;
};

class Subscriber {
public:
    explicit Subscriber(const std::string& address = "tcp://127.0.0.1:*") {
        set(linger, 0);
        set(rcvhwm, 100'000);
        if (bind_(socket_, address.c_str()) != 0) {
            throw std::runtime_error("the test's socket did not bind to " + address);
        }
        std::array<char, 64> endpoint{};
        std::size_t size = endpoint.size();
        getsockopt_(socket_, last_endpoint, endpoint.data(), &size);
        address_ = endpoint.data();
    }
    ~Subscriber() {
        close_(socket_);
        term_(context_);
    }
    Subscriber(const Subscriber&) = delete;
    Subscriber& operator=(const Subscriber&) = delete;

    const std::string& address() const { return address_; }

    void subscribe_to_all() { subscribe(&wire::batch_magic, sizeof wire::batch_magic); }
    // Wants nothing more.
    void leave() {
        std::array<std::byte, 1 + sizeof wire::batch_magic> message{};
        std::memcpy(message.data() + 1, &wire::batch_magic, sizeof wire::batch_magic);
        say(message);
    }
    // Asks this one publisher for a snapshot.
    void ask(std::uint64_t publisher) {
        const std::array<std::uint64_t, 2> prefix{wire::batch_magic, publisher};
        subscribe(prefix.data(), sizeof prefix);
    }

    // The host's own words, to all publishers.
    void say(std::span<const std::byte> message) {
        send_(socket_, message.data(), message.size(), 0);
    }

    // Waits up to this long; empty when nothing came. The socket works only while it is called.
    std::vector<std::byte> receive(int timeout_ms) {
        set(rcvtimeo, timeout_ms);
        buffer_.resize(wire::batch_bytes_max);
        const int size = recv_(socket_, buffer_.data(), buffer_.size(), 0);
        if (size < 0) {
            return {};
        }
        return {buffer_.begin(), buffer_.begin() + size};
    }

private:
    static constexpr int xsub = 10;
    static constexpr int linger = 17;
    static constexpr int rcvhwm = 24;
    static constexpr int rcvtimeo = 27;
    static constexpr int last_endpoint = 32;

    void set(int option, int value) { setsockopt_(socket_, option, &value, sizeof value); }
    void subscribe(const void* prefix, std::size_t size) {
        std::vector<std::byte> message(1 + size, std::byte{1});
        std::memcpy(message.data() + 1, prefix, size);
        say(message);
    }

    Zmq zmq_;
    int (*close_)(void*) = zmq_.function<int(void*)>("zmq_close");
    int (*term_)(void*) = zmq_.function<int(void*)>("zmq_ctx_term");
    int (*bind_)(void*, const char*) = zmq_.function<int(void*, const char*)>("zmq_bind");
    int (*recv_
    )(void*, void*, std::size_t,
      int) = zmq_.function<int(void*, void*, std::size_t, int)>("zmq_recv");
    int (*send_
    )(void*, const void*, std::size_t,
      int) = zmq_.function<int(void*, const void*, std::size_t, int)>("zmq_send");
    int (*setsockopt_
    )(void*, int, const void*,
      std::size_t) = zmq_.function<int(void*, int, const void*, std::size_t)>("zmq_setsockopt");
    int (*getsockopt_
    )(void*, int, void*,
      std::size_t*) = zmq_.function<int(void*, int, void*, std::size_t*)>("zmq_getsockopt");
    void* context_ = zmq_.function<void*()>("zmq_ctx_new")();
    void* socket_ = zmq_.function<void*(void*, int)>("zmq_socket")(context_, xsub);
    std::string address_;
    std::vector<std::byte> buffer_;
};

}  // namespace mia::studies
