// What the programs of the benchmarks are told on their command lines.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace mia::bench {

struct Options {
    std::string connect;     // address the host has bound
    std::string token_file;  // the host's token; empty sends zeros
    std::string file;        // where the writer of lines writes
    std::string due_file;    // where it writes, at the end, when each line was due
    std::string symbol = "ESH26_FUT_CME";
    double rate = 2000.0;  // batches a second
    std::uint64_t count = 20'000;
    std::uint64_t seed = 1;
    std::uint32_t levels_per_batch = 3;  // 1 to this many levels change in a batch
    std::uint32_t signal_every = 0;      // updates from one signal to the next; 0 gives none
    std::uint32_t wait_s = 30;           // for a subscriber
};

// Nothing, and one line on stderr, when an argument is not as it should be or the one that the
// program cannot do without is missing.
[[nodiscard]] std::optional<Options> read_options(int argc, char** argv, std::string_view required);

// The 32 bytes of the file; zeros without a file, nothing when the file does not hold them.
[[nodiscard]] std::optional<std::array<char, 32>> read_token(const std::string& path);

}  // namespace mia::bench
