// The state of all markets, kept from batches of bytes. Any bytes may come: what is no good is
// counted and named, and harms nothing that was good.
#pragma once

#include "bridge/market/intake.hpp"

namespace mia::market {

class Market {
public:
    Market(const wire::Token& token, const detectors::Settings& settings)
        : state_(token, settings) {}
    Market(const Market&) = delete;
    Market& operator=(const Market&) = delete;
    ~Market() = default;

    [[nodiscard]] Observation ingest(std::span<const std::byte> batch);

    [[nodiscard]] std::string digest() const { return state_.digest(); }
    [[nodiscard]] const Counters& counters() const noexcept { return state_.counters; }
    [[nodiscard]] const State& state() const noexcept { return state_; }

private:
    [[nodiscard]] Outcome take_batch(wire::BatchReader& reader, Observation& observation);
    // Handles the hellos of a batch before anything else of it.
    [[nodiscard]] Outcome introduce(const wire::BatchReader& reader, Observation& observation);
    void note_refusal(const PublisherTable::Introduction& introduction, Observation& observation);
    void replace(std::uint64_t old_publisher, Observation& observation);
    void note_gap(const Publisher& publisher, std::uint64_t missed, Observation& observation);

    State state_;
};

}  // namespace mia::market
