// Sample batches with contents that never change: the golden files are made from them, the fuzz test
// bends them. One batch for each layout of the catalog, and a snapshot as a study would send it.
#pragma once

#include "bridge/wire/batch_reader.hpp"
#include "bridge/wire/batch_writer.hpp"

#include <string>
#include <vector>

namespace mia::wire {

struct Sample {
    std::string name;
    std::vector<std::byte> batch;
};

// "Trade-1" and so on: a frame with ordinary values and two entries, then one at the limits of its
// types without entries.
[[nodiscard]] std::vector<Sample> layout_samples();

[[nodiscard]] Sample snapshot_sample();

// All of the above.
[[nodiscard]] std::vector<Sample> samples();

}  // namespace mia::wire
