// Prices as integer ticks. What is not on the grid is marked, what is no number is refused; nothing is rounded away.
#pragma once

#include "bridge/wire/market_frames.hpp"

#include <cmath>
#include <limits>
#include <optional>

namespace mia::acsil {

struct GridPrice {
    std::int64_t ticks;
    double raw;
    std::uint8_t flags;
};

// A size that is no whole number, as some symbols have.
[[nodiscard]] inline bool is_part(double quantity) noexcept {
    return std::isfinite(quantity) && quantity != std::trunc(quantity);
}

class PriceGrid {
public:
    // Sierra keeps the tick as a float; 0.01f is meant to be 0.01.
    explicit PriceGrid(float tick_size) noexcept
        : tick_(std::round(static_cast<double>(tick_size) * 1e8) / 1e8) {}

    [[nodiscard]] bool is_sound() const noexcept { return std::isfinite(tick_) && tick_ > 0; }
    [[nodiscard]] double tick() const noexcept { return tick_; }

    [[nodiscard]] std::optional<GridPrice> at(double price) const noexcept {
        if (!std::isfinite(price) || std::fabs(price) > price_max) {
            return std::nullopt;
        }
        const double exact = price / tick_;
        const double nearest = std::round(exact);
        // A float carries 24 bits, so a price on the grid may lie that far beside it.
        const double slack = std::fmax(1e-3, std::fabs(exact) * 2.0 * float_epsilon);
        const bool off_grid = std::fabs(exact - nearest) > slack;
        const auto flags = off_grid ? wire::price_flag::off_grid : std::uint8_t{0};
        return GridPrice{static_cast<std::int64_t>(nearest), price, flags};
    }

    [[nodiscard]] static std::optional<std::uint32_t> size(double quantity) noexcept {
        if (!std::isfinite(quantity) || is_part(quantity) || quantity < 0 ||
            quantity > static_cast<double>(UINT32_MAX)) {
            return std::nullopt;
        }
        return static_cast<std::uint32_t>(quantity);
    }

private:
    static constexpr double price_max = 1e12;
    static constexpr double float_epsilon =
        static_cast<double>(std::numeric_limits<float>::epsilon());
    double tick_;
};

}  // namespace mia::acsil
