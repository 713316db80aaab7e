#include "acsil/overlay_subgraphs.hpp"

#include "acsil/age.hpp"
#include "acsil/clock.hpp"
#include "acsil/overlay_drawings.hpp"
#include "acsil/overlay_inputs.hpp"

#include <algorithm>

namespace mia::acsil {
namespace {

constexpr int bars_back_max = 500;  // what one call may write of one value
constexpr std::int64_t minute_ns = 60'000'000'000;

struct Bars {
    int carried;  // the first that only continues what was written before
    int last;
};

int bar_of(SCStudyInterfaceRef sc, std::int64_t time_ns, int last) {
    const SCDateTime time = utc_to_chart(sc, time_ns);
    const int bar = sc.GetContainingIndexForSCDateTime(sc.ChartNumber, time);
    return bar < 0 ? last : (std::min)(bar, last);
}

// What is to stand in one subgraph now; `is_there` 0 for nothing.
void write_value(
    SCStudyInterfaceRef sc, SCFloatArrayRef data, WrittenValue& written, const WrittenValue& wanted,
    const Bars& bars
) {
    if (wanted.is_there == 0) {
        if (written.is_there != 0) {
            data[bars.last] = 0;
        }
        written = wanted;
        return;
    }
    const bool is_same =
        written.is_there != 0 && written.value == wanted.value && written.from_ns == wanted.from_ns;
    int begin = bars.carried;
    if (!is_same) {
        // Of unknown age: known since now.
        begin = wanted.from_ns > 0 ? bar_of(sc, wanted.from_ns, bars.last) : bars.last;
    }
    begin = (std::max)(begin, bars.last - bars_back_max + 1);
    for (int bar = (std::max)(begin, 0); bar <= bars.last; ++bar) {
        data[bar] = static_cast<float>(wanted.value);
    }
    written = wanted;
}

// Gives the age of the oldest in minutes; 0 without any.
std::int64_t
write_levels(SCStudyInterfaceRef sc, OverlayState& state, const Bars& bars, std::int64_t now_ns) {
    std::int64_t oldest_minutes = 0;
    for (std::size_t place = 0; place < levels_max; ++place) {
        const wire::Level* level = state.board.shown(place).level;
        WrittenValue wanted{};
        if (level != nullptr && is_known_by(level->valid_from_ns, now_ns)) {
            wanted = {level->price_raw, level->valid_from_ns, 1, 0};
            const Age age = age_of(level->valid_from_ns, now_ns, stale_minutes(sc));
            oldest_minutes = (std::max)(oldest_minutes, age.minutes);
        }
        SCFloatArrayRef data = sc.Subgraph[overlay_subgraph::of_level(place)].Data;
        write_value(sc, data, state.written.levels[place], wanted, bars);
    }
    return oldest_minutes;
}

// A background cannot be faded, so that of a stale regime is none. Gives its age, as the levels' is.
std::int64_t
write_regime(SCStudyInterfaceRef sc, OverlayState& state, const Bars& bars, std::int64_t now_ns) {
    const wire::Regime* regime = state.board.shown_regime();
    const bool is_shown = regime != nullptr && is_known_by(regime->valid_from_ns, now_ns) &&
                          regime->gamma != wire::gamma_regime::unknown &&
                          wants(sc, OverlayInput::show_regime);
    const Age age =
        is_shown ? age_of(regime->valid_from_ns, now_ns, stale_minutes(sc)) : Age{0, true, false};
    constexpr std::array sides{wire::gamma_regime::positive, wire::gamma_regime::negative};
    for (std::size_t side = 0; side < sides.size(); ++side) {
        WrittenValue wanted{};
        if (is_shown && !age.is_stale && regime->gamma == sides[side]) {
            wanted = {1, regime->valid_from_ns, 1, 0};
        }
        const int index = overlay_subgraph::positive_gamma + static_cast<int>(side);
        write_value(sc, sc.Subgraph[index].Data, state.written.regimes[side], wanted, bars);
    }
    return age.minutes;
}

// False for a time before the chart's first bar: it has none.
bool has_bar(SCStudyInterfaceRef sc, std::int64_t time_ns) {
    return utc_to_chart(sc, time_ns) >= sc.BaseDateTimeIn[0];
}

// Of two signals in one bar the later one counts.
void place_score(WrittenScores& scores, const WrittenScore& score) {
    for (std::uint32_t i = 0; i < scores.count; ++i) {
        WrittenScore& other = scores.places[i];
        if (other.bar == score.bar) {
            other = score.time_ns >= other.time_ns ? score : other;
            return;
        }
    }
    scores.places[scores.count++] = score;
}

// At the bars of the signals that are current, and nowhere else: an alert must not see one that was taken away.
void write_signals(SCStudyInterfaceRef sc, OverlayState& state, int last, std::int64_t now_ns) {
    SCFloatArrayRef data = sc.Subgraph[overlay_subgraph::signal_score].Data;
    WrittenScores& scores = state.written.scores;
    for (std::uint32_t i = 0; i < scores.count; ++i) {
        data[(std::min)(scores.places[i].bar, last)] = 0;
    }
    scores.count = 0;
    for (const HeldSignal& held : state.board.signals) {
        const std::int64_t time_ns = held.signal.time_ns;
        if (held.is_held != 0 && is_known_by(time_ns, now_ns) && has_bar(sc, time_ns)) {
            const auto value = static_cast<float>(held.signal.score);
            place_score(scores, {time_ns, bar_of(sc, time_ns, last), value});
        }
    }
    for (std::uint32_t i = 0; i < scores.count; ++i) {
        data[scores.places[i].bar] = scores.places[i].value;
    }
}

}  // namespace

void write_subgraphs(SCStudyInterfaceRef sc, OverlayState& state, std::int64_t now_ns) {
    const int last = sc.ArraySize - 1;
    const bool is_due = state.must_draw != 0 || state.drawn_changes != state.board.changes ||
                        state.drawn_minute != now_ns / minute_ns || state.written.bar != last;
    if (last < 0 || !is_due) {
        return;
    }
    const Bars bars{state.written.bar + 1, last};
    const std::int64_t levels_minutes = write_levels(sc, state, bars, now_ns);
    const std::int64_t oldest_minutes =
        (std::max)(levels_minutes, write_regime(sc, state, bars, now_ns));
    sc.Subgraph[overlay_subgraph::oldest_age].Data[last] = static_cast<float>(oldest_minutes);
    write_signals(sc, state, last, now_ns);
    state.written.bar = last;
}

}  // namespace mia::acsil
