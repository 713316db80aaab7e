// A host with one chart of ES bars and the probe library loaded, for the host's tests.
#pragma once

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "acsil/sim/host.hpp"

namespace mia::sim {

constexpr std::int64_t probe_start_ns = 1'773'239'700'000'000'000;  // 2026-03-11 14:35:00 UTC
constexpr std::int64_t probe_minute_ns = 60'000'000'000;

inline Bar probe_bar(int minute, double close) {
    Bar bar;
    bar.start_ns = probe_start_ns + minute * probe_minute_ns;
    bar.open = bar.high = bar.low = bar.close = close;
    bar.volume = 10;
    return bar;
}

inline ChartSettings probe_chart(int number, const std::string& symbol) {
    ChartSettings chart;
    chart.number = number;
    chart.symbol = symbol;
    chart.name = "chart " + std::to_string(number);
    return chart;
}

class ProbeHost : public testing::Test {
protected:
    explicit ProbeHost(HostOptions options = {}) : host(std::move(options)) {
        host.set_time_ns(probe_start_ns);
        host.add_chart(probe_chart(3, "ESH26"));
        for (int minute = 0; minute < 3; ++minute)
            host.chart(3).append_bar(probe_bar(minute, 100 + minute));
    }

    int attach(const std::string& function, const std::vector<InputChoice>& inputs = {}) {
        return host.attach(3, library, function, inputs);
    }
    int kept(int handle, int key) { return host.instance(handle).persistent.ints[key]; }
    std::vector<std::string> log() {
        std::vector<std::string> texts;
        for (const LogMessage& message : host.take_messages())
            texts.push_back(message.text);
        return texts;
    }

    Host host;
    StudyLibrary& library = host.load(MIA_PROBE_STUDY);
};

}  // namespace mia::sim
