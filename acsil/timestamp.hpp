// A moment as files write it, read without any locale: "2025-09-16T14:35:00Z", with an offset instead of the Z, a space
// instead of the T, a fraction of a second, no seconds or no time at all; or seconds since 1970. Without an offset it
// is UTC.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace mia::acsil {

// Nanoseconds UTC; nothing when the text is no such moment or one that no calendar has.
[[nodiscard]] std::optional<std::int64_t> parse_timestamp(std::string_view text) noexcept;

}  // namespace mia::acsil
