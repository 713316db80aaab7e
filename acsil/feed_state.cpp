#include "acsil/feed_state.hpp"

#include "bridge/wire/batch_writer.hpp"

#include <cstdlib>

namespace mia::acsil {

FeedState* create_feed_state() noexcept {
    // From the C heap and zeroed: memory that any later build of this DLL can free.
    auto* state = static_cast<FeedState*>(std::calloc(1, sizeof(FeedState)));
    if (state == nullptr) {
        return nullptr;
    }
    state->layout = feed_layout;
    state->size = sizeof(FeedState);
    return state;
}

bool is_usable(const FeedState& state) noexcept {
    return state.layout == feed_layout && state.size == sizeof(FeedState);
}

void destroy_feed_state(FeedState* state) noexcept {
    if (state == nullptr) {
        return;
    }
    state->publisher.api = transport::load_zmq().api;
    state->publisher.close();
    std::free(state);
}

void set_error(FeedState& state, std::string_view text) noexcept {
    wire::set_text(state.last_error, text);
}

}  // namespace mia::acsil
