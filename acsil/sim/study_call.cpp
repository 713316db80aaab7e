#include "acsil/sim/study_call.hpp"

#include <chrono>
#include <exception>
#include <memory>

namespace mia::sim {

std::string StudyCall::run(CallReason reason) {
    instance_.inputs.resize(SC_INPUTS_AVAILABLE);
    instance_.subgraphs.resize(SC_SUBGRAPHS_AVAILABLE);
    std::string thrown;
    if (context_.is_poisoning) {
        auto lent = std::make_unique<s_sc>(instance_.sc);
        show(*lent, reason);
        thrown = invoke(*lent);
        instance_.sc = *lent;
    } else {
        show(instance_.sc, reason);
        thrown = invoke(instance_.sc);
    }
    if (reason == CallReason::defaults)
        take_defaults();
    instance_.size_at_last_call = context_.chart.bars().size();
    return thrown;
}

std::string StudyCall::invoke(s_sc& sc) {
    std::string thrown;
    services_.begin(instance_);
    const StudyFunction function = instance_.library->function(instance_.function);
    const auto begin = std::chrono::steady_clock::now();
    try {
        function(sc);
    } catch (const std::exception& error) {
        thrown = std::string("threw ") + error.what();
    } catch (...) {
        thrown = "threw something that is no std::exception";
    }
    const auto spent = std::chrono::steady_clock::now() - begin;
    services_.end();
    if (sc.SetDefaults == 0) {
        instance_.cost.add(std::chrono::duration_cast<std::chrono::nanoseconds>(spent).count());
    }
    return thrown;
}

void StudyCall::show(s_sc& sc, CallReason reason) {
    sc.m_services = &services_;
    sc.Input.InternalSetArray(instance_.inputs.data(), SC_INPUTS_AVAILABLE);
    sc.Subgraph.InternalSetArray(instance_.subgraphs.data(), SC_SUBGRAPHS_AVAILABLE);
    show_call(sc, reason);
    show_chart(sc);
    show_bars(sc);
    show_lines();
}

void StudyCall::show_call(s_sc& sc, CallReason reason) const {
    const int size = context_.chart.bars().size();
    const bool is_full = reason == CallReason::full_recalculation || size <= 1;
    sc.SetDefaults = reason == CallReason::defaults ? 1 : 0;
    sc.LastCallToFunction = reason == CallReason::last ? 1 : 0;
    sc.IsFullRecalculation = is_full ? 1 : 0;
    sc.ArraySize = size;
    sc.UpdateStartIndex =
        is_full || instance_.size_at_last_call < 1 ? 0 : instance_.size_at_last_call - 1;
    sc.Index = sc.UpdateStartIndex;
    sc.CurrentIndex = sc.UpdateStartIndex;
    sc.HideStudy = instance_.is_hidden ? 1 : 0;
}

void StudyCall::show_chart(s_sc& sc) const {
    const ChartSettings& chart = context_.chart.settings();
    sc.ChartNumber = chart.number;
    sc.StudyGraphInstanceID = instance_.study;
    sc.Symbol = chart.symbol.c_str();
    sc.TickSize = static_cast<float>(chart.tick_size);
    sc.RealTimePriceMultiplier = chart.price_multiplier;
    sc.HistoricalPriceMultiplier = chart.price_multiplier;
    sc.SecondsPerBar = chart.bar_seconds;
    sc.ChartUpdateIntervalInMilliseconds = chart.update_interval_ms;
    sc.ReplayStatus = chart.replay_status;
    sc.ServerConnectionState = chart.connection_state;
    sc.DownloadingHistoricalData = chart.is_downloading ? 1 : 0;

    const std::int64_t now_us = context_.now_ns / 1000;
    const std::int64_t local_us = context_.chart.zone().local_from_utc_us(now_us);
    sc.CurrentSystemDateTimeMS.SetFromUNIXTimeMicroseconds(
        local_us - local_us % MICROSECONDS_PER_MILLISECOND
    );
    sc.CurrentSystemDateTime.SetFromUNIXTimeMicroseconds(
        local_us - local_us % MICROSECONDS_PER_SECOND
    );
    sc.CurrentDateTimeForReplay = sc.CurrentSystemDateTimeMS;
    sc.TimeScaleAdjustment = SCDateTime::MICROSECONDS(local_us - now_us);

    const OrderBook* book = context_.instrument == nullptr ? nullptr : &context_.instrument->book;
    const auto best = [](const std::vector<BookLevel>* side) {
        return side == nullptr || side->empty() ? BookLevel{} : side->front();
    };
    const BookLevel bid = best(book == nullptr ? nullptr : &book->bids);
    const BookLevel ask = best(book == nullptr ? nullptr : &book->asks);
    sc.Bid = static_cast<float>(bid.price) * chart.price_multiplier;
    sc.Ask = static_cast<float>(ask.price) * chart.price_multiplier;
    sc.BidSize = static_cast<int>(bid.quantity);
    sc.AskSize = static_cast<int>(ask.quantity);
}

void StudyCall::show_bars(s_sc& sc) const {
    BarSeries& bars = context_.chart.bars();
    bars.times(sc.BaseDateTimeIn);
    bars.end_times(sc.BaseDataEndDateTime);
    instance_.base_arrays.resize(NUM_BASE_GRAPH_ARRAYS);
    for (int item = 0; item < NUM_BASE_GRAPH_ARRAYS; ++item) {
        instance_.base_arrays[static_cast<std::size_t>(item)] = bars.array(item);
    }
    sc.BaseData.InternalSetArray(instance_.base_arrays.data(), NUM_BASE_GRAPH_ARRAYS);
    sc.BaseDataIn = sc.BaseData;
    sc.Open = bars.array(SC_OPEN);
    sc.High = bars.array(SC_HIGH);
    sc.Low = bars.array(SC_LOW);
    sc.Close = bars.array(SC_LAST);
    sc.Volume = bars.array(SC_VOLUME);
    sc.NumberOfTrades = bars.array(SC_NUM_TRADES);
    sc.BidVolume = bars.array(SC_BIDVOL);
    sc.AskVolume = bars.array(SC_ASKVOL);
    const bool keeps = context_.chart.settings().keeps_volume_at_price;
    sc.VolumeAtPriceForBars =
        sc.MaintainVolumeAtPriceData != 0 && keeps ? bars.volume_at_price() : nullptr;
}

void StudyCall::show_lines() {
    Study* study = context_.chart.find_study(instance_.study);
    if (study == nullptr)
        return;
    for (std::size_t i = 0; i < study->lines.size(); ++i) {
        auto& values = study->lines[i].values;
        instance_.subgraphs[i].Data.InternalSetArray(
            values.data(), static_cast<int>(values.size())
        );
    }
}

void StudyCall::take_defaults() {
    Study* study = context_.chart.find_study(instance_.study);
    if (study == nullptr)
        return;
    StudyDescription& description = study->description;
    description.name = instance_.sc.GraphName.GetChars();
    description.original_name = description.name;
    description.dll_file = instance_.library->path().filename().string();
    description.dll_function = instance_.function;
    for (std::size_t i = 0; i < study->lines.size(); ++i) {
        study->lines[i].name = instance_.subgraphs[i].Name.GetChars();
        study->lines[i].draw_style = instance_.subgraphs[i].DrawStyle;
    }
    study->resize(context_.chart.bars().size());
}

}  // namespace mia::sim
