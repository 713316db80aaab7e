#include "bridge/market/bars.hpp"

#include <algorithm>

namespace mia::market {
namespace {

bool is_closed(const wire::Bar& bar) {
    return (bar.flags & wire::bar_flag::closed) != 0;
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
