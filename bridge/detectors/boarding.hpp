// How the last bars share between vikings, who buy aggressively, and defenders, who sell: the sum of
// what bodies, volume and aggressors of each bar say for either side. For a fall the window is upside
// down, and who pushes with it are the defenders.
#pragma once

#include "bridge/detectors/bar_window.hpp"

#include <algorithm>
#include <cmath>

namespace mia::detectors {

class Boarding {
public:
    static constexpr std::size_t bars_judged = 5;
    static constexpr std::size_t bars_usual = 20;  // that say what volume is usual

    // Of a window with at least bars_judged bars.
    explicit Boarding(const BarWindow& window) {
        const double usual = usual_volume(window);
        for (std::size_t back = 0; back < bars_judged; ++back) {
            judge(window.at(back), usual);
        }
    }

    // Of those who push in the direction, 0 to 1; a half when nobody does anything.
    [[nodiscard]] double share() const noexcept {
        const double all = with_ + against_;
        return all > 0.0 ? with_ / all : 0.5;
    }
    // The same between -1 and 1.
    [[nodiscard]] double balance() const noexcept { return 2.0 * share() - 1.0; }

private:
    static double volume_of(const SeenBar& bar) {
        return static_cast<double>(bar.volume_with + bar.volume_against);
    }

    static double usual_volume(const BarWindow& window) {
        const std::size_t count = std::min(window.size(), bars_usual);
        double sum = 0.0;
        for (std::size_t back = 0; back < count; ++back) {
            sum += volume_of(window.at(back));
        }
        return sum / static_cast<double>(count);
    }

    void add(bool is_with, double points) { (is_with ? with_ : against_) += points; }

    void judge(const SeenBar& bar, double usual) {
        const std::int64_t body = std::abs(bar.close - bar.open);
        const std::int64_t range = bar.high - bar.low;
        const bool is_rise = bar.close > bar.open;
        if (10 * body > 6 * range) {
            add(is_rise, 0.8 * static_cast<double>(body) / static_cast<double>(range));
        }
        const double volume = volume_of(bar);
        if (volume <= 0.0) {
            return;
        }
        if (body > 0) {
            add(is_rise, 0.2 * std::min(volume / usual, 2.0));
        }
        const bool is_bought = bar.volume_with > bar.volume_against;
        const auto more = static_cast<double>(std::max(bar.volume_with, bar.volume_against));
        const double delta = 2.0 * more - volume;
        add(is_bought, 0.5 * std::min(1.5 * delta / usual, 1.0));
        if (10.0 * more > 6.0 * volume) {
            add(is_bought, 0.3);
        }
    }

    double with_ = 0.0;
    double against_ = 0.0;
};

}  // namespace mia::detectors
