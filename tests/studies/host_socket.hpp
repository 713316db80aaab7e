// A socket of the MIA host for tests, bound to the loopback. It needs libzmq as the study does, at run time only.
#pragma once

#include <dlfcn.h>

#include <array>
#include <cstddef>
#include <cstdlib>
#include <span>
#include <stdexcept>
#include <string>
#include <utility>
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

enum class SocketType { xpub = 9, xsub = 10 };

class HostSocket {
public:
    // The queue is of messages that wait to be received.
    explicit HostSocket(SocketType type, int queue = 100'000) : type_(type), queue_(queue) {
        open("tcp://127.0.0.1:*");
    }
    ~HostSocket() { close(); }
    HostSocket(const HostSocket&) = delete;
    HostSocket& operator=(const HostSocket&) = delete;

    const std::string& address() const { return address_; }

    void send(std::span<const std::byte> message) {
        send_(socket_, message.data(), message.size(), 0);
    }
    // Waits up to this long; empty when nothing came. The socket works only while it is called.
    std::vector<std::byte> receive(int timeout_ms) {
        set(rcvtimeo, timeout_ms);
        buffer_.resize(wire::batch_bytes_max);
        const int size = recv_(socket_, buffer_.data(), buffer_.size(), 0);
        return {buffer_.begin(), buffer_.begin() + (size < 0 ? 0 : size)};
    }

    // The host process ends; another one may begin at the same address.
    void close() {
        if (socket_ != nullptr) {
            close_(std::exchange(socket_, nullptr));
            term_(std::exchange(context_, nullptr));
        }
    }
    void open_again() {
        close();
        open(address_);
    }

private:
    static constexpr int linger = 17;
    static constexpr int rcvhwm = 24;
    static constexpr int rcvtimeo = 27;
    static constexpr int last_endpoint = 32;
    static constexpr int xpub_verbose = 40;

    void open(const std::string& address) {
        context_ = context_new_();
        socket_ = socket_new_(context_, static_cast<int>(type_));
        set(linger, 0);
        set(rcvhwm, queue_);
        if (type_ == SocketType::xpub) {
            set(xpub_verbose, 1);
        }
        if (bind_(socket_, address.c_str()) != 0) {
            throw std::runtime_error("the test's socket did not bind to " + address);
        }
        std::array<char, 64> endpoint{};
        std::size_t size = endpoint.size();
        getsockopt_(socket_, last_endpoint, endpoint.data(), &size);
        address_ = endpoint.data();
    }
    void set(int option, int value) { setsockopt_(socket_, option, &value, sizeof value); }

    Zmq zmq_;
    void* (*context_new_)() = zmq_.function<void*()>("zmq_ctx_new");
    int (*term_)(void*) = zmq_.function<int(void*)>("zmq_ctx_term");
    void* (*socket_new_)(void*, int) = zmq_.function<void*(void*, int)>("zmq_socket");
    int (*close_)(void*) = zmq_.function<int(void*)>("zmq_close");
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
    SocketType type_;
    int queue_;
    void* context_ = nullptr;
    void* socket_ = nullptr;
    std::string address_;
    std::vector<std::byte> buffer_;
};

}  // namespace mia::studies
