// Every frame type of the catalog as a list of types, for code that must instantiate templates.
#pragma once

#include "bridge/wire/catalog.hpp"

namespace mia::wire {

template <Frame... T>
struct FrameTypes {
    static constexpr std::size_t count = sizeof...(T);

    template <class Visitor>
    static void for_each(Visitor&& visit) {
        (visit.template operator()<T>(), ...);
    }
};

using AllFrames = FrameTypes<
    Hello, Instrument, StudyCatalog, StudyValue, Bar, VolumeAtPrice, DepthSnapshot, DepthDelta,
    Trade, Quote, Status, Heartbeat, SnapshotBegin, SnapshotEnd, Level, Signal, Clear, Regime,
    Recognition, StudyInput, ChartState, StackPull, TapeBreak>;
static_assert(AllFrames::count == catalog.size(), "a new line of the catalog needs one here");

}  // namespace mia::wire
