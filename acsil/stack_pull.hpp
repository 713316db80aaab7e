// Sierra's own count of what was stacked and pulled at each level of the book, for those who switch it on.
#pragma once

#include "acsil/feed_call.hpp"

namespace mia::acsil {

// Writes it for the book that was read in this call, when any of it changed.
void write_stack_pull(FeedCall& call);

}  // namespace mia::acsil
