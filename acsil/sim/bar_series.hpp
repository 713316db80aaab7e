// The bars of one chart in the arrays a study reads, with the volume at each price beside them.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "acsil/sim/time_zone.hpp"
#include "sierrachart.h"

namespace mia::sim {

struct Bar {
    std::int64_t start_ns = 0;  // UTC
    double open = 0;
    double high = 0;
    double low = 0;
    double close = 0;
    double volume = 0;
    double trades = 0;
    double bid_volume = 0;
    double ask_volume = 0;
};

struct PriceVolume {
    int price_ticks = 0;
    unsigned bid_volume = 0;
    unsigned ask_volume = 0;
    unsigned trades = 0;
};

class BarSeries {
public:
    void append(const Bar& bar, const TimeZone& zone, int bar_seconds);
    // Replaces the last bar; its start stays what it was when it was appended.
    void update_last(const Bar& bar);
    // The last bar's volume at each price, lowest first.
    void set_last_prices(std::span<const PriceVolume> prices);
    void clear();
    // Gives every array new memory, so that a pointer kept from an earlier call dangles.
    void move_arrays();

    int size() const { return static_cast<int>(starts_.size()); }

    SCFloatArray array(int item);
    void times(SCDateTimeArray& starts);
    void end_times(SCDateTimeArray& ends);
    c_VAPContainer* volume_at_price() { return &volume_at_price_; }

    // -1 when there are no bars.
    int containing_index(const SCDateTime& time) const;
    int nearest_index(const SCDateTime& time) const;

private:
    void write(std::size_t index, const Bar& bar);
    void show_prices();

    std::vector<SCDateTime> starts_;
    std::vector<SCDateTime> ends_;
    std::array<std::vector<float>, NUM_BASE_GRAPH_ARRAYS> items_;
    std::vector<s_VolumeAtPriceV2> prices_;
    std::vector<unsigned> first_price_{0};
    c_VAPContainer volume_at_price_;
};

}  // namespace mia::sim
