#include "bridge/detectors/detection.hpp"

#include <algorithm>

namespace mia::detectors {

Episodes::Episodes(std::string_view symbol, Reports& reports)
    : symbol_(symbol), reports_(reports) {}

std::uint64_t Episodes::open(const Opening& opening, std::int64_t now_ns) {
    const Detection detection{
        reports_.next_id++, &opening.pattern, symbol_, opening.side,       opening.price_ticks,
        opening.t_start_ns, now_ns,           0,       opening.confidence, opening.evidence,
        std::string_view(),
    };
    active_.push_back(detection);
    reports_.opened.push_back(detection);
    return detection.id;
}

void Episodes::close(
    std::uint64_t id, std::int64_t now_ns, std::string_view reason, const Evidence& evidence
) {
    const auto at = std::find_if(active_.begin(), active_.end(), [&](const Detection& detection) {
        return detection.id == id;
    });
    if (at == active_.end()) {
        return;
    }
    at->t_end_ns = now_ns;
    at->reason = reason;
    at->evidence = evidence;
    reports_.closed.push_back(std::move(*at));
    active_.erase(at);
}

void Episodes::close_all(std::int64_t now_ns, std::string_view reason) {
    while (!active_.empty()) {
        const Detection& first = active_.front();
        close(first.id, std::max(now_ns, first.t_open_ns), reason, Evidence(first.evidence));
    }
}

}  // namespace mia::detectors
