// The levels, signals and regime that are current for one chart: plain data of fixed size, from the host and from a
// levels file. It knows neither Sierra nor sockets. What was said twice is there once.
#pragma once

#include "acsil/level_styles.hpp"

#include <cstdint>
#include <string_view>

namespace mia::acsil {

inline constexpr std::size_t other_levels = 48;
inline constexpr std::size_t levels_max = named_levels + other_levels;
inline constexpr std::size_t signals_max = 100;

struct HeldLevel {
    wire::Level level;
    std::uint32_t is_held;
    std::uint32_t is_confirmed;  // since the snapshot began that is being heard
};

struct HeldSignal {
    wire::Signal signal;
    double price;
    std::uint32_t is_held;
    std::uint32_t is_confirmed;
};

struct HeldRegime {
    wire::Regime regime;
    std::uint32_t is_held;
    std::uint32_t is_confirmed;
};

// A level as it is to be shown.
struct ShownLevel {
    const wire::Level* level = nullptr;  // nullptr: none at this place
    bool is_from_file = false;
};

struct LevelBoard {
    HeldLevel host[levels_max];
    HeldLevel file[named_levels];
    HeldSignal signals[signals_max];
    HeldRegime host_regime;
    HeldRegime file_regime;
    std::uint64_t changes;  // grows with every change of what is held
    std::uint32_t refused;  // levels and signals that cannot be shown
    char last_refused[80];  // "level gamma.flip: 0 is no price"

    // The host says it. A level of a named kind replaces the one of that name, whatever its id.
    void put(const wire::Level& level) noexcept;
    void put(const wire::Signal& signal, double tick_size) noexcept;
    void put(const wire::Regime& regime) noexcept;
    void clear(const wire::Clear& clear) noexcept;

    // Between the two the host says all that is current; what it did not say then is gone.
    void begin_snapshot() noexcept;
    void end_snapshot() noexcept;

    // Everything of the host: it was about another symbol.
    void forget_host() noexcept;

    // The levels file says it; nullptr for no such value any more.
    void put_file(std::size_t place, const wire::Level* level) noexcept;
    void put_file(const wire::Regime* regime) noexcept;

    // The host's, and where it says nothing, the file's.
    [[nodiscard]] ShownLevel shown(std::size_t place) const noexcept;
    [[nodiscard]] const wire::Regime* shown_regime() const noexcept;

private:
    void refuse(const wire::Level& level, const char* why) noexcept;
    HeldLevel* place_for(const wire::Level& level) noexcept;
    HeldSignal& place_for(const wire::Signal& signal) noexcept;
    void drop(HeldLevel& held) noexcept;
};

}  // namespace mia::acsil
