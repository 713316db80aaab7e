#include "bridge/market/publisher.hpp"

#include <algorithm>

namespace mia::market {

Publisher::Publisher(std::uint64_t id, const wire::Hello& hello)
    : id_(id), instance_(hello.instance), version_(wire::get_text(hello.mia_version)) {}

Publisher::Arrival Publisher::arrive(const wire::BatchHeader& header) noexcept {
    Arrival arrival;
    if (has_arrived_) {
        if (header.sequence <= last_header_.sequence) {
            arrival.is_late = true;
            return arrival;
        }
        arrival.missed = header.sequence - last_header_.sequence - 1;
        arrival.is_new_epoch = header.epoch != last_header_.epoch;
    }
    has_arrived_ = true;
    last_header_ = header;
    return arrival;
}

void Publisher::begin_snapshot(std::uint32_t number) noexcept {
    in_snapshot_ = true;
    is_denied_ = false;
    snapshot_number_ = number;
    ++snapshots_begun_;
}

bool Publisher::end_snapshot(std::uint32_t number) noexcept {
    if (!in_snapshot_ || number != snapshot_number_) {
        return false;
    }
    in_snapshot_ = false;
    state_ = SessionState::synchronised;
    return true;
}

void Publisher::lose_sync() noexcept {
    in_snapshot_ = false;
    if (state_ == SessionState::synchronised) {
        state_ = SessionState::stale;
    }
}

void Publisher::replace() noexcept {
    in_snapshot_ = false;
    state_ = SessionState::replaced;
}

void Publisher::set_instrument(const InstrumentRow& row) {
    forget_instrument(row.index, row.chart);
    instruments_.push_back(row);
}

void Publisher::forget_instrument(std::uint16_t index, std::int32_t chart) {
    std::erase_if(instruments_, [&](const InstrumentRow& row) {
        return row.index == index || row.chart == chart;
    });
}

const InstrumentRow* Publisher::find_instrument(std::uint16_t index) const noexcept {
    for (const InstrumentRow& row : instruments_) {
        if (row.index == index) {
            return &row;
        }
    }
    return nullptr;
}

}  // namespace mia::market
