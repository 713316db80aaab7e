// A base, as Battle Navale has it: some bars that stay close together and lean one way, green for
// buyers and red for sellers. Found once, its prices stand still; it is over when a bar closes
// outside of them.
#pragma once

#include "bridge/detectors/bar_run.hpp"
#include "bridge/detectors/bar_window.hpp"
#include "bridge/detectors/parameter.hpp"

#include <algorithm>
#include <cmath>
#include <optional>

namespace mia::detectors {

struct Base {
    Direction direction;  // up for a green one
    std::int64_t start_ns;
    std::int64_t high;  // as the market has it
    std::int64_t low;
    std::size_t bars;
    double mean_range;
    double quality;  // 0 to 1

    [[nodiscard]] std::int64_t width() const noexcept { return high - low; }
    // The edge that it defends: the low of a green one.
    [[nodiscard]] std::int64_t line() const noexcept {
        return direction == Direction::up ? low : high;
    }
};

// What a bar meant for the base.
enum class BaseStep : std::uint8_t { none, found, lasts, left_with, left_against, lost };

class BaseWatch {
public:
    static constexpr std::array parameters{
        Parameter{"bars", 8.0, 4.0, 100.0, "bars", "closed bars that make a base"},
        Parameter{
            "width_percent", 250.0, 100.0, 10000.0, "%",
            "width a base may have, in parts of its bars' mean range"},
    };

    BaseWatch(double bars, double width_percent)
        : bars_(static_cast<std::size_t>(bars)),
          width_percent_(static_cast<std::int64_t>(width_percent)) {}

    // Takes one more closed bar, the last of these, which follow each other.
    BaseStep on_bar(std::span<const wire::Bar> bars) {
        const bool was_watching = base_.has_value();
        if (!run_.follows(bars)) {
            base_.reset();
            left_ns_ = never;
        }
        if (base_) {
            return follow(bars);
        }
        base_ = find(bars);
        return base_ ? BaseStep::found : was_watching ? BaseStep::lost : BaseStep::none;
    }

    // The one that on_bar told of, also when it has just been left; only then.
    [[nodiscard]] const Base& base() const noexcept { return base_ ? *base_ : left_; }

    void reset() {
        run_ = {};
        base_.reset();
        left_ns_ = never;
    }

private:
    static constexpr std::int64_t never = -1;

    BaseStep follow(std::span<const wire::Bar> bars) {
        const std::int64_t close = bars.back().close_ticks;
        if (close >= base_->low && close <= base_->high) {
            ++base_->bars;
            return BaseStep::lasts;
        }
        const bool is_upward = close > base_->high;
        const bool is_with = is_upward == (base_->direction == Direction::up);
        left_ = *base_;
        left_.quality = quality_of(bars.first(bars.size() - 1), left_);
        left_ns_ = bars.back().start_ns;
        base_.reset();
        return is_with ? BaseStep::left_with : BaseStep::left_against;
    }

    [[nodiscard]] std::optional<Base> find(std::span<const wire::Bar> bars) const {
        // The bars of one base make no second one.
        if (bars.size() < bars_ + 1 || bars[bars.size() - bars_].start_ns < left_ns_) {
            return std::nullopt;
        }
        const auto own = bars.last(bars_);
        Base base{Direction::up,
                  own.front().start_ns,
                  own[0].high_ticks,
                  own[0].low_ticks,
                  bars_,
                  0.0,
                  0.0};
        std::int64_t ranges = 0;
        for (const wire::Bar& bar : own) {
            base.high = std::max(base.high, bar.high_ticks);
            base.low = std::min(base.low, bar.low_ticks);
            ranges += bar.high_ticks - bar.low_ticks;
        }
        const auto count = static_cast<std::int64_t>(bars_);
        if (100 * base.width() * count > width_percent_ * ranges) {
            return std::nullopt;
        }
        base.mean_range = static_cast<double>(ranges) / static_cast<double>(count);
        for (const Direction direction : both_directions) {
            if (leans(BarWindow(bars, direction))) {
                base.direction = direction;
                base.quality = quality_of(bars, base);
                return base;
            }
        }
        return std::nullopt;
    }

    // Three of the last four closes went this way.
    static bool leans(const BarWindow& window) {
        int with = 0;
        for (std::size_t back = 0; back < 4; ++back) {
            with += window.at(back).close > window.at(back + 1).close ? 1 : 0;
        }
        return with >= 3;
    }

    // How good a base of the last of these bars is: long, narrow, of even volume, its closes in the
    // middle half.
    [[nodiscard]] double quality_of(std::span<const wire::Bar> bars, const Base& base) const {
        const auto own = bars.last(std::min(base.bars, bars.size()));
        const auto count = static_cast<double>(own.size());
        double sum = 0.0;
        double squares = 0.0;
        double inside = 0.0;
        for (const wire::Bar& bar : own) {
            const auto volume = static_cast<double>(bar.volume);
            sum += volume;
            squares += volume * volume;
            const std::int64_t off_middle = 2 * bar.close_ticks - base.high - base.low;
            inside += 2 * std::abs(off_middle) <= base.width() ? 1.0 : 0.0;
        }
        const double allowed = static_cast<double>(width_percent_) / 100.0 * base.mean_range;
        const double spare = allowed - base.mean_range;
        const double narrow =
            spare > 0.0 ? (allowed - static_cast<double>(base.width())) / spare : 1.0;
        const double variance = std::max(0.0, squares / count - sum / count * (sum / count));
        const double unevenness = sum > 0.0 ? std::sqrt(variance) / (sum / count) : 1.0;
        return 0.30 * std::min(count / 10.0, 1.0) + 0.20 * std::clamp(narrow, 0.0, 1.0) +
               0.25 * std::max(0.0, 1.0 - unevenness) + 0.25 * inside / count;
    }

    std::size_t bars_;
    std::int64_t width_percent_;
    BarRun run_;
    std::int64_t left_ns_ = never;  // when the bar began that left the last base
    std::optional<Base> base_;
    Base left_{};
};

}  // namespace mia::detectors
