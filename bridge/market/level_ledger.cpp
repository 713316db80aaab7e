#include "bridge/market/level_ledger.hpp"

#include <algorithm>

namespace mia::market {
namespace {

void show(LevelRecord& record, std::uint32_t after, std::int64_t now_ns) {
    if (after == 0) {
        record.gone_ns = record.gone_ns != 0 ? record.gone_ns : now_ns;
    } else if (record.displayed == 0) {
        record.since_ns = now_ns;
        record.gone_ns = 0;
    }
    if (after / 2 > record.held_size || after < record.held_size / 2 || record.displayed == 0) {
        record.held_size = after;
        record.held_since_ns = now_ns;
    }
    record.displayed = after;
    record.displayed_max = std::max(record.displayed_max, after);
}

// What happens at this price now has nothing to do with what is written there.
bool is_over(const LevelRecord& record, std::int64_t now_ns) {
    return record.gone_ns != 0 && record.is_in_view &&
           now_ns - record.gone_ns > LevelLedger::forget_ns;
}

}  // namespace

LevelLedger::LevelLedger() {
    for (SideLedger& side : sides_) {
        side.pending.reserve(prices);
    }
}

void LevelLedger::reset() {
    for (SideLedger& side : sides_) {
        side.records.fill({});
        side.pending.clear();
        side.last_hit = {};
        side.window = {};
    }
    has_looked_ = false;
}

std::size_t LevelLedger::place_of(std::int64_t price_ticks) noexcept {
    return static_cast<std::uint64_t>(price_ticks) % prices;
}

const LevelRecord* LevelLedger::find(Side side, std::int64_t price_ticks) const noexcept {
    const LevelRecord& record = sides_[index_of(side)].records[place_of(price_ticks)];
    return record.is_used && record.price_ticks == price_ticks ? &record : nullptr;
}

const TapeTrade* LevelLedger::last_hit(Side side) const noexcept {
    const TapeTrade& trade = sides_[index_of(side)].last_hit;
    return trade.size != 0 ? &trade : nullptr;
}

void LevelLedger::add_trade(const TapeTrade& trade, const Book& book, std::int64_t now_ns) {
    look(book, now_ns);
    begin_batch();
    for (const Side side : both_sides) {
        // The tape may not say who was the aggressor: then it was traded where it was displayed.
        const bool is_hit =
            trade.aggressor == Aggressor::unknown
                ? book.side(side).size_at(trade.price_ticks) != 0
                : trade.aggressor == (side == Side::bid ? Aggressor::sell : Aggressor::buy);
        if (is_hit) {
            hit(side, trade, book, now_ns);
        }
    }
}

void LevelLedger::add_changes(
    std::span<const BookChange> changes, const Book& book, std::int64_t now_ns
) {
    // The first that is told after a reset is there already.
    const bool is_known = has_looked_;
    look(book, now_ns);
    begin_batch();
    if (!is_known) {
        return;
    }
    for (const BookChange& change : changes) {
        LevelRecord* record = take(change.side, change.price_ticks, change.size_before, now_ns);
        if (record == nullptr) {
            continue;
        }
        if (is_at_edge(change, book) && record->pending == 0) {
            record->is_in_view = change.size_after != 0;
            record->is_dated = false;
            show(*record, change.size_after, now_ns);
        } else {
            settle(*record, change.size_after, now_ns);
        }
    }
}

void LevelLedger::finish_batch(const Book& book, std::int64_t now_ns) {
    look(book, now_ns);
    begin_batch();
    for (const Side side : both_sides) {
        SideLedger& ledger = of(side);
        for (const std::uint16_t place : ledger.pending) {
            LevelRecord& record = ledger.records[place];
            record.is_pending = false;
            if (record.pending != 0) {  // as much came back as was traded
                settle(record, record.displayed, now_ns);
            }
        }
        ledger.pending.clear();
        const auto levels = book.side(side).levels();
        ledger.window = {levels.empty() ? 0 : levels.back().price_ticks, levels.size()};
    }
    is_over_ = true;
}

void LevelLedger::begin_batch() noexcept {
    batch_ += is_over_ ? 1 : 0;
    is_over_ = false;
}

LevelRecord*
LevelLedger::take(Side side, std::int64_t price_ticks, std::uint32_t size, std::int64_t now_ns) {
    LevelRecord& record = of(side).records[place_of(price_ticks)];
    const bool is_same = record.is_used && record.price_ticks == price_ticks;
    if (is_same && !is_over(record, now_ns)) {
        return &record;
    }
    if (!is_same && record.displayed != 0 &&
        ticks_behind(side, record.price_ticks, price_ticks) > 0) {
        return nullptr;
    }
    const bool is_pending = record.is_pending;  // its place is in the list already
    record = {};
    record.is_used = true;
    record.is_pending = is_pending;
    record.price_ticks = price_ticks;
    record.displayed = size;
    record.displayed_max = size;
    record.held_size = size;
    record.since_ns = now_ns;
    record.held_since_ns = now_ns;
    record.is_dated = size == 0;
    return &record;
}

// What was there before anything was heard of it.
void LevelLedger::look(const Book& book, std::int64_t now_ns) {
    if (has_looked_) {
        return;
    }
    has_looked_ = true;
    for (const Side side : both_sides) {
        const auto levels = book.side(side).levels();
        for (const BookLevel& level : levels) {
            take(side, level.price_ticks, level.size, now_ns);
        }
        of(side).window = {levels.empty() ? 0 : levels.back().price_ticks, levels.size()};
    }
}

void LevelLedger::hit(Side side, const TapeTrade& trade, const Book& book, std::int64_t now_ns) {
    SideLedger& ledger = of(side);
    ledger.last_hit = trade;
    const bool is_known = find(side, trade.price_ticks) != nullptr;
    const std::uint32_t size = is_known ? 0 : book.side(side).size_at(trade.price_ticks);
    LevelRecord* record = take(side, trade.price_ticks, size, now_ns);
    if (record == nullptr) {
        return;
    }
    record->traded += trade.size;
    record->last_trade_ns = trade.time_ns;
    // What was taken for cancelled when the level was last seen, and this trade explains.
    LevelStep& step = record->step;
    const bool is_late = trade.time_ns <= step.at_ns && now_ns - step.at_ns <= forget_ns;
    const std::uint64_t explained =
        is_late ? std::min<std::uint64_t>(trade.size, step.cancelled) : 0;
    step.cancelled -= explained;
    record->cancelled -= explained;
    record->pending += trade.size - explained;
    if (!record->is_pending) {
        record->is_pending = true;
        ledger.pending.push_back(static_cast<std::uint16_t>(place_of(trade.price_ticks)));
    }
}

// The level after the trades: what stands there although so much was traded came back, what is
// missing although so little was traded was cancelled.
void LevelLedger::settle(LevelRecord& record, std::uint32_t after, std::int64_t now_ns) {
    LevelStep& step = record.step;
    if (step.batch != batch_) {
        step = {batch_, now_ns, record.displayed, after, 0, 0, 0};
    }
    const std::uint64_t there = std::uint64_t{after} + record.pending;
    const std::uint64_t was = record.displayed;
    const std::uint64_t added = there > was ? there - was : 0;
    const std::uint64_t cancelled = was > there ? was - there : 0;
    step.after = after;
    step.added += added;
    step.cancelled += cancelled;
    step.traded += record.pending;
    record.added += added;
    record.cancelled += cancelled;
    record.refills += added != 0 && record.pending != 0 ? 1 : 0;
    record.pending = 0;
    record.is_in_view = true;
    record.is_dated = record.is_dated || record.displayed == 0;
    show(record, after, now_ns);
}

// At the far end of the window, where a level comes and goes because another one went or came at the
// touch. Not every source marks it; the number of levels then stays.
bool LevelLedger::is_at_edge(const BookChange& change, const Book& after) const noexcept {
    const auto levels = after.side(change.side).levels();
    const Window& window = sides_[index_of(change.side)].window;
    if (change.at_window_edge || levels.empty() || window.count == 0) {
        return change.at_window_edge;
    }
    if (change.size_after == 0) {
        return levels.size() >= window.count &&
               ticks_behind(change.side, levels.back().price_ticks, change.price_ticks) > 0;
    }
    return change.size_before == 0 && levels.size() <= window.count &&
           ticks_behind(change.side, window.deepest, change.price_ticks) > 0;
}

}  // namespace mia::market
