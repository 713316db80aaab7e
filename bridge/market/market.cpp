#include "bridge/market/market.hpp"

#include "bridge/market/sound.hpp"

#include <utility>

namespace mia::market {
namespace {

bool has_header(wire::DecodeError error) {
    return error != wire::DecodeError::too_short && error != wire::DecodeError::bad_magic &&
           error != wire::DecodeError::unknown_major;
}

// A publisher that can be helped by a hello and a snapshot.
bool asks_for_snapshot(Outcome outcome) {
    return outcome == Outcome::unknown_publisher || outcome == Outcome::bad_token;
}

std::string who(const wire::BatchHeader& header) {
    return "chart " + std::to_string(header.chart);
}

}  // namespace

Observation Market::ingest(std::span<const std::byte> batch) {
    Observation observation;
    wire::BatchReader reader(batch);
    state_.counters.add(Count::batches);
    if (has_header(reader.error())) {
        observation.header = reader.header();
    }
    if (reader.error() != wire::DecodeError::none) {
        observation.outcome = outcome_of(reader.error());
        if (reader.misfit() != nullptr) {
            const std::uint64_t publisher = observation.header.publisher;
            note_refusal(state_.publishers.refuse_layout(publisher, *reader.misfit()), observation);
        }
    } else if (!is_time(reader.header().call_time_ns)) {
        observation.outcome = Outcome::bad_time;
    } else {
        const Outcome refusal = take_batch(reader, observation);
        if (refusal != Outcome::ok) {
            observation.outcome = refusal;
        }
    }
    if (observation.outcome != Outcome::ok) {
        state_.counters.add_refused(observation.outcome);
    }
    state_.counters.add(Count::frames, observation.frames);
    state_.counters.add(Count::events, observation.events);
    state_.counters.add(Count::trades, observation.trades);
    observation.opened = std::exchange(state_.reports.opened, {});
    observation.closed = std::exchange(state_.reports.closed, {});
    return observation;
}

// Says why a whole batch may not count; what Intake finds wrong inside one is in the observation
// already.
Outcome Market::take_batch(wire::BatchReader& reader, Observation& observation) {
    const wire::BatchHeader& header = observation.header;
    if ((header.flags & wire::batch_flag::hello) != 0) {
        if (const Outcome refusal = introduce(reader, observation); refusal != Outcome::ok) {
            return refusal;
        }
    }
    Publisher* publisher = state_.publishers.find(header.publisher);
    if (publisher == nullptr || publisher->state() == SessionState::replaced) {
        const Outcome reason = state_.publishers.reason(header.publisher);
        observation.needs_snapshot = asks_for_snapshot(reason);
        return reason;
    }
    const Publisher::Arrival arrival = publisher->arrive(header);
    if (arrival.is_late) {
        return Outcome::late;
    }
    Intake intake(state_, *publisher, observation);
    if (arrival.missed != 0) {
        note_gap(*publisher, arrival.missed, observation);
        intake.lose_sync("gap");
    } else if (arrival.is_new_epoch && !observation.has_flag(wire::batch_flag::snapshot_first)) {
        set_note(observation, who(header) + ": was recalculated and sent no snapshot");
        intake.lose_sync("recalculation");
    }
    intake.take(reader);
    return Outcome::ok;
}

Outcome Market::introduce(const wire::BatchReader& reader, Observation& observation) {
    wire::BatchReader ahead = reader;
    while (const auto frame = ahead.next()) {
        if (!frame->is<wire::Hello>()) {
            continue;
        }
        const auto introduction = state_.publishers.introduce(observation.header, *frame);
        if (introduction.outcome != Outcome::ok) {
            observation.needs_snapshot = asks_for_snapshot(introduction.outcome);
            note_refusal(introduction, observation);
            return introduction.outcome;
        }
        if (introduction.replaced) {
            replace(*introduction.replaced, observation);
        }
    }
    return Outcome::ok;
}

void Market::note_refusal(
    const PublisherTable::Introduction& introduction, Observation& observation
) {
    if (introduction.is_repeated) {
        return;
    }
    const std::string chart = who(observation.header);
    switch (introduction.outcome) {
    case Outcome::bad_token:
        set_note(observation, chart + ": its token is not ours, its data is dropped");
        break;
    case Outcome::layout_mismatch:
        set_note(
            observation, chart + ": its layout of " + introduction.fault +
                             " is another one than ours, its data is dropped"
        );
        break;
    case Outcome::too_many_publishers:
        set_note(observation, chart + ": there are too many publishers, its data is dropped");
        break;
    default:
        break;
    }
}

void Market::replace(std::uint64_t old_publisher, Observation& observation) {
    state_.counters.add(Count::restarts);
    set_note(observation, who(observation.header) + ": was started again");
    for (const auto& symbol : state_.symbols) {
        if (symbol->source().is(old_publisher)) {
            symbol->lose_source();
        }
    }
}

void Market::note_gap(const Publisher& publisher, std::uint64_t missed, Observation& observation) {
    state_.counters.add(Count::gaps);
    state_.counters.add(Count::missed, missed);
    observation.missed = missed;
    const InstrumentRow* row = publisher.find_instrument(observation.header.instrument);
    const std::string name = row == nullptr ? who(observation.header) : row->symbol->name();
    set_note(
        observation, name + ": " + std::to_string(missed) + " missing before batch " +
                         std::to_string(observation.header.sequence)
    );
}

}  // namespace mia::market
