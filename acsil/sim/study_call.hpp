// One call of one study: fills the interface from the chart, calls, measures, and takes back
// what the study wrote. Never two at once.
#pragma once

#include "acsil/sim/host_services.hpp"
#include "acsil/sim/instrument.hpp"
#include "acsil/sim/study_instance.hpp"

namespace mia::sim {

enum class CallReason { defaults, full_recalculation, update, last };

struct CallContext {
    Chart& chart;
    const Instrument* instrument = nullptr;  // null: nothing known of the symbol yet
    std::int64_t now_ns = 0;
    // Gives the study a copy of the interface that is gone when the call returns.
    bool is_poisoning = false;
};

class StudyCall {
public:
    StudyCall(HostServices& services, StudyInstance& instance, const CallContext& context)
        : services_(services), instance_(instance), context_(context) {}

    // The text of what the study threw; empty when it returned as it must.
    std::string run(CallReason reason);

private:
    void show(s_sc& sc, CallReason reason);
    void show_call(s_sc& sc, CallReason reason) const;
    void show_chart(s_sc& sc) const;
    void show_bars(s_sc& sc) const;
    void show_lines();
    void take_defaults();
    std::string invoke(s_sc& sc);

    HostServices& services_;
    StudyInstance& instance_;
    CallContext context_;
};

}  // namespace mia::sim
