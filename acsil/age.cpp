#include "acsil/age.hpp"

#include <cstdio>

namespace mia::acsil {

Age age_of(std::int64_t valid_from_ns, std::int64_t now_ns, std::int64_t stale_minutes) noexcept {
    constexpr std::int64_t minute_ns = 60'000'000'000;
    if (valid_from_ns <= 0) {
        return {};
    }
    const std::int64_t passed_ns = now_ns - valid_from_ns;
    const std::int64_t minutes = passed_ns > 0 ? passed_ns / minute_ns : 0;
    return {minutes, true, minutes >= stale_minutes};
}

void print_age(std::span<char> text, const Age& age) noexcept {
    const auto minutes = static_cast<long long>(age.minutes);
    if (!age.is_stale) {
        text[0] = '\0';
    } else if (!age.is_known) {
        std::snprintf(text.data(), text.size(), ", of unknown age");
    } else if (minutes < 120) {
        std::snprintf(text.data(), text.size(), ", %lld min old", minutes);
    } else if (minutes < 48 * 60) {
        std::snprintf(text.data(), text.size(), ", %lld h old", minutes / 60);
    } else {
        std::snprintf(text.data(), text.size(), ", %lld days old", minutes / (24 * 60));
    }
}

}  // namespace mia::acsil
