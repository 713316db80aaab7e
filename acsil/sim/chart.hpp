// One chart of the chartbook: its settings, its bars and the studies on it.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "acsil/sim/bar_series.hpp"
#include "acsil/sim/drawings.hpp"
#include "acsil/sim/study.hpp"
#include "acsil/sim/time_zone.hpp"
#include "sierrachart.h"

namespace mia::sim {

struct ChartSettings {
    int number = 0;
    std::string symbol;
    std::string name;
    double tick_size = 0.25;
    int bar_seconds = 60;
    std::string time_zone = "America/New_York";
    float price_multiplier = 1.0F;
    int update_interval_ms = 100;
    int connection_state = SCS_CONNECTED;
    int replay_status = REPLAY_STOPPED;
    std::int64_t data_delay_us = 0;
    bool is_downloading = false;
    bool knows_tick_size = true;  // whether other charts are told it
    bool keeps_volume_at_price = true;
};

class Chart {
public:
    explicit Chart(ChartSettings settings);

    ChartSettings& settings() { return settings_; }
    const TimeZone& zone() const { return zone_; }
    // As a user does in the chart's settings.
    void set_time_zone(const std::string& name);
    BarSeries& bars() { return bars_; }
    std::vector<std::unique_ptr<Study>>& studies() { return studies_; }

    Study& add_study(const StudyDescription& description, bool is_ours);
    void remove_study(int id);
    Study* find_study(int id);

    void append_bar(const Bar& bar);
    void clear_bars();
    void move_arrays();
    // The value of the last bar; std::invalid_argument when the study or line is unknown.
    void set_value(int study, int subgraph, float value);
    void set_value_at(int study, int subgraph, int bar, float value);

    Drawings& drawings() { return drawings_; }

private:
    SubgraphLine& line(int study, int subgraph);

    ChartSettings settings_;
    TimeZone zone_;
    BarSeries bars_;
    std::vector<std::unique_ptr<Study>> studies_;
    Drawings drawings_;
    int next_study_id_ = 1;
};

}  // namespace mia::sim
