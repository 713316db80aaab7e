// What can be set on a detector: a table with limits, from which configuration and documents are
// made.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

namespace mia::detectors {

struct Parameter {
    std::string_view name;
    double standard;  // used when the configuration does not say
    double minimum;
    double maximum;
    std::string_view unit;
    std::string_view meaning;
};

inline constexpr std::size_t parameters_max = 16;
inline constexpr std::size_t evidence_max = 8;

struct DetectorInfo {
    std::string_view name;
    std::string_view meaning;
    std::span<const Parameter> parameters;
    std::span<const std::string_view> evidence;  // names of the numbers in a detection
};

// Finds a row of a detector's own table at compile time, so that a misspelt name does not compile.
consteval std::size_t row_of(std::span<const Parameter> parameters, std::string_view name) {
    for (std::size_t row = 0; row < parameters.size(); ++row) {
        if (parameters[row].name == name) {
            return row;
        }
    }
    throw "no parameter has this name";
}

// The resolved values of one detector, in the order of its table.
class ParameterValues {
public:
    explicit ParameterValues(const DetectorInfo& info) noexcept {
        for (std::size_t row = 0; row < info.parameters.size(); ++row) {
            values_[row] = info.parameters[row].standard;
        }
    }
    [[nodiscard]] double operator[](std::size_t row) const noexcept { return values_[row]; }
    void set(std::size_t row, double value) noexcept { values_[row] = value; }

    [[nodiscard]] std::int64_t nanoseconds(std::size_t row) const noexcept {
        return static_cast<std::int64_t>(values_[row] * 1e9);
    }
    [[nodiscard]] std::int64_t integer(std::size_t row) const noexcept {
        return static_cast<std::int64_t>(values_[row]);
    }

private:
    std::array<double, parameters_max> values_{};
};

}  // namespace mia::detectors
