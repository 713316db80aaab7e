// The resolved settings of all detectors: which run, and with what values.
#pragma once

#include "bridge/detectors/catalog.hpp"

#include <optional>
#include <string>

namespace mia::detectors {

// Every detector has this one besides those of its own table.
inline constexpr Parameter enabled_parameter{"enabled", 1.0, 0.0,
                                             1.0,       "",  "0 switches the detector off"};

class Settings {
public:
    // Everything enabled, every value as its table says.
    Settings();

    // Sets one value; otherwise one line saying what was expected and what was found.
    [[nodiscard]] std::optional<std::string>
    set(std::string_view detector, std::string_view parameter, double value);
    [[nodiscard]] bool is_enabled(std::size_t detector) const noexcept {
        return enabled_[detector];
    }
    [[nodiscard]] const ParameterValues& values(std::size_t detector) const noexcept {
        return values_[detector];
    }
    // Whether each batch also tells the events that the detectors were told.
    void want_events() noexcept { wants_events_ = true; }
    [[nodiscard]] bool wants_events() const noexcept { return wants_events_; }

private:
    std::array<bool, detector_count> enabled_{};
    std::vector<ParameterValues> values_;
    bool wants_events_ = false;
};

}  // namespace mia::detectors
