#include "tests/bridge/wire/sample.hpp"

#include "tests/bridge/wire/frame_types.hpp"

#include <algorithm>
#include <limits>
#include <stdexcept>

namespace mia::wire {
namespace {

// The catalog had so many lines when the golden snapshot was recorded; later ones stand behind them.
constexpr std::size_t kinds_recorded = 17;
constexpr std::int64_t call_time_ns = 1'773'239'700'000'000'000;  // 2026-03-11T14:35:00Z

// Values that tell fields apart: each follows from the kind and the field's place in the table.
struct Pattern {
    std::uint64_t kind;
    bool is_extreme;

    [[nodiscard]] std::uint64_t integer(const Field& field, std::uint64_t place) const {
        const bool is_signed = field.type == FieldType::i32 || field.type == FieldType::i64;
        const std::uint64_t ordinary = kind * 7 + place;
        if (!is_extreme) {
            return is_signed && place % 2 == 1 ? ~ordinary : ordinary;
        }
        const std::uint64_t all = ~0ULL >> (64 - 8 * field.size);
        if (!is_signed) {
            return all;
        }
        return place % 2 == 0 ? all >> 1 : (all >> 1) + 1;
    }

    [[nodiscard]] double real(std::uint64_t place) const {
        using Limits = std::numeric_limits<double>;
        constexpr std::array extremes{Limits::quiet_NaN(), Limits::infinity(),
                                      -Limits::infinity(), -0.0,
                                      Limits::max(),       Limits::denorm_min()};
        return is_extreme ? extremes[place % extremes.size()]
                          : static_cast<double>(kind * 1000 + place) + 0.25;
    }

    void text(std::span<char> place, const Field& field) const {
        if (is_extreme) {
            std::ranges::fill(place, 'x');
        } else if (field.unit == "text") {
            set_text(place, std::string(field.name) + " \xE2\x82\xAC");
        } else {
            for (std::size_t i = 0; i < place.size(); ++i) {
                place[i] = static_cast<char>(i * 8 + 1);
            }
        }
    }

