// One MIA Overlay from its first call to its last: hears the host, reads the levels file, draws what is current.
#pragma once

#include "acsil/overlay_state.hpp"

#include "sierrachart.h"

namespace mia::acsil {

// Persistent values that other studies of the chartbook may read, as Sierra lets them.
namespace overlay_shown {
inline constexpr int levels = 2;
inline constexpr int signals = 3;
inline constexpr int batches = 4;
inline constexpr int lost = 5;
inline constexpr int connected = 6;  // 1 while the host is heard
inline constexpr int refused = 7;
inline constexpr int sequence = 8;  // of the newest batch of the host that was heard
}  // namespace overlay_shown

// The block of this instance; made at its first call, replaced when an older DLL left one that we cannot use.
[[nodiscard]] OverlayState* overlay_state_of(SCStudyInterfaceRef sc) noexcept;

// One call. Never blocks; bounded work; draws only what changed.
void run_overlay(SCStudyInterfaceRef sc, OverlayState& state);

// An exception ended a call; the panel says so, and the log when it is another one than before.
void note_exception(SCStudyInterfaceRef sc, OverlayState& state, const char* what) noexcept;

// The last call: takes its drawings away, closes and frees.
void end_overlay(SCStudyInterfaceRef sc);

}  // namespace mia::acsil
