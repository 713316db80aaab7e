// The way to the host: the socket, and the token that introduces us. Both are looked for again every few seconds, and
// anew when the user types another address or file.
#pragma once

#include "acsil/feed_state.hpp"

#include "sierrachart.h"

namespace mia::acsil {

// `now_ns` is by our pace: it goes on while Sierra's clock stands.
// Whether the socket is open; opens it when it is time to try.
[[nodiscard]] bool connect(SCStudyInterfaceRef sc, FeedState& state, std::int64_t now_ns);

// Without a token we are nobody: the host would drop what we send, so nothing is sent.
[[nodiscard]] bool has_token(SCStudyInterfaceRef sc, FeedState& state, std::int64_t now_ns);

// Whether that long has passed; a replay may take time back, then it counts as passed.
[[nodiscard]] inline bool
is_due(std::int64_t last_ns, std::int64_t now_ns, std::int64_t every_ns) noexcept {
    return last_ns == 0 || now_ns - last_ns >= every_ns || now_ns < last_ns;
}

}  // namespace mia::acsil
