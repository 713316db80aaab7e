// A detection is one episode of one pattern. Episodes holds those that are open and reports each
// opening and closing once.
#pragma once

#include "bridge/detectors/parameter.hpp"
#include "bridge/market/book.hpp"

#include <string>
#include <vector>

namespace mia::detectors {

using Evidence = std::array<double, evidence_max>;

struct Detection {
    std::uint64_t id = 0;
    const DetectorInfo* pattern = nullptr;
    std::string symbol;
    market::Side side = market::Side::bid;  // of the resting orders, or of the aggressors
    std::int64_t price_ticks = 0;
    std::int64_t t_start_ns = 0;  // when the pattern began
    std::int64_t t_open_ns = 0;   // when it was first reported
    std::int64_t t_end_ns = 0;    // when it closed; 0 while it is open
    double confidence = 0.0;      // 0 to 1
    Evidence evidence{};          // in the order of pattern->evidence
    std::string_view reason;      // why it closed; a literal
};

// What one batch brought, for all symbols.
struct Reports {
    std::vector<Detection> opened;
    std::vector<Detection> closed;
    std::uint64_t next_id = 1;
};

struct Opening {
    const DetectorInfo& pattern;
    market::Side side;
    std::int64_t price_ticks;
    std::int64_t t_start_ns;
    double confidence;
    Evidence evidence;
};

// How sure a report is that has `found` of what it `needed`, at least as much. On planted truth about
// nine in ten of those that just have enough are true, and nearly all of those that have far more:
// `mia detectors score` holds it against the truth.
constexpr double confidence_of(double needed, double found) {
    return 1.0 - 0.1 * needed / found;
}

class Episodes {
public:
    Episodes(std::string_view symbol, Reports& reports);

    // Reports an episode and returns its number, never 0.
    std::uint64_t open(const Opening& opening, std::int64_t now_ns);
    // Reports the end of an open episode with what is known of it then. An unknown number is
    // ignored.
    void
    close(std::uint64_t id, std::int64_t now_ns, std::string_view reason, const Evidence& evidence);
    void close_all(std::int64_t now_ns, std::string_view reason);
    [[nodiscard]] std::span<const Detection> active() const noexcept { return active_; }

private:
    std::string symbol_;
    Reports& reports_;
    std::vector<Detection> active_;
};

}  // namespace mia::detectors
