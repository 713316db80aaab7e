// One publisher: where it stands in its numbered batches and whether what it tells can be applied.
#pragma once

#include "bridge/market/outcome.hpp"

#include <span>
#include <string>
#include <vector>

namespace mia::market {

class Symbol;

enum class SessionState : std::uint8_t {
    introduced,    // its hello was good, no snapshot is complete yet
    synchronised,  // every batch since a complete snapshot was applied
    stale,         // something is missing
    replaced,      // its study was started again
};

constexpr std::string_view state_name(SessionState state) {
    constexpr std::array<std::string_view, 4> names{
        "introduced", "synchronised", "stale", "replaced"};
    return names[static_cast<std::size_t>(state)];
}

// One of the publisher's own instrument indices.
struct InstrumentRow {
    std::uint16_t index = 0;
    std::uint16_t flags = 0;
    std::int32_t chart = 0;
    double tick_size = 0.0;
    Symbol* symbol = nullptr;

    [[nodiscard]] bool has_depth() const noexcept {
        return (flags & wire::instrument_flag::has_depth) != 0;
    }
    // It says book or tape.
    [[nodiscard]] bool is_supplying() const noexcept {
        return (flags & (wire::instrument_flag::has_depth | wire::instrument_flag::has_tape)) != 0;
    }
};

// What a publisher that has not said anything of its Sierra says of it.
constexpr wire::Status untold_status() {
    wire::Status status{};
    status.connection = wire::connection::unknown;
    status.data_delay_s = wire::unknown_delay_s;
    return status;
}

class Publisher {
public:
    Publisher(std::uint64_t id, const wire::Hello& hello);

    [[nodiscard]] std::uint64_t id() const noexcept { return id_; }
    [[nodiscard]] std::uint64_t instance() const noexcept { return instance_; }
    [[nodiscard]] const std::string& version() const noexcept { return version_; }
    [[nodiscard]] SessionState state() const noexcept { return state_; }
    [[nodiscard]] bool is_synchronised() const noexcept {
        return state_ == SessionState::synchronised;
    }
    [[nodiscard]] bool is_in_snapshot() const noexcept { return in_snapshot_; }
    // What comes now can be applied.
    [[nodiscard]] bool is_trusted() const noexcept { return is_synchronised() || in_snapshot_; }
    [[nodiscard]] std::uint32_t snapshots_begun() const noexcept { return snapshots_begun_; }
    [[nodiscard]] const wire::BatchHeader& last_header() const noexcept { return last_header_; }
    [[nodiscard]] const wire::Status& status() const noexcept { return status_; }

    struct Arrival {
        bool is_late = false;
        bool is_new_epoch = false;  // a full recalculation: what came before is void for the chart
        std::uint64_t missed = 0;
    };
    // Takes the next batch in; a late one changes nothing.
    [[nodiscard]] Arrival arrive(const wire::BatchHeader& header) noexcept;

    void begin_snapshot(std::uint32_t number) noexcept;
    // False when this is not the end of what was begun.
    [[nodiscard]] bool end_snapshot(std::uint32_t number) noexcept;
    void lose_sync() noexcept;
    void replace() noexcept;
    // A snapshot of which a part was dropped because another publisher was the source cannot make
    // this one the source.
    void deny_source() noexcept { is_denied_ = true; }
    [[nodiscard]] bool is_denied() const noexcept { return is_denied_; }

    // A chart shows one symbol, and an index stands for one chart: earlier rows of either are gone.
    void set_instrument(const InstrumentRow& row);
    void forget_instrument(std::uint16_t index, std::int32_t chart);
    [[nodiscard]] std::span<const InstrumentRow> instruments() const noexcept {
        return instruments_;
    }
    [[nodiscard]] const InstrumentRow* find_instrument(std::uint16_t index) const noexcept;
    void set_status(const wire::Status& status) noexcept { status_ = status; }

private:
    std::uint64_t id_;
    std::uint64_t instance_;
    std::string version_;
    SessionState state_ = SessionState::introduced;
    bool in_snapshot_ = false;
    bool is_denied_ = false;
    std::uint32_t snapshot_number_ = 0;
    std::uint32_t snapshots_begun_ = 0;
    bool has_arrived_ = false;
    wire::BatchHeader last_header_{};
    wire::Status status_ = untold_status();
    std::vector<InstrumentRow> instruments_;
};

}  // namespace mia::market
