#include "acsil/sim/host_services.hpp"

#include <stdexcept>

#include "acsil/sim/host.hpp"

namespace mia::sim {

bool HostServices::may_ask(const char* question) {
    if (is_in_call()) {
        ++current_->questions;
        return true;
    }
    host_.put_error(std::string("a study asked outside its call: ") + question);
    return false;
}

Chart* HostServices::own_chart() {
    if (!may_ask("its chart"))
        return nullptr;
    if (!current_->fault.empty())
        throw std::runtime_error(current_->fault);
    return host_.find_chart(current_->chart);
}

Chart* HostServices::chart_of_call(int number) {
    if (!may_ask("a chart"))
        return nullptr;
    if (number < 0) {
        host_.put_error(
            "a study asked for chart " + std::to_string(number) +
            "; Sierra takes a negative number as a wish to synchronise settings"
        );
        return nullptr;
    }
    return host_.find_chart(number);
}

Study* HostServices::find_study(int chart, int study) {
    Chart* found = chart_of_call(chart);
    return found == nullptr ? nullptr : found->find_study(study);
}

Instrument* HostServices::own_instrument() {
    Chart* chart = own_chart();
    return chart == nullptr ? nullptr : host_.find_instrument(chart->settings().symbol);
}

void HostServices::add_message(const char* text, bool show_log) {
    if (may_ask("to log a message"))
        host_.put_message({current_->chart, current_->study, text, show_log});
}

SCDateTime HostServices::to_chart_zone(const SCDateTime& time, TimeZonesEnum zone) {
    Chart* chart = own_chart();
    const auto from = TimeZone::numbered(zone);
    if (chart == nullptr || !from)
        return time;
    SCDateTime result;
    result.SetFromUNIXTimeMicroseconds(
        chart->zone().local_from_utc_us(from->utc_from_local_us(time.ToUNIXTimeInMicroseconds()))
    );
    return result;
}

SCDateTime HostServices::from_chart_zone(const SCDateTime& time, TimeZonesEnum zone) {
    Chart* chart = own_chart();
    const auto to = TimeZone::numbered(zone);
    if (chart == nullptr || !to)
        return time;
    SCDateTime result;
    result.SetFromUNIXTimeMicroseconds(
        to->local_from_utc_us(chart->zone().utc_from_local_us(time.ToUNIXTimeInMicroseconds()))
    );
    return result;
}

SCString HostServices::chart_time_zone(int chart) {
    Chart* found = chart_of_call(chart);
    return found == nullptr ? SCString() : SCString(found->zone().name().c_str());
}

int HostServices::trading_day(int chart, const SCDateTime& time) {
    Chart* found = chart_of_call(chart);
    if (found == nullptr)
        return 0;
    // The evening session opens at 18:00 in New York and belongs to the next day.
    static const TimeZone new_york = *TimeZone::numbered(TIMEZONE_NEW_YORK);
    SCDateTime local;
    local.SetFromUNIXTimeMicroseconds(
        new_york.local_from_utc_us(found->zone().utc_from_local_us(time.ToUNIXTimeInMicroseconds()))
    );
    return (local + SCDateTime::HOURS(6)).GetDate();
}

PersistentValues& HostServices::persistent() {
    return may_ask("for a value it keeps") ? current_->persistent : outside_;
}

int& HostServices::persistent_int(int key) {
    return persistent().ints[key];
}
float& HostServices::persistent_float(int key) {
    return persistent().floats[key];
}
double& HostServices::persistent_double(int key) {
    return persistent().doubles[key];
}
std::int64_t& HostServices::persistent_int64(int key) {
    return persistent().int64s[key];
}
SCDateTime& HostServices::persistent_time(int key) {
    return persistent().times[key];
}
SCString& HostServices::persistent_text(int key) {
    return persistent().texts[key];
}
void*& HostServices::persistent_pointer(int key) {
    return persistent().pointers[key];
}

}  // namespace mia::sim
