// A publisher for tests: it keeps a book and a tape and tells them in numbered batches, as a study
// would. Every batch takes the next sequence, whether it is delivered or not.
#pragma once

#include "bridge/market/market.hpp"
#include "bridge/wire/batch_writer.hpp"

#include <functional>
#include <map>
#include <string>
#include <vector>

namespace mia::market::test {

using Batch = std::vector<std::byte>;

inline constexpr std::int64_t start_ns = 1'773'239'700'000'000'000;
inline constexpr std::int64_t second_ns = 1'000'000'000;

struct Order {  // a level as it is told
    Side side;
    std::int64_t price_ticks;
    std::uint32_t size;
};

struct Print {  // a trade as it is told
    std::int64_t price_ticks;
    std::uint32_t size;
    Aggressor aggressor;
};

class Feed {
public:
    using Fill = std::function<void(wire::BatchWriter&)>;

    explicit Feed(std::uint64_t publisher = 1, std::uint64_t instance = 11, std::int32_t chart = 3);

    // What a test may bend before the next batch.
    wire::BatchStamp stamp;
    std::uint64_t instance;
    std::string symbol = "ESH26-CME";
    double tick_size = 0.25;
    std::uint16_t offers = wire::instrument_flag::has_depth | wire::instrument_flag::has_tape;
    wire::Token token{};
    // Said in every snapshot; nothing when it is not.
    std::optional<std::uint8_t> connection = wire::connection::connected;
    std::int32_t data_delay_s = 0;
    std::function<void(wire::HelloKind&)> bend_hello = [](wire::HelloKind&) {};

    void pass(std::int64_t nanoseconds) { stamp.call_time_ns += nanoseconds; }

    // Any frames.
    Batch batch(const Fill& fill, std::uint16_t flags = 0);
    // Hello, instrument, tape, book and more, in one batch or in four.
    Batch snapshot(const Fill& more = [](wire::BatchWriter&) {});
    std::vector<Batch> snapshot_parts();
    // 50 ms later: trades, then the levels that changed.
    Batch step(
        const std::vector<Order>& orders, const std::vector<Print>& prints = {},
        const Fill& more = [](wire::BatchWriter&) {}
    );
    Batch heartbeat();

    // Ten levels of 60 on each side of a spread of one tick.
    void show_book(std::int64_t bid_ticks = 99);
    void set_level(const Order& order);
    [[nodiscard]] std::uint32_t size_at(Side side, std::int64_t price_ticks) const;

    void write_introduction(wire::BatchWriter& writer) const;
    void write_instrument(wire::BatchWriter& writer) const;
    void write_status(wire::BatchWriter& writer) const;
    void write_begin(wire::BatchWriter& writer);
    void write_end(wire::BatchWriter& writer) const;
    void write_tape(wire::BatchWriter& writer) const;
    void write_book(wire::BatchWriter& writer) const;
    void write_delta(wire::BatchWriter& writer, const std::vector<Order>& orders);
    void write_print(wire::BatchWriter& writer, const Print& print);

private:
    std::map<std::int64_t, std::uint32_t> bids_;
    std::map<std::int64_t, std::uint32_t> asks_;
    std::vector<wire::Trade> tape_;
    std::uint32_t snapshots_ = 0;
};

wire::Bar make_bar(std::int64_t bar_start_ns, std::uint64_t volume, bool closed);
void write_bar(wire::BatchWriter& writer, const wire::Bar& bar);
void write_value(
    wire::BatchWriter& writer, std::uint32_t study, double value,
    std::int64_t bar_start_ns = start_ns
);

// The bytes after a change to the header, its checksum right again.
Batch with_header(const Batch& batch, const std::function<void(wire::BatchHeader&)>& change);

}  // namespace mia::market::test
