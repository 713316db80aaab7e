// Frames about charts: bars, volume at price, studies. Each carries its chart, because a study may
// read another one's.
#pragma once

#include "bridge/wire/layout.hpp"

namespace mia::wire {

struct StudyCatalog {
    FrameHeader frame;
    std::int32_t chart;
    std::uint16_t instrument;
    std::uint16_t reserved;
    std::uint32_t study;
    std::uint32_t internal_id;
    char name_original[96];
    char name_displayed[96];
    char name_short[64];
};

struct StudySubgraph {
    std::uint16_t subgraph;
    std::uint16_t flags;
    std::uint32_t reserved;
    char name[64];
};

template <>
struct Layout<StudyCatalog> {
    static constexpr Kind kind = Kind::study_catalog;
    static constexpr std::uint16_t revision = 1;
    static constexpr std::string_view name = "StudyCatalog";
    static constexpr std::string_view meaning = "One study of a chart and its named subgraphs.";
    using Entry = StudySubgraph;
    static constexpr std::array fields{
        MIA_FIELD(StudyCatalog, chart, "", "Sierra's chart number"),
        MIA_FIELD(StudyCatalog, instrument, "", "index of the chart's instrument"),
        MIA_FIELD(StudyCatalog, reserved, "", "zero"),
        MIA_FIELD(
            StudyCatalog, study, "", "Sierra's study id on that chart; differs between users"
        ),
        MIA_FIELD(
            StudyCatalog, internal_id, "",
            "kind of a built-in study, whatever its name; 0 for a custom one"
        ),
        MIA_FIELD(
            StudyCatalog, name_original, "text",
            "name given by the study's author; empty when nobody tells it"
        ),
        MIA_FIELD(StudyCatalog, name_displayed, "text", "name on the chart"),
        MIA_FIELD(StudyCatalog, name_short, "text", "short name given by the user"),
    };
    static constexpr std::array entry_fields{
        MIA_FIELD(StudySubgraph, subgraph, "", "index from 0; Sierra's dialog counts from 1"),
        MIA_FIELD(StudySubgraph, flags, "bits", "1 drawn on the chart"),
        MIA_FIELD(StudySubgraph, reserved, "", "zero"),
        MIA_FIELD(StudySubgraph, name, "text", "name of the subgraph"),
    };
};

namespace bar_flag {
inline constexpr std::uint16_t closed = 1;
inline constexpr std::uint16_t off_grid = 2;
}  // namespace bar_flag

struct StudyValue {
    FrameHeader frame;
    std::int32_t chart;
    std::uint16_t instrument;
    std::uint16_t flags;
    std::int64_t bar_start_ns;
    std::uint32_t bar_index;
    std::uint32_t bar_period_s;
};

struct SubgraphValue {
    std::uint32_t study;
    std::uint16_t subgraph;
    std::uint16_t reserved;
    double value;
};

template <>
struct Layout<StudyValue> {
    static constexpr Kind kind = Kind::study_value;
    static constexpr std::uint16_t revision = 1;
    static constexpr std::string_view name = "StudyValue";
    static constexpr std::string_view meaning =
        "Values of study subgraphs at one bar, those that changed since they were sent last.";
    using Entry = SubgraphValue;
    static constexpr std::array fields{
        MIA_FIELD(StudyValue, chart, "", "Sierra's chart number"),
        MIA_FIELD(StudyValue, instrument, "", "index of the chart's instrument"),
        MIA_FIELD(StudyValue, flags, "bits", "1 the bar is closed"),
        MIA_FIELD(StudyValue, bar_start_ns, "ns UTC", "start of the bar"),
        MIA_FIELD(
            StudyValue, bar_index, "",
            "index of the bar in Sierra's arrays; not stable across reloads"
        ),
        MIA_FIELD(StudyValue, bar_period_s, "s", "seconds per bar; 0 for bars not made of time"),
    };
    static constexpr std::array entry_fields{
        MIA_FIELD(SubgraphValue, study, "", "study id"),
        MIA_FIELD(SubgraphValue, subgraph, "", "subgraph index from 0"),
        MIA_FIELD(SubgraphValue, reserved, "", "zero"),
        MIA_FIELD(
            SubgraphValue, value, "",
            "as Sierra has it, unrounded; 0 and -FLT_MAX may mean no value"
        ),
    };
};

struct Bar {
    FrameHeader frame;
    std::int32_t chart;
    std::uint16_t instrument;
    std::uint16_t flags;
    std::uint32_t period_s;
    std::uint32_t index;
    std::int64_t start_ns;
    std::int64_t open_ticks;
    std::int64_t high_ticks;
    std::int64_t low_ticks;
    std::int64_t close_ticks;
    double open_raw;
    double high_raw;
    double low_raw;
    double close_raw;
    std::uint64_t volume;
    std::uint64_t bid_volume;
    std::uint64_t ask_volume;
    std::uint64_t trade_count;
};

template <>
struct Layout<Bar> {
    static constexpr Kind kind = Kind::bar;
    static constexpr std::uint16_t revision = 1;
    static constexpr std::string_view name = "Bar";
    static constexpr std::string_view meaning = "One bar of a chart, closed or still forming.";
    using Entry = NoEntry;
    static constexpr std::array fields{
        MIA_FIELD(Bar, chart, "", "Sierra's chart number"),
        MIA_FIELD(Bar, instrument, "", "index of the chart's instrument"),
        MIA_FIELD(Bar, flags, "bits", "1 closed, 2 a price is off the tick grid"),
        MIA_FIELD(Bar, period_s, "s", "seconds per bar; 0 for bars not made of time"),
        MIA_FIELD(Bar, index, "", "index of the bar in Sierra's arrays; not stable across reloads"),
        MIA_FIELD(Bar, start_ns, "ns UTC", "start of the bar"),
        MIA_FIELD(Bar, open_ticks, "ticks", "open"),
        MIA_FIELD(Bar, high_ticks, "ticks", "high"),
        MIA_FIELD(Bar, low_ticks, "ticks", "low"),
        MIA_FIELD(Bar, close_ticks, "ticks", "last price so far"),
        MIA_FIELD(Bar, open_raw, "price", "open as Sierra gave it"),
        MIA_FIELD(Bar, high_raw, "price", "high as Sierra gave it"),
        MIA_FIELD(Bar, low_raw, "price", "low as Sierra gave it"),
        MIA_FIELD(Bar, close_raw, "price", "last as Sierra gave it"),
        MIA_FIELD(Bar, volume, "contracts", "traded"),
        MIA_FIELD(Bar, bid_volume, "contracts", "traded at the bid"),
        MIA_FIELD(Bar, ask_volume, "contracts", "traded at the ask"),
        MIA_FIELD(Bar, trade_count, "trades", "number of trades"),
    };
};

struct VolumeAtPrice {
    FrameHeader frame;
    std::int32_t chart;
    std::uint16_t instrument;
    std::uint16_t flags;
    std::uint32_t period_s;
    std::uint32_t index;
    std::int64_t start_ns;
};

struct PriceVolume {
    std::int64_t price_ticks;
    std::uint32_t volume;
    std::uint32_t bid_volume;
    std::uint32_t ask_volume;
    std::uint32_t trade_count;
};

template <>
struct Layout<VolumeAtPrice> {
    static constexpr Kind kind = Kind::volume_at_price;
    static constexpr std::uint16_t revision = 1;
    static constexpr std::string_view name = "VolumeAtPrice";
    static constexpr std::string_view meaning = "Volume traded at each price of one bar.";
    using Entry = PriceVolume;
    static constexpr std::array fields{
        MIA_FIELD(VolumeAtPrice, chart, "", "Sierra's chart number"),
        MIA_FIELD(VolumeAtPrice, instrument, "", "index of the chart's instrument"),
        MIA_FIELD(VolumeAtPrice, flags, "bits", "1 the bar is closed"),
        MIA_FIELD(VolumeAtPrice, period_s, "s", "seconds per bar; 0 for bars not made of time"),
        MIA_FIELD(
            VolumeAtPrice, index, "",
            "index of the bar in Sierra's arrays; not stable across reloads"
        ),
        MIA_FIELD(VolumeAtPrice, start_ns, "ns UTC", "start of the bar"),
    };
    static constexpr std::array entry_fields{
        MIA_FIELD(PriceVolume, price_ticks, "ticks", "price"),
        MIA_FIELD(PriceVolume, volume, "contracts", "traded there"),
        MIA_FIELD(PriceVolume, bid_volume, "contracts", "traded there at the bid"),
        MIA_FIELD(PriceVolume, ask_volume, "contracts", "traded there at the ask"),
        MIA_FIELD(PriceVolume, trade_count, "trades", "trades there"),
    };
};

}  // namespace mia::wire
