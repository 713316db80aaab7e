// MIA Feed: sends what its chart shows (bars, studies, order book, tape) to the MIA host on this machine.
#include "acsil/clock.hpp"
#include "acsil/feed_inputs.hpp"
#include "acsil/session.hpp"

#include <chrono>

#include "sierrachart.h"

namespace {

void set_defaults(SCStudyInterfaceRef sc) {
    sc.GraphName = "MIA Feed";
    sc.StudyDescription =
        "Sends bars, studies, order book and tape of this chart to the MIA host on this machine.";
    sc.AutoLoop = 0;
    sc.UpdateAlways = 1;
    sc.GraphRegion = 0;
    // After the studies it reads.
    sc.CalculationPrecedence = VERY_LOW_PREC_LEVEL;
    sc.UsesMarketDepthData = 1;
    sc.MaintainVolumeAtPriceData = 1;
    mia::acsil::name_feed_inputs(sc);
}

void run(SCStudyInterfaceRef sc) {
    mia::acsil::FeedState* state = mia::acsil::feed_state_of(sc);
    if (state == nullptr) {
        return;
    }
    const auto begin = std::chrono::steady_clock::now();
    mia::acsil::run_feed(sc, *state);
    const auto cost = std::chrono::steady_clock::now() - begin;
    state->cost.add(std::chrono::duration_cast<std::chrono::nanoseconds>(cost).count());
}

}  // namespace

SCSFExport scsf_MIAFeed(SCStudyInterfaceRef sc) {
    // Nothing may be thrown into Sierra: it would be unstable until it is restarted.
    try {
        if (sc.LastCallToFunction != 0) {
            mia::acsil::end_feed(sc);
        } else if (sc.SetDefaults != 0) {
            set_defaults(sc);
        } else {
            run(sc);
        }
    } catch (...) {
        sc.AddMessageToLog("MIA Feed: an error inside the study; this call was given up", 0);
    }
}
