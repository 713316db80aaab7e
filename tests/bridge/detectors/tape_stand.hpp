// A stand to try one detector on: a book of ten ordinary levels a side, trades and level changes told
// in batches of 50 ms, as DetectorSet would.
#pragma once

#include "bridge/detectors/detector.hpp"

namespace mia::detectors::test {

inline constexpr std::int64_t start_ns = 1'773'239'700'000'000'000;
inline constexpr std::int64_t second_ns = 1'000'000'000;
inline constexpr std::uint32_t ordinary = 60;

struct Order {
    Side side;
    std::int64_t price_ticks;
    std::uint32_t size;
};

template <Detector T>
class TapeStand {
public:
    explicit TapeStand(const ParameterValues& values = ParameterValues(T::info))
        : detector_(values) {
        for (std::int64_t depth = 0; depth < 10; ++depth) {
            book_.side(Side::bid).set({99 - depth, ordinary, 5});
            book_.side(Side::ask).set({100 + depth, ordinary, 5});
        }
        // Long enough for what stands at each distance from the touch to be known.
        const auto samples = std::int64_t{SizeDistribution::samples_wanted};
        for (std::int64_t i = -samples; i < 0; ++i) {
            measures_.observe(book_, start_ns + i * market::LevelSizes::sample_every_ns);
        }
        levels_.finish_batch(book_, now_ns_);
    }

    // One batch with a trade of which nobody says who was the aggressor.
    void tell_unknown(std::int64_t price_ticks, std::uint32_t size) {
        now_ns_ += 50'000'000;
        const Context context{now_ns_, book_, levels_, measures_, episodes_};
        const TapeTrade trade{now_ns_, ++sequence_, price_ticks, size, market::Aggressor::unknown};
        measures_.add(trade);
        if constexpr (TakesTrades<T>) {
            detector_.on_trade(trade, context);
        }
        measures_.finish(now_ns_);
        if constexpr (TakesBatches<T>) {
            detector_.on_batch(context);
        }
    }

    // One batch: trades against the resting side, then the levels as they are afterwards.
    void tell(const std::vector<Order>& trades, const std::vector<Order>& levels) {
        now_ns_ += 50'000'000;
        const Context context{now_ns_, book_, levels_, measures_, episodes_};
        for (const Order& order : trades) {
            const auto aggressor =
                order.side == Side::bid ? market::Aggressor::sell : market::Aggressor::buy;
            const TapeTrade trade{now_ns_, ++sequence_, order.price_ticks, order.size, aggressor};
            measures_.add(trade);
            levels_.add_trade(trade, book_, now_ns_);
            if constexpr (TakesTrades<T>) {
                detector_.on_trade(trade, context);
            }
        }
        for (const Order& level : levels) {
            apply(level);
        }
        levels_.add_changes(changes_, book_, now_ns_);
        if constexpr (TakesChanges<T>) {
            for (const BookChange& change : changes_) {
                detector_.on_change(change, context);
            }
        }
        changes_.clear();
        measures_.finish(now_ns_);
        measures_.observe(book_, now_ns_);
        levels_.finish_batch(book_, now_ns_);
        if constexpr (TakesBatches<T>) {
            detector_.on_batch(context);
        }
    }

    void pass(std::int64_t nanoseconds) {
        for (std::int64_t t = 0; t < nanoseconds; t += 50'000'000) {
            tell({}, {});
        }
    }

    // Nothing is told for so long.
    void skip(std::int64_t nanoseconds) { now_ns_ += nanoseconds; }

    // The far end of the window moves: the level is out of sight, nobody took it away.
    void hide(Side side, std::int64_t price_ticks) {
        const auto before = book_.side(side).set({price_ticks, 0, 0});
        changes_.push_back({side, true, price_ticks, before.size, 0});
        tell({}, {});
    }

    // The far end of the window moves: a level comes into sight, nobody placed it.
    void show(Side side, std::int64_t price_ticks, std::uint32_t size) {
        book_.side(side).set({price_ticks, size, 1});
        changes_.push_back({side, true, price_ticks, 0, size});
        tell({}, {});
    }

    void lose_book() {
        detector_.reset();
        levels_.reset();
    }

    [[nodiscard]] const std::vector<Detection>& opened() const { return reports_.opened; }
    [[nodiscard]] const std::vector<Detection>& closed() const { return reports_.closed; }
    [[nodiscard]] std::int64_t now_ns() const { return now_ns_; }

    static double evidence(const Detection& detection, std::string_view name) {
        for (std::size_t i = 0; i < T::evidence.size(); ++i) {
            if (T::evidence[i] == name) {
                return detection.evidence[i];
            }
        }
        return -1.0;
    }

private:
    void apply(const Order& level) {
        const auto before = book_.side(level.side).set({level.price_ticks, level.size, 1});
        changes_.push_back({level.side, false, level.price_ticks, before.size, level.size});
    }

    T detector_;
    market::Book book_;
    market::Measures measures_;
    market::LevelLedger levels_;
    Reports reports_;
    Episodes episodes_{"ESH26-CME", reports_};
    std::vector<BookChange> changes_;
    std::int64_t now_ns_ = start_ns;
    std::uint64_t sequence_ = 0;
};

}  // namespace mia::detectors::test
