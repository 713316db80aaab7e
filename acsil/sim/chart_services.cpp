// The questions about charts and their bars.
#include "acsil/sim/host.hpp"
#include "acsil/sim/host_services.hpp"

namespace mia::sim {

bool HostServices::chart_exists(int chart) {
    return chart_of_call(chart) != nullptr;
}

int HostServices::highest_chart_number() {
    return may_ask("for the highest chart") ? host_.highest_chart_number() : 0;
}

SCString HostServices::chart_symbol(int chart) {
    Chart* found = chart_of_call(chart);
    return found == nullptr ? SCString() : SCString(found->settings().symbol.c_str());
}

SCString HostServices::chart_name(int chart) {
    Chart* found = chart_of_call(chart);
    return found == nullptr ? SCString() : SCString(found->settings().name.c_str());
}

SCString HostServices::chartbook_name() {
    return SCString(host_.options().chartbook.c_str());
}

SCString HostServices::data_files_folder() {
    return SCString(host_.options().data_folder.c_str());
}

void HostServices::bar_period(int chart, n_ACSIL::s_BarPeriod& period) {
    Chart* found = chart_of_call(chart);
    if (found == nullptr)
        return;
    period = n_ACSIL::s_BarPeriod();
    period.ChartDataType = INTRADAY_DATA;
    period.IntradayChartBarPeriodType = IBPT_DAYS_MINS_SECS;
    period.IntradayChartBarPeriodParameter1 = found->settings().bar_seconds;
}

void HostServices::base_data(int chart, SCGraphData& data) {
    Chart* found = chart_of_call(chart);
    const bool has_bars = found != nullptr && found->bars().size() > 0;
    data.InternalSetArray(
        &data.InternalAccessBaseDataArray(0), has_bars ? NUM_BASE_GRAPH_ARRAYS : 0
    );
    if (!has_bars)
        return;
    for (int item = 0; item < NUM_BASE_GRAPH_ARRAYS; ++item) {
        data.InternalAccessBaseDataArray(item) = found->bars().array(item);
    }
}

void HostServices::base_array(int chart, int item, SCFloatArrayRef array) {
    Chart* found = chart_of_call(chart);
    array = found == nullptr ? SCFloatArray() : found->bars().array(item);
}

void HostServices::bar_times(int chart, SCDateTimeArrayRef array) {
    Chart* found = chart_of_call(chart);
    if (found == nullptr) {
        array.InternalSetArray(nullptr, 0);
    } else {
        found->bars().times(array);
    }
}

c_VAPContainer* HostServices::volume_at_price(int chart) {
    Chart* found = chart_of_call(chart);
    return found == nullptr || !found->settings().keeps_volume_at_price ||
                   current_->sc.MaintainVolumeAtPriceData == 0
               ? nullptr
               : found->bars().volume_at_price();
}

double HostServices::symbol_tick_size(const char* symbol) {
    if (!may_ask("for a symbol's tick size"))
        return 0;
    for (int number = 1; number <= host_.highest_chart_number(); ++number) {
        Chart* chart = host_.find_chart(number);
        if (chart != nullptr && chart->settings().symbol == symbol)
            return chart->settings().knows_tick_size ? chart->settings().tick_size : 0;
    }
    return 0;
}

int HostServices::nearest_index(int chart, const SCDateTime& time) {
    Chart* found = chart_of_call(chart);
    return found == nullptr ? -1 : found->bars().nearest_index(time);
}

int HostServices::containing_index(int chart, const SCDateTime& time) {
    Chart* found = chart_of_call(chart);
    return found == nullptr ? -1 : found->bars().containing_index(time);
}

int HostServices::replay_status(int chart) {
    Chart* found = chart_of_call(chart);
    return found == nullptr ? REPLAY_STOPPED : found->settings().replay_status;
}

SCDateTime HostServices::data_delay(int chart) {
    Chart* found = chart_of_call(chart);
    return SCDateTime::MICROSECONDS(found == nullptr ? 0 : found->settings().data_delay_us);
}

bool HostServices::is_downloading(int chart) {
    Chart* found = chart_of_call(chart);
    return found != nullptr && found->settings().is_downloading;
}

}  // namespace mia::sim
