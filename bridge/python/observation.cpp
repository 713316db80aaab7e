// Observation and what it holds, as frozen Python objects. Nothing is built before someone asks for
// it.
#include "bridge/python/bindings.hpp"

#include "bridge/market/observation.hpp"

#include <pybind11/numpy.h>
#include <pybind11/stl.h>

namespace mia::python {
namespace {

namespace py = pybind11;
using detectors::Detection;
using detectors::EventRecord;
using market::Observation;
using wire::Bar;

template <class T>
py::tuple tuple_of(const std::vector<T>& items) {
    py::tuple tuple(items.size());
    for (std::size_t i = 0; i < items.size(); ++i) {
        tuple[i] = py::cast(items[i]);
    }
    return tuple;
}

// Plain tuples: a chart tells some sixty of these with each trade, and an object with properties
// costs ten times as much to make and to read.
py::tuple values_of(const Observation& observation) {
    py::tuple values(observation.values.size());
    for (std::size_t i = 0; i < observation.values.size(); ++i) {
        const market::StudyNumber& it = observation.values[i];
        values[i] =
            py::make_tuple(it.chart, it.study, it.subgraph, it.value, it.bar_start_ns, it.closed);
    }
    return values;
}

py::dict evidence_of(const Detection& detection) {
    py::dict evidence;
    for (std::size_t i = 0; i < detection.pattern->evidence.size(); ++i) {
        evidence[text(detection.pattern->evidence[i])] = detection.evidence[i];
    }
    return evidence;
}

void register_detection(py::module_& module) {
    py::class_<Detection>(
        module, "Detection", py::is_final(), plain(), "One episode of one pattern."
    )
        .def_readonly("id", &Detection::id)
        .def_property_readonly(
            "pattern", [](const Detection& it) { return text(it.pattern->name); }
        )
        .def_property_readonly("symbol", [](const Detection& it) { return decode_text(it.symbol); })
        .def_property_readonly(
            "side", [](const Detection& it) { return text(market::side_name(it.side)); }
        )
        .def_readonly("price_ticks", &Detection::price_ticks)
        .def_readonly("t_start_ns", &Detection::t_start_ns)
        .def_readonly("t_open_ns", &Detection::t_open_ns)
        .def_readonly("t_end_ns", &Detection::t_end_ns)
        .def_readonly("confidence", &Detection::confidence)
        .def_property_readonly("evidence", &evidence_of)
        .def_property_readonly("reason", [](const Detection& it) { return text(it.reason); });
}

void register_bar(py::module_& module) {
    const auto has = [](std::uint16_t flag) {
        return [flag](const Bar& bar) { return (bar.flags & flag) != 0; };
    };
    py::class_<Bar>(
        module, "Bar", py::is_final(), plain(), "One bar of a chart, closed or still forming."
    )
        .def_readonly("chart", &Bar::chart)
        .def_readonly("period_s", &Bar::period_s)
        .def_readonly("index", &Bar::index)
        .def_readonly("start_ns", &Bar::start_ns)
        .def_property_readonly("closed", has(wire::bar_flag::closed))
        .def_property_readonly("off_grid", has(wire::bar_flag::off_grid))
        .def_readonly("open_ticks", &Bar::open_ticks)
        .def_readonly("high_ticks", &Bar::high_ticks)
        .def_readonly("low_ticks", &Bar::low_ticks)
        .def_readonly("close_ticks", &Bar::close_ticks)
        .def_readonly("open_raw", &Bar::open_raw)
        .def_readonly("high_raw", &Bar::high_raw)
        .def_readonly("low_raw", &Bar::low_raw)
        .def_readonly("close_raw", &Bar::close_raw)
        .def_readonly("volume", &Bar::volume)
        .def_readonly("bid_volume", &Bar::bid_volume)
        .def_readonly("ask_volume", &Bar::ask_volume)
        .def_readonly("trade_count", &Bar::trade_count);
}

// A view of the records in the observation, which lives as long as the view does.
py::array events_of(const py::object& self) {
    const auto& observation = self.cast<const Observation&>();
    const auto& events = observation.event_records;
    py::array array(
        py::dtype::of<EventRecord>(), {events.size()}, {sizeof(EventRecord)}, events.data(), self
    );
    array.attr("flags").attr("writeable") = false;
    return array;
}

using Binding = py::class_<Observation>;

template <class Member>
auto header_field(Member member) {
    return [member](const Observation& it) { return it.header.*member; };
}

auto flag(std::uint16_t bit) {
    return [bit](const Observation& it) { return it.has_flag(bit); };
}

void add_origin(Binding& binding) {
    using wire::BatchHeader;
    binding
        .def_property_readonly(
            "outcome", [](const Observation& it) { return text(market::outcome_name(it.outcome)); }
        )
        .def_property_readonly(
            "accepted", [](const Observation& it) { return it.outcome == market::Outcome::ok; }
        )
        .def_property_readonly("time_ns", header_field(&BatchHeader::call_time_ns))
        .def_property_readonly("send_time_ns", header_field(&BatchHeader::send_time_ns))
        .def_property_readonly("publisher", header_field(&BatchHeader::publisher))
        .def_property_readonly("chart", header_field(&BatchHeader::chart))
        .def_property_readonly("sequence", header_field(&BatchHeader::sequence))
        .def_property_readonly("epoch", header_field(&BatchHeader::epoch))
        .def_property_readonly("replay", flag(wire::batch_flag::replay))
        .def_property_readonly("delayed", flag(wire::batch_flag::delayed))
        .def_property_readonly("snapshot", flag(wire::batch_flag::snapshot))
        .def_readonly("missed", &Observation::missed)
        .def_readonly("needs_snapshot", &Observation::needs_snapshot)
        .def_property_readonly("note", [](const Observation& it) { return decode_text(it.note); });
}

void add_book(Binding& binding) {
    binding
        .def_property_readonly(
            "symbol", [](const Observation& it) { return decode_text(it.symbol); }
        )
        .def_readonly("tick_size", &Observation::tick_size)
        .def_property_readonly(
            "book_state",
            [](const Observation& it) { return text(market::book_state_name(it.book_state)); }
        )
        .def_readonly("book_valid", &Observation::book_valid)
        .def_readonly("connected", &Observation::connected)
        .def_readonly("data_delay_s", &Observation::data_delay_s)
        .def_property_readonly(
            "best_bid_ticks", [](const Observation& it) { return it.bid.best_ticks; }
        )
        .def_property_readonly(
            "best_ask_ticks", [](const Observation& it) { return it.ask.best_ticks; }
        )
        .def_property_readonly("bid_size", [](const Observation& it) { return it.bid.size; })
        .def_property_readonly("ask_size", [](const Observation& it) { return it.ask.size; })
        .def_property_readonly("bid_size_5", [](const Observation& it) { return it.bid.size_5; })
        .def_property_readonly("ask_size_5", [](const Observation& it) { return it.ask.size_5; })
        .def_property_readonly("bid_size_10", [](const Observation& it) { return it.bid.size_10; })
        .def_property_readonly("ask_size_10", [](const Observation& it) { return it.ask.size_10; });
}

void add_flow(Binding& binding) {
    binding.def_readonly("trades", &Observation::trades)
        .def_readonly("buy_volume", &Observation::buy_volume)
        .def_readonly("sell_volume", &Observation::sell_volume)
        .def_readonly("last_trade_ticks", &Observation::last_trade_ticks)
        .def_readonly("buy_volume_10s", &Observation::buy_volume_10s)
        .def_readonly("sell_volume_10s", &Observation::sell_volume_10s)
        .def_readonly("buy_volume_60s", &Observation::buy_volume_60s)
        .def_readonly("sell_volume_60s", &Observation::sell_volume_60s);
}

// A figure of the session, or nothing before anything was traded in it.
template <class Read>
auto session_figure(Read read) {
    return [read](const Observation& it) {
        const bool is_known = it.figures.session_since_ns.has_value();
        return is_known ? std::optional(read(it.figures)) : std::nullopt;
    };
}

void add_session(Binding& binding) {
    using market::Figures;
    binding
        .def_property_readonly(
            "session_since_ns", [](const Observation& it) { return it.figures.session_since_ns; }
        )
        .def_property_readonly(
            "session_whole", [](const Observation& it) { return it.figures.is_session_whole; }
        )
        .def_property_readonly("session_volume", session_figure([](const Figures& it) {
                                   return it.session.volume();
                               }))
        .def_property_readonly("session_delta", session_figure([](const Figures& it) {
                                   return it.session.delta();
                               }))
        .def_property_readonly(
            "vwap_ticks", [](const Observation& it) { return it.figures.vwap_ticks; }
        )
        .def_property_readonly("vwap_deviation_ticks", [](const Observation& it) {
            return it.figures.vwap_deviation_ticks;
        });
}

using ProfileOf = market::ProfileFigures market::Figures::*;

auto area_price(ProfileOf profile, std::int64_t market::ValueArea::*price) {
    return [=](const Observation& it) {
        const std::optional<market::ValueArea>& area = (it.figures.*profile).area;
        return area ? std::optional((*area).*price) : std::nullopt;
    };
}

auto nodes(ProfileOf profile, market::PriceList market::ProfileFigures::*list) {
    return [=](const Observation& it) {
        const auto prices = ((it.figures.*profile).*list).prices();
        py::tuple tuple(prices.size());
        for (std::size_t i = 0; i < prices.size(); ++i) {
            tuple[i] = prices[i];
        }
        return tuple;
    };
}

void add_profile(Binding& binding, const std::string& prefix, ProfileOf profile) {
    using market::ProfileFigures;
    using market::ValueArea;
    const auto add = [&](const char* name, const auto& read) {
        binding.def_property_readonly((prefix + name).c_str(), read);
    };
    add("poc_ticks", area_price(profile, &ValueArea::poc_ticks));
    add("value_low_ticks", area_price(profile, &ValueArea::low_ticks));
    add("value_high_ticks", area_price(profile, &ValueArea::high_ticks));
    add("high_nodes_ticks", nodes(profile, &ProfileFigures::high_nodes));
    add("low_nodes_ticks", nodes(profile, &ProfileFigures::low_nodes));
}

template <class Member>
auto figure(Member member) {
    return [member](const Observation& it) { return it.figures.*member; };
}

auto traded(market::Traded market::Figures::*member, std::uint64_t market::Traded::*part) {
    return [=](const Observation& it) { return it.figures.*member.*part; };
}

void add_tape(Binding& binding) {
    using market::Figures;
    using market::Traded;
    binding
        .def_property_readonly(
            "trades_1s", [](const Observation& it) { return it.figures.speed.trades; }
        )
        .def_property_readonly(
            "contracts_1s", [](const Observation& it) { return it.figures.speed.contracts; }
        )
        .def_property_readonly("trades_rank", figure(&Figures::trades_rank))
        .def_property_readonly("contracts_rank", figure(&Figures::contracts_rank))
        .def_property_readonly("large_from", figure(&Figures::large_from))
        .def_property_readonly("block_from", figure(&Figures::block_from))
        .def_property_readonly("large_buy_60s", traded(&Figures::large_60s, &Traded::bought))
        .def_property_readonly("large_sell_60s", traded(&Figures::large_60s, &Traded::sold))
        .def_property_readonly("block_buy_60s", traded(&Figures::block_60s, &Traded::bought))
        .def_property_readonly("block_sell_60s", traded(&Figures::block_60s, &Traded::sold));
}

void add_contents(Binding& binding) {
    binding.def_readonly("frames", &Observation::frames)
        .def_readonly("events", &Observation::events)
        .def_readonly("skipped", &Observation::skipped)
        .def_property_readonly("opened", [](const Observation& it) { return tuple_of(it.opened); })
        .def_property_readonly("closed", [](const Observation& it) { return tuple_of(it.closed); })
        .def_readonly("bar", &Observation::bar, py::return_value_policy::copy)
        .def_property_readonly(
            "closed_bars", [](const Observation& it) { return tuple_of(it.closed_bars); }
        )
        .def_property_readonly("values", &values_of)
        .def_property_readonly("event_records", &events_of);
}

}  // namespace

void register_observation(py::module_& module) {
    PYBIND11_NUMPY_DTYPE(
        EventRecord, time_ns, price_ticks, size, size_before, kind, side, at_window_edge
    );
    module.attr("EVENT_DTYPE") = py::dtype::of<EventRecord>();
    register_detection(module);
    register_bar(module);
    Binding binding(
        module, "Observation", py::is_final(), plain(),
        "What one batch told and how the market stands after it."
    );
    add_origin(binding);
    add_book(binding);
    add_flow(binding);
    add_session(binding);
    add_profile(binding, "session_", &market::Figures::session_profile);
    add_profile(binding, "rolling_", &market::Figures::rolling_profile);
    add_tape(binding);
    add_contents(binding);
}

}  // namespace mia::python
