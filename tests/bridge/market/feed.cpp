#include "tests/bridge/market/feed.hpp"

#include "bridge/wire/crc32c.hpp"

#include <gtest/gtest.h>

#include <cstring>

namespace mia::market::test {
namespace {

constexpr std::size_t buffer_size = 256 * 1024;

template <class T>
T& placed(T* place) {
    EXPECT_NE(place, nullptr) << "the test's buffer is full";
    return *place;
}

// Copies everything but the frame header, which the writer made.
template <class T>
void write_frame(wire::BatchWriter& writer, const T& frame) {
    T& place = placed(writer.add<T>());
    const wire::FrameHeader header = place.frame;
    place = frame;
    place.frame = header;
}

wire::DepthLevel level_of(Side side, std::int64_t price_ticks, std::uint32_t size) {
    wire::DepthLevel level{};
    level.price_ticks = price_ticks;
    level.price_raw = static_cast<double>(price_ticks) * 0.25;
    level.size = size;
    level.order_count = size / 10;
    level.side = side == Side::bid ? wire::book_side::bid : wire::book_side::ask;
    return level;
}

}  // namespace

Feed::Feed(std::uint64_t publisher, std::uint64_t instance_id, std::int32_t chart)
    : instance(instance_id) {
    stamp.publisher = publisher;
    stamp.chart = chart;
    stamp.call_time_ns = start_ns;
}

Batch Feed::batch(const Fill& fill, std::uint16_t flags) {
    std::vector<std::byte> buffer(buffer_size);
    ++stamp.sequence;
    wire::BatchStamp stamped = stamp;
    stamped.flags = static_cast<std::uint16_t>(stamp.flags | flags);
    wire::BatchWriter writer(buffer);
    writer.begin(stamped);
    fill(writer);
    const auto bytes = writer.finish(stamp.call_time_ns);
    return bytes ? Batch(bytes->begin(), bytes->end()) : Batch();
}

Batch Feed::snapshot(const Fill& more) {
    namespace flag = wire::batch_flag;
    return batch(
        [&](wire::BatchWriter& writer) {
            write_introduction(writer);
            write_begin(writer);
            write_tape(writer);
            write_book(writer);
            more(writer);
            write_end(writer);
        },
        flag::snapshot | flag::snapshot_first | flag::snapshot_last | flag::hello
    );
}

std::vector<Batch> Feed::snapshot_parts() {
    namespace flag = wire::batch_flag;
    std::vector<Batch> parts;
    parts.push_back(batch(
        [&](wire::BatchWriter& writer) {
            write_introduction(writer);
            write_begin(writer);
        },
        flag::snapshot | flag::snapshot_first | flag::hello
    ));
    const auto tape = [&](wire::BatchWriter& writer) { write_tape(writer); };
    const auto book = [&](wire::BatchWriter& writer) { write_book(writer); };
    const auto end = [&](wire::BatchWriter& writer) { write_end(writer); };
    parts.push_back(batch(tape, flag::snapshot));
    parts.push_back(batch(book, flag::snapshot));
    parts.push_back(batch(end, flag::snapshot | flag::snapshot_last));
    return parts;
}

Batch Feed::step(
    const std::vector<Order>& orders, const std::vector<Print>& prints, const Fill& more
) {
    pass(50'000'000);
    return batch([&](wire::BatchWriter& writer) {
        for (const Print& print : prints) {
            write_print(writer, print);
        }
        if (!orders.empty()) {
            write_delta(writer, orders);
        }
        more(writer);
    });
}

Batch Feed::heartbeat() {
    return batch([](wire::BatchWriter& writer) { placed(writer.add<wire::Heartbeat>()).calls = 1; }
    );
}

void Feed::show_book(std::int64_t bid_ticks) {
    for (std::int64_t depth = 0; depth < 10; ++depth) {
        set_level({Side::bid, bid_ticks - depth, 60});
        set_level({Side::ask, bid_ticks + 1 + depth, 60});
    }
}

void Feed::set_level(const Order& order) {
    auto& levels = order.side == Side::bid ? bids_ : asks_;
    if (order.size == 0) {
        levels.erase(order.price_ticks);
    } else {
        levels[order.price_ticks] = order.size;
    }
}

std::uint32_t Feed::size_at(Side side, std::int64_t price_ticks) const {
    const auto& levels = side == Side::bid ? bids_ : asks_;
    const auto at = levels.find(price_ticks);
    return at == levels.end() ? 0 : at->second;
}

void Feed::write_introduction(wire::BatchWriter& writer) const {
    auto& hello = placed(writer.add<wire::Hello>());
    std::memcpy(hello.token, token.data(), token.size());
    hello.instance = instance;
    wire::set_text(hello.mia_version, "0.1.0");
    for (const wire::KindInfo& info : wire::catalog) {
        auto& kind = placed(writer.add_entry<wire::Hello>());
        kind = {static_cast<std::uint16_t>(info.kind), info.revision, info.head_size, info.hash};
        bend_hello(kind);
    }
    write_instrument(writer);
    write_status(writer);
}

void Feed::write_instrument(wire::BatchWriter& writer) const {
    auto& instrument = placed(writer.add<wire::Instrument>());
    instrument.index = stamp.instrument;
    instrument.flags = offers;
    instrument.chart = stamp.chart;
    wire::set_text(instrument.symbol, symbol);
    instrument.tick_size = tick_size;
    instrument.price_multiplier = 1.0;
    instrument.bar_period_s = 60;
}

void Feed::write_status(wire::BatchWriter& writer) const {
    if (connection) {
        auto& status = placed(writer.add<wire::Status>());
        status.connection = *connection;
        status.data_delay_s = data_delay_s;
    }
}

void Feed::write_begin(wire::BatchWriter& writer) {
    placed(writer.add<wire::SnapshotBegin>()).snapshot = ++snapshots_;
}

void Feed::write_end(wire::BatchWriter& writer) const {
    placed(writer.add<wire::SnapshotEnd>()).snapshot = snapshots_;
}

void Feed::write_tape(wire::BatchWriter& writer) const {
    for (const wire::Trade& trade : tape_) {
        write_frame(writer, trade);
    }
}

void Feed::write_book(wire::BatchWriter& writer) const {
    auto& book = placed(writer.add<wire::DepthSnapshot>());
    book.bid_count = static_cast<std::uint16_t>(bids_.size());
    book.ask_count = static_cast<std::uint16_t>(asks_.size());
    const std::vector<std::pair<std::int64_t, std::uint32_t>> bids(bids_.rbegin(), bids_.rend());
    for (const auto& [price_ticks, size] : bids) {
        placed(writer.add_entry<wire::DepthSnapshot>()) = level_of(Side::bid, price_ticks, size);
    }
    for (const auto& [price_ticks, size] : asks_) {
        placed(writer.add_entry<wire::DepthSnapshot>()) = level_of(Side::ask, price_ticks, size);
    }
}

void Feed::write_delta(wire::BatchWriter& writer, const std::vector<Order>& orders) {
    for (const Order& order : orders) {
        set_level(order);
    }
    auto& delta = placed(writer.add<wire::DepthDelta>());
    delta.bid_count = static_cast<std::uint16_t>(bids_.size());
    delta.ask_count = static_cast<std::uint16_t>(asks_.size());
    for (const Order& order : orders) {
        auto& entry = placed(writer.add_entry<wire::DepthDelta>());
        entry = level_of(order.side, order.price_ticks, order.size);
    }
}

void Feed::write_print(wire::BatchWriter& writer, const Print& print) {
    wire::Trade trade{};
    trade.time_ns = stamp.call_time_ns;
    trade.tape_sequence = tape_.size() + 1;
    trade.price_ticks = print.price_ticks;
    trade.price_raw = static_cast<double>(print.price_ticks) * 0.25;
    trade.size = print.size;
    trade.side = print.aggressor == Aggressor::buy    ? wire::trade_side::at_ask
                 : print.aggressor == Aggressor::sell ? wire::trade_side::at_bid
                                                      : wire::trade_side::unknown;
    tape_.push_back(trade);
    write_frame(writer, trade);
}

wire::Bar make_bar(std::int64_t bar_start_ns, std::uint64_t volume, bool closed) {
    wire::Bar bar{};
    bar.chart = 3;
    bar.flags = closed ? wire::bar_flag::closed : std::uint16_t{0};
    bar.period_s = 60;
    bar.start_ns = bar_start_ns;
    bar.volume = volume;
    return bar;
}

void write_bar(wire::BatchWriter& writer, const wire::Bar& bar) {
    write_frame(writer, bar);
}

void write_value(
    wire::BatchWriter& writer, std::uint32_t study, double value, std::int64_t bar_start_ns
) {
    auto& head = placed(writer.add<wire::StudyValue>());
    head.chart = 3;
    head.bar_start_ns = bar_start_ns;
    head.bar_period_s = 60;
    auto& entry = placed(writer.add_entry<wire::StudyValue>());
    entry.study = study;
    entry.value = value;
}

Batch with_header(const Batch& batch, const std::function<void(wire::BatchHeader&)>& change) {
    Batch changed = batch;
    wire::BatchHeader header;
    std::memcpy(&header, changed.data(), sizeof header);
    change(header);
    header.crc32c = 0;
    std::memcpy(changed.data(), &header, sizeof header);
    header.crc32c = wire::crc32c(changed);
    std::memcpy(changed.data(), &header, sizeof header);
    return changed;
}

}  // namespace mia::market::test
