// The MIA host's end of the overlay for tests: an XPUB socket bound to a free port of the loopback, and batches as a
// host makes them. It needs libzmq as the study does, at run time only.
#pragma once

#include <functional>
#include <utility>

#include "bridge/wire/batch_writer.hpp"
#include "tests/studies/subscriber.hpp"

namespace mia::studies {

class OverlayHost {
public:
    using Filling = std::function<void(wire::BatchWriter&)>;

    explicit OverlayHost(std::uint64_t id = 77) : publisher_(id) { open("tcp://127.0.0.1:*"); }
    ~OverlayHost() { end(); }
    OverlayHost(const OverlayHost&) = delete;
    OverlayHost& operator=(const OverlayHost&) = delete;

    const std::string& address() const { return address_; }

    // The host process ends; another one may begin at the same address.
    void end() {
        if (socket_ == nullptr) {
            return;
        }
        close_(std::exchange(socket_, nullptr));
        term_(std::exchange(context_, nullptr));
    }
    void begin_again(std::uint64_t id) {
        end();
        publisher_ = id;
        sequence_ = 0;
        sent_ = 0;
        open(address_);
    }

    // Whether somebody subscribed since the last look; waits up to this long.
    bool was_asked(int timeout_ms) {
        set(rcvtimeo, timeout_ms);
        std::array<unsigned char, 64> message{};
        bool asked = false;
        while (recv_(socket_, message.data(), message.size(), 0) >= 0) {
            asked = asked || message[0] == 1;
            set(rcvtimeo, 0);
        }
        return asked;
    }

    // A batch about the ES chart's symbol.
    void say(const Filling& filling, std::uint16_t flags = 0) {
        say("ESH26_FUT_CME", filling, flags);
    }
    void say(const std::string& symbol, const Filling& filling, std::uint16_t flags = 0) {
        send(batch(symbol, filling, flags));
    }
    // Everything that is current, in one batch.
    void say_all(const Filling& filling) {
        namespace flag = wire::batch_flag;
        const int flags = flag::snapshot | flag::snapshot_first | flag::snapshot_last;
        say(filling, static_cast<std::uint16_t>(flags));
    }
    void beat() {
        say("", [](wire::BatchWriter& writer) { (void)writer.add<wire::Heartbeat>(); });
    }
    // A batch that never leaves.
    void lose() { ++sequence_; }

    std::vector<std::byte>
    batch(const std::string& symbol, const Filling& filling, std::uint16_t flags) {
        wire::BatchWriter writer(buffer_);
        writer.begin({.publisher = publisher_, .flags = flags, .sequence = ++sequence_});
        if (!symbol.empty()) {
            auto* instrument = writer.add<wire::Instrument>();
            wire::set_text(instrument->symbol, symbol);
            instrument->tick_size = 0.25;
        }
        filling(writer);
        const auto made = *writer.finish(0);
        return {made.begin(), made.end()};
    }
    void send(const std::vector<std::byte>& bytes) {
        send_(socket_, bytes.data(), bytes.size(), 0);
        ++sent_;
    }
    std::int64_t sent() const { return sent_; }

private:
    static constexpr int xpub = 9;
    static constexpr int linger = 17;
    static constexpr int rcvtimeo = 27;
    static constexpr int last_endpoint = 32;
    static constexpr int verbose = 40;

    void open(const std::string& address) {
        context_ = context_new_();
        socket_ = socket_new_(context_, xpub);
        set(linger, 0);
        set(verbose, 1);
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
    void* (*context_new_)() = zmq_.function<void*()>("zmq_ctx_new");
    void* (*socket_new_)(void*, int) = zmq_.function<void*(void*, int)>("zmq_socket");
    void* context_ = nullptr;
    void* socket_ = nullptr;
    std::string address_;
    std::uint64_t publisher_;
    std::uint64_t sequence_ = 0;
    std::int64_t sent_ = 0;
    alignas(8) std::array<std::byte, wire::batch_bytes_max> buffer_{};
};

// Frames as the tests say them.
inline void add_level(
    wire::BatchWriter& writer, std::uint32_t id, const char* name, double price,
    std::int64_t valid_from_ns, std::uint16_t style = 0, std::uint32_t rgb = 0
) {
    auto* level = writer.add<wire::Level>();
    level->id = id;
    level->style = style;
    level->price_raw = price;
    level->valid_from_ns = valid_from_ns;
    level->colour_rgb = rgb;
    wire::set_text(level->name, name);
}

inline void add_signal(
    wire::BatchWriter& writer, std::uint64_t id, std::int64_t time_ns, std::int64_t price_ticks,
    double score
) {
    auto* signal = writer.add<wire::Signal>();
    signal->id = id;
    signal->time_ns = time_ns;
    signal->price_ticks = price_ticks;
    signal->score = score;
    signal->side = score > 0 ? wire::signal_side::buy : wire::signal_side::sell;
}

inline void add_clear(wire::BatchWriter& writer, std::uint32_t scope, std::uint32_t id = 0) {
    auto* clear = writer.add<wire::Clear>();
    clear->scope = scope;
    clear->id = id;
}

inline void add_regime(wire::BatchWriter& writer, std::uint8_t gamma, std::int64_t valid_from_ns) {
    auto* regime = writer.add<wire::Regime>();
    regime->gamma = gamma;
    regime->valid_from_ns = valid_from_ns;
}

}  // namespace mia::studies
