#include "acsil/status.hpp"

#include "acsil/clock.hpp"
#include "acsil/errors.hpp"

#include <cstring>

namespace mia::acsil {
namespace {

std::uint8_t connection_of(int state) {
    switch (state) {
    case SCS_CONNECTED:
        return wire::connection::connected;
    case SCS_CONNECTING:
    case SCS_RECONNECTING:
        return wire::connection::connecting;
    case SCS_DISCONNECTED:
    case SCS_DISCONNECTING:
        return wire::connection::disconnected;
    case SCS_CONNECTION_LOST:
        return wire::connection::lost;
    default:
        return wire::connection::unknown;
    }
}

std::int32_t data_delay_s([[maybe_unused]] SCStudyInterfaceRef sc) {
#if SC_DLL_VERSION >= 2451
    const SCDateTime delay = sc.GetDataDelayFromChart(sc.ChartNumber);
    return static_cast<std::int32_t>(delay.GetInternalDateTime() / 1'000'000);
#else
    return wire::unknown_delay_s;
#endif
}

std::uint32_t trading_day(SCStudyInterfaceRef sc) {
    if (sc.ArraySize == 0) {
        return 0;
    }
    const SCDateTime day(sc.GetTradingDayDate(sc.BaseDateTimeIn[sc.ArraySize - 1]), 0);
    int year = 0;
    int month = 0;
    int date = 0;
    day.GetDateYMD(year, month, date);
    return static_cast<std::uint32_t>(year * 10000 + month * 100 + date);
}

std::int32_t utc_offset_s(SCStudyInterfaceRef sc) {
    const SCDateTime local = sc.GetCurrentDateTime();
    return static_cast<std::int32_t>((utc_ns(local) - call_time_ns(sc)) / 1'000'000'000);
}

void read_sierra(SCStudyInterfaceRef sc, wire::Status& status) {
    status.connection = connection_of(sc.ServerConnectionState);
    status.replay = static_cast<std::uint8_t>(sc.ReplayStatus);
    status.data_delay_s = data_delay_s(sc);
    status.chart_utc_offset_s = utc_offset_s(sc);
    status.trading_day = trading_day(sc);
}

}  // namespace

bool is_delayed(SCStudyInterfaceRef sc) {
    return data_delay_s(sc) > 0;
}

void write_status(FeedCall& call) {
    FeedState& state = call.state;
    wire::Status* status = call.writer.add<wire::Status>();
    if (status == nullptr) {
        return;
    }
    read_sierra(call.sc, *status);
    status->calls = state.cost.calls;
    status->batches_sent = state.batches_sent;
    status->batches_dropped = state.batches_dropped;
    status->values_invalid = state.values_invalid;
    status->tape_missed = state.tape_missed;
    status->call_cost_median_ns = state.cost.percentile_ns(0.5);
    status->call_cost_p99_ns = state.cost.percentile_ns(0.99);
    describe_trouble(state, status->last_error);
    state.status = *status;
}

void write_status_change(FeedCall& call) {
    const FeedState& state = call.state;
    wire::Status now = state.status;
    read_sierra(call.sc, now);
    now.batches_dropped = state.batches_dropped;
    now.values_invalid = state.values_invalid;
    now.tape_missed = state.tape_missed;
    describe_trouble(state, now.last_error);
    if (std::memcmp(&now, &state.status, sizeof now) != 0) {
        write_status(call);
    }
}

}  // namespace mia::acsil
