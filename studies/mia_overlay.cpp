// MIA Overlay: draws on its chart what the MIA host on this machine says, and what stands in a levels file.
#include "acsil/overlay_inputs.hpp"
#include "acsil/overlay_session.hpp"

#include <chrono>
#include <exception>

#include "sierrachart.h"

namespace {

void set_defaults(SCStudyInterfaceRef sc) {
    sc.GraphName = "MIA Overlay";
    sc.StudyDescription =
        "Draws levels, signals and the gamma regime that the MIA host or a levels file gives.";
    sc.AutoLoop = 0;
    sc.UpdateAlways = 1;
    sc.GraphRegion = 0;
    // Prices in the region of prices; nothing of ours may change its scale.
    sc.ScaleRangeType = SCALE_SAMEASREGION;
    mia::acsil::name_overlay_inputs(sc);
    mia::acsil::name_overlay_subgraphs(sc);
}

void run(SCStudyInterfaceRef sc) {
    mia::acsil::OverlayState* state = mia::acsil::overlay_state_of(sc);
    if (state == nullptr) {
        return;
    }
    const auto begin = std::chrono::steady_clock::now();
    try {
        mia::acsil::run_overlay(sc, *state);
    } catch (const std::exception& error) {
        mia::acsil::note_exception(sc, *state, error.what());
    }
    const auto cost = std::chrono::steady_clock::now() - begin;
    state->cost.add(std::chrono::duration_cast<std::chrono::nanoseconds>(cost).count());
}

}  // namespace

SCSFExport scsf_MIAOverlay(SCStudyInterfaceRef sc) {
    // Nothing may be thrown into Sierra: it would be unstable until it is restarted.
    try {
        if (sc.LastCallToFunction != 0) {
            mia::acsil::end_overlay(sc);
        } else if (sc.SetDefaults != 0) {
            set_defaults(sc);
        } else {
            run(sc);
        }
    } catch (...) {
        sc.AddMessageToLog("MIA Overlay: an error inside the study; this call was given up", 0);
    }
}
