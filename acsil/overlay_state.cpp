#include "acsil/overlay_state.hpp"

#include <cstdlib>

namespace mia::acsil {

OverlayState* create_overlay_state() noexcept {
    // From the C heap and zeroed: memory that any later build of this DLL can free.
    auto* state = static_cast<OverlayState*>(std::calloc(1, sizeof(OverlayState)));
    if (state == nullptr) {
        return nullptr;
    }
    state->layout = overlay_layout;
    state->size = sizeof(OverlayState);
    state->written.bar = -1;
    return state;
}

bool is_usable(const OverlayState& state) noexcept {
    return state.layout == overlay_layout && state.size == sizeof(OverlayState);
}

void destroy_overlay_state(OverlayState* state) noexcept {
    if (state == nullptr) {
        return;
    }
    state->socket.api = transport::load_zmq().api;
    state->socket.close();
    std::free(state);
}

}  // namespace mia::acsil
