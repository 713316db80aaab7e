// One study on a chart as other studies see it: its names and its lines, one value per bar.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "sierrachart.h"

namespace mia::sim {

struct SubgraphLine {
    std::string name;  // empty: not used by the study
    int draw_style = DRAWSTYLE_LINE;
    std::vector<float> values;
};

struct StudyInput {
    std::string name;
    double number = 0;
    std::string text;
    int type = INT_VALUE;
    s_ChartStudySubgraphValues study{};
};

struct StudyDescription {
    int id = 0;  // 0: the chart gives the next free one
    std::string name;
    std::string short_name;       // set by the user; shown instead of the name
    int internal_identifier = 0;  // 0: a custom study
    std::string original_name;    // of a custom study; the host names the built-in ones
    std::string dll_file;
    std::string dll_function;
    std::vector<std::string> subgraph_names;
    std::vector<StudyInput> inputs;
};

struct Study {
    StudyDescription description;
    std::vector<SubgraphLine> lines;
    int data_start = 0;
    bool is_ours = false;  // computed by a loaded library, not given by the script

    std::string displayed_name() const {
        return description.short_name.empty() ? description.name : description.short_name;
    }
    // A new bar starts with what the bar before it held, or with 0 for a study that computes
    // its own values.
    void resize(int bars);
    void move_arrays();
};

}  // namespace mia::sim
