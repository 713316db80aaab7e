// How one study introduces itself: its names, its subgraphs, what the user set.
#pragma once

#include "acsil/study_inputs.hpp"

namespace mia::acsil {

// Bytes that one introduction takes at most.
inline constexpr std::size_t introduction_room =
    sizeof(wire::StudyCatalog) + SC_SUBGRAPHS_AVAILABLE * sizeof(wire::StudySubgraph) +
    study_inputs_room;

struct Introduction {
    std::uint64_t hash;       // of all that was said; never 0
    std::uint64_t subgraphs;  // bit n: subgraph n has values to tell
};

// Writes it into a batch that has room for it.
[[nodiscard]] Introduction
write_introduction(FeedCall& call, const WatchedChart& chart, std::uint32_t study);

}  // namespace mia::acsil
