// The frames that carry a book, bars or study values.
#include "bridge/market/intake.hpp"

#include "bridge/market/sound.hpp"

namespace mia::market {
namespace {

Side side_of(const wire::DepthLevel& level) {
    return level.side == wire::book_side::bid ? Side::bid : Side::ask;
}

BookLevel level_of(const wire::DepthLevel& level) {
    return {level.price_ticks, level.size, level.order_count};
}

}  // namespace

bool Intake::is_level_sound(const wire::DepthLevel& level) {
    const Soundness soundness = judge(level);
    if (soundness != Soundness::sound) {
        state_.counters.add(count_of(soundness));
    }
    return soundness == Soundness::sound;
}

void Intake::take_delta(const wire::FrameView& frame) {
    const std::size_t count = frame.entry_count<wire::DepthDelta>();
    Symbol* symbol = supplied_symbol();
    if (symbol == nullptr) {
        state_.counters.add(Count::dropped_levels, count);
        return;
    }
    for (std::size_t i = 0; i < count; ++i) {
        const wire::DepthLevel level = frame.entry<wire::DepthDelta>(i);
        if (is_level_sound(level)) {
            const bool at_edge = (level.flags & wire::price_flag::window_edge) != 0;
            symbol->change_level(side_of(level), level_of(level), at_edge);
            ++observation_.events;
        }
    }
    const auto head = frame.head<wire::DepthDelta>();
    const BookOutcome outcome = symbol->finish_delta(head.bid_count, head.ask_count);
    if (outcome == BookOutcome::inconsistent) {
        lose_inconsistent(*symbol);
    } else if (outcome == BookOutcome::crossed) {
        lose_crossed(*symbol);
    }
}

void Intake::take_book(const wire::FrameView& frame) {
    const std::size_t count = frame.entry_count<wire::DepthSnapshot>();
    Symbol* symbol = supplied_symbol();
    if (symbol == nullptr) {
        state_.counters.add(Count::dropped_levels, count);
        return;
    }
    symbol->begin_replacement();
    for (std::size_t i = 0; i < count; ++i) {
        const wire::DepthLevel level = frame.entry<wire::DepthSnapshot>(i);
        if (is_level_sound(level)) {
            symbol->put_level(side_of(level), level_of(level));
        }
    }
    const auto head = frame.head<wire::DepthSnapshot>();
    std::size_t changed = 0;
    const BookOutcome outcome = symbol->finish_replacement(head.bid_count, head.ask_count, changed);
    observation_.events += changed;
    if (outcome == BookOutcome::inconsistent) {
        lose_inconsistent(*symbol);
    } else if (outcome == BookOutcome::crossed) {
        // So Sierra shows it: asking again would not help, the book counts again when it has
        // parted.
        state_.counters.add(Count::crossed_book);
    }
}

void Intake::lose_crossed(const Symbol& symbol) {
    state_.counters.add(Count::crossed_book);
    set_note(observation_, symbol.name() + ": the book is crossed");
    lose_sync("crossed-book");
}

void Intake::lose_inconsistent(const Symbol& symbol) {
    state_.counters.add(Count::inconsistent_book);
    set_note(
        observation_, symbol.name() + ": the book does not have the levels its publisher counted"
    );
    lose_sync("inconsistent-book");
}

void Intake::take_bar(const wire::Bar& frame) {
    const Soundness soundness = judge(frame);
    if (soundness != Soundness::sound) {
        state_.counters.add(count_of(soundness));
        return;
    }
    const ChartKey key{publisher_.instance(), frame.chart, frame.period_s};
    const BarChange change = state_.bars.apply(key, frame);
    if (change == BarChange::no_room) {
        state_.counters.add(Count::no_room);
        return;
    }
    if (change == BarChange::closed) {
        observation_.closed_bars.push_back(frame);
    }
    if ((frame.flags & wire::bar_flag::closed) != 0) {
        close_bar(key, frame.start_ns);
    }
    const std::int32_t own_chart = observation_.header.chart;
    std::optional<wire::Bar>& newest = observation_.bar;
    const bool is_nearer = newest && frame.chart == own_chart && newest->chart != own_chart;
    const bool is_newer =
        newest && frame.chart == newest->chart && frame.start_ns >= newest->start_ns;
    if (!newest || is_nearer || is_newer) {
        newest = frame;
    }
}

// The bars that count for a symbol are those of the chart that its book and tape come from.
void Intake::close_bar(const ChartKey& key, std::int64_t start_ns) {
    const InstrumentRow* row = instrument();
    if (row != nullptr && row->chart == key.chart && row->symbol->source().is(publisher_.id())) {
        row->symbol->close_bar(start_ns, state_.bars.find(key)->run_until(start_ns));
    }
}

void Intake::take_values(const wire::FrameView& frame) {
    const auto head = frame.head<wire::StudyValue>();
    const std::size_t count = frame.entry_count<wire::StudyValue>();
    if (!is_time(head.bar_start_ns)) {
        state_.counters.add(Count::impossible, count);
        return;
    }
    const bool closed = (head.flags & wire::bar_flag::closed) != 0;
    const ChartKey chart{publisher_.instance(), head.chart, head.bar_period_s};
    observation_.values.reserve(observation_.values.size() + count);
    for (std::size_t i = 0; i < count; ++i) {
        const wire::SubgraphValue entry = frame.entry<wire::StudyValue>(i);
        if (!std::isfinite(entry.value)) {
            state_.counters.add(Count::not_a_number);
        } else if (state_.values.apply(
                       {{chart, entry.study, entry.subgraph},
                        entry.value,
                        head.bar_start_ns,
                        closed,
                        publisher_.snapshots_begun()}
                   )) {
            observation_.values.push_back(
                {head.chart, entry.study, entry.subgraph, closed, entry.value, head.bar_start_ns}
            );
        } else {
            state_.counters.add(Count::no_room);
        }
    }
}

}  // namespace mia::market
