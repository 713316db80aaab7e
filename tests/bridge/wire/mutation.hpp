// Bends sound batches: bits, cuts, splices, and the numbers a decoder trusts most. Deterministic for a
// seed on every platform, so that a failing run can be repeated.
#pragma once

#include "tests/bridge/wire/sample.hpp"

namespace mia::wire {

// splitmix64: small, fast and the same everywhere.
class Dice {
public:
    explicit Dice(std::uint64_t seed) noexcept : state_(seed) {}

    std::uint64_t roll() noexcept {
        std::uint64_t z = (state_ += 0x9E37'79B9'7F4A'7C15ULL);
        z = (z ^ (z >> 30)) * 0xBF58'476D'1CE4'E5B9ULL;
        z = (z ^ (z >> 27)) * 0x94D0'49BB'1331'11EBULL;
        return z ^ (z >> 31);
    }

    // From 0 to count - 1; count is at least 1.
    std::size_t below(std::size_t count) noexcept {
        return static_cast<std::size_t>(roll() % count);
    }

private:
    std::uint64_t state_;
};

// Makes one bent batch after another. Half of them get their length and checksum repaired, because
// else hardly one in a billion would come past the checksum to the checks behind it.
class Mutation {
public:
    Mutation(std::span<const Sample> samples, std::uint64_t seed);

    // Valid until the next call.
    [[nodiscard]] std::span<const std::byte> next();

private:
    void bend();
    void flip_bits();
    void set_header_number();
    void set_frame_number();
    void set_number_anywhere();
    void cut();
    void append();
    void splice();
    void drop_or_repeat_frame();
    void repair();

    [[nodiscard]] std::size_t frame_place();
    [[nodiscard]] std::uint64_t odd_number();
    void put(std::size_t at, std::size_t size, std::uint64_t value);

    std::span<const Sample> samples_;
    std::vector<std::vector<std::size_t>> frames_;  // of each sample: where its frames begin
    std::size_t sample_ = 0;
    Dice dice_;
    std::vector<std::byte> batch_;
};

}  // namespace mia::wire
