// Which charts are watched: the study's own, and others of the chartbook that the user named. Another chart is known as
// far as its bars are complete at the time of this chart, and not at all while it is missing.
#pragma once

#include "acsil/chart_view.hpp"
#include "acsil/feed_call.hpp"

namespace mia::acsil {

// Takes the charts from the inputs, for a snapshot that begins, and looks at them.
void choose_charts(SCStudyInterfaceRef sc, FeedState& state);

struct NoticedCharts {
    bool has_come =
        false;  // one can be sent that could not be before: a snapshot must introduce it
    // Bars of one that were told of are no more. A chart that is loaded anew may begin with one bar, which Sierra always
    // calls a recalculation; of another chart it says nothing.
    bool has_shrunk = false;
    bool is_other = false;  // one shows another instrument or time than it was introduced with
};

// The newest bar that may be told of; -1 for none.
[[nodiscard]] int newest_bar(SCStudyInterfaceRef sc, const WatchedChart& chart);

// Looks at the charts: how they are and how far they are known now.
[[nodiscard]] NoticedCharts look_at_charts(SCStudyInterfaceRef sc, FeedState& state);

// Whether its studies are sent, and its bars besides.
[[nodiscard]] bool has_studies(const WatchedChart& chart) noexcept;
[[nodiscard]] bool has_bars(const WatchedChart& chart) noexcept;

void write_chart_state(FeedCall& call, WatchedChart& chart);

// Says how the charts are that are otherwise than was said. That one cannot be told of is said at once, and that it can
// be only together with what there is to tell, lest what was told before is taken for what is now.
void write_changed_states(FeedCall& call, bool may_tell);

// Says in a few words why a chart that the user asked for is not there; empty when all are.
void describe_missing(const FeedState& state, std::span<char> text) noexcept;

}  // namespace mia::acsil
