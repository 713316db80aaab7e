#include "acsil/recognition.hpp"

#include "bridge/wire/batch_reader.hpp"

#include <cstring>

namespace mia::acsil {

void take_recognition(FeedState& state, std::span<const std::byte> words) noexcept {
    wire::BatchReader reader(words);
    while (const auto frame = reader.next()) {
        if (!frame->is<wire::Recognition>()) {
            continue;
        }
        const auto told = frame->head<wire::Recognition>();
        if (told.publisher == state.publisher.id) {
            std::memcpy(state.recognition, told.text, sizeof told.text);
        }
    }
}

void forget_recognition(FeedState& state) noexcept {
    state.recognition[0] = '\0';
}

}  // namespace mia::acsil
