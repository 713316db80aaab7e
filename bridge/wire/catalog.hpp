// The catalog of all kinds: the one list that the decoder, Python, the hello and docs/wire.md are
// made from.
#pragma once

#include "bridge/wire/chart_frames.hpp"
#include "bridge/wire/detail_frames.hpp"
#include "bridge/wire/market_frames.hpp"
#include "bridge/wire/overlay_frames.hpp"
#include "bridge/wire/session_frames.hpp"

namespace mia::wire {

struct KindInfo {
    Kind kind;
    std::uint16_t revision;
    std::string_view name;
    std::string_view meaning;
    std::uint32_t head_size;
    std::uint32_t entry_size;  // 0: no repeated tail
    std::span<const Field> fields;
    std::span<const Field> entry_fields;
    std::uint64_t hash;
};

template <Frame T>
consteval KindInfo describe() {
    static_assert(is_sound<T>(), "the field tables must tile the structs");
    KindInfo info{
        Layout<T>::kind,
        Layout<T>::revision,
        Layout<T>::name,
        Layout<T>::meaning,
        sizeof(T),
        entry_size<T>(),
        Layout<T>::fields,
        {},
        0};
    LayoutHash hash;
    hash.add(Layout<T>::name);
    hash.add(Layout<T>::revision);
    hash.add(info.fields);
    if constexpr (has_entries<T>) {
        info.entry_fields = Layout<T>::entry_fields;
        hash.add(info.entry_fields);
    }
    info.hash = hash.value();
    return info;
}

// A new frame kind is one struct with its Layout and one line here.
inline constexpr std::array catalog{
    describe<Hello>(),         describe<Instrument>(),  describe<StudyCatalog>(),
    describe<StudyValue>(),    describe<Bar>(),         describe<VolumeAtPrice>(),
    describe<DepthSnapshot>(), describe<DepthDelta>(),  describe<Trade>(),
    describe<Quote>(),         describe<Status>(),      describe<Heartbeat>(),
    describe<SnapshotBegin>(), describe<SnapshotEnd>(), describe<Level>(),
    describe<Signal>(),        describe<Clear>(),       describe<Regime>(),
    describe<StudyInput>(),    describe<ChartState>(),  describe<StackPull>(),
    describe<TapeBreak>(),     describe<Recognition>(),
};

// Two lines for the same layout would make decoding a matter of their order.
consteval bool names_each_layout_once(std::span<const KindInfo> kinds) {
    for (std::size_t i = 0; i < kinds.size(); ++i) {
        for (std::size_t j = i + 1; j < kinds.size(); ++j) {
            if (kinds[i].hash == kinds[j].hash ||
                (kinds[i].kind == kinds[j].kind && kinds[i].revision == kinds[j].revision)) {
                return false;
            }
        }
    }
    return true;
}
static_assert(names_each_layout_once(catalog));

constexpr const KindInfo* find_kind(std::uint16_t kind, std::uint16_t revision) {
    for (const KindInfo& info : catalog) {
        if (static_cast<std::uint16_t>(info.kind) == kind && info.revision == revision) {
            return &info;
        }
    }
    return nullptr;
}

}  // namespace mia::wire
