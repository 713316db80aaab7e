// The questions about the order book and the tape.
#include <algorithm>
#include <cmath>

#include "acsil/sim/host.hpp"
#include "acsil/sim/host_services.hpp"

namespace mia::sim {
namespace {

const std::vector<BookLevel>& levels_of(const Instrument& instrument, BookSide side) {
    return side == BookSide::bid ? instrument.book.bids : instrument.book.asks;
}

const std::vector<std::pair<double, int>>&
stack_pull_of(const Instrument& instrument, BookSide side) {
    return side == BookSide::bid ? instrument.bid_stack_pull : instrument.ask_stack_pull;
}

}  // namespace

int HostServices::depth_levels_of(const char* symbol, BookSide side) {
    if (!may_ask("for the book"))
        return 0;
    Instrument* instrument = host_.find_instrument(symbol);
    if (instrument == nullptr || !current_->sc.UsesMarketDepthData)
        return 0;
    return std::min(
        static_cast<int>(levels_of(*instrument, side).size()), host_.options().depth_levels_max
    );
}

bool HostServices::depth_entry_of(
    const char* symbol, BookSide side, int level, s_MarketDepthEntry& entry
) {
    if (level < 0 || level >= depth_levels_of(symbol, side))
        return false;
    const BookLevel& found =
        levels_of(*host_.find_instrument(symbol), side)[static_cast<std::size_t>(level)];
    entry.Price = static_cast<float>(found.price);
    entry.Quantity = found.quantity;
    entry.NumOrders = found.orders;
    entry.AdjustedPrice = static_cast<float>(
        found.price * static_cast<double>(own_chart()->settings().price_multiplier)
    );
    return true;
}

int HostServices::depth_levels(BookSide side) {
    Chart* chart = own_chart();
    return chart == nullptr ? 0 : depth_levels_of(chart->settings().symbol.c_str(), side);
}

bool HostServices::depth_entry(BookSide side, int level, s_MarketDepthEntry& entry) {
    Chart* chart = own_chart();
    return chart != nullptr && depth_entry_of(chart->settings().symbol.c_str(), side, level, entry);
}

int HostServices::depth_levels_most() {
    return host_.options().depth_levels_max;
}

int HostServices::stack_pull_at(BookSide side, float price) {
    Instrument* instrument = own_instrument();
    if (instrument == nullptr || !current_->wants_stack_pull)
        return 0;
    for (const auto& [at, value] : stack_pull_of(*instrument, side)) {
        if (static_cast<float>(at) == price)
            return value;
    }
    return 0;
}

double HostServices::stack_pull_sum(BookSide side) {
    Instrument* instrument = own_instrument();
    if (instrument == nullptr || !current_->wants_stack_pull)
        return 0;
    double sum = 0;
    for (const auto& [at, value] : stack_pull_of(*instrument, side))
        sum += value;
    return sum;
}

void HostServices::use_stack_pull(bool wanted) {
    if (may_ask("for pulling and stacking"))
        current_->wants_stack_pull = wanted;
}

void HostServices::time_and_sales(c_SCTimeAndSalesArray& records) {
    Instrument* instrument = own_instrument();
    records = instrument == nullptr ? c_SCTimeAndSalesArray() : instrument->tape.view();
}

}  // namespace mia::sim
