// A snapshot: all that the study knows, for a host that is new or has missed something. It is spread over several
// calls, a bounded part in each; nothing else is sent until it is complete.
#pragma once

#include "acsil/feed_call.hpp"
#include "acsil/price_grid.hpp"

namespace mia::acsil {

// Asks for one. A recalculation that waits is not forgotten for a mere request.
void want_snapshot(FeedState& state, std::uint16_t reason);

// Ends the one that is being written, if one is, before its end; the next need not wait for its turn.
void cut_snapshot(FeedState& state) noexcept;

// Hash of what an Instrument frame says of the chart. While it differs from `state.introduced`, nothing but a snapshot
// may be sent: the host would take it for the instrument it knows.
[[nodiscard]] std::uint64_t introduction_of(SCStudyInterfaceRef sc);

// Begins one, if one is wanted and none went out within the last second.
void begin_snapshot(SCStudyInterfaceRef sc, FeedState& state, std::int64_t now_ns);

[[nodiscard]] inline bool is_in_snapshot(const FeedState& state) {
    return state.snapshot.stage != SnapshotStage::none;
}

// Writes the next part; the header flags that go with it are added to the batch.
void write_snapshot_part(FeedCall& call, const PriceGrid& grid);

}  // namespace mia::acsil
