// Books and tapes, as Python sets them: one call for a whole book, one for all new records.
// Prices are multiplied by `tick_size`, so a market that counts in ticks can hand them over as
// they are.
#include "acsil/sim/python/bindings.hpp"

namespace mia::sim::python {
namespace {

namespace py = pybind11;

using LevelTuple = std::tuple<double, double, std::uint32_t>;
using TradeTuple = std::tuple<
    std::int64_t, double, std::uint32_t, int, double, double, std::uint32_t, std::uint32_t>;

void set_side(
    std::vector<BookLevel>& side, const std::vector<LevelTuple>& levels, double tick_size
) {
    side.clear();
    for (const auto& [price, quantity, orders] : levels)
        side.push_back({price * tick_size, quantity, orders});
}

void set_book(
    Host& host, const std::string& symbol, const std::vector<LevelTuple>& bids,
    const std::vector<LevelTuple>& asks, double tick_size
) {
    OrderBook& book = host.instrument(symbol).book;
    set_side(book.bids, bids, tick_size);
    set_side(book.asks, asks, tick_size);
}

std::uint32_t push_tape(
    Host& host, const std::string& symbol, const std::vector<TradeTuple>& records, double tick_size
) {
    Tape& tape = host.instrument(symbol).tape;
    for (const auto& [time_ns, price, volume, type, bid, ask, bid_size, ask_size] : records) {
        tape.push(
            {time_ns, price * tick_size, volume, bid * tick_size, ask * tick_size, bid_size,
             ask_size, type}
        );
    }
    return tape.last_sequence();
}

}  // namespace

void add_market_calls(HostClass& host) {
    host.def(
            "set_book", &set_book, py::arg("symbol"), py::arg("bids"), py::arg("asks"),
            py::kw_only(), py::arg("tick_size") = 1.0,
            "Both sides, best first, as (price, quantity, orders)."
    )
        .def(
            "push_tape", &push_tape, py::arg("symbol"), py::arg("records"), py::kw_only(),
            py::arg("tick_size") = 1.0,
            "Records (time ns, price, volume, type, bid, ask, bid size, ask size), oldest first; "
            "gives the sequence of the last."
        )
        .def(
            "skip_tape_sequence",
            [](Host& self, const std::string& symbol, std::uint32_t count) {
                self.instrument(symbol).tape.skip_sequence(count);
            },
            py::arg("symbol"), py::arg("count")
        )
        .def(
            "restart_tape",
            [](Host& self, const std::string& symbol) { self.instrument(symbol).tape.restart(); },
            py::arg("symbol"), "Empties it and numbers from 1 again, as a replay's start does."
        )
        .def(
            "set_stack_pull",
            [](Host& self, const std::string& symbol, std::vector<std::pair<double, int>> bids,
               std::vector<std::pair<double, int>> asks) {
                self.instrument(symbol).bid_stack_pull = std::move(bids);
                self.instrument(symbol).ask_stack_pull = std::move(asks);
            },
            py::arg("symbol"), py::arg("bids"), py::arg("asks"),
            "Orders added less orders pulled, as (price, orders)."
        );
}

}  // namespace mia::sim::python
