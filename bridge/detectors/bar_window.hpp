// Closed bars as a pattern of one direction looks at them, the newest first. A pattern is written
// once, for a rise; for a fall it looks at the same bars upside down.
#pragma once

#include "bridge/market/book.hpp"
#include "bridge/wire/chart_frames.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

namespace mia::detectors {

enum class Direction : std::int8_t { down = -1, up = 1 };
inline constexpr std::array both_directions{Direction::up, Direction::down};

// Whose pattern it is. One that speaks for a rise is the buyers', who are the bid.
constexpr market::Side side_of(Direction direction) {
    return direction == Direction::up ? market::Side::bid : market::Side::ask;
}

// A bar, upside down when it is looked at for a fall: with high and low, buyers and sellers changed
// places.
struct SeenBar {
    std::int64_t start_ns;
    std::int64_t open;
    std::int64_t high;
    std::int64_t low;
    std::int64_t close;
    std::uint64_t volume_with;     // of those who push in the direction
    std::uint64_t volume_against;  // of those who push the other way
};

class BarWindow {
public:
    BarWindow(std::span<const wire::Bar> bars, Direction direction) noexcept
        : bars_(bars), direction_(direction) {}

    [[nodiscard]] std::size_t size() const noexcept { return bars_.size(); }

    // 0 is the newest, 1 the one before.
    [[nodiscard]] SeenBar at(std::size_t back) const noexcept {
        const wire::Bar& bar = bars_[bars_.size() - 1 - back];
        if (direction_ == Direction::up) {
            return {bar.start_ns,    bar.open_ticks, bar.high_ticks, bar.low_ticks,
                    bar.close_ticks, bar.ask_volume, bar.bid_volume};
        }
        return {bar.start_ns,     -bar.open_ticks, -bar.low_ticks, -bar.high_ticks,
                -bar.close_ticks, bar.bid_volume,  bar.ask_volume};
    }

    // A price of these bars as the market has it.
    [[nodiscard]] std::int64_t market_price(std::int64_t price) const noexcept {
        return direction_ == Direction::up ? price : -price;
    }

private:
    std::span<const wire::Bar> bars_;
    Direction direction_;
};

}  // namespace mia::detectors
