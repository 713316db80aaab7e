// Charts and their bars, as Python sets and reads them.
#include "acsil/sim/python/bindings.hpp"

namespace mia::sim::python {
namespace {

namespace py = pybind11;

void add_chart(
    Host& host, int number, std::string symbol, std::string name, double tick_size, int bar_seconds,
    std::string time_zone, double price_multiplier, int update_interval_ms
) {
    ChartSettings chart;
    chart.number = number;
    chart.symbol = std::move(symbol);
    chart.name = std::move(name);
    chart.tick_size = tick_size;
    chart.bar_seconds = bar_seconds;
    chart.time_zone = std::move(time_zone);
    chart.price_multiplier = static_cast<float>(price_multiplier);
    chart.update_interval_ms = update_interval_ms;
    host.add_chart(std::move(chart));
}

void set_chart_state(
    Host& host, int chart, std::optional<int> connection, std::optional<int> replay,
    std::optional<int> data_delay_s, std::optional<bool> downloading
) {
    ChartSettings& settings = host.chart(chart).settings();
    settings.connection_state = connection.value_or(settings.connection_state);
    settings.replay_status = replay.value_or(settings.replay_status);
    settings.is_downloading = downloading.value_or(settings.is_downloading);
    if (data_delay_s)
        settings.data_delay_us = std::int64_t{*data_delay_s} * 1'000'000;
}

// Open, high, low, close, volume, trades, bid volume, ask volume.
using BarTuple = std::tuple<double, double, double, double, double, double, double, double>;

Bar bar_of(std::int64_t start_ns, const BarTuple& values) {
    const auto& [open, high, low, close, volume, trades, bid_volume, ask_volume] = values;
    return {start_ns, open, high, low, close, volume, trades, bid_volume, ask_volume};
}

void add_bar_calls(HostClass& host) {
    host.def(
            "append_bar",
            [](Host& self, int chart, std::int64_t start_ns, const BarTuple& values) {
                self.chart(chart).append_bar(bar_of(start_ns, values));
            },
            py::arg("chart"), py::arg("start_ns"), py::arg("values"),
            "Values are open, high, low, close, volume, trades, bid volume, ask volume."
    )
        .def(
            "update_bar",
            [](Host& self, int chart, const BarTuple& values) {
                self.chart(chart).bars().update_last(bar_of(0, values));
            },
            py::arg("chart"), py::arg("values"), "Replaces the values of the last bar."
        )
        .def(
            "set_bar_prices",
            [](Host& self, int chart,
               const std::vector<std::tuple<int, unsigned, unsigned, unsigned>>& prices) {
                std::vector<PriceVolume> volumes;
                for (const auto& [price_ticks, bid_volume, ask_volume, trades] : prices)
                    volumes.push_back({price_ticks, bid_volume, ask_volume, trades});
                self.chart(chart).bars().set_last_prices(volumes);
            },
            py::arg("chart"), py::arg("prices"),
            "The last bar's (price ticks, bid volume, ask volume, trades), lowest price first."
        )
        .def(
            "bar_count", [](Host& self, int chart) { return self.chart(chart).bars().size(); },
            py::arg("chart")
        );
}

}  // namespace

void add_chart_calls(HostClass& host) {
    host.def(
            "add_chart", &add_chart, py::arg("number"), py::arg("symbol"), py::kw_only(),
            py::arg("name") = "", py::arg("tick_size") = 0.25, py::arg("bar_seconds") = 60,
            py::arg("time_zone") = "America/New_York", py::arg("price_multiplier") = 1.0,
            py::arg("update_interval_ms") = 100
    )
        .def(
            "set_chart_state", &set_chart_state, py::arg("chart"), py::kw_only(),
            py::arg("connection") = py::none(), py::arg("replay") = py::none(),
            py::arg("data_delay_s") = py::none(), py::arg("downloading") = py::none()
        )
        .def("change_symbol", &Host::change_symbol, py::arg("chart"), py::arg("symbol"))
        .def("close_chart", &Host::close_chart, py::arg("chart"));
    add_bar_calls(host);
}

}  // namespace mia::sim::python
