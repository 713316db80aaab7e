// What a detector is. To add one: write `<name>.hpp` with a class that meets the concept below, and
// its line in catalog.hpp. Configuration, `mia detectors list`, reports and contract tests follow
// from its two tables, parameters and evidence.
//
// The calls of one batch come in this order: on_trade for each trade, with the book as it was
// before the batch; on_change for each level that changed, with the book as it is now; on_batch
// once. A detector keeps episodes: it opens one, says nothing more while it lasts, and closes it.
// Both sides of the book go through the same code. It never allocates in these calls and never
// asks what time it is.
#pragma once

#include "bridge/detectors/detection.hpp"
#include "bridge/detectors/parameter.hpp"
#include "bridge/detectors/size_distribution.hpp"
#include "bridge/market/book.hpp"
#include "bridge/market/tape.hpp"

#include <concepts>

namespace mia::detectors {

using market::BookChange;
using market::Side;
using market::TapeTrade;

struct Context {
    // Data time: of the batch, or of its newest trade when that is a little later. No trade is later.
    std::int64_t now_ns;
    const market::Book& book;
    const std::array<SizeDistribution, 2>& sizes;
    Episodes& episodes;

    [[nodiscard]] const SizeDistribution& sizes_of(Side side) const {
        return sizes[market::index_of(side)];
    }
};

template <class T>
concept Detector = std::constructible_from<T, const ParameterValues&> &&
    requires(T detector, const Context& context, const TapeTrade& trade, const BookChange& change) {
    { T::info } -> std::convertible_to<const DetectorInfo&>;
    detector.on_trade(trade, context);
    detector.on_change(change, context);
    detector.on_batch(context);
    // Forgets everything: the book was lost. Open episodes are closed for it.
    detector.reset();
};

}  // namespace mia::detectors
