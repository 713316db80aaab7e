#include "bridge/market/intake.hpp"

#include "bridge/market/sound.hpp"

#include <cmath>

namespace mia::market {
namespace {

constexpr std::int64_t source_lost_ns = 5'000'000'000;
constexpr std::uint16_t supplying_flags =
    wire::instrument_flag::has_depth | wire::instrument_flag::has_tape;

bool has_depth(const InstrumentRow& row) {
    return (row.flags & wire::instrument_flag::has_depth) != 0;
}

Aggressor aggressor_of(std::uint8_t side) {
    switch (side) {
    case wire::trade_side::at_bid:
        return Aggressor::sell;
    case wire::trade_side::at_ask:
        return Aggressor::buy;
    default:
        return Aggressor::unknown;
    }
}

}  // namespace

void set_note(Observation& observation, std::string note) {
    if (observation.note.empty()) {
        observation.note = std::move(note);
    }
}

Intake::Intake(State& state, Publisher& publisher, Observation& observation)
    : state_(state), publisher_(publisher), observation_(observation) {}

void Intake::take(wire::BatchReader& reader) {
    const wire::BatchHeader& header = observation_.header;
    for (const auto& symbol : state_.symbols) {
        Source& source = symbol->source();
        if (source.is_known && source.publisher == publisher_.id()) {
            source.heard_ns = header.call_time_ns;
            const bool is_replay = observation_.has_flag(wire::batch_flag::replay);
            state_.counters.add(
                Count::tape_rewinds, symbol->advance(header.call_time_ns, is_replay) ? 1 : 0
            );
        }
    }
    while (const auto frame = reader.next()) {
        ++observation_.frames;
        if (frame->info == nullptr) {
            ++observation_.skipped;
            state_.counters.add_skipped(frame->header.kind, frame->header.revision);
        } else if (!take_always(*frame)) {
            take_frame(*frame);
        }
    }
    finish();
}

// What says something about the publisher itself counts even when it is stale.
bool Intake::take_always(const wire::FrameView& frame) {
    switch (frame.info->kind) {
    case wire::Kind::hello:
    case wire::Kind::heartbeat:
        return true;
    case wire::Kind::status:
        publisher_.set_status(frame.head<wire::Status>());
        return true;
    case wire::Kind::instrument:
        take_instrument(frame.head<wire::Instrument>());
        return true;
    case wire::Kind::snapshot_begin:
        begin_snapshot(frame.head<wire::SnapshotBegin>());
        return true;
    default:
        return false;
    }
}

void Intake::take_frame(const wire::FrameView& frame) {
    if (!publisher_.is_trusted()) {
        dropped_stale_ = true;
        state_.counters.add(Count::stale_frames);
        return;
    }
    switch (frame.info->kind) {
    case wire::Kind::trade:
        return take_trade(frame.head<wire::Trade>());
    case wire::Kind::depth_delta:
        return take_delta(frame);
    case wire::Kind::depth_snapshot:
        return take_book(frame);
    case wire::Kind::study_value:
        return take_values(frame);
    case wire::Kind::bar:
        return take_bar(frame.head<wire::Bar>());
    case wire::Kind::snapshot_end:
        return end_snapshot(frame.head<wire::SnapshotEnd>());
    default:
        state_.counters.add_unused(frame.header.kind);
    }
}

void Intake::finish() {
    const InstrumentRow* row = instrument();
    observation_.needs_snapshot = !publisher_.is_trusted();
    if (dropped_stale_) {
        observation_.outcome = observation_.missed != 0 ? Outcome::gap : Outcome::stale;
    }
    if (row == nullptr) {
        return;
    }
    Symbol& symbol = *row->symbol;
    if (symbol.source().is_known && symbol.source().publisher == publisher_.id()) {
        note_condition(symbol.source());
        symbol.finish_batch();
    } else if (publisher_.is_synchronised() && is_free(symbol, *row)) {
        observation_.needs_snapshot = true;
    }
    symbol.describe(observation_);
}

// What the source says of its own Sierra holds for the book it supplies.
void Intake::note_condition(Source& source) const {
    constexpr std::uint8_t connected = 1;
    source.is_cut_off = publisher_.status().connection > connected;
    source.flags = static_cast<std::uint16_t>(
        observation_.header.flags & (wire::batch_flag::replay | wire::batch_flag::delayed)
    );
}

const InstrumentRow* Intake::instrument() {
    return publisher_.find_instrument(observation_.header.instrument);
}

void Intake::take_instrument(const wire::Instrument& frame) {
    const std::string_view name = wire::get_text(frame.symbol);
    const bool has_tick = std::isfinite(frame.tick_size) && frame.tick_size > 0.0;
    Symbol* symbol = nullptr;
    if (!name.empty() && has_tick) {
        symbol = state_.symbol(name, frame.tick_size);
        state_.counters.add(Count::no_room, symbol == nullptr ? 1 : 0);
    }
    if (symbol != nullptr && symbol->tick_size() != frame.tick_size) {
        // Prices in other ticks cannot be compared: who supplies the symbol decides.
        const Source& source = symbol->source();
        if (source.is_known && source.publisher != publisher_.id()) {
            symbol = nullptr;
        } else {
            symbol->change_tick_size(frame.tick_size);
        }
    }
    if (symbol == nullptr) {
        state_.counters.add(Count::bad_instrument);
        set_note(
            observation_, "chart " + std::to_string(frame.chart) +
                              ": a symbol and its tick size were expected, found: \"" +
                              std::string(name) + "\" with " + std::to_string(frame.tick_size)
        );
        return;
    }
    publisher_.set_instrument({frame.index, frame.flags, frame.chart, symbol});
}

void Intake::begin_snapshot(const wire::SnapshotBegin& frame) {
    publisher_.begin_snapshot(frame.snapshot);
    for (const auto& symbol : state_.symbols) {
        if (symbol->source().publisher == publisher_.id()) {
            symbol->expect_book();
        }
    }
}

void Intake::end_snapshot(const wire::SnapshotEnd& frame) {
    static_cast<void>(supplied_symbol()
    );  // a chart without levels and trades is a source all the same
    if (!publisher_.end_snapshot(frame.snapshot)) {
        state_.counters.add(Count::bad_snapshot);
        lose_sync("gap");
        return;
    }
    state_.counters.add(Count::snapshots);
    state_.values.forget_older(publisher_.instance(), publisher_.snapshots_begun());
    for (const auto& symbol : state_.symbols) {
        if (symbol->source().is_known && symbol->source().publisher == publisher_.id()) {
            symbol->complete();
        }
    }
}

// Nobody supplies the symbol, or nobody who is still heard of, or nobody who has its book.
bool Intake::is_free(const Symbol& symbol, const InstrumentRow& row) const {
    if ((row.flags & supplying_flags) == 0) {
        return false;
    }
    const Source& source = symbol.source();
    return !source.is_known ||
           observation_.header.call_time_ns - source.heard_ns > source_lost_ns ||
           (has_depth(row) && !source.has_depth);
}

Symbol* Intake::supplied_symbol() {
    const InstrumentRow* row = instrument();
    if (row == nullptr) {
        state_.counters.add(Count::unknown_instrument);
        return nullptr;
    }
    Symbol& symbol = *row->symbol;
    if (symbol.source().is_known && symbol.source().publisher == publisher_.id()) {
        return &symbol;
    }
    if (publisher_.is_in_snapshot() && !publisher_.is_denied() && is_free(symbol, *row)) {
        claim(symbol, *row);
        return &symbol;
    }
    publisher_.deny_source();
    return nullptr;
}

void Intake::claim(Symbol& symbol, const InstrumentRow& row) {
    const wire::BatchHeader& header = observation_.header;
    Source& source = symbol.source();
    if (source.instance != 0 && source.instance != publisher_.instance()) {
        state_.counters.add(Count::failovers);
        set_note(
            observation_, symbol.name() + ": book and tape now come from chart " +
                              std::to_string(header.chart) + ", their source before was lost"
        );
    }
    symbol.lose_book("gap");
    source = {true, publisher_.id(), publisher_.instance(), has_depth(row), header.call_time_ns};
    symbol.expect_book();
    const bool is_replay = observation_.has_flag(wire::batch_flag::replay);
    state_.counters.add(
        Count::tape_rewinds, symbol.advance(header.call_time_ns, is_replay) ? 1 : 0
    );
}

void Intake::lose_sync(std::string_view reason) {
    publisher_.lose_sync();
    for (const auto& symbol : state_.symbols) {
        if (symbol->source().is_known && symbol->source().publisher == publisher_.id()) {
            symbol->lose_book(reason);
        }
    }
}

void Intake::take_trade(const wire::Trade& frame) {
    const Soundness soundness = judge(frame);
    if (soundness != Soundness::sound) {
        state_.counters.add(count_of(soundness));
        return;
    }
    Symbol* symbol = supplied_symbol();
    if (symbol == nullptr) {
        state_.counters.add(Count::dropped_trades);
        return;
    }
    const Aggressor aggressor = aggressor_of(frame.side);
    if (!symbol->add_trade(
            {frame.time_ns, frame.tape_sequence, frame.price_ticks, frame.size, aggressor}
        )) {
        state_.counters.add(Count::duplicate_trades);
        return;
    }
    ++observation_.trades;
    ++observation_.events;
    observation_.buy_volume += aggressor == Aggressor::buy ? frame.size : 0;
    observation_.sell_volume += aggressor == Aggressor::sell ? frame.size : 0;
}

}  // namespace mia::market
