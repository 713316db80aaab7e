// One frame through writer and reader, for the tests of the frame structs.
#pragma once

#include "bridge/wire/batch_reader.hpp"
#include "bridge/wire/batch_writer.hpp"

#include <gtest/gtest.h>

#include <vector>

namespace mia::wire {

struct NoEntries {};

template <Frame T>
struct RoundTrip {
    T head{};
    std::vector<std::conditional_t<has_entries<T>, EntryOf<T>, NoEntries>> entries;
};

// What comes out for this head and these entries.
template <Frame T>
RoundTrip<T> round_trip(const RoundTrip<T>& sent) {
    alignas(8) std::array<std::byte, 4096> buffer;
    BatchWriter writer(buffer);
    writer.begin({});
    T* head = writer.add<T>();
    const FrameHeader frame = head->frame;
    *head = sent.head;
    head->frame = frame;
    if constexpr (has_entries<T>) {
        for (const EntryOf<T>& entry : sent.entries) {
            *writer.add_entry<T>() = entry;
        }
    }
    BatchReader reader(writer.finish(0).value());
    const FrameView view = reader.next().value();
    EXPECT_TRUE(view.is<T>());
    RoundTrip<T> received{view.head<T>(), {}};
    if constexpr (has_entries<T>) {
        for (std::size_t i = 0; i < view.entry_count<T>(); ++i) {
            received.entries.push_back(view.entry<T>(i));
        }
    }
    return received;
}

}  // namespace mia::wire
