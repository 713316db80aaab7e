#include "acsil/sim/chart.hpp"

#include <algorithm>
#include <stdexcept>
#include <utility>

namespace mia::sim {
namespace {

TimeZone zone_or_throw(const std::string& name) {
    const auto zone = TimeZone::named(name);
    if (!zone)
        throw std::invalid_argument(
            "the chart's time zone was '" + name + "', which the host does not know"
        );
    return *zone;
}

}  // namespace

Chart::Chart(ChartSettings settings)
    : settings_(std::move(settings)), zone_(zone_or_throw(settings_.time_zone)) {}

void Chart::set_time_zone(const std::string& name) {
    zone_ = zone_or_throw(name);
    settings_.time_zone = name;
}

Study& Chart::add_study(const StudyDescription& description, bool is_ours) {
    auto study = std::make_unique<Study>();
    study->description = description;
    study->is_ours = is_ours;
    if (description.id == 0)
        study->description.id = next_study_id_;
    if (find_study(study->description.id) != nullptr) {
        throw std::invalid_argument(
            "study id " + std::to_string(study->description.id) + " was already on the chart"
        );
    }
    next_study_id_ = std::max(next_study_id_, study->description.id + 1);
    study->lines.resize(is_ours ? SC_SUBGRAPHS_AVAILABLE : description.subgraph_names.size());
    for (std::size_t i = 0; i < description.subgraph_names.size(); ++i) {
        study->lines[i].name = description.subgraph_names[i];
    }
    study->resize(bars_.size());
    studies_.push_back(std::move(study));
    return *studies_.back();
}

void Chart::remove_study(int id) {
    std::erase_if(studies_, [id](const auto& study) { return study->description.id == id; });
}

Study* Chart::find_study(int id) {
    for (const auto& study : studies_) {
        if (study->description.id == id)
            return study.get();
    }
    return nullptr;
}

void Chart::append_bar(const Bar& bar) {
    bars_.append(bar, zone_, settings_.bar_seconds);
    for (const auto& study : studies_)
        study->resize(bars_.size());
}

void Chart::clear_bars() {
    bars_.clear();
    for (const auto& study : studies_) {
        for (SubgraphLine& each : study->lines)
            each.values.clear();
    }
}

void Chart::move_arrays() {
    bars_.move_arrays();
    for (const auto& study : studies_)
        study->move_arrays();
}

SubgraphLine& Chart::line(int study, int subgraph) {
    Study* found = find_study(study);
    if (found == nullptr || subgraph < 0 ||
        static_cast<std::size_t>(subgraph) >= found->lines.size()) {
        throw std::invalid_argument(
            "chart " + std::to_string(settings_.number) + " has no subgraph " +
            std::to_string(subgraph) + " of study " + std::to_string(study)
        );
    }
    return found->lines[static_cast<std::size_t>(subgraph)];
}

void Chart::set_value(int study, int subgraph, float value) {
    set_value_at(study, subgraph, bars_.size() - 1, value);
}

void Chart::set_value_at(int study, int subgraph, int bar, float value) {
    SubgraphLine& target = line(study, subgraph);
    if (bar < 0 || static_cast<std::size_t>(bar) >= target.values.size()) {
        throw std::invalid_argument(
            "chart " + std::to_string(settings_.number) + " has no bar " + std::to_string(bar) +
            " in subgraph " + std::to_string(subgraph) + " of study " + std::to_string(study)
        );
    }
    target.values[static_cast<std::size_t>(bar)] = value;
}

}  // namespace mia::sim
