// The MIA host's end of the overlay for tests, and batches as a host makes them.
#pragma once

#include <functional>

#include "bridge/wire/batch_writer.hpp"
#include "tests/studies/host_socket.hpp"

namespace mia::studies {

class OverlayHost {
public:
    using Filling = std::function<void(wire::BatchWriter&)>;

    const std::string& address() const { return socket_.address(); }

    // The host process ends; another one may begin at the same address.
    void end() { socket_.close(); }
    void begin_again(std::uint64_t id) {
        publisher_ = id;
        sequence_ = 0;
        sent_ = 0;
        socket_.open_again();
    }

    // Whether somebody subscribed since the last look; waits up to this long.
    bool was_asked(int timeout_ms) {
        bool asked = false;
        for (auto message = socket_.receive(timeout_ms); !message.empty();
             message = socket_.receive(0)) {
            asked = asked || message[0] == std::byte{1};
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
        socket_.send(bytes);
        ++sent_;
    }
    std::int64_t sent() const { return sent_; }

private:
    HostSocket socket_{SocketType::xpub};
    std::uint64_t publisher_ = 77;
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
