// Who supplies a symbol: how a publisher becomes the source of its book and tape, and how it ceases to
// be.
#include "bridge/market/intake.hpp"

#include <algorithm>
#include <cmath>

namespace mia::market {
namespace {

constexpr std::int64_t source_lost_ns = 5'000'000'000;

}  // namespace

const InstrumentRow* Intake::instrument() {
    return publisher_.find_instrument(observation_.header.instrument);
}

// What a chart shows now. Frames about what it showed before, or about something that cannot be, have
// no symbol any more.
void Intake::take_instrument(const wire::Instrument& frame) {
    Symbol* symbol = symbol_of(frame);
    const InstrumentRow row{frame.index, frame.flags, frame.chart, frame.tick_size, symbol};
    const auto& rows = publisher_.instruments();
    const bool is_same = std::any_of(rows.begin(), rows.end(), [&](const InstrumentRow& other) {
        return other.chart == row.chart && other.symbol == symbol &&
               other.tick_size == row.tick_size;
    });
    if (!is_same) {
        state_.bars.forget(publisher_.instance(), frame.chart);
    }
    if (symbol != nullptr) {
        publisher_.set_instrument(row);
    } else {
        publisher_.forget_instrument(frame.index, frame.chart);
        state_.counters.add(Count::bad_instrument);
        set_note(
            observation_, "chart " + std::to_string(frame.chart) +
                              ": a symbol and its tick size were expected, found: \"" +
                              std::string(wire::get_text(frame.symbol)) + "\" with " +
                              std::to_string(frame.tick_size)
        );
    }
    release_unshown();
}

// Nothing when there is none, no room for it, or its prices could not be compared with the source's.
Symbol* Intake::symbol_of(const wire::Instrument& frame) {
    const std::string_view name = wire::get_text(frame.symbol);
    if (name.empty() || !std::isfinite(frame.tick_size) || frame.tick_size <= 0.0) {
        return nullptr;
    }
    Symbol* symbol = state_.symbol(name, frame.tick_size);
    if (symbol == nullptr) {
        state_.counters.add(Count::no_room);
        return nullptr;
    }
    if (symbol->tick_size() == frame.tick_size) {
        return symbol;
    }
    const Source& source = symbol->source();
    if (!source.is(publisher_.id())) {
        if (!is_lost(source)) {
            return nullptr;
        }
        symbol->lose_source();
    }
    symbol->change_tick_size(frame.tick_size);
    if (!publisher_.is_in_snapshot()) {
        lose_sync("gap");
    }
    return symbol;
}

// A symbol that no chart of this publisher shows any more needs another source.
void Intake::release_unshown() {
    for_each_supplied([&](Symbol& symbol) {
        const auto& rows = publisher_.instruments();
        const auto row = std::find_if(rows.begin(), rows.end(), [&](const InstrumentRow& other) {
            return other.symbol == &symbol && other.is_supplying();
        });
        if (row != rows.end()) {
            symbol.source().has_depth = row->has_depth();
            return;
        }
        symbol.lose_source();
        set_note(
            observation_, symbol.name() + ": chart " + std::to_string(observation_.header.chart) +
                              " supplies it no more; no book and tape until another chart does"
        );
    });
}

bool Intake::is_lost(const Source& source) const {
    return !source.is_known || observation_.header.call_time_ns - source.heard_ns > source_lost_ns;
}

// Nobody supplies the symbol, or nobody who is still heard of, or has its book, or is connected when
// we are.
bool Intake::is_free(const Symbol& symbol, const InstrumentRow& row) const {
    if (!row.is_supplying() || row.tick_size != symbol.tick_size()) {
        return false;
    }
    const Source& source = symbol.source();
    const bool is_connected = publisher_.status().connection == wire::connection::connected;
    return is_lost(source) || (row.has_depth() && !source.has_depth) ||
           (is_connected && !source.is_live());
}

Symbol* Intake::supplied_symbol() {
    const InstrumentRow* row = instrument();
    if (row == nullptr) {
        state_.counters.add(Count::unknown_instrument);
        return nullptr;
    }
    Symbol& symbol = *row->symbol;
    if (symbol.source().is(publisher_.id())) {
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
    const Source& before = symbol.source();
    if (before.instance != 0 && before.instance != publisher_.instance()) {
        state_.counters.add(Count::failovers);
        set_note(
            observation_, symbol.name() + ": book and tape now come from chart " +
                              std::to_string(header.chart) + ", their source before was lost"
        );
    }
    symbol.set_source(
        {.is_known = true,
         .publisher = publisher_.id(),
         .instance = publisher_.instance(),
         .has_depth = row.has_depth(),
         .heard_ns = header.call_time_ns}
    );
    symbol.expect_bars_after(
        state_.bars.newest_closed_ns(publisher_.instance(), row.chart).value_or(before_all_ns)
    );
    symbol.set_condition(publisher_.status(), header.flags);
    advance(symbol);
}

void Intake::advance(Symbol& symbol) {
    const bool is_replay = observation_.has_flag(wire::batch_flag::replay);
    if (symbol.advance(observation_.header.call_time_ns, is_replay)) {
        state_.counters.add(Count::tape_rewinds);
    }
}

// Says once that what the source tells is not used, and once that it is again.
void Intake::note_condition(Symbol& symbol) {
    Source& source = symbol.source();
    const bool is_cut_off = !source.is_live();
    if (is_cut_off == source.is_cut_off_noted) {
        return;
    }
    const std::string chart =
        symbol.name() + ": chart " + std::to_string(observation_.header.chart);
    const bool stands = set_note(
        observation_, is_cut_off ? chart + " says that its Sierra Chart's connection is " +
                                       std::string(wire::connection_name(source.connection)) +
                                       "; its book is not used until it is connected"
                                 : chart + " is connected again, its book is used"
    );
    if (stands) {
        source.is_cut_off_noted = is_cut_off;
    }
}

}  // namespace mia::market
