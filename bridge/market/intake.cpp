#include "bridge/market/intake.hpp"

#include "bridge/market/sound.hpp"

namespace mia::market {
namespace {

// Frames are taken by their kind alone: a second revision of one needs a case of its own here.
consteval bool has_one_revision_of_each(std::span<const wire::KindInfo> kinds) {
    for (std::size_t i = 0; i < kinds.size(); ++i) {
        for (std::size_t j = i + 1; j < kinds.size(); ++j) {
            if (kinds[i].kind == kinds[j].kind) {
                return false;
            }
        }
    }
    return true;
}
static_assert(has_one_revision_of_each(wire::catalog));

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

bool set_note(Observation& observation, std::string note) {
    if (!observation.note.empty()) {
        return false;
    }
    observation.note = std::move(note);
    return true;
}

Intake::Intake(State& state, Publisher& publisher, Observation& observation)
    : state_(state), publisher_(publisher), observation_(observation) {}

void Intake::take(wire::BatchReader& reader) {
    const wire::BatchHeader& header = observation_.header;
    for_each_supplied([&](Symbol& symbol) {
        symbol.source().heard_ns = header.call_time_ns;
        symbol.set_condition(publisher_.status(), header.flags);
        advance(symbol);
    });
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
        for_each_supplied([&](Symbol& symbol) {
            symbol.set_condition(publisher_.status(), observation_.header.flags);
        });
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
    case wire::Kind::tape_break:
        return take_tape_break(frame.head<wire::TapeBreak>());
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
    if (symbol.source().is(publisher_.id())) {
        note_condition(symbol);
        symbol.finish_batch();
    } else if (publisher_.is_synchronised() && is_free(symbol, *row)) {
        observation_.needs_snapshot = true;
    }
    symbol.describe(observation_);
    observation_.event_records = symbol.take_events();
}

void Intake::begin_snapshot(const wire::SnapshotBegin& frame) {
    publisher_.begin_snapshot(frame.snapshot);
    for_each_supplied([](Symbol& symbol) { symbol.expect_book(); });
}

void Intake::end_snapshot(const wire::SnapshotEnd& frame) {
    // A chart without levels and trades is a source all the same.
    static_cast<void>(supplied_symbol());
    if (!publisher_.end_snapshot(frame.snapshot)) {
        state_.counters.add(Count::bad_snapshot);
        lose_sync("gap");
        return;
    }
    state_.counters.add(Count::snapshots);
    state_.values.forget_older(publisher_.instance(), publisher_.snapshots_begun());
    for_each_supplied([](Symbol& symbol) { symbol.complete(); });
}

void Intake::lose_sync(std::string_view reason) {
    publisher_.lose_sync();
    for_each_supplied([&](Symbol& symbol) { symbol.lose_book(reason); });
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

// What was measured over trades of which some are missing would be a number that nobody measured.
void Intake::take_tape_break(const wire::TapeBreak& frame) {
    Symbol* symbol = supplied_symbol();
    if (symbol == nullptr) {
        return;
    }
    state_.counters.add(Count::tape_breaks);
    symbol->break_tape();
    const bool is_numbered_anew = frame.reason == wire::tape_break::restarted;
    set_note(
        observation_,
        symbol->name() + ": the tape broke behind record " + std::to_string(frame.sequence_before) +
            (is_numbered_anew
                 ? ", its source numbers anew"
                 : ", trades are missing up to record " + std::to_string(frame.sequence_after))
    );
}

}  // namespace mia::market
