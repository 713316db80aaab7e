// The inputs of MIA Feed. Saved chartbooks keep them by index, so they are only ever added at the end, and one that is
// used no more leaves its place empty: 1 was the overlay's address, which only MIA Overlay has a use for.
#pragma once

#include <cstring>

#include "sierrachart.h"

namespace mia::acsil {

enum class FeedInput : int {
    feed_address = 0,
    send_values = 2,
    send_book = 3,
    send_tape = 4,
    send_bars = 5,
    history_bars = 6,
    token_file = 7,
    send_prices = 8,
    send_stack_pull = 9,
    show_panel = 10,
    other_chart = 11,  // and the three behind it
};
inline constexpr int other_charts_max = 4;

inline auto& feed_input(SCStudyInterfaceRef sc, FeedInput which) {
    return sc.Input[static_cast<int>(which)];
}

inline auto& other_chart_input(SCStudyInterfaceRef sc, int which) {
    return sc.Input[static_cast<int>(FeedInput::other_chart) + which];
}

inline void name_feed_inputs(SCStudyInterfaceRef sc) {
    const auto named = [&](FeedInput which, const char* name) -> auto& {
        auto& input = feed_input(sc, which);
        input.Name = name;
        return input;
    };
    named(FeedInput::feed_address, "Address of the MIA host").SetString("tcp://127.0.0.1:5571");
    named(FeedInput::send_values, "Send study values").SetYesNo(1);
    named(FeedInput::send_book, "Send the order book").SetYesNo(1);
    named(FeedInput::send_tape, "Send time and sales").SetYesNo(1);
    named(FeedInput::send_bars, "Send bars").SetYesNo(1);
    auto& history = named(FeedInput::history_bars, "Bars of history in a snapshot");
    history.SetInt(500);
    history.SetIntLimits(0, 2000);
    named(FeedInput::token_file, "Token file (empty: the host's own)").SetPathAndFileName("");
    named(FeedInput::send_prices, "Send volume at price").SetYesNo(1);
    named(FeedInput::send_stack_pull, "Send pulling and stacking").SetYesNo(0);
    named(FeedInput::show_panel, "Show the panel").SetYesNo(1);
    for (int i = 0; i < other_charts_max; ++i) {
        auto& chart = other_chart_input(sc, i);
        chart.Name.Format("Also send chart number (0: none), %d", i + 1);
        chart.SetInt(0);
        chart.SetIntLimits(0, 10000);
    }
}

inline bool wants(SCStudyInterfaceRef sc, FeedInput which) {
    return feed_input(sc, which).GetYesNo() != 0;
}

}  // namespace mia::acsil
