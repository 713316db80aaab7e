#include "acsil/session.hpp"

#include "acsil/bars.hpp"
#include "acsil/catalog.hpp"
#include "acsil/charts.hpp"
#include "acsil/clock.hpp"
#include "acsil/connection.hpp"
#include "acsil/depth.hpp"
#include "acsil/errors.hpp"
#include "acsil/feed_inputs.hpp"
#include "acsil/panel.hpp"
#include "acsil/recognition.hpp"
#include "acsil/snapshot.hpp"
#include "acsil/stack_pull.hpp"
#include "acsil/status.hpp"
#include "acsil/studies.hpp"
#include "acsil/tape.hpp"
#include "bridge/wire/batch_reader.hpp"

#include <cmath>
#include <exception>

namespace mia::acsil {
namespace {

constexpr int state_key = 1;
constexpr std::int64_t second_ns = 1'000'000'000;

// A chart of one bar is always said to be recalculated; that alone is no news.
bool is_recalculated(SCStudyInterfaceRef sc, const FeedState& state) {
    return sc.IsFullRecalculation != 0 && (sc.ArraySize > 1 || state.epoch == 0);
}

// Studies were added, removed or moved, or more bars came at once than are told one by one.
bool has_outgrown(SCStudyInterfaceRef sc, const WatchedChart& chart) {
    const bool has_jumped = chart.studies.told >= 0 &&
                            newest_bar(sc, chart) - chart.studies.told > bars_between_calls_max;
    return has_studies(chart) && (has_jumped || have_studies_changed(sc, chart));
}

bool has_any_outgrown(SCStudyInterfaceRef sc, const FeedState& state) {
    for (std::uint32_t i = 0; i < state.chart_count; ++i) {
        if (has_outgrown(sc, state.charts[i])) {
            return true;
        }
    }
    return false;
}

// Nothing is being written yet, so the batch's place is free for a look at one study.
bool has_study_changed(SCStudyInterfaceRef sc, FeedState& state) {
    wire::BatchWriter unsent(state.batch);
    unsent.begin({});
    FeedCall call{sc, state, unsent, live_budget};
    return has_next_study_changed(call);
}

void note_recalculation(FeedState& state) {
    state.snapshot.recalculated = 1;
    want_snapshot(state, wire::snapshot_reason::recalculation);
    if (is_in_snapshot(state)) {
        cut_snapshot(state);
    }
}

void notice_charts(SCStudyInterfaceRef sc, FeedState& state) {
    if (is_recalculated(sc, state)) {
        note_recalculation(state);
    }
    if (state.snapshot.number == 0) {
        choose_charts(sc, state);  // nothing was told of any
        return;
    }
    const NoticedCharts noticed = look_at_charts(sc, state);
    if (noticed.has_shrunk) {
        note_recalculation(state);
    }
    if (noticed.is_other) {
        want_snapshot(state, wire::snapshot_reason::recalculation);
        cut_snapshot(state);
        return;
    }
    const bool is_told = !is_in_snapshot(state) && wants(sc, FeedInput::send_values);
    if (noticed.has_come || (is_told && has_any_outgrown(sc, state)) ||
        (is_told && state.snapshot.wanted == 0 && has_study_changed(sc, state))) {
        want_snapshot(state, wire::snapshot_reason::recalculation);
    }
}

void notice_subscribers(FeedState& state) {
    const transport::Subscriptions seen = state.publisher.poll_subscriptions(state.batch);
    if (seen.joined != 0 || seen.left != 0) {
        forget_recognition(state);
    }
    take_recognition(state, std::span(state.batch).first(seen.said));
    if (seen.asked != 0) {
        want_snapshot(state, wire::snapshot_reason::request);
    }
    if (seen.joined != 0) {
        // A host that came anew may have made a new secret. It must not wait for the pause between two snapshots.
        state.has_token = 0;
        state.token_tried_ns = 0;
        cut_snapshot(state);
        want_snapshot(state, wire::snapshot_reason::subscription);
    }
}

// Tape and book, which no recalculation touches. The trades come first, then the book that already contains them.
void write_market(FeedCall& call, const PriceGrid& grid) {
    const bool tape_is_out = !sends_tape(call) || write_tape(call, grid);
    if (wants(call.sc, FeedInput::send_book) && tape_is_out) {
        write_book_changes(call, grid);
        if (sends_book(call)) {
            write_stack_pull(call);
        }
    }
}

// Of another chart only complete bars are known, so most calls have nothing to say of it.
void write_chart(FeedCall& call, WatchedChart& chart) {
    const bool is_own = chart.number == call.sc.ChartNumber;
    const bool is_told = chart.bars.next == chart.closed && chart.studies.told == chart.closed - 1;
    if (!has_studies(chart) || (!is_own && is_told)) {
        return;
    }
    const ChartView view = view_of(call.sc, chart);
    if (wants(call.sc, FeedInput::send_bars) && has_bars(chart)) {
        write_bars(call, view, chart);
    }
    if (wants(call.sc, FeedInput::send_values)) {
        (void)write_values(call, view, chart);
    }
}

void write_heartbeat(FeedCall& call) {
    if (!call.writer.empty() || !is_due(call.state.sent_ns, call.state.pace.now_ns, second_ns)) {
        return;
    }
    if (wire::Heartbeat* beat = call.writer.add<wire::Heartbeat>(); beat != nullptr) {
        beat->calls = call.state.cost.calls;
    }
}

// What was sent of the charts before a recalculation means nothing any more: of them comes first the snapshot.
void write_changes(FeedCall& call, const PriceGrid& grid) {
    FeedState& state = call.state;
    // A snapshot that waits for a download, or was cut and waits for the next, lets nothing of the market pass.
    const bool is_waiting = is_in_snapshot(state) || state.snapshot.is_cut != 0;
    const bool is_introduced = !is_waiting && introduction_of(call.sc) == state.introduced;
    const bool may_tell =
        is_introduced && state.snapshot.wanted != wire::snapshot_reason::recalculation;
    if (is_waiting) {
        call.writer.add_flags(wire::batch_flag::snapshot);
    }
    if (is_introduced) {
        write_market(call, grid);
    }
    write_changed_states(call, may_tell);
    for (std::uint32_t i = 0; may_tell && i < state.chart_count; ++i) {
        write_chart(call, state.charts[i]);
    }
    write_status_change(call);
    write_heartbeat(call);
}

std::uint16_t flags_of(SCStudyInterfaceRef sc) {
    std::uint16_t flags = sc.IsReplayRunning() != 0 ? wire::batch_flag::replay : std::uint16_t{0};
    if (is_delayed(sc)) {
        flags = static_cast<std::uint16_t>(flags | wire::batch_flag::delayed);
    }
    return flags;
}

// The number is used up even when the batch could not be sent: that is how the host learns of the gap.
void send(FeedState& state, wire::BatchWriter& writer) {
    ++state.sequence;
    const auto batch = writer.finish(system_time_ns());
    if (!batch) {
        return;
    }
    if (state.publisher.send(*batch) == transport::SendResult::sent) {
        ++state.batches_sent;
    } else {
        ++state.batches_dropped;
    }
    state.sent_ns = state.pace.now_ns;
}

// Without a tick size or a price multiplier a price says nothing.
bool has_prices(SCStudyInterfaceRef sc, FeedState& state, const PriceGrid& grid) {
    constexpr const char* trouble = "the chart has no tick size or price multiplier";
    const float multiplier = sc.RealTimePriceMultiplier;
    if (!grid.is_sound() || !std::isfinite(multiplier) || multiplier <= 0) {
        report(sc, state, trouble);
        return false;
    }
    if (wire::get_text(state.last_error) == trouble) {
        set_error(state, "");
    }
    return true;
}

void send_one_batch(SCStudyInterfaceRef sc, FeedState& state) {
    const PriceGrid grid(sc.TickSize);
    const std::int64_t call_ns = call_time_ns(sc);
    state.pace.take(call_ns, steady_time_ns());
    const std::int64_t now_ns = state.pace.now_ns;
    if (!connect(sc, state, now_ns)) {
        return;
    }
    notice_charts(sc, state);
    notice_subscribers(state);
    if (state.publisher.has_subscriber == 0 || !has_token(sc, state, now_ns) ||
        !has_prices(sc, state, grid)) {
        return;
    }
    // A chart that downloads its history has no bars to speak of; book, tape and what else is watched go on.
    const bool is_settled = own_chart(state).condition != wire::chart_condition::downloading;
    if (is_settled) {
        begin_snapshot(sc, state, now_ns);
    }
    if (state.snapshot.number == 0) {
        return;
    }
    wire::BatchWriter writer(state.batch);
    writer.begin(wire::BatchStamp{
        .publisher = state.publisher.id,
        .flags = flags_of(sc),
        .chart = sc.ChartNumber,
        .epoch = state.epoch,
        .instrument = 0,
        .sequence = state.sequence + 1,
        .call_time_ns = call_ns,
    });
    if (is_in_snapshot(state) && is_settled) {
        FeedCall call{sc, state, writer, snapshot_budget};
        write_snapshot_part(call, grid);
    } else {
        FeedCall call{sc, state, writer, live_budget};
        write_changes(call, grid);
    }
    if (!writer.empty()) {
        send(state, writer);
    }
}

void show_progress(SCStudyInterfaceRef sc, FeedState& state) {
    sc.SetPersistentInt64(shown::batches_sent, static_cast<std::int64_t>(state.batches_sent));
    sc.SetPersistentInt64(shown::synchronised, is_synchronised(state) ? 1 : 0);
    if (sc.IsFullRecalculation != 0) {
        forget_panel(state);
    }
    show_panel(sc, state, state.pace.now_ns);
}

}  // namespace

bool is_synchronised(const FeedState& state) noexcept {
    return state.publisher.has_subscriber != 0 && state.snapshot.number != 0 &&
           state.snapshot.wanted == 0 && !is_in_snapshot(state);
}

FeedState* feed_state_of(SCStudyInterfaceRef sc) noexcept {
    void*& kept = sc.GetPersistentPointer(state_key);
    auto* state = static_cast<FeedState*>(kept);
    if (state != nullptr && !is_usable(*state)) {
        destroy_feed_state(state);
        state = nullptr;
    }
    if (state == nullptr) {
        state = create_feed_state();
        kept = state;
    }
    return state;
}

void run_feed(SCStudyInterfaceRef sc, FeedState& state) {
    try {
        send_one_batch(sc, state);
        show_progress(sc, state);
    } catch (const std::exception& error) {
        note_exception(sc, state, error.what());
    } catch (...) {
        note_exception(sc, state, "no words");
    }
}

void end_feed(SCStudyInterfaceRef sc) noexcept {
    void*& kept = sc.GetPersistentPointer(state_key);
    auto* state = static_cast<FeedState*>(kept);
    kept = nullptr;
    try {
        if (state != nullptr && is_usable(*state)) {
            remove_panel(sc, *state);
        }
    } catch (...) {
        sc.AddMessageToLog("MIA Feed: the panel could not be removed", 0);
    }
    destroy_feed_state(state);
}

}  // namespace mia::acsil
