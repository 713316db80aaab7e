// Layout<T> ties a wire struct to its kind, revision and field tables. `NoEntry` marks frames
// without a repeated tail.
#pragma once

#include "bridge/wire/header.hpp"
#include "bridge/wire/kind.hpp"

namespace mia::wire {

struct NoEntry {};

template <class T>
struct Layout;

template <class T>
concept Frame = requires {
    { Layout<T>::kind } -> std::convertible_to<Kind>;
    { Layout<T>::revision } -> std::convertible_to<std::uint16_t>;
    typename Layout<T>::Entry;
}
&&std::is_trivially_copyable_v<T>&& std::same_as<decltype(T::frame), FrameHeader>;

template <Frame T>
using EntryOf = typename Layout<T>::Entry;

template <Frame T>
inline constexpr bool has_entries = !std::same_as<EntryOf<T>, NoEntry>;

template <Frame T>
consteval std::uint32_t entry_size() {
    if constexpr (has_entries<T>) {
        return sizeof(EntryOf<T>);
    } else {
        return 0;
    }
}

// The head tiles from behind the frame header, the entry from its first byte, both in multiples of
// the alignment.
template <Frame T>
consteval bool is_sound() {
    bool sound = std::is_standard_layout_v<T> && offsetof(T, frame) == 0 &&
                 sizeof(T) % frame_alignment == 0 &&
                 tiles(Layout<T>::fields, sizeof(FrameHeader), sizeof(T));
    if constexpr (has_entries<T>) {
        sound = sound && sizeof(EntryOf<T>) % frame_alignment == 0 &&
                std::is_standard_layout_v<EntryOf<T>> && std::is_trivially_copyable_v<EntryOf<T>> &&
                tiles(Layout<T>::entry_fields, 0, sizeof(EntryOf<T>));
    }
    return sound;
}

}  // namespace mia::wire
