#include "acsil/level_board.hpp"

#include "bridge/wire/batch_reader.hpp"

#include <cmath>
#include <cstdio>
#include <cstring>

namespace mia::acsil {
namespace {

// The frames have no padding, which their tables prove, so equal bytes are equal frames.
template <class T>
bool same(const T& left, const T& right) noexcept {
    return std::memcmp(&left, &right, sizeof left) == 0;
}

template <class Held, class Frame>
bool hold(Held& held, Frame Held::*frame, const Frame& said) noexcept {
    const bool is_news = held.is_held == 0 || !same(held.*frame, said);
    held.*frame = said;
    held.is_held = 1;
    held.is_confirmed = 1;
    return is_news;
}

}  // namespace

void LevelBoard::put(const wire::Level& level) noexcept {
    HeldLevel* held = place_for(level);
    if (held == nullptr) {
        refuse(level, "there is no place left");
    } else if (!is_price(level.price_raw)) {
        // Where it was before it is no more.
        drop(*held);
        char why[32];
        std::snprintf(why, sizeof why, "%g is no price", level.price_raw);
        refuse(level, why);
    } else {
        changes += hold(*held, &HeldLevel::level, level) ? 1U : 0U;
    }
}

void LevelBoard::refuse(const wire::Level& level, const char* why) noexcept {
    ++refused;
    constexpr std::size_t shown_max = 36;
    const std::string_view name = wire::get_text(level.name).substr(0, shown_max);
    const auto length = static_cast<int>(name.size());
    std::snprintf(last_refused, sizeof last_refused, "level %.*s: %s", length, name.data(), why);
    for (char& each : last_refused) {
        const auto code = static_cast<unsigned char>(each);
        each = code != 0 && code < 0x20 ? ' ' : each;
    }
}

HeldLevel* LevelBoard::place_for(const wire::Level& level) noexcept {
    const auto named = named_place(wire::get_text(level.name));
    HeldLevel* wanted = named ? &host[*named] : nullptr;
    HeldLevel* free = nullptr;
    for (std::size_t step = 0; step < other_levels; ++step) {
        // Starting at its own number, so that a level finds the same subgraph again after a restart.
        HeldLevel& other = host[named_levels + (level.id + step) % other_levels];
        if (other.is_held == 0) {
            free = free == nullptr ? &other : free;
        } else if (other.level.id == level.id && wanted == nullptr) {
            return &other;
        } else if (other.level.id == level.id) {
            drop(other);
        }
    }
    return wanted != nullptr ? wanted : free;
}

void LevelBoard::put(const wire::Signal& signal, double tick_size) noexcept {
    const double price = static_cast<double>(signal.price_ticks) * tick_size;
    if (!is_price(price) || !std::isfinite(signal.score)) {
        ++refused;
        const auto number = static_cast<unsigned long long>(signal.id);
        std::snprintf(
            last_refused, sizeof last_refused, "signal %llu: price %g, score %g", number, price,
            signal.score
        );
        return;
    }
    HeldSignal& held = place_for(signal);
    const bool has_moved = held.price != price;
    held.price = price;
    changes += hold(held, &HeldSignal::signal, signal) || has_moved ? 1U : 0U;
}

// The one with this number, else a free place, else that of the oldest.
HeldSignal& LevelBoard::place_for(const wire::Signal& signal) noexcept {
    HeldSignal* best = &signals[0];
    for (HeldSignal& held : signals) {
        if (held.is_held != 0 && held.signal.id == signal.id) {
            return held;
        }
        const bool is_better =
            best->is_held != 0 && (held.is_held == 0 || held.signal.time_ns < best->signal.time_ns);
        best = is_better ? &held : best;
    }
    return *best;
}

void LevelBoard::put(const wire::Regime& regime) noexcept {
    changes += hold(host_regime, &HeldRegime::regime, regime) ? 1U : 0U;
}

void LevelBoard::drop(HeldLevel& held) noexcept {
    changes += held.is_held;
    held.is_held = 0;
}

void LevelBoard::clear(const wire::Clear& clear) noexcept {
    const bool all = clear.scope == wire::clear_scope::everything;
    for (HeldLevel& held : host) {
        const bool is_it = clear.scope == wire::clear_scope::level && held.level.id == clear.id;
        if (all || is_it || clear.scope == wire::clear_scope::levels) {
            drop(held);
        }
    }
    for (HeldSignal& held : signals) {
        if (all || clear.scope == wire::clear_scope::signals) {
            changes += held.is_held;
            held.is_held = 0;
        }
    }
    if (all) {
        changes += host_regime.is_held;
        host_regime.is_held = 0;
    }
}

void LevelBoard::begin_snapshot() noexcept {
    for (HeldLevel& held : host) {
        held.is_confirmed = 0;
    }
    for (HeldSignal& held : signals) {
        held.is_confirmed = 0;
    }
    host_regime.is_confirmed = 0;
}

void LevelBoard::end_snapshot() noexcept {
    const auto keep = [this](auto& held) {
        if (held.is_held != 0 && held.is_confirmed == 0) {
            held.is_held = 0;
            ++changes;
        }
    };
    for (HeldLevel& held : host) {
        keep(held);
    }
    for (HeldSignal& held : signals) {
        keep(held);
    }
    keep(host_regime);
}

void LevelBoard::forget_host() noexcept {
    clear(wire::Clear{.frame = {}, .scope = wire::clear_scope::everything, .id = 0});
}

void LevelBoard::put_file(std::size_t place, const wire::Level* level) noexcept {
    if (level == nullptr) {
        drop(file[place]);
    } else {
        changes += hold(file[place], &HeldLevel::level, *level) ? 1U : 0U;
    }
}

void LevelBoard::put_file(const wire::Regime* regime) noexcept {
    if (regime == nullptr) {
        changes += file_regime.is_held;
        file_regime.is_held = 0;
    } else {
        changes += hold(file_regime, &HeldRegime::regime, *regime) ? 1U : 0U;
    }
}

ShownLevel LevelBoard::shown(std::size_t place) const noexcept {
    if (host[place].is_held != 0) {
        return {&host[place].level, false};
    }
    if (place < named_levels && file[place].is_held != 0) {
        return {&file[place].level, true};
    }
    return {};
}

const wire::Regime* LevelBoard::shown_regime() const noexcept {
    if (host_regime.is_held != 0) {
        return &host_regime.regime;
    }
    return file_regime.is_held != 0 ? &file_regime.regime : nullptr;
}

}  // namespace mia::acsil
