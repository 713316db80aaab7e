#include "bridge/market/counters.hpp"

#include <algorithm>

namespace mia::market {
namespace {

constexpr std::array<std::string_view, count_count> count_names{
    "batches",
    "frames",
    "events",
    "trades",
    "gaps",
    "missed",
    "snapshots",
    "restarts",
    "failovers",
    "tape_rewinds",
    "tape_breaks",
    "duplicate_trades",
    "dropped.levels",
    "dropped.trades",
    "dropped.stale-frames",
    "refused.not-a-number",
    "refused.impossible",
    "refused.instrument",
    "refused.unknown-instrument",
    "refused.snapshot",
    "refused.inconsistent-book",
    "refused.crossed-book",
    "refused.no-room",
};

// A peer that invents kinds does not fill our memory with their names.
constexpr std::size_t kinds_max = 64;
constexpr std::uint16_t other_kind = 0xFFFF;

std::string name_of(std::uint16_t kind, std::uint16_t revision) {
    if (kind == other_kind) {
        return "other";
    }
    return std::to_string(kind) + "." + std::to_string(revision);
}

}  // namespace

void Counters::add_kind(std::vector<KindCount>& kinds, std::uint16_t kind, std::uint16_t revision) {
    auto at = std::find_if(kinds.begin(), kinds.end(), [&](const KindCount& row) {
        return row.kind == kind && row.revision == revision;
    });
    if (at == kinds.end() && kinds.size() >= kinds_max) {
        if (kind != other_kind) {
            add_kind(kinds, other_kind, 0);
            return;
        }
    }
    if (at == kinds.end()) {
        at = kinds.insert(kinds.end(), {kind, revision, 0});
    }
    ++at->count;
}

void Counters::add_skipped(std::uint16_t kind, std::uint16_t revision) {
    add_kind(skipped_, kind, revision);
}

void Counters::add_unused(std::uint16_t kind) {
    add_kind(unused_, kind, 0);
}

std::vector<std::pair<std::string, std::uint64_t>> Counters::rows() const {
    std::vector<std::pair<std::string, std::uint64_t>> rows;
    for (std::size_t i = 0; i < count_count; ++i) {
        rows.emplace_back(count_names[i], counts_[i]);
    }
    for (std::size_t i = 1; i < outcome_count; ++i) {
        if (refused_[i] != 0) {
            rows.emplace_back(
                "refused." + std::string(outcome_name(static_cast<Outcome>(i))), refused_[i]
            );
        }
    }
    for (const KindCount& row : skipped_) {
        rows.emplace_back("skipped." + name_of(row.kind, row.revision), row.count);
    }
    for (const KindCount& row : unused_) {
        const auto info = std::find_if(
            wire::catalog.begin(), wire::catalog.end(),
            [&](const wire::KindInfo& kind) {
                return static_cast<std::uint16_t>(kind.kind) == row.kind;
            }
        );
        const std::string name = info == wire::catalog.end() ? "other" : std::string(info->name);
        rows.emplace_back("unused." + name, row.count);
    }
    return rows;
}

}  // namespace mia::market
