#include "bridge/market/bars.hpp"

#include <algorithm>

namespace mia::market {
namespace {

bool is_closed(const wire::Bar& bar) {
    return (bar.flags & wire::bar_flag::closed) != 0;
}

// Closed, and its prices are whole ticks that can be those of one bar.
bool is_sound(const wire::Bar& bar) {
    const auto [lowest, highest] = std::minmax(bar.open_ticks, bar.close_ticks);
    return is_closed(bar) && (bar.flags & wire::bar_flag::off_grid) == 0 &&
           bar.low_ticks <= lowest && highest <= bar.high_ticks;
}

}  // namespace

BarChange BarSeries::apply(const wire::Bar& bar) {
    const auto at = std::partition_point(bars_.begin(), bars_.end(), [&](const wire::Bar& other) {
        return other.start_ns < bar.start_ns;
    });
    if (at != bars_.end() && at->start_ns == bar.start_ns) {
        const bool was_closed = is_closed(*at);
        *at = bar;
        return was_closed       ? BarChange::none
               : is_closed(bar) ? BarChange::closed
                                : BarChange::forming;
    }
    bars_.insert(at, bar);
    if (bars_.size() > bars_kept + bars_kept / 4) {
        bars_.erase(bars_.begin(), bars_.begin() + static_cast<std::ptrdiff_t>(bars_kept / 4));
    }
    return is_closed(bar) ? BarChange::closed : BarChange::forming;
}

std::span<const wire::Bar> BarSeries::bars() const noexcept {
    return std::span(bars_).last(std::min(bars_.size(), bars_kept));
}

std::span<const wire::Bar> BarSeries::run_until(std::int64_t start_ns) const noexcept {
    const auto end = std::partition_point(bars_.begin(), bars_.end(), [&](const wire::Bar& bar) {
        return bar.start_ns <= start_ns;
    });
    auto begin = end;
    while (begin != bars_.begin() && static_cast<std::size_t>(end - begin) < run_max) {
        const wire::Bar& bar = *(begin - 1);
        const bool follows =
            begin == end ? bar.start_ns == start_ns : begin->index == bar.index + 1;
        if (!follows || !is_sound(bar)) {
            break;
        }
        --begin;
    }
    return {begin, end};
}

std::optional<std::int64_t> BarSeries::newest_closed_ns() const noexcept {
    const auto at = std::find_if(bars_.rbegin(), bars_.rend(), is_closed);
    return at == bars_.rend() ? std::nullopt : std::optional(at->start_ns);
}

const BarSeries* BarStore::find(const ChartKey& key) const noexcept {
    const auto at = std::partition_point(series_.begin(), series_.end(), [&](const BarSeries& it) {
        return it.key() < key;
    });
    return at != series_.end() && at->key() == key ? &*at : nullptr;
}

std::optional<std::int64_t>
BarStore::newest_closed_ns(std::uint64_t instance, std::int32_t chart) const noexcept {
    std::optional<std::int64_t> newest;
    for (const BarSeries& series : series_) {
        if (series.key().instance == instance && series.key().chart == chart) {
            newest = std::max(newest, series.newest_closed_ns());
        }
    }
    return newest;
}

BarChange BarStore::apply(const ChartKey& key, const wire::Bar& bar) {
    auto at = std::partition_point(series_.begin(), series_.end(), [&](const BarSeries& series) {
        return series.key() < key;
    });
    if (at == series_.end() || at->key() != key) {
        if (series_.size() == series_max) {
            return BarChange::no_room;
        }
        at = series_.insert(at, BarSeries(key));
    }
    return at->apply(bar);
}

void BarStore::forget(std::uint64_t instance, std::int32_t chart) {
    std::erase_if(series_, [&](const BarSeries& series) {
        return series.key().instance == instance && series.key().chart == chart;
    });
}

}  // namespace mia::market
