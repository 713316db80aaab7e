// How old something is that was computed at a known or unknown time, in numbers and in words.
#pragma once

#include <cstdint>
#include <span>

namespace mia::acsil {

struct Age {
    // What an unknown age counts as where only a number can stand: above any limit that a user may set.
    static constexpr std::int64_t unknown_minutes = 1'000'000;

    std::int64_t minutes = unknown_minutes;
    bool is_known = false;
    bool is_stale = true;
};

// Of what is valid since this time; 0 for a time that nobody said.
[[nodiscard]] Age
age_of(std::int64_t valid_from_ns, std::int64_t now_ns, std::int64_t stale_minutes) noexcept;

// As it follows a name: ", 31 min old"; nothing for what is not stale.
void print_age(std::span<char> text, const Age& age) noexcept;

}  // namespace mia::acsil
