// A publisher's batches without a Sierra: a book of fixed prices whose sizes change, a trade now and
// then, a snapshot when somebody asks. The seed decides everything but the times.
#pragma once

#include "bench/sender_options.hpp"
#include "bridge/wire/batch_writer.hpp"

#include <random>

namespace mia::bench {

class Feed {
public:
    static constexpr std::uint32_t depth = 20;  // levels of each side

    Feed(const Options& options, const std::array<char, 32>& token);

    // A signal is a book that leans to one side so far that nothing else in the feed does; the next
    // one is a book whose two best bids are gone. The update after each puts the book right again.
    static constexpr std::uint32_t leaning_levels = 5;
    static constexpr std::uint32_t gone_levels = 2;

    [[nodiscard]] std::uint64_t publisher() const noexcept { return publisher_; }

    // Both stamp `time_ns` as the time of the call and of sending. Valid until the next call.
    [[nodiscard]] std::span<const std::byte> snapshot(std::int64_t time_ns);
    [[nodiscard]] std::span<const std::byte> update(std::int64_t time_ns);

private:
    void begin(std::uint16_t flags, std::int64_t time_ns);
    void write_session();
    void write_book();
    void write_trade(std::int64_t time_ns);
    void write_changes();
    void write_signal();
    void write_end_of_signal();
    void begin_changes(std::uint32_t bids);
    void write_level(std::uint32_t place, std::uint32_t size);
    [[nodiscard]] wire::DepthLevel level(std::uint32_t place) const noexcept;
    [[nodiscard]] std::uint32_t below(std::uint32_t count);

    std::uint32_t levels_per_batch_;
    std::uint32_t signal_every_;
    std::string symbol_;
    std::array<char, 32> token_;
    std::mt19937_64 random_;
    std::uint64_t publisher_;
    std::uint64_t instance_;
    std::uint64_t sequence_ = 0;
    std::uint64_t tape_sequence_ = 0;
    std::uint32_t snapshots_ = 0;
    std::uint64_t updates_ = 0;
    std::uint64_t signals_ = 0;
    std::array<std::uint32_t, 2 * std::size_t{depth}> sizes_{};  // bids, then asks, best first
    alignas(8) std::array<std::byte, 16 * 1024> buffer_{};
    wire::BatchWriter writer_;
};

}  // namespace mia::bench
