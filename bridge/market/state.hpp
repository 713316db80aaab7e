// Everything that Market knows, between two batches.
#pragma once

#include "bridge/market/bars.hpp"
#include "bridge/market/counters.hpp"
#include "bridge/market/publisher_table.hpp"
#include "bridge/market/study_values.hpp"
#include "bridge/market/symbol.hpp"

#include <memory>
#include <string>

namespace mia::market {

struct State {
    static constexpr std::size_t symbols_max = 256;

    State(const wire::Token& token, const detectors::Settings& detector_settings)
        : settings(detector_settings), publishers(token) {}

    [[nodiscard]] Symbol* find_symbol(std::string_view name) const noexcept;
    // Made when it is not there; nullptr when there is no room.
    [[nodiscard]] Symbol* symbol(std::string_view name, double tick_size);
    // Fingerprint of book, tape, bars and study values.
    [[nodiscard]] std::string digest() const;

    detectors::Settings settings;
    detectors::Reports reports;
    Counters counters;
    PublisherTable publishers;
    std::vector<std::unique_ptr<Symbol>> symbols;  // in the order they were seen
    BarStore bars;
    StudyValues values;
};

}  // namespace mia::market
