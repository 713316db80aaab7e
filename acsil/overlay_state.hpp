// All that MIA Overlay keeps between calls: one block of plain data behind Sierra's persistent pointer. It outlives the
// DLL when Sierra releases that without a last call, so it holds no vtable, no container and no address of our code.
#pragma once

#include "acsil/call_cost.hpp"
#include "acsil/levels_csv.hpp"
#include "acsil/overlay_feed.hpp"
#include "acsil/watched_file.hpp"

namespace mia::acsil {

inline constexpr std::size_t levels_file_max = 64 * 1024;

// A level as it was drawn last, so that only what changed is drawn again.
struct LevelLook {
    float price;
    std::uint32_t colour;
    std::int32_t line_style;
    std::uint32_t line_width;
    char label[112];
};

struct DrawnLevel {
    LevelLook look;
    std::int32_t line;  // Sierra's number of the drawing; 0 none
};

struct SignalLook {
    std::int64_t time_ns;
    double price;
    std::int32_t marker;
    std::uint32_t colour;
    char label[80];
};

struct DrawnSignal {
    SignalLook look;
    std::int32_t marker_line;
    std::int32_t text_line;
};

// What a subgraph holds from some bar on.
struct WrittenValue {
    double value;
    std::int64_t from_ns;
    std::uint32_t is_there;
    std::uint32_t reserved;
};

struct WrittenScore {
    std::int64_t time_ns;
    std::int32_t bar;
    float value;
};

struct WrittenScores {
    WrittenScore places[signals_max];
    std::uint32_t count;
    std::uint32_t reserved;
};

struct WrittenLines {
    WrittenValue levels[levels_max];
    WrittenValue regimes[2];
    WrittenScores scores;
    std::int32_t bar;  // the last one that was written; -1 none
    std::uint32_t reserved;
};

struct DrawnPanel {
    std::int64_t looked_ns;  // of the machine's steady clock
    std::int32_t line;
    std::int32_t place;
    char text[704];
};

struct WatchedLevels {
    std::int64_t looked_ns;  // of the machine's steady clock
    LookPace pace;
    FileStamp stamp;
    std::uint64_t text_size;
    FileLook look;
    std::uint32_t awaits_end;  // the last line had none when it was read, and may be half of one
    LevelsFile file;
    char text[levels_file_max];
};

struct OverlayState {
    // These three never move: a newer DLL that finds an older block can still close its socket.
    std::uint32_t layout;
    std::uint32_t size;
    transport::Subscriber socket;

    std::uint32_t is_started;
    std::uint32_t is_hidden;
    std::int64_t connect_tried_ns;
    char address[128];
    char symbol[64];
    OverlayFeed feed;
    LevelBoard board;
    std::uint64_t drawn_changes;
    std::int64_t drawn_minute;
    std::uint32_t must_draw;
    std::uint32_t levels_shown;
    std::uint32_t levels_stale;
    std::uint32_t signals_shown;
    DrawnLevel drawn_levels[levels_max];
    DrawnSignal drawn_signals[signals_max];
    WrittenLines written;
    DrawnPanel panel;
    CallCost cost;
    char last_error[96];
    WatchedLevels watched;
    alignas(8) std::byte batch[wire::batch_bytes_max];
};
static_assert(std::is_trivially_copyable_v<OverlayState>);

// Changes whenever the meaning of the block does; its size is checked besides.
inline constexpr std::uint32_t overlay_layout = 3;

// A zeroed block, or nullptr when there is no memory.
[[nodiscard]] OverlayState* create_overlay_state() noexcept;

// Whether this code may use a block that it finds.
[[nodiscard]] bool is_usable(const OverlayState& state) noexcept;

// Closes the socket and frees the block, of whatever layout.
void destroy_overlay_state(OverlayState* state) noexcept;

}  // namespace mia::acsil
