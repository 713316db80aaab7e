#include "bridge/detectors/settings.hpp"

#include <cmath>
#include <sstream>

namespace mia::detectors {
namespace {

std::string names_of(std::span<const Parameter> parameters) {
    std::string names(enabled_parameter.name);
    for (const Parameter& parameter : parameters) {
        names += ", " + std::string(parameter.name);
    }
    return names;
}

std::optional<std::string>
find_fault(std::string_view detector, const Parameter& parameter, double value) {
    if (std::isfinite(value) && value >= parameter.minimum && value <= parameter.maximum) {
        return std::nullopt;
    }
    std::ostringstream text;
    text << "detectors." << detector << "." << parameter.name << ": a number from "
         << parameter.minimum << " to " << parameter.maximum << " was expected, found: " << value;
    return text.str();
}

}  // namespace

Settings::Settings() {
    enabled_.fill(true);
    for (const DetectorInfo* info : AllDetectors::infos) {
        values_.emplace_back(*info);
    }
}

std::optional<std::string>
Settings::set(std::string_view detector, std::string_view parameter, double value) {
    std::string known;
    for (std::size_t i = 0; i < detector_count; ++i) {
        const DetectorInfo& info = *AllDetectors::infos[i];
        if (info.name != detector) {
            known += (known.empty() ? "" : ", ") + std::string(info.name);
            continue;
        }
        if (parameter == enabled_parameter.name) {
            enabled_[i] = value != 0.0;
            return find_fault(detector, enabled_parameter, value);
        }
        for (std::size_t row = 0; row < info.parameters.size(); ++row) {
            if (info.parameters[row].name == parameter) {
                values_[i].set(row, value);
                return find_fault(detector, info.parameters[row], value);
            }
        }
        return "detectors." + std::string(detector) + ": one of " + names_of(info.parameters) +
               " was expected, found: " + std::string(parameter);
    }
    return "detectors: one of " + known + " was expected, found: " + std::string(detector);
}

}  // namespace mia::detectors
