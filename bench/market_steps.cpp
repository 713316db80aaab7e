#include "bench/market_steps.hpp"

#include "bridge/wire/batch_reader.hpp"

#include <fstream>
#include <stdexcept>

namespace mia::bench {
namespace {

using market::Aggressor;
using market::Side;

template <wire::Frame T>
void take_levels(const wire::FrameView& frame, Step& step) {
    for (std::size_t i = 0; i < frame.entry_count<T>(); ++i) {
        const wire::DepthLevel level = frame.entry<T>(i);
        step.levels.push_back(
            {level.side == wire::book_side::bid ? Side::bid : Side::ask,
             (level.flags & wire::price_flag::window_edge) != 0,
             {level.price_ticks, level.size, level.order_count}}
        );
    }
    const T head = frame.head<T>();
    step.bids = head.bid_count;
    step.asks = head.ask_count;
}

void take_trade(const wire::Trade& trade, Step& step) {
    const Aggressor aggressor =
        trade.side == wire::trade_side::at_ask ? Aggressor::buy : Aggressor::sell;
    step.trades.push_back(
        {trade.time_ns, trade.tape_sequence, trade.price_ticks, trade.size, aggressor}
    );
}

Step step_of(std::span<const std::byte> batch) {
    wire::BatchReader reader(batch);
    if (reader.error() != wire::DecodeError::none) {
        throw std::runtime_error("a batch is " + std::string(wire::error_name(reader.error())));
    }
    Step step;
    step.time_ns = reader.header().call_time_ns;
    while (const auto frame = reader.next()) {
        if (frame->is<wire::DepthSnapshot>()) {
            take_levels<wire::DepthSnapshot>(*frame, step);
        } else if (frame->is<wire::DepthDelta>()) {
            take_levels<wire::DepthDelta>(*frame, step);
        } else if (frame->is<wire::Trade>()) {
            take_trade(frame->head<wire::Trade>(), step);
        }
    }
    return step;
}

}  // namespace

std::vector<Step> read_steps(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    std::vector<Step> steps;
    std::vector<std::byte> batch;
    std::array<unsigned char, 4> length{};
    while (file.read(reinterpret_cast<char*>(length.data()), length.size())) {
        std::size_t size = 0;
        for (std::size_t i = 0; i < length.size(); ++i) {
            size += std::size_t{length[i]} << (8 * i);
        }
        batch.resize(size);
        if (!file.read(reinterpret_cast<char*>(batch.data()), static_cast<std::streamsize>(size))) {
            throw std::runtime_error("the last batch of " + path + " is cut off");
        }
        steps.push_back(step_of(batch));
    }
    if (steps.size() < 2) {
        throw std::runtime_error("a snapshot and more was expected in " + path);
    }
    return steps;
}

}  // namespace mia::bench
