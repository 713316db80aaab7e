#include "bridge/market/book.hpp"

#include <algorithm>

namespace mia::market {
namespace {

constexpr std::size_t usual_levels = 256;

bool is_beyond(Side side, std::span<const BookLevel> levels, std::int64_t price_ticks) {
    return !levels.empty() && ticks_behind(side, levels.back().price_ticks, price_ticks) > 0;
}

void append_side_changes(
    const BookSide& before, const BookSide& after, std::vector<BookChange>& changes
) {
    const Side side = before.side();
    std::span<const BookLevel> old_levels = before.levels();
    std::span<const BookLevel> new_levels = after.levels();
    while (!old_levels.empty() || !new_levels.empty()) {
        const bool has_old = !old_levels.empty();
        const bool has_new = !new_levels.empty();
        const std::int64_t lead =
            has_old && has_new
                ? ticks_behind(side, old_levels[0].price_ticks, new_levels[0].price_ticks)
                : (has_old ? 1 : -1);
        if (lead > 0) {  // the old level is not in the new book
            const BookLevel& gone = old_levels[0];
            const bool edge = is_beyond(side, after.levels(), gone.price_ticks);
            changes.push_back({side, edge, gone.price_ticks, gone.size, 0});
            old_levels = old_levels.subspan(1);
        } else if (lead < 0) {
            const BookLevel& come = new_levels[0];
            const bool edge = is_beyond(side, before.levels(), come.price_ticks);
            changes.push_back({side, edge, come.price_ticks, 0, come.size});
            new_levels = new_levels.subspan(1);
        } else {
            if (old_levels[0] != new_levels[0]) {
                changes.push_back(
                    {side, false, new_levels[0].price_ticks, old_levels[0].size, new_levels[0].size}
                );
            }
            old_levels = old_levels.subspan(1);
            new_levels = new_levels.subspan(1);
        }
    }
}

}  // namespace

BookSide::BookSide(Side side) : side_(side) {
    levels_.reserve(usual_levels);
}

// Of the first level that is not nearer to the other side than the price.
std::size_t BookSide::position(std::int64_t price_ticks) const noexcept {
    const auto at =
        std::partition_point(levels_.begin(), levels_.end(), [&](const BookLevel& level) {
            return ticks_behind(side_, level.price_ticks, price_ticks) > 0;
        });
    return static_cast<std::size_t>(at - levels_.begin());
}

std::uint32_t BookSide::size_at(std::int64_t price_ticks) const noexcept {
    const std::size_t at = position(price_ticks);
    return at < levels_.size() && levels_[at].price_ticks == price_ticks ? levels_[at].size : 0;
}

std::uint64_t BookSide::total_size(std::size_t count) const noexcept {
    std::uint64_t total = 0;
    for (const BookLevel& level : levels().first(std::min(count, levels_.size()))) {
        total += level.size;
    }
    return total;
}

BookLevel BookSide::set(const BookLevel& level) {
    const std::size_t at = position(level.price_ticks);
    const auto place = levels_.begin() + static_cast<std::ptrdiff_t>(at);
    const bool found = at < levels_.size() && place->price_ticks == level.price_ticks;
    const BookLevel before = found ? *place : BookLevel{level.price_ticks, 0, 0};
    if (found && level.size == 0) {
        levels_.erase(place);
    } else if (found) {
        *place = level;
    } else if (level.size != 0) {
        levels_.insert(place, level);
    }
    return before;
}

bool Book::is_crossed() const noexcept {
    const BookSide& bids = side(Side::bid);
    const BookSide& asks = side(Side::ask);
    return !bids.empty() && !asks.empty() && bids.best().price_ticks >= asks.best().price_ticks;
}

bool Book::has_counts(std::size_t bids, std::size_t asks) const noexcept {
    return side(Side::bid).levels().size() == bids && side(Side::ask).levels().size() == asks;
}

void Book::clear() noexcept {
    for (BookSide& side : sides_) {
        side.clear();
    }
}

void append_changes(const Book& before, const Book& after, std::vector<BookChange>& changes) {
    for (const Side side : both_sides) {
        append_side_changes(before.side(side), after.side(side), changes);
    }
}

}  // namespace mia::market
