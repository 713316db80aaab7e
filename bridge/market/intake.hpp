// Takes one batch of a known publisher into the state, frame by frame. What may not be applied is
// counted.
#pragma once

#include "bridge/market/state.hpp"

namespace mia::market {

class Intake {
public:
    Intake(State& state, Publisher& publisher, Observation& observation);

    void take(wire::BatchReader& reader);
    // The publisher missed something: its symbols have no book until a snapshot.
    void lose_sync(std::string_view reason);

private:
    void take_frame(const wire::FrameView& frame);
    bool take_always(const wire::FrameView& frame);
    void take_instrument(const wire::Instrument& frame);
    void begin_snapshot(const wire::SnapshotBegin& frame);
    void end_snapshot(const wire::SnapshotEnd& frame);
    void take_trade(const wire::Trade& frame);
    void take_tape_break(const wire::TapeBreak& frame);
    void take_delta(const wire::FrameView& frame);
    void take_book(const wire::FrameView& frame);
    void take_bar(const wire::Bar& frame);
    void close_bar(const ChartKey& key, std::int64_t start_ns);
    void take_values(const wire::FrameView& frame);

    // The symbol of the batch's chart when this publisher is its source; becoming it is part of a
    // snapshot.
    [[nodiscard]] Symbol* supplied_symbol();
    template <class Function>
    void for_each_supplied(Function function);
    void advance(Symbol& symbol);
    [[nodiscard]] const InstrumentRow* instrument();
    [[nodiscard]] Symbol* symbol_of(const wire::Instrument& frame);
    [[nodiscard]] bool is_lost(const Source& source) const;
    [[nodiscard]] bool is_free(const Symbol& symbol, const InstrumentRow& row) const;
    void claim(Symbol& symbol, const InstrumentRow& row);
    void release_unshown();
    void note_condition(Symbol& symbol);
    [[nodiscard]] bool is_level_sound(const wire::DepthLevel& level);
    void lose_crossed(const Symbol& symbol);
    void lose_inconsistent(const Symbol& symbol);
    void finish();

    State& state_;
    Publisher& publisher_;
    Observation& observation_;
    bool dropped_stale_ = false;
};

template <class Function>
void Intake::for_each_supplied(Function function) {
    for (const auto& symbol : state_.symbols) {
        if (symbol->source().is(publisher_.id())) {
            function(*symbol);
        }
    }
}

// The word on something remarkable; the first one of a batch stands. False when it came second.
bool set_note(Observation& observation, std::string note);

}  // namespace mia::market
