// Who bought and sold in the last so many seconds: sums of both sides, and the trades behind them,
// those of one price and side within a tenth of a second put together. Buyers are the bid, sellers
// the ask; a trade whose aggressor is not known is neither and does not count.
#pragma once

#include "bridge/market/book.hpp"
#include "bridge/market/tape.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <optional>
#include <vector>

namespace mia::detectors {

constexpr market::Side other(market::Side side) {
    return side == market::Side::bid ? market::Side::ask : market::Side::bid;
}

constexpr std::optional<market::Side> side_of(market::Aggressor aggressor) {
    switch (aggressor) {
    case market::Aggressor::buy:
        return market::Side::bid;
    case market::Aggressor::sell:
        return market::Side::ask;
    case market::Aggressor::unknown:
        break;
    }
    return std::nullopt;
}

// How many ticks a price lies beyond another one in the direction in which a side pushes.
constexpr std::int64_t ticks_ahead(market::Side side, std::int64_t from, std::int64_t price) {
    return market::ticks_behind(other(side), from, price);
}

struct FlowPiece {
    std::int64_t time_ns = 0;  // of its first trade
    std::int64_t price_ticks = 0;
    market::Side side = market::Side::bid;
    std::uint32_t trades = 0;   // none when its order began in another piece
    std::uint32_t largest = 0;  // what its largest order came to
    std::uint64_t size = 0;
};

class FlowWindow {
public:
    static constexpr std::int64_t slice_ns = 100'000'000;
    static constexpr std::int64_t together_ns = 1'000'000;
    // When it is full the oldest go early: a very fast market is looked at over a shorter time.
    static constexpr std::size_t pieces_max = 2048;

    explicit FlowWindow(std::int64_t span_ns) : span_ns_(span_ns), ring_(pieces_max) {}

    // Forgets what is older than its span.
    void advance(std::int64_t now_ns) {
        while (count_ != 0 && ring_[first_].time_ns <= now_ns - span_ns_) {
            drop_first();
        }
    }

    // Nothing when nobody says who was the aggressor.
    void add(const market::TapeTrade& trade) {
        if (const auto side = side_of(trade.aggressor)) {
            add(trade, *side);
        }
    }

    void clear() {
        first_ = 0;
        count_ = 0;
        sums_ = {};
        order_size_ = 0;
    }

    [[nodiscard]] std::uint64_t size(market::Side side) const noexcept {
        return sums_[market::index_of(side)].size;
    }
    [[nodiscard]] std::uint64_t trades(market::Side side) const noexcept {
        return sums_[market::index_of(side)].trades;
    }
    [[nodiscard]] std::uint64_t volume() const noexcept { return sums_[0].size + sums_[1].size; }
    // By how much a side did more than the other one; negative when it did less.
    [[nodiscard]] std::int64_t net(market::Side side) const noexcept {
        return static_cast<std::int64_t>(size(side)) - static_cast<std::int64_t>(size(other(side)));
    }

    // Its largest single trade; goes through all of them.
    [[nodiscard]] std::uint32_t largest(market::Side side) const noexcept {
        std::uint32_t largest = 0;
        for (std::size_t k = 0; k < count_; ++k) {
            const FlowPiece& piece = (*this)[k];
            largest = piece.side == side ? std::max(largest, piece.largest) : largest;
        }
        return largest;
    }

    // The trades, oldest first.
    [[nodiscard]] std::size_t count() const noexcept { return count_; }
    [[nodiscard]] const FlowPiece& operator[](std::size_t index) const noexcept {
        return ring_[(first_ + index) % ring_.size()];
    }

private:
    struct Sum {
        std::uint64_t size = 0;
        std::uint64_t trades = 0;
    };

    void add(const market::TapeTrade& trade, market::Side side) {
        const bool is_same =
            side == order_side_ && order_size_ != 0 && trade.time_ns - order_ns_ <= together_ns;
        order_side_ = side;
        order_ns_ = trade.time_ns;
        order_size_ = trade.size + (is_same ? order_size_ : 0);
        const std::uint32_t trades = is_same ? 0 : 1;
        Sum& sum = sums_[market::index_of(side)];
        sum.size += trade.size;
        sum.trades += trades;
        if (FlowPiece* piece = find(trade, side)) {
            piece->size += trade.size;
            piece->trades += trades;
            piece->largest = std::max(piece->largest, order_size_);
            return;
        }
        if (count_ == ring_.size()) {
            drop_first();
        }
        ring_[(first_ + count_) % ring_.size()] = {trade.time_ns, trade.price_ticks, side,
                                                   trades,        order_size_,       trade.size};
        ++count_;
    }

    // A piece of the same tenth of a second, among the newest few.
    FlowPiece* find(const market::TapeTrade& trade, market::Side side) {
        const std::size_t looked_at = std::min<std::size_t>(count_, 6);
        for (std::size_t back = 1; back <= looked_at; ++back) {
            FlowPiece& piece = ring_[(first_ + count_ - back) % ring_.size()];
            if (piece.time_ns / slice_ns != trade.time_ns / slice_ns) {
                return nullptr;
            }
            if (piece.side == side && piece.price_ticks == trade.price_ticks) {
                return &piece;
            }
        }
        return nullptr;
    }

    void drop_first() {
        const FlowPiece& piece = ring_[first_];
        Sum& sum = sums_[market::index_of(piece.side)];
        sum.size -= piece.size;
        sum.trades -= piece.trades;
        first_ = (first_ + 1) % ring_.size();
        --count_;
    }

    std::int64_t span_ns_;
    std::vector<FlowPiece> ring_;
    std::size_t first_ = 0;
    std::size_t count_ = 0;
    std::array<Sum, 2> sums_{};
    market::Side order_side_ = market::Side::bid;  // of the newest trade's order
    std::int64_t order_ns_ = 0;
    std::uint32_t order_size_ = 0;
};

}  // namespace mia::detectors
