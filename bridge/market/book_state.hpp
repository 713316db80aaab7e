// Whether a book can be used, and if not, why. In every state but the first all detectors of the
// symbol are silent.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

namespace mia::market {

enum class BookState : std::uint8_t {
    valid,
    no_source,      // no chart supplies it
    not_connected,  // its source says that its Sierra is not connected, and plays no file
    silent,         // its source has said nothing for a while
    incomplete,     // something is missing until the source has told everything anew
    crossed,        // bids at or above the asks
    pre_open,       // the market is closed: nothing was traded since its break began
    no_book,        // the source told no book
};

constexpr std::string_view book_state_name(BookState state) {
    constexpr std::array<std::string_view, 8> names{"valid",    "no-source",  "not-connected",
                                                    "silent",   "incomplete", "crossed",
                                                    "pre-open", "no-book"};
    return names[static_cast<std::size_t>(state)];
}

}  // namespace mia::market
