#include "acsil/overlay_session.hpp"

#include "acsil/clock.hpp"
#include "acsil/local_address.hpp"
#include "acsil/overlay_drawings.hpp"
#include "acsil/overlay_inputs.hpp"
#include "acsil/overlay_panel.hpp"
#include "acsil/overlay_subgraphs.hpp"
#include "bridge/wire/batch_writer.hpp"

#include <array>
#include <cstdio>
#include <cstring>
#include <utility>

namespace mia::acsil {
namespace {

constexpr int state_key = 1;
constexpr std::int64_t second_ns = 1'000'000'000;
constexpr std::int64_t retry_ns = 3 * second_ns;

bool is_due(std::int64_t last_ns, std::int64_t now_ns, std::int64_t every_ns) {
    return last_ns == 0 || now_ns - last_ns >= every_ns;
}

void report(SCStudyInterfaceRef sc, OverlayState& state, const char* text) {
    const bool is_news = wire::get_text(state.last_error) != std::string_view(text);
    wire::set_text(state.last_error, text);
    if (is_news) {
        sc.AddMessageToLog(text, 0);
    }
}

// Sierra gives the word Unset for a text that the user emptied.
std::string_view address_of(SCStudyInterfaceRef sc) {
    const std::string_view address = overlay_input(sc, OverlayInput::address).GetString();
    return address == "Unset" ? std::string_view() : address;
}

// Opens the socket; tried again every few seconds, because libzmq may be copied in later.
bool connect(SCStudyInterfaceRef sc, OverlayState& state, std::int64_t steady_ns) {
    if (state.socket.is_open()) {
        return state.socket.api != nullptr;
    }
    if (state.address[0] == '\0' || !is_due(state.connect_tried_ns, steady_ns, retry_ns)) {
        return false;
    }
    state.connect_tried_ns = steady_ns;
    const transport::ZmqLibrary& library = transport::load_zmq();
    if (library.api == nullptr) {
        report(sc, state, transport::load_error_text(library.error));
        return false;
    }
    std::array<char, local_address_size> address{};
    if (!to_local_address(state.address, address)) {
        char text[sizeof state.last_error];
        describe_refused_address(state.address, text);
        report(sc, state, text);
        return false;
    }
    if (!state.socket.open(*library.api, address.data())) {
        report(sc, state, "libzmq refused the address of the MIA overlay");
        return false;
    }
    state.last_error[0] = '\0';
    return true;
}

// A chart of one bar is always said to be recalculated; that alone is no news, unless it had more.
bool is_recalculated(SCStudyInterfaceRef sc, const OverlayState& state) {
    const bool has_shrunk = sc.ArraySize <= state.written.bar;
    return state.is_started == 0 || has_shrunk || (sc.IsFullRecalculation != 0 && sc.ArraySize > 1);
}

// Sierra took the drawings away, the bars are others, and inputs may have been changed.
void begin_anew(SCStudyInterfaceRef sc, OverlayState& state) {
    state.is_started = 1;
    erase_all(sc, state);
    state.written = {};
    state.written.bar = -1;
    state.watched.looked_ns = 0;
    state.watched.stamp = {};
    state.panel.looked_ns = 0;
    const std::string_view address = address_of(sc);
    if (wire::get_text(state.address) != address) {
        state.socket.close();
        state.connect_tried_ns = 0;
        wire::set_text(state.address, address);
        state.feed = {};
        state.board.forget_host();
    }
}

void notice_symbol(SCStudyInterfaceRef sc, OverlayState& state) {
    const std::string_view symbol = sc.Symbol.GetChars();
    char kept[sizeof state.symbol];
    wire::set_text(kept, symbol);
    if (std::memcmp(kept, state.symbol, sizeof kept) == 0) {
        return;
    }
    std::memcpy(state.symbol, kept, sizeof kept);
    state.board.forget_host();
    state.feed.start_over(state.board);
    state.feed.asked_ns = 0;
    state.watched.stamp = {};
    state.watched.looked_ns = 0;
}

void show_file(OverlayState& state) {
    const LevelsFile& file = state.watched.file;
    const bool has_row = file.has_row != 0;
    for (std::size_t place = 0; place < named_levels; ++place) {
        wire::Level level{};
        level.price_raw = file.row.prices[place];
        level.valid_from_ns = file.row.time_ns;
        wire::set_text(level.name, level_styles[place].name);
        state.board.put_file(place, has_row && file.row.has[place] != 0 ? &level : nullptr);
    }
    // Above the flip dealers are taken to hold positive gamma, below it negative; on it nothing is said.
    const double flip = file.row.prices[gamma_flip_place];
    const bool has_both = has_row && file.row.has_spot != 0 && file.row.has[gamma_flip_place] != 0;
    wire::Regime regime{};
    regime.valid_from_ns = file.row.time_ns;
    regime.gamma =
        file.row.spot > flip ? wire::gamma_regime::positive : wire::gamma_regime::negative;
    state.board.put_file(has_both && file.row.spot != flip ? &regime : nullptr);
}

// What will not mend by itself is in the log too.
void log_look(SCStudyInterfaceRef sc, FileLook look) {
    if (look == FileLook::not_local || look == FileLook::not_plain) {
        char text[128];
        std::snprintf(text, sizeof text, "MIA Overlay, levels file: %s", look_text(look));
        sc.AddMessageToLog(text, 0);
    }
}

void log_pace(SCStudyInterfaceRef sc, const LookPace& pace) {
    char text[128];
    const auto took_ms = static_cast<long long>(pace.took_ns / 1'000'000);
    std::snprintf(
        text, sizeof text,
        "MIA Overlay, levels file: a look at it took %lld ms; it is looked at less often", took_ms
    );
    sc.AddMessageToLog(text, 0);
}

// Whether there is something new.
bool look_again(SCStudyInterfaceRef sc, WatchedLevels& watched, const char* path) {
    const std::int64_t begin_ns = steady_time_ns();
    std::size_t size = 0;
    const FileLook look = look_at_file(path, watched.stamp, watched.text, size);
    const bool was_slow = watched.pace.is_slow();
    watched.pace.note(steady_time_ns() - begin_ns);
    if (watched.pace.is_slow() && !was_slow) {
        log_pace(sc, watched.pace);
    }
    if (look == FileLook::unchanged) {
        // Nobody wrote on since, so a last line without its end is all there is of it.
        return std::exchange(watched.awaits_end, 0U) != 0;
    }
    if (look != watched.look) {
        log_look(sc, look);
    }
    watched.look = look;
    watched.text_size = look == FileLook::read ? size : 0;
    watched.awaits_end = watched.text_size != 0 && watched.text[size - 1] != '\n' ? 1 : 0;
    return true;
}

void read_levels_file(
    SCStudyInterfaceRef sc, OverlayState& state, std::int64_t now_ns, std::int64_t steady_ns
) {
    WatchedLevels& watched = state.watched;
    const char* path = overlay_input(sc, OverlayInput::levels_file).GetPathAndFileName();
    if (path == nullptr || path[0] == '\0') {
        watched.file = {};
        watched.look = FileLook::unchanged;
        show_file(state);
        return;
    }
    bool is_news = watched.file.next_ns != 0 && watched.file.next_ns <= now_ns;
    if (is_due(watched.looked_ns, steady_ns, watched.pace.every_ns)) {
        watched.looked_ns = steady_ns;
        is_news = look_again(sc, watched, path) || is_news;
    }
    if (!is_news) {
        return;
    }
    const char* given = overlay_input(sc, OverlayInput::file_symbol).GetSymbol();
    const std::string_view symbol =
        given == nullptr || given[0] == '\0' ? sc.Symbol.GetChars() : given;
    watched.file = {};
    const std::string_view text{watched.text, watched.text_size};
    const std::string_view lines = watched.awaits_end != 0 ? ended_lines(text) : text;
    const bool has_header = watched.awaits_end == 0 || !lines.empty();
    if (watched.look == FileLook::read && has_header) {
        parse_levels(lines, symbol, now_ns, watched.file);
    }
    show_file(state);
}

// Whoever deletes all drawings of the chart deletes ours; the panel tells, as the first that is drawn.
void notice_loss(SCStudyInterfaceRef sc, OverlayState& state, std::int64_t steady_ns) {
    const bool is_time = is_due(state.panel.looked_ns, steady_ns, second_ns);
    if (is_time && state.panel.line != 0 &&
        sc.ChartDrawingExists(sc.ChartNumber, state.panel.line) == 0) {
        erase_all(sc, state);
    }
}

void show(
    SCStudyInterfaceRef sc, OverlayState& state, std::int64_t now_ns, std::int64_t steady_ns
) {
    write_subgraphs(sc, state, now_ns);
    const bool was_hidden = std::exchange(state.is_hidden, sc.HideStudy != 0 ? 1U : 0U) != 0;
    if (state.is_hidden != 0) {
        // Sierra hides subgraphs and leaves drawings where they are.
        if (!was_hidden) {
            erase_all(sc, state);
        }
        note_drawn(state, now_ns);
        return;
    }
    state.must_draw |= was_hidden ? 1U : 0U;
    notice_loss(sc, state, steady_ns);
    draw_board(sc, state, now_ns);
    show_panel(sc, state, now_ns, steady_ns);
}

void tell_others(SCStudyInterfaceRef sc, const OverlayState& state, std::int64_t steady_ns) {
    sc.SetPersistentInt64(overlay_shown::levels, state.levels_shown);
    sc.SetPersistentInt64(overlay_shown::signals, state.signals_shown);
    sc.SetPersistentInt64(overlay_shown::batches, static_cast<std::int64_t>(state.feed.batches));
    sc.SetPersistentInt64(overlay_shown::lost, static_cast<std::int64_t>(state.feed.lost));
    sc.SetPersistentInt64(overlay_shown::refused, static_cast<std::int64_t>(state.feed.refused));
    sc.SetPersistentInt64(overlay_shown::sequence, static_cast<std::int64_t>(state.feed.sequence));
    sc.SetPersistentInt64(overlay_shown::connected, is_heard(state.feed, steady_ns) ? 1 : 0);
}

}  // namespace

OverlayState* overlay_state_of(SCStudyInterfaceRef sc) noexcept {
    void*& kept = sc.GetPersistentPointer(state_key);
    auto* state = static_cast<OverlayState*>(kept);
    if (state != nullptr && !is_usable(*state)) {
        destroy_overlay_state(state);
        state = nullptr;
    }
    if (state == nullptr) {
        state = create_overlay_state();
        kept = state;
    }
    return state;
}

void run_overlay(SCStudyInterfaceRef sc, OverlayState& state) {
    const std::int64_t now_ns = call_time_ns(sc);
    const std::int64_t steady_ns = steady_time_ns();
    if (state.socket.is_open()) {
        // The code that opened it may have left the process since, and what follows may close it.
        state.socket.api = transport::load_zmq().api;
    }
    if (is_recalculated(sc, state)) {
        begin_anew(sc, state);
    }
    notice_symbol(sc, state);
    if (connect(sc, state, steady_ns)) {
        const std::string_view symbol = sc.Symbol.GetChars();
        hear_host(state.socket, state.feed, symbol, state.board, state.batch, steady_ns);
    }
    read_levels_file(sc, state, now_ns, steady_ns);
    show(sc, state, now_ns, steady_ns);
    tell_others(sc, state, steady_ns);
}

void note_exception(SCStudyInterfaceRef sc, OverlayState& state, const char* what) noexcept {
    char text[sizeof state.last_error];
    std::snprintf(text, sizeof text, "a call was given up: %s", what);
    report(sc, state, text);
}

void end_overlay(SCStudyInterfaceRef sc) {
    void*& kept = sc.GetPersistentPointer(state_key);
    auto* state = static_cast<OverlayState*>(kept);
    if (state != nullptr && is_usable(*state)) {
        erase_all(sc, *state);
    }
    destroy_overlay_state(state);
    kept = nullptr;
}

}  // namespace mia::acsil
