// The levels that have a name, a look and a subgraph agreed on; all other levels look as the host says. One table: the
// wire's names, the columns of a levels file, what is drawn, and the order of the first subgraphs, which chartbooks and
// alerts refer to and which therefore never changes.
#pragma once

#include "bridge/wire/overlay_frames.hpp"

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

namespace mia::acsil {

struct LevelStyle {
    std::string_view name;    // in a Level frame
    std::string_view column;  // in a levels file
    const char* label;
    std::uint32_t colour_rgb;  // 0xRRGGBB
    std::uint16_t style;       // wire::level_style
};

inline constexpr std::array level_styles{
    LevelStyle{"gamma.call_wall", "call_wall", "Call wall", 0xDC143C, wire::level_style::solid},
    LevelStyle{"gamma.put_wall", "put_wall", "Put wall", 0x228B22, wire::level_style::solid},
    LevelStyle{"gamma.flip", "gamma_flip", "Gamma flip", 0xFFA500, wire::level_style::thick},
    LevelStyle{"gamma.max_pain", "max_pain", "Max pain", 0x1E90FF, wire::level_style::dotted},
    LevelStyle{"gamma.pin1", "pin1", "Pin 1", 0x808080, wire::level_style::thin},
    LevelStyle{"gamma.pin2", "pin2", "Pin 2", 0x808080, wire::level_style::thin},
    LevelStyle{
        "gamma.vol_trigger", "vol_trigger", "Volatility trigger", 0xFFD700,
        wire::level_style::dashed},
};
inline constexpr std::size_t named_levels = level_styles.size();
inline constexpr std::size_t gamma_flip_place = 2;

// The price of a level is above zero. In a subgraph 0 means nothing; what is below it is far more often somebody's word
// for "none" than the price of an option's strike. Written so that what is no number is no price either.
inline constexpr double price_max = 1e9;
constexpr bool is_price(double price) {
    return price > 0 && price <= price_max && static_cast<float>(price) > 0;
}

inline constexpr std::uint32_t unsaid_colour_rgb = 0xA0A0A0;
inline constexpr std::uint32_t positive_gamma_rgb = 0x90EE90;
inline constexpr std::uint32_t negative_gamma_rgb = 0xFFB6C1;
inline constexpr std::uint32_t buy_rgb = 0x228B22;
inline constexpr std::uint32_t sell_rgb = 0xDC143C;

constexpr std::optional<std::size_t> named_place(std::string_view name) {
    for (std::size_t place = 0; place < level_styles.size(); ++place) {
        if (level_styles[place].name == name) {
            return place;
        }
    }
    return std::nullopt;
}
static_assert(named_place("gamma.flip") == gamma_flip_place);

// Two thirds of the way to grey: seen on a dark chart and on a light one, and never taken for fresh.
constexpr std::uint32_t faded(std::uint32_t rgb) {
    std::uint32_t result = 0;
    for (unsigned shift = 0; shift < 24; shift += 8) {
        const std::uint32_t part = (rgb >> shift) & 0xFFU;
        result |= ((part + 2 * 0x80U) / 3) << shift;
    }
    return result;
}

}  // namespace mia::acsil
