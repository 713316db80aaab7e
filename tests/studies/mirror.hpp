// What a host would know of one publisher, rebuilt from its batches alone and by the plainest
// means, so that a test can compare it with the chart it came from.
#pragma once

#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "bridge/wire/batch_reader.hpp"

namespace mia::studies {

struct MirrorLevel {
    std::uint32_t size = 0;
    std::uint32_t orders = 0;
    bool operator==(const MirrorLevel&) const = default;
};

using MirrorSide = std::map<std::int64_t, MirrorLevel>;
using ValueKey = std::pair<std::uint32_t, std::uint16_t>;  // study, subgraph

class Mirror {
public:
    // Throws std::runtime_error on anything that does not follow from the batches before.
    void apply(std::span<const std::byte> bytes);

    // A replay began again: the numbers of its trades do, too.
    void forget_tape() { tape_sequence_ = 0; }

    std::uint64_t publisher = 0;
    std::uint64_t sequence = 0;
    std::uint32_t epoch = 0;
    std::size_t batches = 0;
    std::size_t snapshots = 0;
    bool is_in_snapshot = false;

    wire::Hello hello{};
    std::size_t hello_kinds = 0;
    wire::Instrument instrument{};
    wire::Status status{};
    wire::SnapshotBegin snapshot{};
    std::uint16_t snapshot_flags = 0;  // of the batch that ended it
    MirrorSide bids;
    MirrorSide asks;
    std::vector<wire::Trade> trades;  // each once, by sequence
    std::vector<wire::Quote> quotes;
    std::map<std::uint32_t, wire::Bar> bars;
    std::map<ValueKey, double> values;
    std::map<ValueKey, std::map<std::uint32_t, double>> history;  // by bar
    std::map<ValueKey, std::map<std::uint32_t, double>> finals;   // by bar, of closed bars only
    std::map<std::uint32_t, std::map<std::int64_t, wire::PriceVolume>> prices;  // by bar
    std::map<std::uint32_t, std::map<std::string, wire::InputValue>> inputs;    // by study and name
    std::map<std::int64_t, std::int32_t> stack_pull;
    wire::StackPull stack_pull_sums{};
    std::vector<wire::TapeBreak> tape_breaks;
    std::map<std::int32_t, Mirror> others;  // what came of other charts, by number
    std::map<std::int32_t, wire::ChartState> charts;
    std::map<std::uint32_t, std::string> studies;
    std::map<std::uint32_t, std::string> originals;
    std::map<ValueKey, std::string> subgraphs;
    std::size_t heartbeats = 0;

    // Of the newest batch.
    wire::BatchHeader header{};
    std::vector<wire::Kind> kinds;
    std::vector<wire::DepthLevel> changes;

private:
    void apply_frame(const wire::FrameView& frame);
    void apply_session(const wire::FrameView& frame);
    void apply_market(const wire::FrameView& frame);
    void apply_chart(const wire::FrameView& frame);
    void apply_bar(const wire::FrameView& frame);
    void apply_values(const wire::FrameView& frame);
    void apply_catalog(const wire::FrameView& frame);
    void apply_details(const wire::FrameView& frame);
    Mirror& of_chart(std::int32_t chart);
    template <class Frame>
    void apply_levels(const wire::FrameView& frame);

    std::uint64_t tape_sequence_ = 0;
};

}  // namespace mia::studies
