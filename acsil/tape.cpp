#include "acsil/tape.hpp"

#include "acsil/clock.hpp"

namespace mia::acsil {
namespace {

// Leaves room for a book of full depth behind the tape.
constexpr std::size_t room_for_book = 2 * levels_max * 2 * sizeof(wire::DepthLevel) + 4096;

enum class Written : std::uint8_t { yes, skipped, full };

std::uint8_t side_of(int type) {
    switch (type) {
    case SC_TS_BID:
        return wire::trade_side::at_bid;
    case SC_TS_ASK:
        return wire::trade_side::at_ask;
    default:
        return wire::trade_side::unknown;
    }
}

struct BestPrices {
    std::optional<GridPrice> bid;
    std::optional<GridPrice> ask;
};

BestPrices best_of(const s_TimeAndSales& record, float multiplier, const PriceGrid& grid) {
    return {
        grid.at(static_cast<double>(record.Bid * multiplier)),
        grid.at(static_cast<double>(record.Ask * multiplier))};
}

Written write_trade(
    const s_TimeAndSales& record, float multiplier, const PriceGrid& grid, wire::BatchWriter& writer
) {
    const auto price = grid.at(static_cast<double>(record.Price * multiplier));
    const BestPrices best = best_of(record, multiplier, grid);
    if (!price || !best.bid || !best.ask || record.Volume == 0) {
        return Written::skipped;
    }
    wire::Trade* trade = writer.add<wire::Trade>();
    if (trade == nullptr) {
        return Written::full;
    }
    trade->time_ns = utc_ns(record.DateTime);
    trade->tape_sequence = record.Sequence;
    trade->price_ticks = price->ticks;
    trade->price_raw = price->raw;
    trade->bid_ticks = best.bid->ticks;
    trade->ask_ticks = best.ask->ticks;
    trade->size = record.Volume;
    trade->bid_size = record.BidSize;
    trade->ask_size = record.AskSize;
    trade->side = side_of(record.Type);
    trade->flags = price->flags;
    return Written::yes;
}

Written write_quote(
    const s_TimeAndSales& record, float multiplier, const PriceGrid& grid, wire::BatchWriter& writer
) {
    const BestPrices best = best_of(record, multiplier, grid);
    if (!best.bid || !best.ask) {
        return Written::skipped;
    }
    wire::Quote* quote = writer.add<wire::Quote>();
    if (quote == nullptr) {
        return Written::full;
    }
    quote->time_ns = utc_ns(record.DateTime);
    quote->tape_sequence = record.Sequence;
    quote->bid_ticks = best.bid->ticks;
    quote->ask_ticks = best.ask->ticks;
    quote->bid_raw = best.bid->raw;
    quote->ask_raw = best.ask->raw;
    quote->bid_size = record.BidSize;
    quote->ask_size = record.AskSize;
    quote->bid_depth_total = record.TotalBidDepth;
    quote->ask_depth_total = record.TotalAskDepth;
    quote->flags = static_cast<std::uint8_t>(best.bid->flags | best.ask->flags);
    return Written::yes;
}

Written write_record(
    const s_TimeAndSales& record, float multiplier, const PriceGrid& grid, wire::BatchWriter& writer
) {
    if (writer.room() < room_for_book) {
        return Written::full;
    }
    switch (record.Type) {
    case SC_TS_BID:
    case SC_TS_ASK:
        return write_trade(record, multiplier, grid, writer);
    case SC_TS_BIDASKVALUES:
        return write_quote(record, multiplier, grid, writer);
    default:
        return Written::yes;  // a marker: nothing of the market
    }
}

// False when the batch is full before the end.
bool write_from(
    SCStudyInterfaceRef sc, const c_SCTimeAndSalesArray& records, int first, const PriceGrid& grid,
    FeedState& state, wire::BatchWriter& writer
) {
    const int size = records.Size();
    for (int i = first; i < size; ++i) {
        const s_TimeAndSales& record = records[i];
        const Written written = write_record(record, sc.RealTimePriceMultiplier, grid, writer);
        if (written == Written::full) {
            return false;
        }
        if (written == Written::skipped) {
            ++state.values_invalid;
        }
        state.tape.sequence = record.Sequence;
        state.tape.time_ns = utc_ns(record.DateTime);
    }
    return true;
}

// A sequence that went back, or that now belongs to a record of another time, means that Sierra or a replay started
// again: then everything in the buffer is new.
bool has_restarted(const s_TimeAndSales& newest_read, const TapeCursor& cursor) {
    return newest_read.Sequence == cursor.sequence &&
           utc_ns(newest_read.DateTime) != cursor.time_ns;
}

// The first record newer than the cursor; the size when there is none.
int first_new(const c_SCTimeAndSalesArray& records, FeedState& state) {
    const int size = records.Size();
    if (records[size - 1].Sequence < state.tape.sequence) {
        return 0;
    }
    auto found =
        static_cast<int>(records.GetRecordIndexAtGreaterThanSequenceNumber(state.tape.sequence));
    if (found < 0 || found >= size || records[found].Sequence <= state.tape.sequence) {
        found = size;
    }
    if (found > 0 && has_restarted(records[found - 1], state.tape)) {
        return 0;
    }
    // All of a full buffer is new: more may have come than it could hold.
    if (found == 0 && state.tape.sequence != 0 && size == records.MaxSize()) {
        ++state.tape_missed;
    }
    return found;
}

}  // namespace

bool write_tape(
    SCStudyInterfaceRef sc, const PriceGrid& grid, FeedState& state, wire::BatchWriter& writer
) {
    c_SCTimeAndSalesArray records;
    sc.GetTimeAndSales(records);
    if (records.Size() == 0) {
        return true;
    }
    const int first = state.tape.known != 0 ? first_new(records, state) : 0;
    state.tape.known = 1;
    return write_from(sc, records, first, grid, state, writer);
}

void write_recent_tape(
    SCStudyInterfaceRef sc, const PriceGrid& grid, FeedState& state, wire::BatchWriter& writer
) {
    c_SCTimeAndSalesArray records;
    sc.GetTimeAndSales(records);
    const int size = records.Size();
    state.tape = TapeCursor{0, 1, 0};  // of another symbol, perhaps
    // What does not fit after all follows with the first changes.
    (void)write_from(
        sc, records, size > recent_records_max ? size - recent_records_max : 0, grid, state, writer
    );
}

}  // namespace mia::acsil
