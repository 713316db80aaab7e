#include "tests/studies/mirror.hpp"

#include <stdexcept>

namespace mia::studies {
namespace {

void expect(bool holds, const std::string& what) {
    if (!holds) {
        throw std::runtime_error(what);
    }
}

}  // namespace

void Mirror::apply(std::span<const std::byte> bytes) {
    wire::BatchReader reader(bytes);
    expect(
        reader.error() == wire::DecodeError::none, std::string(wire::error_name(reader.error()))
    );
    header = reader.header();
    if (publisher != header.publisher) {
        publisher = header.publisher;
        sequence = 0;
        is_in_snapshot = false;
    }
    expect(
        header.sequence == sequence + 1,
        "batch " + std::to_string(header.sequence) + " came after " + std::to_string(sequence)
    );
    sequence = header.sequence;
    const bool opens = (header.flags & wire::batch_flag::snapshot_first) != 0;
    expect(opens || batches == 0 || header.epoch == epoch, "a new epoch began without its snapshot");
    epoch = header.epoch;
    ++batches;
    kinds.clear();
    changes.clear();
    while (const auto frame = reader.next()) {
        expect(frame->info != nullptr, "a frame of an unknown kind");
        kinds.push_back(frame->info->kind);
        apply_frame(*frame);
    }
    const bool said = (header.flags & wire::batch_flag::snapshot) != 0;
    expect(said || !is_in_snapshot, "a batch inside a snapshot did not say so");
}

void Mirror::apply_frame(const wire::FrameView& frame) {
    apply_session(frame);
    apply_market(frame);
    apply_chart(frame);
}

void Mirror::apply_session(const wire::FrameView& frame) {
    if (frame.is<wire::SnapshotBegin>()) {
        snapshot = frame.head<wire::SnapshotBegin>();
        is_in_snapshot = true;
        bids.clear();
        asks.clear();
        values.clear();
        studies.clear();
        subgraphs.clear();
        bars.clear();
    } else if (frame.is<wire::SnapshotEnd>()) {
        expect(is_in_snapshot, "an end without a beginning");
        expect(
            frame.head<wire::SnapshotEnd>().snapshot == snapshot.snapshot,
            "the end of another snapshot"
        );
        is_in_snapshot = false;
        snapshot_flags = header.flags;
        ++snapshots;
    } else if (frame.is<wire::Hello>()) {
        hello = frame.head<wire::Hello>();
        hello_kinds = frame.entry_count<wire::Hello>();
        expect(
            (header.flags & wire::batch_flag::hello) != 0, "a hello the header does not tell of"
        );
    } else if (frame.is<wire::Instrument>()) {
        instrument = frame.head<wire::Instrument>();
    } else if (frame.is<wire::Status>()) {
        status = frame.head<wire::Status>();
    } else if (frame.is<wire::Heartbeat>()) {
        ++heartbeats;
    }
}

template <class Frame>
void Mirror::apply_levels(const wire::FrameView& frame) {
    const auto head = frame.head<Frame>();
    for (std::size_t i = 0; i < frame.entry_count<Frame>(); ++i) {
        const wire::DepthLevel level = frame.entry<Frame>(i);
        changes.push_back(level);
        MirrorSide& side = level.side == wire::book_side::bid ? bids : asks;
        if (level.size == 0) {
            expect(side.erase(level.price_ticks) == 1, "a level left that was not there");
        } else {
            side[level.price_ticks] = MirrorLevel{level.size, level.order_count};
        }
    }
    expect(
        bids.size() == head.bid_count && asks.size() == head.ask_count,
        "the book has other counts than the frame says"
    );
}

void Mirror::apply_market(const wire::FrameView& frame) {
    if (frame.is<wire::DepthSnapshot>()) {
        bids.clear();
        asks.clear();
        apply_levels<wire::DepthSnapshot>(frame);
    } else if (frame.is<wire::DepthDelta>()) {
        apply_levels<wire::DepthDelta>(frame);
    } else if (frame.is<wire::Trade>()) {
        const auto trade = frame.head<wire::Trade>();
        const bool is_restart = !trades.empty() && trade.tape_sequence < tape_sequence_ &&
                                trade.time_ns > trades.back().time_ns;
        const bool is_repeat = trade.tape_sequence <= tape_sequence_ && !is_restart;
        expect(!is_repeat || is_in_snapshot, "a trade was sent twice");
        if (!is_repeat) {
            tape_sequence_ = trade.tape_sequence;
            trades.push_back(trade);
        }
    } else if (frame.is<wire::Quote>()) {
        quotes.push_back(frame.head<wire::Quote>());
    }
}

void Mirror::apply_chart(const wire::FrameView& frame) {
    if (frame.is<wire::Bar>()) {
        const auto bar = frame.head<wire::Bar>();
        bars[bar.index] = bar;
    } else if (frame.is<wire::StudyCatalog>()) {
        const auto study = frame.head<wire::StudyCatalog>();
        studies[study.study] = std::string(wire::get_text(study.name_displayed));
        for (std::size_t i = 0; i < frame.entry_count<wire::StudyCatalog>(); ++i) {
            const wire::StudySubgraph subgraph = frame.entry<wire::StudyCatalog>(i);
            subgraphs[{study.study, subgraph.subgraph}] =
                std::string(wire::get_text(subgraph.name));
        }
    } else if (frame.is<wire::StudyValue>()) {
        const auto head = frame.head<wire::StudyValue>();
        for (std::size_t i = 0; i < frame.entry_count<wire::StudyValue>(); ++i) {
            const wire::SubgraphValue value = frame.entry<wire::StudyValue>(i);
            values[{value.study, value.subgraph}] = value.value;
            history[{value.study, value.subgraph}][head.bar_index] = value.value;
        }
    }
}

}  // namespace mia::studies
