#include "acsil/tape.hpp"

#include "acsil/clock.hpp"
#include "acsil/feed_inputs.hpp"

#include <algorithm>
#include <optional>

namespace mia::acsil {
namespace {

// Leaves room for a book of full depth behind the tape.
constexpr std::size_t room_for_book = 2 * levels_max * 2 * sizeof(wire::DepthLevel) + 4096;
// A record, and the break before it: what the break forgets must not be forgotten for a record that does not fit.
constexpr std::size_t room_for_record =
    sizeof(wire::TapeBreak) + (std::max)(sizeof(wire::Trade), sizeof(wire::Quote));

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
    if (!price || record.Volume == 0) {
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
    trade->size = record.Volume;
    trade->side = side_of(record.Type);
    trade->flags = price->flags;
    // A quote beside it that is no number is none; the trade took place all the same.
    const BestPrices best = best_of(record, multiplier, grid);
    if (best.bid) {
        trade->bid_ticks = best.bid->ticks;
        trade->bid_size = record.BidSize;
    }
    if (best.ask) {
        trade->ask_ticks = best.ask->ticks;
        trade->ask_size = record.AskSize;
    }
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

// Where a record stands to the cursor. The number alone would not do: Sierra numbers anew when it or a replay starts,
// and may give one number to several records.
bool is_at(const TapeCursor& cursor, const s_TimeAndSales& record) {
    return record.Sequence == cursor.sequence && utc_ns(record.DateTime) == cursor.time_ns;
}

void move_to(TapeCursor& cursor, const s_TimeAndSales& record) {
    cursor.repeats = cursor.known != 0 && is_at(cursor, record) ? cursor.repeats + 1 : 1;
    cursor.sequence = record.Sequence;
    cursor.time_ns = utc_ns(record.DateTime);
    cursor.known = 1;
}

// The first record behind the cursor; -1 when the record at the cursor is no longer there. Looks from the newest back,
// because little is new in most calls.
int first_new(const c_SCTimeAndSalesArray& records, const TapeCursor& cursor) {
    int at = records.Size() - 1;
    while (at >= 0 && !is_at(cursor, records[at])) {
        --at;
    }
    if (at < 0) {
        return -1;
    }
    int first_of_run = at;
    while (first_of_run > 0 && is_at(cursor, records[first_of_run - 1])) {
        --first_of_run;
    }
    // Of a run that lost its beginning, fewer are left than were sent.
    return (std::min)(first_of_run + static_cast<int>(cursor.repeats), at + 1);
}

// The record at the cursor has gone, so all in the buffer is new. Either more came than the buffer holds, or Sierra
// numbered anew: then the buffer is not full yet, or holds a number or a time from before the cursor.
std::uint32_t why_broken(const c_SCTimeAndSalesArray& records, const TapeCursor& cursor) {
    const s_TimeAndSales& oldest = records[0];
    const bool is_overrun = records.Size() == records.MaxSize() &&
                            oldest.Sequence > cursor.sequence &&
                            utc_ns(oldest.DateTime) >= cursor.time_ns;
    return is_overrun ? wire::tape_break::overrun : wire::tape_break::restarted;
}

bool has_room(const FeedCall& call) {
    return call.budget.allows_more(call.writer) &&
           call.writer.room() >= room_for_record + room_for_book;
}

// Says that `next` does not follow what was sent, and forgets that.
void break_before(FeedCall& call, const s_TimeAndSales& next, std::uint32_t reason) {
    TapeCursor& cursor = call.state.tape;
    if (wire::TapeBreak* frame = call.writer.add<wire::TapeBreak>(); frame != nullptr) {
        frame->sequence_before = cursor.sequence;
        frame->time_before_ns = cursor.time_ns;
        frame->sequence_after = next.Sequence;
        frame->reason = reason;
    }
    call.state.tape_missed += reason == wire::tape_break::restarted ? 0 : 1;
    cursor.known = 0;
}

// Stands the cursor behind the record at `last`.
void stand_behind(TapeCursor& cursor, const c_SCTimeAndSalesArray& records, int last) {
    cursor = TapeCursor{};
    for (int at = last; at >= 0 && (at == last || is_at(cursor, records[at])); --at) {
        move_to(cursor, records[at]);
    }
}

}  // namespace

void rewind_tape(FeedCall& call) {
    c_SCTimeAndSalesArray records;
    call.sc.GetTimeAndSales(records);
    TapeCursor& cursor = call.state.tape;
    const int share = records.Size() - recent_records_max;
    const int waiting = cursor.known != 0 && share > 0 ? first_new(records, cursor) : 0;
    if (share <= 0) {
        cursor = TapeCursor{};  // all there is
        return;
    }
    if (waiting > 0 && waiting < share) {
        return;  // more waits than a snapshot repeats: none of it may be left out
    }
    const bool was_heard = call.state.snapshot.reason != wire::snapshot_reason::subscription;
    if (waiting < 0 && was_heard) {
        break_before(call, records[share], wire::tape_break::shortened);
    }
    stand_behind(cursor, records, share - 1);
}

bool sends_tape(FeedCall& call) {
    return wants(call.sc, FeedInput::send_tape) && own_chart(call.state).has_part_sizes == 0;
}

bool write_tape(FeedCall& call, const PriceGrid& grid) {
    c_SCTimeAndSalesArray records;
    call.sc.GetTimeAndSales(records);
    TapeCursor& cursor = call.state.tape;
    int next = cursor.known != 0 && records.Size() > 0 ? first_new(records, cursor) : 0;
    if (next < 0) {
        if (!has_room(call)) {
            return false;
        }
        next = 0;
        break_before(call, records[next], why_broken(records, cursor));
    }
    for (; next < records.Size(); ++next) {
        const s_TimeAndSales& record = records[next];
        if (!has_room(call)) {
            return false;
        }
        if (cursor.known != 0 && record.Sequence < cursor.sequence) {
            break_before(call, record, wire::tape_break::restarted);
        }
        const Written written =
            write_record(record, call.sc.RealTimePriceMultiplier, grid, call.writer);
        if (written == Written::full) {
            return false;
        }
        call.state.values_invalid += written == Written::skipped ? 1 : 0;
        move_to(cursor, record);
    }
    return true;
}

}  // namespace mia::acsil
