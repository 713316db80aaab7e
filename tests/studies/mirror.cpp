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
    expect(
        opens || batches == 0 || header.epoch == epoch, "a new epoch began without its snapshot"
    );
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
        originals.clear();
        subgraphs.clear();
        inputs.clear();
        bars.clear();
        prices.clear();
        others.clear();
        charts.clear();
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
        const auto shown = frame.head<wire::Instrument>();
        of_chart(shown.chart).instrument = shown;
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

// Other charts are kept apart.
Mirror& Mirror::of_chart(std::int32_t chart) {
    return chart == header.chart ? *this : others[chart];
}

void Mirror::apply_chart(const wire::FrameView& frame) {
    apply_bar(frame);
    apply_values(frame);
    apply_catalog(frame);
    apply_details(frame);
}

void Mirror::apply_bar(const wire::FrameView& frame) {
    if (frame.is<wire::Bar>()) {
        const auto bar = frame.head<wire::Bar>();
        auto& known = of_chart(bar.chart).bars;
        const auto before = known.find(bar.index);
        const bool was_closed =
            before != known.end() && (before->second.flags & wire::bar_flag::closed) != 0;
        expect(!was_closed || is_in_snapshot, "a closed bar was sent again");
        known[bar.index] = bar;
    } else if (frame.is<wire::VolumeAtPrice>()) {
        const auto head = frame.head<wire::VolumeAtPrice>();
        auto& levels = of_chart(head.chart).prices[head.index];
        levels.clear();
        for (std::size_t i = 0; i < frame.entry_count<wire::VolumeAtPrice>(); ++i) {
            const wire::PriceVolume price = frame.entry<wire::VolumeAtPrice>(i);
            levels[price.price_ticks] = price;
        }
    }
}

void Mirror::apply_values(const wire::FrameView& frame) {
    if (!frame.is<wire::StudyValue>()) {
        return;
    }
    const auto head = frame.head<wire::StudyValue>();
    Mirror& chart = of_chart(head.chart);
    expect(frame.entry_count<wire::StudyValue>() != 0, "a frame of values without one");
    for (std::size_t i = 0; i < frame.entry_count<wire::StudyValue>(); ++i) {
        const wire::SubgraphValue value = frame.entry<wire::StudyValue>(i);
        const ValueKey key{value.study, value.subgraph};
        expect(
            !chart.finals[key].contains(head.bar_index) || is_in_snapshot,
            "a final value was sent again"
        );
        chart.values[key] = value.value;
        chart.history[key][head.bar_index] = value.value;
        if ((head.flags & wire::bar_flag::closed) != 0) {
            chart.finals[key][head.bar_index] = value.value;
        }
    }
}

void Mirror::apply_catalog(const wire::FrameView& frame) {
    if (frame.is<wire::StudyCatalog>()) {
        const auto study = frame.head<wire::StudyCatalog>();
        Mirror& chart = of_chart(study.chart);
        chart.studies[study.study] = std::string(wire::get_text(study.name_displayed));
        chart.originals[study.study] = std::string(wire::get_text(study.name_original));
        for (std::size_t i = 0; i < frame.entry_count<wire::StudyCatalog>(); ++i) {
            const wire::StudySubgraph subgraph = frame.entry<wire::StudyCatalog>(i);
            chart.subgraphs[{study.study, subgraph.subgraph}] =
                std::string(wire::get_text(subgraph.name));
        }
    } else if (frame.is<wire::StudyInput>()) {
        const auto study = frame.head<wire::StudyInput>();
        expect(
            study.input_count == frame.entry_count<wire::StudyInput>(),
            "a study has other inputs than it says"
        );
        for (std::size_t i = 0; i < study.input_count; ++i) {
            const wire::InputValue input = frame.entry<wire::StudyInput>(i);
            const std::string name(wire::get_text(input.name));
            of_chart(study.chart).inputs[study.study][name] = input;
        }
    } else if (frame.is<wire::ChartState>()) {
        const auto chart = frame.head<wire::ChartState>();
        charts[chart.chart] = chart;
    }
}

void Mirror::apply_details(const wire::FrameView& frame) {
    if (frame.is<wire::TapeBreak>()) {
        tape_breaks.push_back(frame.head<wire::TapeBreak>());
    } else if (frame.is<wire::StackPull>()) {
        stack_pull_sums = frame.head<wire::StackPull>();
        stack_pull.clear();
        for (std::size_t i = 0; i < frame.entry_count<wire::StackPull>(); ++i) {
            const wire::StackPullLevel level = frame.entry<wire::StackPull>(i);
            stack_pull[level.price_ticks] = level.quantity;
        }
    }
}

}  // namespace mia::studies
