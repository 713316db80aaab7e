// A chart in the simulated host with studies, a book, and MIA Feed on it, and the subscriber that MIA Feed sends to.
#pragma once

#include "acsil/sim/host.hpp"
#include "tests/studies/subscriber.hpp"

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string_view>
#include <vector>

namespace mia::bench {

// What the chart holds, and how much of it changes before each call.
struct Load {
    std::string_view name;
    int studies;
    int subgraphs;  // with a name, of all studies together
    int subgraphs_changed;
    std::size_t levels;  // a side
    std::size_t levels_changed;
    int trades;
    int bars;
    std::size_t message_bytes;  // about as long as what a call of this load sends
};

inline constexpr Load loads[] = {
    {"small", 1, 60, 20, 20, 5, 5, 30, 1112},
    {"full", 48, 500, 25, 20, 20, 20, 2000, 3232},
};
inline constexpr const char* symbol = "ES";

class StudyChart {
public:
    StudyChart(
        const Load& load, const std::filesystem::path& library, const std::filesystem::path& token
    );

    // Calls until the subscriber has the study's whole snapshot; false when that does not come about.
    bool synchronise();

    // Lets an interval of the chart's time pass, changes what the load says, and calls the study once.
    void call();

    // Recalculates the chart a while later. The study's snapshot is complete when it says so.
    void recalculate();
    void call_unchanged();
    [[nodiscard]] bool is_synchronised();

    // What came from the study since the last time; waits for no more, or until all that it sent is there.
    std::vector<std::vector<std::byte>> take_batches() { return receive(0); }
    std::vector<std::vector<std::byte>> await_batches() { return receive(5000); }

    // What the study's calls cost; those that were not asked for are not in it.
    sim::CallCost take_cost();

private:
    void add_bars();
    void add_studies();
    void add_book();
    void change();
    void let_pass(std::int64_t time_ns);
    std::vector<std::vector<std::byte>> receive(int timeout_ms);
    std::int64_t shown(int key) { return host_.instance(handle_).persistent.int64s[key]; }
    sim::Instrument& instrument() { return host_.instrument(symbol); }

    const Load load_;
    studies::Subscriber subscriber_;
    sim::Host host_;
    int handle_ = 0;
    int calls_ = 0;
    std::int64_t received_ = 0;
};

}  // namespace mia::bench
