// What a detector is. To add one: write `<name>.hpp` with a class that meets the concept below, and
// its line in catalog.hpp. Configuration, `mia detectors list`, reports and contract tests follow
// from its two tables, parameters and evidence.
//
// The calls of one batch come in this order: on_trade for each trade, with the book as it was
// before the batch; on_change for each level that changed, with the book as it is now; on_bar for
// each bar of the symbol's own chart that closed, once, with the closed bars up to it, oldest
// first; on_batch once. A detector has those calls it needs. It keeps episodes: it opens one, says
// nothing more while it lasts, and closes it. Both sides of the book go through the same code. It
// never allocates in these calls and never asks what time it is.
//
// Bars are those of one chart: the own chart of the publisher that book and tape come from. Those
// before the newest follow each other without a hole; there may be none, when the newest is not
// sound. What a chart held before it was heard, or while it was not, is told to nobody as new.
#pragma once

#include "bridge/detectors/detection.hpp"
#include "bridge/detectors/parameter.hpp"
#include "bridge/market/level_ledger.hpp"
#include "bridge/market/measures.hpp"
#include "bridge/wire/chart_frames.hpp"

#include <concepts>

namespace mia::detectors {

using market::BookChange;
using market::Side;
using market::SizeDistribution;
using market::TapeTrade;

struct Context {
    // Data time: of the batch, or of its newest trade when that is a little later. No trade is later.
    std::int64_t now_ns;
    const market::Book& book;
    // What was added, cancelled and traded at each price. In on_trade it has this trade, not yet held
    // against the level; in on_change all levels that changed; in on_batch everything.
    const market::LevelLedger& levels;
    // What is usual, the trade or the batch that is told included.
    const market::Measures& measures;
    Episodes& episodes;

    [[nodiscard]] const SizeDistribution& sizes_of(Side side) const {
        return measures.level_sizes().usual(side);
    }
    // Sizes of levels so many ticks behind the touch.
    [[nodiscard]] const SizeDistribution& usual(Side side, std::int64_t ticks_behind_touch) const {
        return measures.level_sizes().usual(side, ticks_behind_touch);
    }
};

using Bars = std::span<const wire::Bar>;

template <class T>
concept TakesTrades = requires(T detector, const TapeTrade& trade, const Context& context) {
    detector.on_trade(trade, context);
};
template <class T>
concept TakesChanges = requires(T detector, const BookChange& change, const Context& context) {
    detector.on_change(change, context);
};
template <class T>
concept TakesBars = requires(T detector, Bars bars, const Context& context) {
    detector.on_bar(bars, context);
};
template <class T>
concept TakesBatches = requires(T detector, const Context& context) {
    detector.on_batch(context);
};

// A call of the right name that takes something else would never be made.
template <class T>
concept HasNoOtherCalls = (TakesTrades<T> || !requires { &T::on_trade; }) &&
                          (TakesChanges<T> || !requires { &T::on_change; }) &&
                          (TakesBars<T> || !requires { &T::on_bar; }) &&
                          (TakesBatches<T> || !requires { &T::on_batch; });

template <class T>
concept Detector = std::constructible_from<T, const ParameterValues&> && HasNoOtherCalls<T> &&
    (TakesTrades<T> || TakesChanges<T> || TakesBars<T> || TakesBatches<T>)&&requires(T detector) {
    { T::info } -> std::convertible_to<const DetectorInfo&>;
    // Forgets everything: the book was lost. Open episodes are closed for it.
    detector.reset();
};

}  // namespace mia::detectors
