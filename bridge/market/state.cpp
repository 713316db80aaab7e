#include "bridge/market/state.hpp"

#include "bridge/market/digest.hpp"

#include <algorithm>
#include <bit>

namespace mia::market {
namespace {

void add_number(Digest& digest, double value) {
    digest.add(std::bit_cast<std::uint64_t>(value));
}

void add_integer(Digest& digest, std::int64_t value) {
    digest.add(std::bit_cast<std::uint64_t>(value));
}

void add_side(Digest& digest, const BookSide& side) {
    digest.add(side.levels().size());
    for (const BookLevel& level : side.levels()) {
        add_integer(digest, level.price_ticks);
        digest.add(level.size);
        digest.add(level.order_count);
    }
}

void add_symbol(Digest& digest, const Symbol& symbol) {
    digest.add(symbol.name());
    add_number(digest, symbol.tick_size());
    digest.add(symbol.is_book_valid() ? 1 : 0);
    for (const Side side : both_sides) {
        add_side(digest, symbol.book().side(side));
    }
    const Tape& tape = symbol.tape();
    digest.add(tape.total().bought);
    digest.add(tape.total().sold);
    digest.add(tape.total().unknown);
    digest.add(tape.trade_count());
    if (tape.last()) {
        digest.add(tape.last()->sequence);
        add_integer(digest, tape.last()->time_ns);
        add_integer(digest, tape.last()->price_ticks);
    }
}

void add_chart(Digest& digest, const ChartKey& key) {
    add_integer(digest, key.chart);
    digest.add(key.period_s);
}

void add_bar(Digest& digest, const wire::Bar& bar) {
    add_integer(digest, bar.start_ns);
    digest.add(bar.flags);
    for (const std::int64_t ticks :
         {bar.open_ticks, bar.high_ticks, bar.low_ticks, bar.close_ticks}) {
        add_integer(digest, ticks);
    }
    for (const double raw : {bar.open_raw, bar.high_raw, bar.low_raw, bar.close_raw}) {
        add_number(digest, raw);
    }
    for (const std::uint64_t count :
         {bar.volume, bar.bid_volume, bar.ask_volume, bar.trade_count}) {
        digest.add(count);
    }
}

}  // namespace

Symbol* State::find_symbol(std::string_view name) const noexcept {
    for (const auto& symbol : symbols) {
        if (symbol->name() == name) {
            return symbol.get();
        }
    }
    return nullptr;
}

Symbol* State::symbol(std::string_view name, double tick_size) {
    Symbol* found = find_symbol(name);
    if (found == nullptr && symbols.size() < symbols_max) {
        symbols.push_back(std::make_unique<Symbol>(name, tick_size, settings, reports));
        found = symbols.back().get();
    }
    return found;
}

std::string State::digest() const {
    Digest digest;
    std::vector<const Symbol*> sorted;
    for (const auto& symbol : symbols) {
        sorted.push_back(symbol.get());
    }
    std::sort(sorted.begin(), sorted.end(), [](const Symbol* left, const Symbol* right) {
        return left->name() < right->name();
    });
    for (const Symbol* symbol : sorted) {
        add_symbol(digest, *symbol);
    }
    for (const BarSeries& series : bars.series()) {
        add_chart(digest, series.key());
        for (const wire::Bar& bar : series.bars()) {
            add_bar(digest, bar);
        }
    }
    for (const StudyValueState& value : values.values()) {
        add_chart(digest, value.key.chart);
        digest.add(value.key.study);
        digest.add(value.key.subgraph);
        add_number(digest, value.value);
        add_integer(digest, value.bar_start_ns);
        digest.add(value.closed ? 1 : 0);
    }
    return digest.hex();
}

}  // namespace mia::market
