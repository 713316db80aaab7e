// A chartbook whose market is a plain function of time, for a test that only needs something to
// move: an ES chart with book, tape and a study on it, and a VIX chart of bars alone.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "acsil/sim/host.hpp"

namespace mia::sim {

class Chartbook {
public:
    static constexpr int es_chart = 3;
    static constexpr int vix_chart = 8;
    static constexpr const char* es_symbol = "ESH26_FUT_CME";

    Chartbook();

    Host& host() { return host_; }
    StudyLibrary& library();
    void load(const std::filesystem::path& path) { library_ = &host_.load(path); }
    // MIA Feed; the handle of what is attached.
    int attach(int chart, const std::string& address, const std::string& token_file);
    // MIA Overlay.
    int attach_overlay(int chart, const std::string& address, const std::string& levels_file);
    // Moves time by one chart update, the market with it, and updates both charts.
    void step();

private:
    void move_es();
    void move_vix();

    Host host_;
    StudyLibrary* library_ = nullptr;
    int steps_ = 0;
};

}  // namespace mia::sim
