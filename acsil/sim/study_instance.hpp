// One study of a loaded library on one chart: its settings, its lines, and what it keeps from
// call to call, which outlives the library it came from.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "acsil/sim/call_cost.hpp"
#include "acsil/sim/chart.hpp"
#include "acsil/sim/study_library.hpp"

namespace mia::sim {

struct PersistentValues {
    std::map<int, int> ints;
    std::map<int, float> floats;
    std::map<int, double> doubles;
    std::map<int, std::int64_t> int64s;
    std::map<int, SCDateTime> times;
    std::map<int, SCString> texts;
    std::map<int, void*> pointers;
};

struct StudyInstance {
    int handle = 0;
    int chart = 0;
    int study = 0;  // its id among the chart's studies
    StudyLibrary* library = nullptr;
    std::string function;
    std::vector<s_SCInput_145> inputs;
    std::vector<s_SCSubgraph_260> subgraphs;
    std::vector<SCFloatArray> base_arrays;
    PersistentValues persistent;
    s_sc sc;
    bool is_hidden = false;
    bool wants_stack_pull = false;
    bool needs_full_recalculation = true;
    std::uint64_t questions = 0;  // put to the program up to now
    std::string fault;  // what each question about its chart throws, as exhausted memory would
    int size_at_last_call = 0;
    CallCost cost;
};

}  // namespace mia::sim
