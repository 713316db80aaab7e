// All that MIA Feed keeps between calls: one block of plain data behind Sierra's persistent pointer. It outlives the
// DLL when Sierra releases that without a last call, so it holds no vtable, no container and no address of our code.
#pragma once

#include "acsil/call_cost.hpp"
#include "acsil/pace.hpp"
#include "bridge/transport/publisher.hpp"
#include "bridge/wire/catalog.hpp"

namespace mia::acsil {

inline constexpr std::size_t levels_max = 128;
inline constexpr std::size_t studies_max = 256;
inline constexpr std::size_t values_max = 4096;
inline constexpr std::uint32_t prices_max = 8000;  // of one bar; as many as a batch holds
inline constexpr std::size_t charts_max = 5;       // the study's own and four others

// One side of the book as it was sent last, best first.
struct SentSide {
    wire::DepthLevel levels[levels_max];
    std::uint32_t count;
};

struct SentBook {
    SentSide bid;
    SentSide ask;
    std::uint32_t known;    // 0 until a whole book was sent
    std::uint32_t deepest;  // levels on the deeper side at its deepest: as far as the feed shows
    std::uint32_t shallow;  // calls since one side was that deep
    std::uint32_t levels_shown;  // as Sierra counts them on the deeper side; more than are sent
    std::uint64_t stack_pull;    // hash of Sierra's stacking and pulling as it was sent last
};

// One subgraph of one study and its value as it was sent last.
struct TrackedValue {
    double sent;
    std::uint32_t study;
    std::uint16_t subgraph;
    std::uint8_t known;
    std::uint8_t open;  // sent for a bar that was still forming: its end is to be told
};

struct TrackedStudies {
    std::uint32_t ids[studies_max];
    std::uint64_t introductions[studies_max];  // hash of what the catalog told; 0 nothing yet
    std::uint8_t changes[studies_max];  // times that it was found to say other things of itself
    std::uint32_t study_count;          // of those listed
    std::uint32_t studies_seen;
    std::uint32_t ours;       // of those listed: studies of our own DLL, which are not told of
    std::uint32_t looked_at;  // the next to be compared with its introduction
    TrackedValue values[values_max];
    std::uint32_t value_count;
    std::uint32_t values_seen;
    std::int32_t bar;            // whose values are being told; -1 none
    std::uint32_t next;          // the value to go on with at that bar, the first of its study
    std::uint32_t begun_closed;  // the bar was closed when its values were begun
    std::int32_t told;           // the newest bar whose values are all told; -1 none
};

struct SentBars {
    wire::Bar newest;
    std::uint64_t prices;  // hash of the newest bar's volume at price
    std::int32_t next;     // the first bar that was not sent as closed; -1 none was sent
    std::int32_t reserved;
};

// A chart whose bars and studies are sent: the study's own, or another of the chartbook.
struct WatchedChart {
    std::int32_t number;
    std::uint16_t instrument;
    std::uint8_t condition;  // wire::chart_condition, as it was found last
    std::uint8_t told;       // the condition that was sent last
    float tick_size;
    std::int32_t closed;            // bars that are known to be complete
    std::uint64_t identity;         // hash of symbol, tick size, time zone when chosen; 0 not there
    std::uint32_t has_part_sizes;   // sizes that are no whole numbers were seen under this identity
    std::uint32_t prices_left_out;  // of the bar with the most, when that is more than are sent
    SentBars bars;
    TrackedStudies studies;
};

struct TapeCursor {
    std::uint32_t sequence;
    std::uint32_t known;
    std::int64_t
        time_ns;  // of the newest record that was sent: after a restart its number is another's
    std::uint32_t repeats;  // records with that number and time that were sent
    std::uint32_t reserved;
};

enum class SnapshotStage : std::uint8_t { none, opening, catalog, values, bars, tape, closing };

struct SnapshotProgress {
    SnapshotStage stage;
    std::uint8_t chart;  // which of the watched ones
    std::uint16_t reason;
    std::uint32_t number;
    std::uint32_t next;          // where the stage goes on
    std::uint32_t wanted;        // a snapshot_reason that waits for its turn; 0 none
    std::uint32_t recalculated;  // since the newest one began: the next begins a new epoch
    std::uint32_t is_cut;        // the newest one was not ended: only another can follow it
    std::int64_t begun_ns;
};

// Errors inside the study by what they said; a text is logged once, however often it comes.
struct SeenErrors {
    std::uint64_t texts[16];  // hashes
    std::uint32_t text_count;
    std::uint32_t reserved;
    std::uint64_t total;
};

struct FeedState {
    // These three never move: a newer DLL that finds an older block can still close its socket.
    std::uint32_t layout;
    std::uint32_t size;
    transport::Publisher publisher;

    std::uint64_t instance;
    std::uint64_t connected_to;  // hash of what the user typed
    std::uint64_t introduced;  // hash of the symbol and its prices that the newest snapshot told of
    std::uint64_t sequence;
    std::uint32_t epoch;
    std::uint32_t has_token;
    char token[wire::token_size];
    std::int64_t token_tried_ns;
    std::int64_t connect_tried_ns;
    Pace pace;
    std::int64_t sent_ns;  // when anything was sent last, by our pace like all that is due again
    SnapshotProgress snapshot;
    SentBook book;
    TapeCursor tape;
    WatchedChart charts[charts_max];
    std::uint32_t chart_count;
    std::uint32_t chart_looked_at;  // whose studies are being compared with their introductions
    wire::Status status;
    CallCost cost;
    std::uint64_t batches_sent;
    std::uint64_t batches_dropped;
    std::uint64_t values_invalid;
    std::uint64_t tape_missed;
    std::uint64_t panel;  // hash of the text that is drawn; 0 none
    std::int64_t panel_ns;
    SeenErrors errors;
    char last_error[96];
    char recognition[sizeof wire::Recognition::text];  // as the host said it last
    SentBook scratch;
    alignas(8) std::byte batch[wire::batch_bytes_max];
};
static_assert(std::is_trivially_copyable_v<FeedState>);

// Changes whenever the meaning of the block does; its size is checked besides.
inline constexpr std::uint32_t feed_layout = 9;

// A zeroed block with fresh identity, or nullptr when there is no memory.
[[nodiscard]] FeedState* create_feed_state() noexcept;

// Whether this code may use a block that it finds.
[[nodiscard]] bool is_usable(const FeedState& state) noexcept;

// Closes the socket and frees the block, of whatever layout.
void destroy_feed_state(FeedState* state) noexcept;

void set_error(FeedState& state, std::string_view text) noexcept;

}  // namespace mia::acsil
