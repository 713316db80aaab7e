// Market for Python: one call a batch, without the interpreter's lock.
#include "bridge/python/bindings.hpp"

#include "bridge/market/market.hpp"

#include <mutex>
#include <stdexcept>

#include <pybind11/stl.h>

namespace mia::python {
namespace {

namespace py = pybind11;
using market::Observation;
using market::Publisher;

using Levels = std::vector<std::tuple<std::int64_t, std::uint32_t, std::uint32_t>>;
using DetectorValues = std::map<std::string, std::map<std::string, double>>;

wire::Token token_of(const py::object& token) {
    wire::Token result{};
    if (token.is_none()) {
        return result;
    }
    const BytesView view(token);
    if (view.bytes().size() != result.size()) {
        throw std::invalid_argument(
            "a token of 32 bytes was expected, found: " + std::to_string(view.bytes().size())
        );
    }
    std::memcpy(result.data(), view.bytes().data(), result.size());
    return result;
}

detectors::Settings settings_of(const std::optional<DetectorValues>& values, bool wants_events) {
    detectors::Settings settings;
    if (wants_events) {
        settings.want_events();
    }
    for (const auto& [detector, parameters] : values.value_or(DetectorValues())) {
        if (parameters.empty()) {
            // A section without keys still has to name a detector.
            if (auto fault = settings.set(detector, detectors::enabled_parameter.name, 1.0)) {
                throw std::invalid_argument(*fault);
            }
        }
        for (const auto& [parameter, value] : parameters) {
            if (auto fault = settings.set(detector, parameter, value)) {
                throw std::invalid_argument(*fault);
            }
        }
    }
    return settings;
}

Levels levels_of(const market::BookSide& side) {
    Levels levels;
    for (const market::BookLevel& level : side.levels()) {
        levels.emplace_back(level.price_ticks, level.size, level.order_count);
    }
    return levels;
}

// Several Python threads may read while one ingests: each call has the market to itself.
class Market {
public:
    Market(
        const py::object& token, const std::optional<DetectorValues>& detectors, bool event_records
    )
        : market_(token_of(token), settings_of(detectors, event_records)) {}

    Observation ingest(const py::object& batch) {
        const BytesView view(batch);
        const py::gil_scoped_release unlocked;
        const std::lock_guard guard(mutex_);
        return market_.ingest(view.bytes());
    }

    std::string state_digest() {
        const py::gil_scoped_release unlocked;
        const std::lock_guard guard(mutex_);
        return market_.digest();
    }

    py::dict counters() {
        py::dict counts;
        for (const auto& [name, count] : rows()) {
            counts[py::str(name)] = count;
        }
        return counts;
    }

    py::tuple book(const std::string& symbol) {
        std::pair<Levels, Levels> sides;
        if (!read_book(symbol, sides)) {
            throw py::key_error(symbol);
        }
        return py::make_tuple(sides.first, sides.second);
    }

    py::list publishers();

private:
    std::vector<std::pair<std::string, std::uint64_t>> rows() {
        const py::gil_scoped_release unlocked;
        const std::lock_guard guard(mutex_);
        return market_.counters().rows();
    }

    bool read_book(const std::string& name, std::pair<Levels, Levels>& sides) {
        const py::gil_scoped_release unlocked;
        const std::lock_guard guard(mutex_);
        const market::Symbol* symbol = market_.state().find_symbol(name);
        if (symbol != nullptr) {
            sides.first = levels_of(symbol->book().side(market::Side::bid));
            sides.second = levels_of(symbol->book().side(market::Side::ask));
        }
        return symbol != nullptr;
    }

    std::mutex mutex_;
    market::Market market_;
};

struct PublisherRow {
    Publisher publisher;
    std::string symbol;
    bool is_source = false;
};

std::vector<PublisherRow> publisher_rows(const market::State& state) {
    std::vector<PublisherRow> rows;
    for (const auto& publisher : state.publishers.all()) {
        PublisherRow row{*publisher, "", false};
        const auto* instrument = publisher->find_instrument(publisher->last_header().instrument);
        if (instrument != nullptr) {
            const market::Source& source = instrument->symbol->source();
            row.symbol = instrument->symbol->name();
            row.is_source = source.is_known && source.publisher == publisher->id();
        }
        rows.push_back(std::move(row));
    }
    return rows;
}

py::dict describe(const PublisherRow& row) {
    const Publisher& publisher = row.publisher;
    const wire::Status& status = publisher.status();
    py::dict dict;
    dict["id"] = publisher.id();
    dict["instance"] = publisher.instance();
    dict["chart"] = publisher.last_header().chart;
    dict["symbol"] = decode_text(row.symbol);
    dict["state"] = text(market::state_name(publisher.state()));
    dict["is_source"] = row.is_source;
    dict["sequence"] = publisher.last_header().sequence;
    dict["epoch"] = publisher.last_header().epoch;
    dict["last_time_ns"] = publisher.last_header().call_time_ns;
    dict["version"] = decode_text(publisher.version());
    dict["connection"] = status.connection;
    dict["data_delay_s"] = status.data_delay_s;
    dict["batches_sent"] = status.batches_sent;
    dict["batches_dropped"] = status.batches_dropped;
    dict["values_invalid"] = status.values_invalid;
    dict["tape_missed"] = status.tape_missed;
    dict["call_cost_median_ns"] = status.call_cost_median_ns;
    dict["call_cost_p99_ns"] = status.call_cost_p99_ns;
    dict["last_error"] = decode_text(wire::get_text(status.last_error));
    return dict;
}

py::list Market::publishers() {
    std::vector<PublisherRow> rows;
    {
        const py::gil_scoped_release unlocked;
        const std::lock_guard guard(mutex_);
        rows = publisher_rows(market_.state());
    }
    py::list list;
    for (const PublisherRow& row : rows) {
        list.append(describe(row));
    }
    return list;
}

}  // namespace

void register_market(py::module_& module) {
    py::class_<Market>(
        module, "Market", py::is_final(), plain(), "The state of all markets, kept from batches."
    )
        .def(
            py::init<const py::object&, const std::optional<DetectorValues>&, bool>(),
            py::kw_only(), py::arg("token") = py::none(), py::arg("detectors") = py::none(),
            py::arg("event_records") = false,
            "Without a token the all-zero one of recordings is expected."
        )
        .def(
            "ingest", &Market::ingest, py::arg("batch"),
            "Take one batch; any bytes give an observation."
        )
        .def(
            "state_digest", &Market::state_digest,
            "Fingerprint of book, tape, bars and study values."
        )
        .def("counters", &Market::counters, "Tell everything counted so far.")
        .def(
            "publishers", &Market::publishers,
            "Tell who introduced themselves and where they stand."
        )
        .def(
            "book", &Market::book, py::arg("symbol"),
            "Tell (price_ticks, size, orders), best first."
        );
}

}  // namespace mia::python
