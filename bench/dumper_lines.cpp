#include "bench/dumper_lines.hpp"

#include "bridge/wire/batch_reader.hpp"

#include <cstdio>
#include <stdexcept>
#include <utility>

namespace mia::bench {
namespace {

constexpr double days_to_unix_epoch = 25569.0;
constexpr double ns_per_day = 86'400e9;

template <class Frame, class Visit>
void for_each_entry(const wire::FrameView& frame, Visit visit) {
    for (std::size_t i = 0; i < frame.entry_count<Frame>(); ++i) {
        visit(frame.entry<Frame>(i));
    }
}

}  // namespace

DumperLines::DumperLines(std::string symbol, Sink sink)
    : symbol_(std::move(symbol)), sink_(std::move(sink)) {}

void DumperLines::write(std::span<const std::byte> batch, std::int64_t time_ns) {
    days_ = days_to_unix_epoch + static_cast<double>(time_ns) / ns_per_day;
    const auto level = [this](const wire::DepthLevel& each) { write_level(each); };
    wire::BatchReader reader(batch);
    while (const auto frame = reader.next()) {
        if (frame->is<wire::Trade>()) {
            write_trade(frame->head<wire::Trade>());
        } else if (frame->is<wire::DepthDelta>()) {
            for_each_entry<wire::DepthDelta>(*frame, level);
        } else if (frame->is<wire::DepthSnapshot>()) {
            for_each_entry<wire::DepthSnapshot>(*frame, level);
        } else if (frame->is<wire::StudyValue>()) {
            const auto bar = frame->head<wire::StudyValue>();
            for_each_entry<wire::StudyValue>(*frame, [&](const wire::SubgraphValue& value) {
                write_value(bar, value);
            });
        }
    }
}

void DumperLines::write_level(const wire::DepthLevel& level) {
    const int size = std::snprintf(
        line_, sizeof line_,
        "{\"t\":%.6f,\"sym\":\"%s\",\"type\":\"depth\",\"side\":\"%s\",\"lvl\":%d,"
        "\"price\":%.8f,\"size\":%u,\"chart\":3}\n",
        days_, symbol_.c_str(), level.side == wire::book_side::bid ? "BID" : "ASK", level.level + 1,
        level.price_raw, level.size
    );
    finish(LineKind::depth, size);
}

void DumperLines::write_trade(const wire::Trade& trade) {
    const int size = std::snprintf(
        line_, sizeof line_,
        "{\"t\":%.6f,\"sym\":\"%s\",\"type\":\"trade\",\"side\":\"%s\",\"px\":%.8f,\"vol\":%u,"
        "\"seq\":%llu,\"tt\":%d,\"chart\":3}\n",
        days_, symbol_.c_str(), trade.side == wire::trade_side::at_ask ? "BUY" : "SELL",
        trade.price_raw, trade.size, static_cast<unsigned long long>(trade.tape_sequence),
        static_cast<int>(trade.side)
    );
    finish(LineKind::trade, size);
}

void DumperLines::write_value(const wire::StudyValue& bar, const wire::SubgraphValue& value) {
    const int size = std::snprintf(
        line_, sizeof line_,
        "{\"t\":%.6f,\"sym\":\"%s\",\"type\":\"study\",\"i\":%u,\"value\":%.8f,\"study\":%u,"
        "\"sg\":%d,\"chart\":3}\n",
        days_, symbol_.c_str(), bar.bar_index, value.value, value.study,
        static_cast<int>(value.subgraph)
    );
    finish(LineKind::study, size);
}

void DumperLines::finish(LineKind kind, int size) {
    if (size < 0 || static_cast<std::size_t>(size) >= sizeof line_) {
        throw std::length_error("a line was longer than there is room for");
    }
    sink_(kind, {line_, static_cast<std::size_t>(size)});
}

}  // namespace mia::bench
