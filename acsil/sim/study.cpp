#include "acsil/sim/study.hpp"

namespace mia::sim {

void Study::resize(int bars) {
    for (SubgraphLine& line : lines) {
        if (line.name.empty())
            continue;
        const float carried = line.values.empty() || is_ours ? 0.0F : line.values.back();
        line.values.resize(static_cast<std::size_t>(bars), carried);
    }
}

void Study::move_arrays() {
    for (SubgraphLine& line : lines)
        std::vector<float>(line.values).swap(line.values);
}

}  // namespace mia::sim
