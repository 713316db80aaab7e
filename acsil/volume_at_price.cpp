#include "acsil/volume_at_price.hpp"

#include "acsil/feed_inputs.hpp"
#include "acsil/mixed.hpp"

#include <algorithm>
#include <cmath>

namespace mia::acsil {
namespace {

// How many prices the bar has; 0 as well when nobody keeps or wants them.
unsigned kept_of(SCStudyInterfaceRef sc, const ChartView& view, int bar) {
    const bool are_there = view.prices != nullptr && wants(sc, FeedInput::send_prices);
    return are_there ? view.prices->GetSizeAtBarIndex(static_cast<unsigned>(bar)) : 0;
}

// How many of them are sent: all or none.
unsigned count_of(SCStudyInterfaceRef sc, const ChartView& view, int bar) {
    const unsigned count = kept_of(sc, view, bar);
    return count <= prices_max ? count : 0;
}

const s_VolumeAtPriceV2* price_at(const ChartView& view, unsigned bar, unsigned place) {
    const s_VolumeAtPriceV2* found = nullptr;
    const auto index = static_cast<int>(place);
    return view.prices->GetVAPElementAtIndex(bar, index, &found) ? found : nullptr;
}

// A price must lie in its bar. Where several ticks are put into one price, it may lie that far below. How many another
// chart puts together is not told; those of this chart are taken for it.
bool lies_in(const s_VolumeAtPriceV2& price, const wire::Bar& bar, unsigned multiplier) {
    const auto slack = static_cast<std::int64_t>(multiplier);
    return price.PriceInTicks > bar.low_ticks - slack &&
           price.PriceInTicks < bar.high_ticks + slack;
}

std::uint64_t mixed_with(std::uint64_t hash, const s_VolumeAtPriceV2& price) {
    hash = mixed(hash, static_cast<std::uint64_t>(price.PriceInTicks));
    hash = mixed(hash, (std::uint64_t{price.BidVolume} << 32) | price.AskVolume);
    return mixed(hash, (std::uint64_t{price.Volume} << 32) | price.NumberOfTrades);
}

}  // namespace

std::size_t prices_room(SCStudyInterfaceRef sc, const ChartView& view, int bar) {
    const std::size_t count = count_of(sc, view, bar);
    return count == 0 ? 0 : sizeof(wire::VolumeAtPrice) + count * sizeof(wire::PriceVolume);
}

bool have_prices_changed(
    SCStudyInterfaceRef sc, const ChartView& view, const wire::Bar& bar, const WatchedChart& chart
) {
    const unsigned count = count_of(sc, view, static_cast<int>(bar.index));
    std::uint64_t hash = count;
    for (unsigned place = 0; place < count; ++place) {
        if (const s_VolumeAtPriceV2* price = price_at(view, bar.index, place); price != nullptr) {
            hash = mixed_with(hash, *price);
        }
    }
    return hash != chart.bars.prices;
}

std::uint64_t
write_prices(FeedCall& call, const ChartView& view, const wire::Bar& bar, WatchedChart& chart) {
    const unsigned count = count_of(call.sc, view, static_cast<int>(bar.index));
    if (const unsigned kept = kept_of(call.sc, view, static_cast<int>(bar.index)); kept > count) {
        chart.prices_left_out = (std::max)(chart.prices_left_out, kept);
        ++call.state.values_invalid;
    }
    wire::VolumeAtPrice* frame = count == 0 ? nullptr : call.writer.add<wire::VolumeAtPrice>();
    if (frame == nullptr) {
        return 0;
    }
    frame->chart = bar.chart;
    frame->instrument = bar.instrument;
    frame->flags = bar.flags & wire::bar_flag::closed;
    frame->period_s = bar.period_s;
    frame->index = bar.index;
    frame->start_ns = bar.start_ns;
    std::uint64_t hash = count;
    for (unsigned place = 0; place < count; ++place) {
        const s_VolumeAtPriceV2* price = price_at(view, bar.index, place);
        if (price == nullptr) {
            continue;
        }
        hash = mixed_with(hash, *price);
        if (!lies_in(*price, bar, call.sc.VolumeAtPriceMultiplier)) {
            ++call.state.values_invalid;
        } else if (wire::PriceVolume* entry = call.writer.add_entry<wire::VolumeAtPrice>();
                   entry != nullptr) {
            *entry = {
                price->PriceInTicks, price->Volume, price->BidVolume, price->AskVolume,
                price->NumberOfTrades};
        }
    }
    call.budget.spend(static_cast<int>(count / 16));
    return hash;
}

}  // namespace mia::acsil
