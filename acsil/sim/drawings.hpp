// What studies have drawn on one chart, kept by Sierra's rules, its traps included: without a number of its own every
// use of a tool is one more drawing, a number belongs to the chart and not to the study, an unset field of an adjusted
// drawing stays what it was, and hiding a study hides nothing that it drew.
#pragma once

#include <cstdint>
#include <vector>

#include "sierrachart.h"

namespace mia::sim {

struct Drawing {
    s_UseTool tool;
    int study = 0;  // whose it is

    // As if the user had drawn it: it stays when its study goes, and may be saved with the chartbook.
    bool is_user_drawn() const { return tool.AddAsUserDrawnDrawing != 0; }
    bool is_saved() const { return is_user_drawn() && tool.AllowSaveToChartbook == 1; }
};

class Drawings {
public:
    // As sc.UseTool: 1 when it was added or adjusted, and then the tool has its number.
    int use(s_UseTool& tool, int study);
    // How many had this number and are gone; those of the user stay.
    int erase(int line);
    // Every study's.
    void erase_all();
    // What Sierra does itself when a study is fully recalculated or removed.
    void forget(int study);

    const Drawing* find(int line, bool user_drawn = false) const;
    const std::vector<Drawing>& all() const { return all_; }
    // How often a tool was used, so that a test sees what is drawn without need.
    std::uint64_t uses() const { return uses_; }

private:
    std::vector<Drawing> all_;
    int next_line_ = 1'000'000;
    std::uint64_t uses_ = 0;
};

}  // namespace mia::sim
