#include "acsil/sim/bar_series.hpp"

#include <algorithm>

namespace mia::sim {

void BarSeries::append(const Bar& bar, const TimeZone& zone, int bar_seconds) {
    SCDateTime start;
    start.SetFromUNIXTimeMicroseconds(zone.local_from_utc_us(bar.start_ns / 1000));
    starts_.push_back(start);
    ends_.push_back(start + SCDateTime::SECONDS(bar_seconds));
    for (auto& item : items_)
        item.push_back(0.0F);
    write(starts_.size() - 1, bar);
    first_price_.push_back(first_price_.back());
    show_prices();
}

void BarSeries::update_last(const Bar& bar) {
    if (!starts_.empty())
        write(starts_.size() - 1, bar);
}

void BarSeries::set_last_prices(std::span<const PriceVolume> prices) {
    if (starts_.empty())
        return;
    prices_.resize(first_price_[first_price_.size() - 2]);
    for (const PriceVolume& price : prices) {
        s_VolumeAtPriceV2 element;
        element.PriceInTicks = price.price_ticks;
        element.Volume = price.bid_volume + price.ask_volume;
        element.BidVolume = price.bid_volume;
        element.AskVolume = price.ask_volume;
        element.NumberOfTrades = price.trades;
        prices_.push_back(element);
    }
    first_price_.back() = static_cast<unsigned>(prices_.size());
    show_prices();
}

void BarSeries::clear() {
    starts_.clear();
    ends_.clear();
    for (auto& item : items_)
        item.clear();
    prices_.clear();
    first_price_.assign(1, 0);
    show_prices();
}

void BarSeries::move_arrays() {
    // The copy is made before the old memory goes, so it lies elsewhere.
    for (auto& item : items_)
        std::vector<float>(item).swap(item);
    std::vector<SCDateTime>(starts_).swap(starts_);
    std::vector<SCDateTime>(ends_).swap(ends_);
    std::vector<s_VolumeAtPriceV2>(prices_).swap(prices_);
    std::vector<unsigned>(first_price_).swap(first_price_);
    show_prices();
}

SCFloatArray BarSeries::array(int item) {
    SCFloatArray view;
    if (item >= 0 && item < NUM_BASE_GRAPH_ARRAYS) {
        view.InternalSetArray(items_[static_cast<std::size_t>(item)].data(), size());
    }
    return view;
}

void BarSeries::times(SCDateTimeArray& starts) {
    starts.InternalSetArray(starts_.data(), size());
}

void BarSeries::end_times(SCDateTimeArray& ends) {
    ends.InternalSetArray(ends_.data(), size());
}

int BarSeries::containing_index(const SCDateTime& time) const {
    if (starts_.empty())
        return -1;
    const auto after = std::upper_bound(starts_.begin(), starts_.end(), time);
    return after == starts_.begin() ? 0 : static_cast<int>(after - starts_.begin()) - 1;
}

int BarSeries::nearest_index(const SCDateTime& time) const {
    const int containing = containing_index(time);
    if (containing < 0 || containing + 1 >= size())
        return containing;
    const auto here = static_cast<std::size_t>(containing);
    return time - starts_[here] <= starts_[here + 1] - time ? containing : containing + 1;
}

void BarSeries::write(std::size_t index, const Bar& bar) {
    const auto put = [&](int item, double value) {
        items_[static_cast<std::size_t>(item)][index] = static_cast<float>(value);
    };
    put(SC_OPEN, bar.open);
    put(SC_HIGH, bar.high);
    put(SC_LOW, bar.low);
    put(SC_LAST, bar.close);
    put(SC_VOLUME, bar.volume);
    put(SC_NUM_TRADES, bar.trades);
    put(SC_OHLC_AVG, (bar.open + bar.high + bar.low + bar.close) / 4);
    put(SC_HLC_AVG, (bar.high + bar.low + bar.close) / 3);
    put(SC_HL_AVG, (bar.high + bar.low) / 2);
    put(SC_BIDVOL, bar.bid_volume);
    put(SC_ASKVOL, bar.ask_volume);
}

void BarSeries::show_prices() {
    volume_at_price_.InternalSet(
        prices_.data(), first_price_.data(), static_cast<unsigned>(starts_.size())
    );
}

}  // namespace mia::sim
