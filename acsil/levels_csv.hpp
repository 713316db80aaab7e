// The levels file, for those who run without the host: comes as text, gives the newest row of one symbol that is not of
// the future, and names the first thing in it that is wrong. It reads no file and no clock.
#pragma once

#include "acsil/level_styles.hpp"

#include <cstdint>
#include <string_view>

namespace mia::acsil {

struct LevelsRow {
    std::int64_t time_ns;
    double spot;                  // meaningless unless has_spot
    double prices[named_levels];  // in the order of the table; meaningless unless has[]
    std::uint8_t has[named_levels];
    std::uint8_t has_spot;
};

struct LevelsFile {
    LevelsRow row;
    std::uint32_t has_row;
    std::uint32_t rows;       // sound ones, of any symbol
    std::uint32_t malformed;  // left out
    std::int64_t next_ns;     // when the next row of this symbol will be valid; 0 none
    char error[96];  // "line 7, column call_wall: 'abc' is no price"; empty when all is well
};

// The columns and their order, exactly; the first line must say so.
inline constexpr std::string_view levels_header =
    "symbol,timestamp,spot_price,call_wall,put_wall,gamma_flip,max_pain,pin1,pin2,vol_trigger";

// Without a last line that has no end: it may be half of one.
[[nodiscard]] constexpr std::string_view ended_lines(std::string_view text) noexcept {
    return text.substr(0, text.rfind('\n') + 1);
}

// A value that is not there is empty and stays unknown. Of rows with the same time the last one counts.
void parse_levels(
    std::string_view text, std::string_view symbol, std::int64_t now_ns, LevelsFile& file
) noexcept;

}  // namespace mia::acsil
