#include "acsil/connection.hpp"

#include "acsil/errors.hpp"
#include "acsil/feed_inputs.hpp"
#include "acsil/local_address.hpp"
#include "acsil/token_file.hpp"

#include <array>
#include <cstdio>
#include <random>

namespace mia::acsil {
namespace {

constexpr std::int64_t retry_ns = 3'000'000'000;

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

std::uint64_t typed_by_user(SCStudyInterfaceRef sc) {
    wire::LayoutHash hash;
    hash.add(std::string_view(feed_input(sc, FeedInput::feed_address).GetString()));
    hash.add(std::string_view(feed_input(sc, FeedInput::token_file).GetPathAndFileName()));
    return hash.value();
}

void disconnect(FeedState& state) {
    state.publisher.close();
    state.has_token = 0;
    state.token_tried_ns = 0;
    state.connect_tried_ns = 0;
    state.snapshot = SnapshotProgress{};
}

bool load_token(SCStudyInterfaceRef sc, FeedState& state) {
    char looked_at[80];
    const char* given = feed_input(sc, FeedInput::token_file).GetPathAndFileName();
    state.has_token = read_token(given, state.token, looked_at) ? 1 : 0;
    if (state.has_token == 0) {
        char text[sizeof state.last_error];
        std::snprintf(text, sizeof text, "no token at %.80s", looked_at);
        report(sc, state, text);
    }
    return state.has_token != 0;
}

bool open_socket(SCStudyInterfaceRef sc, FeedState& state, const transport::ZmqApi& api) {
    const char* typed = feed_input(sc, FeedInput::feed_address).GetString();
    std::array<char, local_address_size> address{};
    if (!to_local_address(typed, address)) {
        char text[sizeof state.last_error];
        describe_refused_address(typed, text);
        report(sc, state, text);
        return false;
    }
    state.instance = instance_of(sc);
    state.sequence = 0;
    if (!state.publisher.open(api, address.data(), random_id())) {
        report(sc, state, "libzmq refused the address of the MIA host");
        return false;
    }
    return true;
}

}  // namespace

bool connect(SCStudyInterfaceRef sc, FeedState& state, std::int64_t now_ns) {
    if (state.publisher.is_open()) {
        // The code that opened it may have left the process since.
        state.publisher.api = transport::load_zmq().api;
    }
    if (const std::uint64_t typed = typed_by_user(sc); typed != state.connected_to) {
        disconnect(state);
        state.connected_to = typed;
    }
    if (state.publisher.is_open()) {
        return state.publisher.api != nullptr;
    }
    if (!is_due(state.connect_tried_ns, now_ns, retry_ns)) {
        return false;
    }
    state.connect_tried_ns = now_ns;
    const transport::ZmqLibrary& library = transport::load_zmq();
    if (library.api == nullptr) {
        report(sc, state, transport::load_error_text(library.error));
        return false;
    }
    if (!open_socket(sc, state, *library.api)) {
        return false;
    }
    set_error(state, "");
    return true;
}

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

}  // namespace mia::acsil
