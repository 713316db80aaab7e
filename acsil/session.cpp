#include "acsil/session.hpp"

#include "acsil/bars.hpp"
#include "acsil/clock.hpp"
#include "acsil/depth.hpp"
#include "acsil/feed_inputs.hpp"
#include "acsil/snapshot.hpp"
#include "acsil/status.hpp"
#include "acsil/studies.hpp"
#include "acsil/tape.hpp"
#include "acsil/token_file.hpp"
#include "bridge/wire/batch_reader.hpp"

#include <cstdio>
#include <random>

namespace mia::acsil {
namespace {

constexpr int state_key = 1;
constexpr std::int64_t second_ns = 1'000'000'000;
constexpr std::int64_t retry_ns = 3 * second_ns;

bool is_due(std::int64_t last_ns, std::int64_t now_ns, std::int64_t every_ns) {
    // A replay may take time back; then it is due as well.
    return last_ns == 0 || now_ns - last_ns >= every_ns || now_ns < last_ns;
}

std::uint64_t random_id() {
    std::random_device random;
    return (static_cast<std::uint64_t>(random()) << 32) | random();
}

// The same for each start of this study on this chart of this Sierra Chart, and different for any other.
std::uint64_t instance_of(SCStudyInterfaceRef sc) {
    wire::LayoutHash hash;
    const SCString folder = sc.DataFilesFolder();
    const SCString chartbook = sc.ChartbookName();
    hash.add(std::string_view(folder.GetChars()));
    hash.add(std::string_view(chartbook.GetChars()));
    hash.add(static_cast<std::uint64_t>(sc.ChartNumber));
    hash.add(static_cast<std::uint64_t>(sc.StudyGraphInstanceID));
    return hash.value();
}

bool load_token(SCStudyInterfaceRef sc, FeedState& state) {
    char looked_at[80];
    const char* given = feed_input(sc, FeedInput::token_file).GetPathAndFileName();
    state.has_token = read_token(given, state.token, looked_at) ? 1 : 0;
    if (state.has_token == 0) {
        char text[sizeof state.last_error];
        std::snprintf(text, sizeof text, "no token at %.80s", looked_at);
        set_error(state, text);
    }
    return state.has_token != 0;
}

void report(SCStudyInterfaceRef sc, FeedState& state, const char* text) {
    const bool is_news = wire::get_text(state.last_error) != std::string_view(text);
    set_error(state, text);
    if (is_news) {
        sc.AddMessageToLog(text, 0);
    }
}

// Opens the socket; tried again every few seconds, because libzmq may be copied in later.
bool connect(SCStudyInterfaceRef sc, FeedState& state, std::int64_t now_ns) {
    const transport::ZmqLibrary& library = transport::load_zmq();
    state.publisher.api = library.api;
    if (state.publisher.is_open()) {
        return library.api != nullptr;
    }
    if (!is_due(state.connect_tried_ns, now_ns, retry_ns)) {
        return false;
    }
    state.connect_tried_ns = now_ns;
    if (library.api == nullptr) {
        report(sc, state, transport::load_error_text(library.error));
        return false;
    }
    state.instance = instance_of(sc);
    state.sequence = 0;
    const char* address = feed_input(sc, FeedInput::feed_address).GetString();
    if (!state.publisher.open(*library.api, address, random_id())) {
        report(sc, state, "libzmq refused the address of the MIA host");
        return false;
    }
    set_error(state, "");
    return true;
}

// Without a token we are nobody: the host would drop what we send, so we send nothing.
bool has_token(SCStudyInterfaceRef sc, FeedState& state, std::int64_t now_ns) {
    if (state.has_token != 0) {
        return true;
    }
    if (!is_due(state.token_tried_ns, now_ns, retry_ns)) {
        return false;
    }
    state.token_tried_ns = now_ns;
    if (!load_token(sc, state)) {
        return false;
    }
    set_error(state, "");
    return true;
}

// A chart of one bar is always said to be recalculated; that alone is no news.
bool is_recalculated(SCStudyInterfaceRef sc, const FeedState& state) {
    return sc.IsFullRecalculation != 0 && (sc.ArraySize > 1 || state.epoch == 0);
}

void want_snapshot(FeedState& state, std::uint16_t reason) {
    state.snapshot.wanted = reason;
}

void notice_changes(SCStudyInterfaceRef sc, FeedState& state) {
    if (is_recalculated(sc, state)) {
        ++state.epoch;
        state.snapshot.stage = SnapshotStage::none;
        want_snapshot(state, wire::snapshot_reason::recalculation);
    } else if (!is_in_snapshot(state) && state.snapshot.number != 0 && wants(sc, FeedInput::send_values) && have_studies_changed(sc, state)) {
        want_snapshot(state, wire::snapshot_reason::recalculation);
    }
    const transport::Subscriptions seen = state.publisher.poll_subscriptions();
    if (seen.asked != 0) {
        want_snapshot(state, wire::snapshot_reason::request);
    }
    if (seen.joined != 0) {
        // A host that came anew may have made a new secret. It must not wait for the pause between two snapshots.
        state.has_token = 0;
        state.token_tried_ns = 0;
        state.snapshot.begun_ns = 0;
        state.snapshot.stage = SnapshotStage::none;
        want_snapshot(state, wire::snapshot_reason::subscription);
    }
}

void write_changes(
    SCStudyInterfaceRef sc, const PriceGrid& grid, FeedState& state, wire::BatchWriter& writer
) {
    const bool tape_is_out =
        !wants(sc, FeedInput::send_tape) || write_tape(sc, grid, state, writer);
    if (wants(sc, FeedInput::send_book) && tape_is_out) {
        const bool shown = read_book(sc, grid, state);
        if ((shown || state.book.known != 0) && !write_book_changes(state, writer)) {
            (void)write_book(state, writer);
        }
    }
    if (wants(sc, FeedInput::send_bars)) {
        write_bars(sc, grid, state, writer);
    }
    if (wants(sc, FeedInput::send_values)) {
        write_values(sc, state, writer);
    }
    write_status_change(sc, state, writer);
}

void write_heartbeat(FeedState& state, wire::BatchWriter& writer, std::int64_t now_ns) {
    if (!writer.empty() || !is_due(state.sent_ns, now_ns, second_ns)) {
        return;
    }
    if (wire::Heartbeat* beat = writer.add<wire::Heartbeat>(); beat != nullptr) {
        beat->calls = state.cost.calls;
    }
}

std::uint16_t flags_of(SCStudyInterfaceRef sc) {
    std::uint16_t flags = sc.IsReplayRunning() != 0 ? wire::batch_flag::replay : std::uint16_t{0};
    if (is_delayed(sc)) {
        flags = static_cast<std::uint16_t>(flags | wire::batch_flag::delayed);
    }
    return flags;
}

// The number is used up even when the batch could not be sent: that is how the host learns of the gap.
void send(FeedState& state, wire::BatchWriter& writer, std::int64_t now_ns) {
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
    state.sent_ns = now_ns;
}

void send_one_batch(SCStudyInterfaceRef sc, FeedState& state) {
    const PriceGrid grid(sc.TickSize);
    const std::int64_t now_ns = call_time_ns(sc);
    if (!connect(sc, state, now_ns)) {
        return;
    }
    notice_changes(sc, state);
    if (state.publisher.has_subscriber == 0 || !has_token(sc, state, now_ns) || !grid.is_sound() ||
        sc.ChartIsDownloadingHistoricalData(sc.ChartNumber) != 0) {
        return;
    }
    begin_snapshot(sc, state, now_ns);
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
        .call_time_ns = now_ns,
    });
    if (is_in_snapshot(state)) {
        write_snapshot_part(sc, grid, state, writer);
    } else if (state.snapshot.wanted != wire::snapshot_reason::recalculation) {
        // After a recalculation what was sent before means nothing any more: first the snapshot, then changes to it.
        write_changes(sc, grid, state, writer);
    }
    write_heartbeat(state, writer, now_ns);
    if (!writer.empty()) {
        send(state, writer, now_ns);
    }
}

void show_progress(SCStudyInterfaceRef sc, const FeedState& state) {
    const bool is_synchronised = state.publisher.has_subscriber != 0 &&
                                 state.snapshot.number != 0 && state.snapshot.wanted == 0 &&
                                 !is_in_snapshot(state);
    sc.SetPersistentInt64(shown::batches_sent, static_cast<std::int64_t>(state.batches_sent));
    sc.SetPersistentInt64(shown::synchronised, is_synchronised ? 1 : 0);
}

}  // namespace

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
    send_one_batch(sc, state);
    show_progress(sc, state);
}

void end_feed(SCStudyInterfaceRef sc) noexcept {
    void*& kept = sc.GetPersistentPointer(state_key);
    destroy_feed_state(static_cast<FeedState*>(kept));
    kept = nullptr;
}

}  // namespace mia::acsil
