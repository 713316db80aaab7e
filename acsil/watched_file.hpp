// A small text file that somebody else writes: read again only when its time or size changed, never waited for, never
// more of it than there is room for.
#pragma once

#include <cstdint>
#include <span>

namespace mia::acsil {

// What the file looked like when it was read last; zeroed for a file that was not.
struct FileStamp {
    std::int64_t changed;
    std::int64_t size;
};

enum class FileLook : std::uint8_t { unchanged, read, missing, too_large, unreadable };

// `path` in UTF-8. After `read` the first `size` bytes of the buffer are the file, and the stamp is its.
[[nodiscard]] FileLook look_at_file(
    const char* path, FileStamp& stamp, std::span<char> buffer, std::size_t& size
) noexcept;

[[nodiscard]] const char* look_text(FileLook look) noexcept;

}  // namespace mia::acsil
