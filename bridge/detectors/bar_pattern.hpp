// A pattern of closed bars as a detector. Its rule says whether the newest bar completes it; the
// episode opens when that bar has closed and is over when the next one has. A rule holds or it does
// not, so a report is certain: how strong the pattern is, its evidence says.
#pragma once

#include "bridge/detectors/bar_window.hpp"
#include "bridge/detectors/detector.hpp"

#include <optional>

namespace mia::detectors {

struct BarMatch {
    std::size_t bars;    // that the pattern is made of, the newest included
    std::int64_t price;  // where it is anchored, as the window has it
    Evidence evidence;
};

template <class T>
concept BarRule = std::constructible_from<T, const ParameterValues&> &&
    requires(const T rule, const BarWindow& window) {
    { T::info } -> std::convertible_to<const DetectorInfo&>;
    // In which directions it is looked for; one bar completes it in one of them at most.
    { T::directions[0] } -> std::convertible_to<Direction>;
    // How many closed bars it looks at. Less are no pattern.
    { rule.bars_needed() } -> std::convertible_to<std::size_t>;
    { rule.judge(window) } -> std::same_as<std::optional<BarMatch>>;
};

template <BarRule Rule>
class BarPattern {
public:
    static constexpr const DetectorInfo& info = Rule::info;

    explicit BarPattern(const ParameterValues& values) : rule_(values) {}

    void on_bar(Bars bars, const Context& context) {
        if (episode_ != 0) {
            context.episodes.close(episode_, context.now_ns, "passed", evidence_);
            episode_ = 0;
        }
        for (const Direction direction : Rule::directions) {
            const BarWindow window(bars, direction);
            if (window.size() < rule_.bars_needed()) {
                return;
            }
            if (const auto match = rule_.judge(window)) {
                open(*match, window, direction, context);
                return;
            }
        }
    }

    void reset() { episode_ = 0; }

private:
    void open(
        const BarMatch& match, const BarWindow& window, Direction direction, const Context& context
    ) {
        evidence_ = match.evidence;
        episode_ = context.episodes.open(
            {info, side_of(direction), window.market_price(match.price),
             window.at(match.bars - 1).start_ns, 1.0, match.evidence},
            context.now_ns
        );
    }

    Rule rule_;
    std::uint64_t episode_ = 0;  // 0 while there is none
    Evidence evidence_{};
};

// The number of ticks, as evidence.
constexpr double ticks_of(std::int64_t ticks) {
    return static_cast<double>(ticks);
}

}  // namespace mia::detectors
