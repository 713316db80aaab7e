// What the host recognised in this study's charts: it says so up the feed's own socket, and the panel shows it.
#pragma once

#include "acsil/feed_state.hpp"

namespace mia::acsil {

// Takes the host's words if they are about this publisher. Whatever else comes is passed over: nothing depends on it.
void take_recognition(FeedState& state, std::span<const std::byte> words) noexcept;

// A host that is gone recognises nothing.
void forget_recognition(FeedState& state) noexcept;

}  // namespace mia::acsil
