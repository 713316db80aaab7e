// A small text file that somebody else writes: read again only when its time or size changed, never waited for, never
// more of it than there is room for, and looked at less often while a look takes long.
#pragma once

#include "acsil/local_file.hpp"

namespace mia::acsil {

enum class FileLook : std::uint8_t {
    unchanged,
    read,
    missing,
    too_large,
    unreadable,
    not_local,
    not_plain,
    denied,
    in_use,
};

// `path` in UTF-8. After `read` the first `size` bytes of the buffer are the file, and the stamp is its.
[[nodiscard]] FileLook look_at_file(
    const char* path, FileStamp& stamp, std::span<char> buffer, std::size_t& size
) noexcept;

// In words what is wrong; empty for nothing.
[[nodiscard]] const char* look_text(FileLook look) noexcept;

// When to look next. A drive that answers slowly makes Sierra wait for each look: the slower, the fewer.
struct LookPace {
    static constexpr std::int64_t normal_ns = 1'000'000'000;
    static constexpr std::int64_t slowest_ns = 60 * normal_ns;
    static constexpr std::int64_t patience_ns = 50'000'000;

    std::int64_t every_ns;  // 0 before the first look
    std::int64_t took_ns;   // the last look

    void note(std::int64_t look_took_ns) noexcept {
        took_ns = look_took_ns;
        const std::int64_t twice_ns = is_slow() ? 2 * every_ns : 2 * normal_ns;
        const bool was_long = took_ns > patience_ns;
        every_ns = !was_long ? normal_ns : twice_ns < slowest_ns ? twice_ns : slowest_ns;
    }
    [[nodiscard]] bool is_slow() const noexcept { return every_ns > normal_ns; }
};

}  // namespace mia::acsil
