#include "bench/sender_options.hpp"

#include "bench/sender_feed.hpp"

#include <charconv>
#include <cstdio>
#include <fstream>
#include <string_view>

namespace mia::bench {
namespace {

constexpr double rate_max = 1e6;

template <class Number>
bool take(std::string_view text, Number& number) {
    const char* end = text.data() + text.size();
    const auto parsed = std::from_chars(text.data(), end, number);
    return parsed.ec == std::errc() && parsed.ptr == end;
}

bool take(std::string_view text, std::string& word) {
    word = text;
    return !word.empty();
}

bool set(Options& options, std::string_view name, std::string_view value) {
    if (name == "--connect") {
        return take(value, options.connect);
    }
    if (name == "--token-file") {
        return take(value, options.token_file);
    }
    if (name == "--file") {
        return take(value, options.file);
    }
    if (name == "--due-file") {
        return take(value, options.due_file);
    }
    if (name == "--symbol") {
        return take(value, options.symbol);
    }
    if (name == "--rate") {
        return take(value, options.rate) && options.rate > 0 && options.rate <= rate_max;
    }
    if (name == "--count") {
        return take(value, options.count) && options.count >= 1;
    }
    if (name == "--seed") {
        return take(value, options.seed);
    }
    if (name == "--levels-per-batch") {
        return take(value, options.levels_per_batch) && options.levels_per_batch >= 1 &&
               options.levels_per_batch <= 2 * Feed::depth;
    }
    if (name == "--signal-every") {
        return take(value, options.signal_every) && options.signal_every != 1;
    }
    return name == "--wait" && take(value, options.wait_s);
}

}  // namespace

std::optional<Options> read_options(int argc, char** argv, std::string_view required) {
    Options options;
    bool is_complete = false;
    for (int i = 1; i < argc; i += 2) {
        const std::string_view value = i + 1 < argc ? argv[i + 1] : "";
        if (!set(options, argv[i], value)) {
            std::fprintf(stderr, "%s: %s %s was not expected\n", argv[0], argv[i], value.data());
            return std::nullopt;
        }
        is_complete = is_complete || argv[i] == required;
    }
    if (!is_complete) {
        std::fprintf(stderr, "%s: %s was expected\n", argv[0], required.data());
        return std::nullopt;
    }
    return options;
}

std::optional<std::array<char, 32>> read_token(const std::string& path) {
    std::array<char, 32> token{};
    if (path.empty()) {
        return token;
    }
    std::ifstream file(path, std::ios::binary);
    file.read(token.data(), token.size());
    if (file.gcount() != static_cast<std::streamsize>(token.size())) {
        std::fprintf(
            stderr, "mia_bench_sender: a token of 32 bytes was expected in %s\n", path.c_str()
        );
        return std::nullopt;
    }
    return token;
}

}  // namespace mia::bench
