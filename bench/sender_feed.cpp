#include "bench/sender_feed.hpp"

namespace mia::bench {
namespace {

constexpr std::int64_t best_bid_ticks = 24'000;
constexpr double tick_size = 0.25;
constexpr std::int32_t chart = 1;
constexpr std::uint32_t trade_every = 5;
// Sizes so even that nothing but a signal makes the book lean far.
constexpr std::uint32_t size_min = 100;
constexpr std::uint32_t size_count = 100;
constexpr std::uint32_t leaning_size = 2'000;

}  // namespace

Feed::Feed(const Options& options, const std::array<char, 32>& token)
    : levels_per_batch_(options.levels_per_batch), signal_every_(options.signal_every),
      symbol_(options.symbol), token_(token), random_(options.seed), publisher_(random_()),
      instance_(random_()), writer_(buffer_) {
    for (std::uint32_t& size : sizes_) {
        size = size_min + below(size_count);
    }
}

std::span<const std::byte> Feed::snapshot(std::int64_t time_ns) {
    begin(
        wire::batch_flag::snapshot | wire::batch_flag::snapshot_first |
            wire::batch_flag::snapshot_last,
        time_ns
    );
    ++snapshots_;
    writer_.add<wire::SnapshotBegin>()->snapshot = snapshots_;
    write_session();
    write_book();
    writer_.add<wire::SnapshotEnd>()->snapshot = snapshots_;
    return writer_.finish(time_ns).value();
}

std::span<const std::byte> Feed::update(std::int64_t time_ns) {
    begin(0, time_ns);
    if (below(trade_every) == 0) {
        write_trade(time_ns);
    }
    const std::uint64_t phase = signal_every_ == 0 ? 1 : updates_ % signal_every_;
    ++updates_;
    if (signal_every_ != 0 && phase == signal_every_ - 1) {
        write_signal();
    } else if (phase == 0 && signals_ != 0) {
        write_end_of_signal();
    } else {
        write_changes();
    }
    return writer_.finish(time_ns).value();
}

void Feed::begin(std::uint16_t flags, std::int64_t time_ns) {
    writer_.begin(
        {.publisher = publisher_,
         .flags = flags,
         .chart = chart,
         .epoch = 1,
         .sequence = ++sequence_,
         .call_time_ns = time_ns}
    );
}

void Feed::write_session() {
    auto* hello = writer_.add<wire::Hello>();
    std::copy(token_.begin(), token_.end(), hello->token);
    hello->instance = instance_;
    wire::set_text(hello->mia_version, MIA_VERSION);
    for (const wire::KindInfo& info : wire::catalog) {
        *writer_.add_entry<wire::Hello>() = {
            static_cast<std::uint16_t>(info.kind), info.revision, info.head_size, info.hash};
    }
    auto* instrument = writer_.add<wire::Instrument>();
    instrument->flags = wire::instrument_flag::has_depth | wire::instrument_flag::has_tape;
    instrument->chart = chart;
    wire::set_text(instrument->symbol, symbol_);
    instrument->tick_size = tick_size;
    instrument->price_multiplier = 1.0;
    instrument->bar_period_s = 60;
    writer_.add<wire::Status>()->connection = wire::connection::connected;
}

void Feed::write_book() {
    auto* book = writer_.add<wire::DepthSnapshot>();
    book->bid_count = book->ask_count = depth;
    for (std::uint32_t place = 0; place < sizes_.size(); ++place) {
        *writer_.add_entry<wire::DepthSnapshot>() = level(place);
    }
}

void Feed::write_trade(std::int64_t time_ns) {
    const bool is_buy = below(2) == 0;
    auto* trade = writer_.add<wire::Trade>();
    trade->time_ns = time_ns;
    trade->tape_sequence = ++tape_sequence_;
    trade->price_ticks = best_bid_ticks + (is_buy ? 1 : 0);
    trade->price_raw = tick_size * static_cast<double>(trade->price_ticks);
    trade->bid_ticks = best_bid_ticks;
    trade->ask_ticks = best_bid_ticks + 1;
    trade->size = 1 + below(10);
    trade->bid_size = sizes_[0];
    trade->ask_size = sizes_[depth];
    trade->side = is_buy ? wire::trade_side::at_ask : wire::trade_side::at_bid;
}

// Neighbouring levels, each at most once, each with a size it did not have.
void Feed::write_changes() {
    begin_changes(depth);
    const std::uint32_t count = 1 + below(levels_per_batch_);
    const auto places = static_cast<std::uint32_t>(sizes_.size());
    const std::uint32_t first = below(places);
    for (std::uint32_t i = 0; i < count; ++i) {
        const std::uint32_t place = (first + i) % places;
        const std::uint32_t step = 1 + below(size_count - 1);
        write_level(place, size_min + (sizes_[place] - size_min + step) % size_count);
    }
}

void Feed::write_signal() {
    const bool leans = signals_ % 2 == 0;
    ++signals_;
    begin_changes(leans ? depth : depth - gone_levels);
    for (std::uint32_t place = 0; place < (leans ? leaning_levels : gone_levels); ++place) {
        write_level(place, leans ? leaning_size : 0);
    }
}

void Feed::write_end_of_signal() {
    begin_changes(depth);
    for (std::uint32_t place = 0; place < leaning_levels; ++place) {
        write_level(place, size_min + below(size_count));
    }
}

void Feed::begin_changes(std::uint32_t bids) {
    auto* delta = writer_.add<wire::DepthDelta>();
    delta->bid_count = static_cast<std::uint16_t>(bids);
    delta->ask_count = depth;
}

void Feed::write_level(std::uint32_t place, std::uint32_t size) {
    sizes_[place] = size;
    *writer_.add_entry<wire::DepthDelta>() = level(place);
}

wire::DepthLevel Feed::level(std::uint32_t place) const noexcept {
    const bool is_bid = place < depth;
    wire::DepthLevel made{};
    made.level = static_cast<std::uint16_t>(place % depth);
    made.price_ticks = is_bid ? best_bid_ticks - made.level : best_bid_ticks + 1 + made.level;
    made.price_raw = tick_size * static_cast<double>(made.price_ticks);
    made.size = sizes_[place];
    made.order_count = made.size == 0 ? 0 : 1 + made.size / 4;
    made.side = is_bid ? wire::book_side::bid : wire::book_side::ask;
    return made;
}

std::uint32_t Feed::below(std::uint32_t count) {
    return static_cast<std::uint32_t>(random_() % count);
}

}  // namespace mia::bench
