#include "acsil/overlay_feed.hpp"

#include <cmath>

namespace mia::acsil {
namespace {

constexpr int batches_per_call = 16;
constexpr std::int64_t second_ns = 1'000'000'000;
constexpr std::int64_t ask_again_ns = second_ns;
constexpr std::int64_t silent_after_ns = 5 * second_ns;

bool has_flag(const wire::BatchHeader& header, std::uint16_t flag) noexcept {
    return (header.flags & flag) != 0;
}

}  // namespace

void OverlayFeed::take(
    std::span<const std::byte> bytes, std::string_view symbol, LevelBoard& board
) noexcept {
    wire::BatchReader reader(bytes);
    if (reader.error() != wire::DecodeError::none) {
        ++refused;
        last_refusal = reader.error();
        return;
    }
    const wire::BatchHeader header = reader.header();
    if (!is_news(header, board)) {
        return;
    }
    ++batches;
    if (has_flag(header, wire::batch_flag::snapshot_first)) {
        in_snapshot = 1;
        board.begin_snapshot();
    }
    take_frames(reader, symbol, board);
    if (has_flag(header, wire::batch_flag::snapshot_last) && in_snapshot != 0) {
        in_snapshot = 0;
        wants_all = 0;
        board.end_snapshot();
    }
}

// False for what was heard before. A publisher that was not heard before is a host that started anew.
bool OverlayFeed::is_news(const wire::BatchHeader& header, LevelBoard& board) noexcept {
    if (is_known == 0 || header.publisher != publisher) {
        start_over(board);
        is_known = 1;
        publisher = header.publisher;
        sequence = header.sequence;
        return true;
    }
    if (header.sequence <= sequence) {
        return false;
    }
    const std::uint64_t missing = header.sequence - sequence - 1;
    if (missing != 0) {
        lost += missing;
        wants_all = 1;
        in_snapshot = 0;
    }
    sequence = header.sequence;
    return true;
}

// What is held stays until a whole snapshot does not confirm it: a host that is started again soon says the same.
void OverlayFeed::start_over(LevelBoard& board) noexcept {
    wants_all = 1;
    in_snapshot = 0;
    board.begin_snapshot();
}

void OverlayFeed::take_frames(
    wire::BatchReader& reader, std::string_view symbol, LevelBoard& board
) noexcept {
    double tick_size = 0;  // above 0 behind the Instrument of our symbol
    while (const auto frame = reader.next()) {
        if (frame->is<wire::Instrument>()) {
            const auto instrument = frame->head<wire::Instrument>();
            const bool is_ours = wire::get_text(instrument.symbol) == symbol;
            const bool is_sound = std::isfinite(instrument.tick_size) && instrument.tick_size > 0;
            tick_size = is_ours && is_sound ? instrument.tick_size : 0;
        } else if (frame->is<wire::Heartbeat>()) {
            continue;
        } else if (tick_size <= 0) {
            ++elsewhere;
        } else if (frame->is<wire::Level>()) {
            board.put(frame->head<wire::Level>());
        } else if (frame->is<wire::Signal>()) {
            board.put(frame->head<wire::Signal>(), tick_size);
        } else if (frame->is<wire::Regime>()) {
            board.put(frame->head<wire::Regime>());
        } else if (frame->is<wire::Clear>()) {
            board.clear(frame->head<wire::Clear>());
        }
    }
}

void hear_host(
    transport::Subscriber& socket, OverlayFeed& feed, std::string_view symbol, LevelBoard& board,
    std::span<std::byte> buffer, std::int64_t steady_ns
) noexcept {
    using What = transport::Received::What;
    for (int i = 0; i < batches_per_call; ++i) {
        const transport::Received seen = socket.receive(buffer);
        if (seen.what == What::nothing || seen.what == What::failed) {
            break;
        }
        feed.heard_ns = steady_ns;
        if (seen.what == What::too_large) {
            ++feed.refused;
            feed.last_refusal = wire::DecodeError::bad_length;
        } else {
            feed.take(buffer.first(seen.size), symbol, board);
        }
    }
    // A host that was never heard is not asked: it answers a new subscription unasked.
    const bool is_due = feed.asked_ns == 0 || steady_ns - feed.asked_ns >= ask_again_ns;
    if (feed.wants_all != 0 && feed.is_known != 0 && feed.in_snapshot == 0 && is_due) {
        feed.asked_ns = steady_ns;
        (void)socket.ask(feed.publisher);
    }
}

bool is_heard(const OverlayFeed& feed, std::int64_t steady_ns) noexcept {
    return feed.heard_ns != 0 && steady_ns - feed.heard_ns < silent_after_ns;
}

}  // namespace mia::acsil