    // Fields that the schema promises to be zero stay zero.
    void fill(std::byte* begin, std::span<const Field> fields) const {
        for (std::size_t place = 0; place < fields.size(); ++place) {
            const Field& field = fields[place];
            std::byte* at = begin + field.offset;
            if (field.meaning == "zero") {
                continue;
            }
            if (field.type == FieldType::chars) {
                text({reinterpret_cast<char*>(at), field.size}, field);
            } else if (field.type == FieldType::f64) {
                const double value = real(place);
                std::memcpy(at, &value, sizeof value);
            } else {
                const std::uint64_t value = integer(field, place);
                std::memcpy(at, &value, field.size);
            }
        }
    }
};

template <class T>
T& placed(T* place) {
    if (place == nullptr) {
        throw std::length_error("a sample does not fit its buffer");
    }
    return *place;
}

template <Frame T>
void add_patterned(BatchWriter& writer, bool is_extreme) {
    const Pattern pattern{static_cast<std::uint64_t>(Layout<T>::kind), is_extreme};
    pattern.fill(reinterpret_cast<std::byte*>(&placed(writer.add<T>())), Layout<T>::fields);
    if constexpr (has_entries<T>) {
        for (std::uint64_t i = 0; i < 2 && !is_extreme; ++i) {
            const Pattern of_entry{pattern.kind + 5 * (i + 1), i == 1};
            EntryOf<T>& entry = placed(writer.add_entry<T>());
            of_entry.fill(reinterpret_cast<std::byte*>(&entry), Layout<T>::entry_fields);
        }
    }
}

std::vector<std::byte> finished(BatchWriter& writer) {
    const auto batch = writer.finish(call_time_ns + 1'500'000);
    return {batch.value().begin(), batch.value().end()};
}

template <Frame T>
Sample layout_sample() {
    alignas(8) std::array<std::byte, 4096> buffer;
    BatchWriter writer(buffer);
    const auto kind = static_cast<std::uint16_t>(Layout<T>::kind);
    writer.begin(
        {.publisher = 0xFEDC'BA98'7654'3210ULL,
         .flags = batch_flag::replay,
         .chart = -kind,
         .epoch = 0xFFFF'FFFFU,
         .instrument = kind,
         .sequence = kind,
         .call_time_ns = call_time_ns}
    );
    add_patterned<T>(writer, false);
    add_patterned<T>(writer, true);
    return {
        std::string(Layout<T>::name) + "-" + std::to_string(Layout<T>::revision), finished(writer)};
}

void add_session(BatchWriter& writer) {
    placed(writer.add<SnapshotBegin>()).snapshot = 1;
    Hello& hello = placed(writer.add<Hello>());
    for (std::size_t i = 0; i < token_size; ++i) {
        hello.token[i] = static_cast<char>(0xA0 + i);
    }
    hello.instance = 77;
    set_text(hello.mia_version, "0.1.0");
    hello.header_version = 2400;
    hello.update_interval_ms = 100;
    for (const KindInfo& info : std::span(catalog).first<kinds_recorded>()) {
        placed(writer.add_entry<Hello>()
        ) = {static_cast<std::uint16_t>(info.kind), info.revision, info.head_size, info.hash};
    }
    Instrument& instrument = placed(writer.add<Instrument>());
    instrument.flags = instrument_flag::has_depth | instrument_flag::has_tape;
    instrument.chart = 3;
    set_text(instrument.symbol, "ESM26-CME");
    instrument.tick_size = 0.25;
    instrument.price_multiplier = 1.0;
    instrument.bar_period_s = 60;
    Status& status = placed(writer.add<Status>());
    status.connection = 1;
    status.chart_utc_offset_s = -4 * 3600;
    status.trading_day = 20260311;
}

void add_chart(BatchWriter& writer) {
    StudyCatalog& study = placed(writer.add<StudyCatalog>());
    study.chart = 3;
    study.study = 11;
    set_text(study.name_original, "Volume Weighted Average Price");
    set_text(study.name_displayed, "VWAP");
    for (std::uint16_t i = 0; i < 3; ++i) {
        StudySubgraph& subgraph = placed(writer.add_entry<StudyCatalog>());
        subgraph.subgraph = i;
        subgraph.flags = 1;
        set_text(subgraph.name, i == 0 ? "VWAP" : i == 1 ? "Top Band 1" : "Bottom Band 1");
    }
    for (std::uint32_t i = 0; i < 30; ++i) {
        Bar& bar = placed(writer.add<Bar>());
        bar.chart = 3;
        bar.flags = bar_flag::closed;
        bar.period_s = 60;
        bar.index = i;
        bar.start_ns = call_time_ns - (30 - i) * 60'000'000'000LL;
        bar.open_ticks = bar.low_ticks = 20000 + i;
        bar.close_ticks = bar.high_ticks = 20004 + i;
        bar.open_raw = bar.low_raw = 0.25 * (20000 + i);
        bar.close_raw = bar.high_raw = 0.25 * (20004 + i);
        bar.volume = 1000 + i;
        bar.bid_volume = 480;
        bar.ask_volume = 520 + i;
        bar.trade_count = 300;
    }
    StudyValue& values = placed(writer.add<StudyValue>());
    values.chart = 3;
    values.bar_start_ns = call_time_ns;
    values.bar_index = 30;
    values.bar_period_s = 60;
    for (std::uint16_t i = 0; i < 3; ++i) {
        placed(writer.add_entry<StudyValue>()) = {11, i, 0, 5003.123456789 + i};
    }
}

void add_market(BatchWriter& writer) {
    for (std::uint32_t i = 0; i < 5; ++i) {
        Trade& trade = placed(writer.add<Trade>());
        trade.time_ns = call_time_ns - 1000 + i;
        trade.tape_sequence = 100 + 3 * i;
        trade.price_ticks = 20034;
        trade.price_raw = 5008.5;
        trade.bid_ticks = 20033;
        trade.ask_ticks = 20034;
        trade.size = 1 + i;
        trade.bid_size = 60;
        trade.ask_size = 55 - i;
        trade.side = trade_side::at_ask;
    }
    DepthSnapshot& book = placed(writer.add<DepthSnapshot>());
    book.bid_count = book.ask_count = 10;
    for (std::uint16_t i = 0; i < 20; ++i) {
        const bool is_bid = i < 10;
        const std::uint16_t level = i % 10;
        DepthLevel& place = placed(writer.add_entry<DepthSnapshot>());
        place.price_ticks = is_bid ? 20033 - level : 20034 + level;
        place.price_raw = 0.25 * static_cast<double>(place.price_ticks);
        place.size = 50U + 10U * level;
        place.order_count = 20U + level;
        place.side = is_bid ? book_side::bid : book_side::ask;
        place.level = level;
    }
}

}  // namespace

std::vector<Sample> layout_samples() {
    std::vector<Sample> all;
    AllFrames::for_each([&all]<Frame T>() { all.push_back(layout_sample<T>()); });
    return all;
}

Sample snapshot_sample() {
    alignas(8) std::array<std::byte, 16384> buffer;
    BatchWriter writer(buffer);
    writer.begin(
        {.publisher = 0x0123'4567'89AB'CDEFULL,
         .flags = batch_flag::snapshot | batch_flag::snapshot_first | batch_flag::snapshot_last,
         .chart = 3,
         .epoch = 1,
         .sequence = 1,
         .call_time_ns = call_time_ns}
    );
    add_session(writer);
    add_chart(writer);
    add_market(writer);
    placed(writer.add<SnapshotEnd>()).snapshot = 1;
    return {"snapshot", finished(writer)};
}

std::vector<Sample> samples() {
    std::vector<Sample> all = layout_samples();
    all.push_back(snapshot_sample());
    return all;
}

}  // namespace mia::wire
