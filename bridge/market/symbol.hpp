// One traded symbol: its book and tape, the detectors that watch them, and the one publisher they
// come from.
#pragma once

#include "bridge/detectors/detector_set.hpp"
#include "bridge/market/observation.hpp"

namespace mia::market {

// The publisher that book and tape come from.
struct Source {
    bool is_known = false;        // somebody is it now
    std::uint64_t publisher = 0;  // who is it, or was it last
    std::uint64_t instance = 0;   // likewise; 0 when there never was one
    bool has_depth = false;
    std::int64_t heard_ns = 0;  // data time of its newest batch
    // What it says of its Sierra. What it does not say is not taken for good.
    std::uint8_t connection = wire::connection::unknown;
    std::optional<std::int32_t> data_delay_s = std::nullopt;
    std::uint16_t flags = 0;        // replay and delayed
    bool is_cut_off_noted = false;  // that it is not live was said

    [[nodiscard]] bool is(std::uint64_t id) const noexcept { return is_known && publisher == id; }
    [[nodiscard]] bool is_connected() const noexcept {
        return is_known && connection == wire::connection::connected;
    }
    // What it tells goes on: Sierra says that it is connected, or plays a file.
    [[nodiscard]] bool is_live() const noexcept {
        return is_connected() || (is_known && (flags & wire::batch_flag::replay) != 0);
    }
};

// No bar began then.
inline constexpr std::int64_t before_all_ns = -1;

enum class BookOutcome : std::uint8_t { ok, inconsistent, crossed };

class Symbol {
public:
    Symbol(
        std::string_view name, double tick_size, const detectors::Settings& settings,
        detectors::Reports& reports
    );

    [[nodiscard]] const std::string& name() const noexcept { return name_; }
    [[nodiscard]] double tick_size() const noexcept { return tick_size_; }
    [[nodiscard]] const Book& book() const noexcept { return book_; }
    [[nodiscard]] const Tape& tape() const noexcept { return tape_; }
    [[nodiscard]] const Measures& measures() const noexcept { return measures_; }
    [[nodiscard]] bool is_book_valid() const noexcept { return is_valid_; }
    [[nodiscard]] Source& source() noexcept { return source_; }
    [[nodiscard]] const Source& source() const noexcept { return source_; }

    // Another publisher, or a new start of the same one, tells from here on. Its tape may number
    // the trades in its own way.
    void set_source(const Source& source);
    // What the source says of its Sierra, and the flags of its batch.
    void set_condition(const wire::Status& status, std::uint16_t flags);
    void lose_source();

    // Data time moves on. A clock that went back by more than a second ends what the detectors
    // measured with it, and in a replay the tape starts anew; true then.
    bool advance(std::int64_t call_ns, bool is_replay);

    // False when the tape has this trade already.
    bool add_trade(const TapeTrade& trade);
    // Trades are missing before the next one: what was measured over the last of them is unknown.
    void break_tape();
    // One level of a delta; the detectors see it when the delta is complete.
    void change_level(Side side, const BookLevel& level, bool at_window_edge);
    BookOutcome finish_delta(std::size_t bids, std::size_t asks);
    // A whole book instead of the one before. Levels are put in place one by one; returns how many
    // changed.
    void begin_replacement();
    void put_level(Side side, const BookLevel& level) { replacement_.side(side).set(level); }
    BookOutcome finish_replacement(std::size_t bids, std::size_t asks, std::size_t& changed);

    // The source begins to tell everything anew; what it does not tell until complete() is gone.
    void expect_book() noexcept { awaits_book_ = true; }
    void complete();
    // What the book says can no longer be trusted.
    void lose_book(std::string_view reason);
    void change_tick_size(double tick_size);
    // A bar of the source's own chart closed; `run` are the sound ones up to it. The detectors hear of
    // it once, and of none that closed before the source was complete.
    void close_bar(std::int64_t start_ns, std::span<const wire::Bar> run);
    // The source's own chart told of bars until here before it was the source.
    void expect_bars_after(std::int64_t start_ns) noexcept { closed_bar_ns_ = start_ns; }
    // After everything in a batch was applied.
    void finish_batch();
    void describe(Observation& observation) const;
    // What the detectors were told since the last time, when the settings want it.
    [[nodiscard]] std::vector<detectors::EventRecord> take_events() {
        return detectors_.take_events();
    }

private:
    void follow_book();
    [[nodiscard]] BookState state(std::int64_t seen_ns) const noexcept;

    std::string name_;
    double tick_size_;
    Source source_;
    Book book_;
    Book replacement_;
    Tape tape_;
    Measures measures_;
    std::vector<BookChange> changes_;
    bool awaits_book_ = false;  // no whole book since expect_book()
    bool has_book_ = false;     // a whole book was told, be it empty
    bool is_complete_ = false;  // a snapshot was applied and nothing is missing since
    bool is_followed_ = false;  // that, its source is live, the market open, the book not crossed
    bool is_valid_ = false;     // all of that
    bool is_closed_ = false;    // the market
    bool is_replay_ = false;
    std::int64_t closed_bar_ns_ = before_all_ns;  // when the newest bar that closed began
    std::int64_t call_ns_ = 0;                    // of the newest batch
    std::int64_t now_ns_ = 0;  // the same, or the time of a trade a little ahead of it
    detectors::DetectorSet detectors_;
};

}  // namespace mia::market
