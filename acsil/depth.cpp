#include "acsil/depth.hpp"

#include "acsil/feed_inputs.hpp"

#include <algorithm>
#include <cstring>

namespace mia::acsil {
namespace {

using wire::DepthLevel;

struct Side {
    std::uint8_t name;
    int direction;  // +1 when a better price is a higher one
};
constexpr Side bids{wire::book_side::bid, 1};
constexpr Side asks{wire::book_side::ask, -1};

bool is_better(std::int64_t left, std::int64_t right, Side side) {
    return (left - right) * side.direction > 0;
}

bool read_level(SCStudyInterfaceRef sc, Side side, int level, s_MarketDepthEntry& entry) {
    const int found = side.name == wire::book_side::bid
                          ? sc.GetBidMarketDepthEntryAtLevel(entry, level)
                          : sc.GetAskMarketDepthEntryAtLevel(entry, level);
    return found != 0;
}

bool to_wire(
    const s_MarketDepthEntry& entry, const PriceGrid& grid, Side side, std::uint16_t level,
    DepthLevel& out
) {
    const auto price = grid.at(static_cast<double>(entry.AdjustedPrice));
    const auto size = PriceGrid::size(entry.Quantity);
    if (!price || !size) {
        return false;
    }
    out = DepthLevel{price->ticks, price->raw,   *size, entry.NumOrders,
                     side.name,    price->flags, level, 0};
    return true;
}

void read_side(
    SCStudyInterfaceRef sc, const PriceGrid& grid, Side side, int shown, FeedState& state,
    SentSide& out
) {
    for (int level = 0; level < shown && out.count < levels_max; ++level) {
        s_MarketDepthEntry entry;
        if (!read_level(sc, side, level, entry) || entry.Quantity == 0) {
            continue;
        }
        DepthLevel& place = out.levels[out.count];
        if (to_wire(entry, grid, side, static_cast<std::uint16_t>(out.count), place)) {
            ++out.count;
        } else {
            ++state.values_invalid;
            own_chart(state).has_part_sizes |= is_part(entry.Quantity) ? 1U : 0U;
        }
    }
}

bool is_ordered(const SentSide& side, Side name) {
    for (std::uint32_t i = 1; i < side.count; ++i) {
        if (!is_better(side.levels[i - 1].price_ticks, side.levels[i].price_ticks, name)) {
            return false;
        }
    }
    return true;
}

bool is_same(const DepthLevel& left, const DepthLevel& right) {
    return left.size == right.size && left.order_count == right.order_count &&
           left.flags == right.flags &&
           std::memcmp(&left.price_raw, &right.price_raw, sizeof left.price_raw) == 0;
}

bool add_level(wire::BatchWriter& writer, const DepthLevel& level, std::uint8_t more_flags) {
    DepthLevel* entry = writer.add_entry<wire::DepthDelta>();
    if (entry == nullptr) {
        return false;
    }
    *entry = level;
    entry->flags = static_cast<std::uint8_t>(entry->flags | more_flags);
    return true;
}

bool add_gone(wire::BatchWriter& writer, DepthLevel level, std::uint8_t more_flags) {
    level.size = 0;
    level.order_count = 0;
    return add_level(writer, level, more_flags);
}

// The window that the feed shows of one side in two books, one after the other.
struct Window {
    const SentSide& before;
    const SentSide& now;
    Side side;
    std::uint32_t deepest;  // levels it showed at its deepest
};

// Beyond the last level of a side that shows all it can, a level comes or goes because the window moved. A side with
// room left would have shown it: then somebody acted.
std::uint8_t edge_flag(const DepthLevel& level, const SentSide& other, const Window& window) {
    const bool beyond =
        other.count != 0 && other.count >= window.deepest &&
        is_better(other.levels[other.count - 1].price_ticks, level.price_ticks, window.side);
    return beyond ? wire::price_flag::window_edge : std::uint8_t{0};
}

// Walks both books from the best price on; neither may repeat a price.
bool add_changes(wire::BatchWriter& writer, const Window& window) {
    const auto& [before, now, side, deepest] = window;
    std::uint32_t b = 0;
    std::uint32_t n = 0;
    while (b < before.count || n < now.count) {
        const DepthLevel* old_level = b < before.count ? &before.levels[b] : nullptr;
        const DepthLevel* new_level = n < now.count ? &now.levels[n] : nullptr;
        if (old_level != nullptr && new_level != nullptr &&
            old_level->price_ticks == new_level->price_ticks) {
            if (!is_same(*old_level, *new_level) && !add_level(writer, *new_level, 0)) {
                return false;
            }
            ++b;
            ++n;
        } else if (old_level != nullptr &&
                   (new_level == nullptr ||
                    is_better(old_level->price_ticks, new_level->price_ticks, side))) {
            if (!add_gone(writer, *old_level, edge_flag(*old_level, now, window))) {
                return false;
            }
            ++b;
        } else if (new_level != nullptr) {
            if (!add_level(writer, *new_level, edge_flag(*new_level, before, window))) {
                return false;
            }
            ++n;
        }
    }
    return true;
}

template <class Frame>
Frame* add_book_frame(const SentBook& book, wire::BatchWriter& writer) {
    Frame* frame = writer.add<Frame>();
    if (frame != nullptr) {
        frame->bid_count = static_cast<std::uint16_t>(book.bid.count);
        frame->ask_count = static_cast<std::uint16_t>(book.ask.count);
    }
    return frame;
}

bool add_whole(wire::BatchWriter& writer, const SentSide& side) {
    for (std::uint32_t i = 0; i < side.count; ++i) {
        DepthLevel* entry = writer.add_entry<wire::DepthSnapshot>();
        if (entry == nullptr) {
            return false;
        }
        *entry = side.levels[i];
    }
    return true;
}

// As far as the feed showed lately. When it shows less for some hundred calls, that is all it shows now.
void note_depth(SentBook& book) {
    constexpr std::uint32_t calls_until_less = 600;
    const std::uint32_t deep = (std::max)(book.bid.count, book.ask.count);
    book.shallow = deep < book.deepest ? book.shallow + 1 : 0;
    if (deep > book.deepest || book.shallow > calls_until_less) {
        book.deepest = deep;
        book.shallow = 0;
    }
}

void keep(FeedState& state) {
    const auto copy = [](SentSide& to, const SentSide& from) {
        std::memcpy(to.levels, from.levels, from.count * sizeof(DepthLevel));
        to.count = from.count;
    };
    copy(state.book.bid, state.scratch.bid);
    copy(state.book.ask, state.scratch.ask);
    state.book.known = 1;
}

// Reads the book into `state.scratch`. False when the feed shows no book at all, or one whose sizes have no place on
// the wire: cut to whole numbers they would be invented, and a level below one would seem emptied.
bool read_book(SCStudyInterfaceRef sc, const PriceGrid& grid, FeedState& state) {
    SentBook& read = state.scratch;
    read.bid.count = 0;
    read.ask.count = 0;
    if (own_chart(state).has_part_sizes != 0) {
        return false;
    }
    const int bid_levels = sc.GetBidMarketDepthNumberOfLevels();
    const int ask_levels = sc.GetAskMarketDepthNumberOfLevels();
    state.book.levels_shown = static_cast<std::uint32_t>((std::max)({bid_levels, ask_levels, 0}));
    read_side(sc, grid, bids, bid_levels, state, read.bid);
    read_side(sc, grid, asks, ask_levels, state, read.ask);
    if (own_chart(state).has_part_sizes != 0) {
        read.bid.count = 0;
        read.ask.count = 0;
    }
    return read.bid.count != 0 || read.ask.count != 0;
}

void write_whole(FeedState& state, wire::BatchWriter& writer) {
    if (add_book_frame<wire::DepthSnapshot>(state.scratch, writer) == nullptr) {
        return;
    }
    if (!add_whole(writer, state.scratch.bid) || !add_whole(writer, state.scratch.ask)) {
        writer.drop_last_frame();
        return;
    }
    keep(state);
    note_depth(state.book);
}

// False when it does not fit or cannot be said as a difference.
bool write_difference(FeedState& state, wire::BatchWriter& writer) {
    if (state.book.known == 0 || !is_ordered(state.scratch.bid, bids) ||
        !is_ordered(state.scratch.ask, asks) ||
        add_book_frame<wire::DepthDelta>(state.scratch, writer) == nullptr) {
        return false;
    }
    const std::size_t head_end = writer.size();
    const std::uint32_t deepest = state.book.deepest;
    if (!add_changes(writer, {state.book.bid, state.scratch.bid, bids, deepest}) ||
        !add_changes(writer, {state.book.ask, state.scratch.ask, asks, deepest})) {
        writer.drop_last_frame();
        return false;
    }
    if (writer.size() == head_end) {
        writer.drop_last_frame();
    } else {
        keep(state);
    }
    note_depth(state.book);
    return true;
}

}  // namespace

bool sends_book(FeedCall& call) {
    return wants(call.sc, FeedInput::send_book) && own_chart(call.state).has_part_sizes == 0;
}

void write_book(FeedCall& call, const PriceGrid& grid) {
    if (read_book(call.sc, grid, call.state)) {
        write_whole(call.state, call.writer);
    }
}

void write_book_changes(FeedCall& call, const PriceGrid& grid) {
    const bool shown = read_book(call.sc, grid, call.state);
    const SentBook& sent = call.state.book;
    if (own_chart(call.state).has_part_sizes != 0) {
        // What was sent before is taken back as a whole: nobody emptied its levels.
        if (sent.bid.count != 0 || sent.ask.count != 0) {
            write_whole(call.state, call.writer);
        }
    } else if ((shown || call.state.book.known != 0) && !write_difference(call.state, call.writer)) {
        write_whole(call.state, call.writer);
    }
}

}  // namespace mia::acsil
