// Decoding is total: bent batches of all kinds give frames that lie inside, or a named reason. Each is
// decoded from an allocation of its exact size, so that a sanitizer sees the first byte beyond.
//   MIA_FUZZ_RUNS how many batches (20000), MIA_FUZZ_SEED where the dice start (1)
#include "bridge/wire/token.hpp"
#include "tests/bridge/wire/frame_types.hpp"
#include "tests/bridge/wire/mutation.hpp"

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <memory>

namespace mia::wire {
namespace {

constexpr std::uint64_t mask_every = 16;  // masking decodes three times over

struct Counts {
    std::array<std::uint64_t, decode_error_count> outcomes{};
    std::uint64_t frames = 0;
    std::uint64_t entries = 0;
    std::uint64_t skipped = 0;
    std::uint64_t sum = 0;  // of the bytes read, so that no read can be optimised away
};

std::uint64_t sum_of(std::span<const std::byte> bytes) {
    std::uint64_t sum = 0;
    for (const std::byte byte : bytes) {
        sum += std::to_integer<std::uint64_t>(byte);
    }
    return sum;
}

template <Frame T>
void read_as(const FrameView& frame, Counts& counts) {
    if (!frame.is<T>()) {
        return;
    }
    const T head = frame.head<T>();
    counts.sum += sum_of(std::as_bytes(std::span(&head, 1)));
    if constexpr (has_entries<T>) {
        const std::size_t entry_count = frame.entry_count<T>();
        for (std::size_t i = 0; i < entry_count; ++i) {
            const EntryOf<T> entry = frame.entry<T>(i);
            counts.sum += sum_of(std::as_bytes(std::span(&entry, 1)));
        }
        counts.entries += entry_count;
    }
    if constexpr (std::same_as<T, Instrument>) {
        counts.sum += get_text(head.symbol).size();
    }
}

// All frames, one behind the other, from the header to the last byte.
bool frames_are_inside(BatchReader& reader, std::span<const std::byte> batch, Counts& counts) {
    const std::byte* at = batch.data() + sizeof(BatchHeader);
    std::size_t frame_count = 0;
    while (const auto frame = reader.next()) {
        const bool is_inside =
            frame->bytes.data() == at && frame->bytes.size() >= sizeof(FrameHeader) &&
            frame->bytes.size() == frame->header.length &&
            frame->bytes.size() <= static_cast<std::size_t>(batch.data() + batch.size() - at);
        if (!is_inside) {
            return false;
        }
        counts.skipped += frame->info == nullptr ? 1U : 0U;
        AllFrames::for_each([&]<Frame T>() { read_as<T>(*frame, counts); });
        at += frame->bytes.size();
        ++frame_count;
    }
    counts.frames += frame_count;
    return at == batch.data() + batch.size() && frame_count == reader.header().frame_count;
}

bool is_decoded(std::span<const std::byte> batch, Counts& counts) {
    BatchReader reader(batch);
    const auto outcome = static_cast<std::size_t>(reader.error());
    if (outcome >= decode_error_count || error_name(reader.error()).empty()) {
        return false;
    }
    ++counts.outcomes[outcome];
    if (!has_frames(reader.error())) {
        return !reader.next().has_value();
    }
    return frames_are_inside(reader, batch, counts);
}

// A batch that falls into frames stays what it was, a damaged one untouched.
bool is_masked(std::span<std::byte> batch) {
    const std::vector<std::byte> before(batch.begin(), batch.end());
    const DecodeError error = BatchReader(before).error();
    const bool was_masked = mask_token(batch, Token{});
    const bool holds =
        has_frames(error) ? BatchReader(batch).error() == error : std::ranges::equal(batch, before);
    return was_masked == has_frames(error) && holds;
}

std::uint64_t from_environment(const char* name, std::uint64_t otherwise) {
    const char* text = std::getenv(name);
    return text == nullptr ? otherwise : std::strtoull(text, nullptr, 10);
}

void report_failure(std::uint64_t run, std::uint64_t seed, std::span<const std::byte> batch) {
    std::printf(
        "batch %llu of seed %llu broke the promise:\n", static_cast<unsigned long long>(run),
        static_cast<unsigned long long>(seed)
    );
    for (const std::byte byte : batch) {
        std::printf("%02x", std::to_integer<unsigned>(byte));
    }
    std::printf("\n");
}

// Every outcome must have been met, or the mutations have gone blind.
bool report(const Counts& counts, std::uint64_t runs) {
    bool all_met = true;
    std::printf("%llu batches\n", static_cast<unsigned long long>(runs));
    for (std::size_t i = 0; i < decode_error_count; ++i) {
        const std::string name(error_name(static_cast<DecodeError>(i)));
        const auto count = static_cast<unsigned long long>(counts.outcomes[i]);
        std::printf("  %-17s %llu\n", name.c_str(), count);
        all_met = all_met && count != 0;
    }
    std::printf(
        "frames %llu, entries %llu, skipped %llu, sum %llx\n",
        static_cast<unsigned long long>(counts.frames),
        static_cast<unsigned long long>(counts.entries),
        static_cast<unsigned long long>(counts.skipped), static_cast<unsigned long long>(counts.sum)
    );
    return all_met && counts.skipped != 0;
}

int run(std::uint64_t runs, std::uint64_t seed) {
    const std::vector<Sample> all = samples();
    Mutation mutation(all, seed);
    Counts counts;
    for (std::uint64_t i = 0; i < runs; ++i) {
        const std::span<const std::byte> bent = mutation.next();
        const auto exact = std::make_unique_for_overwrite<std::byte[]>(bent.size());
        std::ranges::copy(bent, exact.get());
        const std::span<std::byte> batch(exact.get(), bent.size());
        if (!is_decoded(batch, counts) || (i % mask_every == 0 && !is_masked(batch))) {
            report_failure(i, seed, bent);
            return 1;
        }
    }
    return report(counts, runs) ? 0 : 1;
}

}  // namespace
}  // namespace mia::wire

int main() {
    return mia::wire::run(
        mia::wire::from_environment("MIA_FUZZ_RUNS", 20'000),
        mia::wire::from_environment("MIA_FUZZ_SEED", 1)
    );
}
