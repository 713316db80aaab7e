// What a sample holds, as JSON: the facts that any other decoder of the wire is checked against.
#pragma once

#include "tests/bridge/wire/sample.hpp"

namespace mia::wire {

// One object by sample name: header, and frames with kind, revision, name, hash, head and entries.
[[nodiscard]] std::string facts_json(std::span<const Sample> all);

// One line for each layout: kind, revision, name, head and entry size, hash.
[[nodiscard]] std::string layout_lines();

}  // namespace mia::wire
