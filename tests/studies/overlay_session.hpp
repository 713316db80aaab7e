// MIA Overlay as it runs: the real study library on a chart of the simulated host, and a real socket that speaks to it.
// Sierra's time stands still unless a test moves it.
#pragma once

#include <gtest/gtest.h>

#include <chrono>
#include <filesystem>
#include <fstream>
#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "acsil/sim/host.hpp"
#include "tests/studies/overlay_host.hpp"
#include "tests/temp_folder.hpp"

namespace mia::studies {

inline constexpr std::int64_t overlay_second_ns = 1'000'000'000;
inline constexpr std::int64_t overlay_minute_ns = 60 * overlay_second_ns;
inline constexpr std::int64_t overlay_start_ns = 1'773'239'700 * overlay_second_ns;  // 14:35 UTC
inline constexpr int bars_before = 30;

// Subgraphs as alerts know them.
namespace subgraph {
inline constexpr int call_wall = 0;
inline constexpr int put_wall = 1;
inline constexpr int flip = 2;
inline constexpr int positive_gamma = 7;
inline constexpr int negative_gamma = 8;
inline constexpr int oldest_age = 9;
inline constexpr int signal_score = 10;
inline constexpr int others = 12;
}  // namespace subgraph

class OverlaySession : public testing::Test {
protected:
    explicit OverlaySession(sim::HostOptions options = {}) : host(std::move(options)) {
        host.set_time_ns(overlay_start_ns);
        add_chart(3, "ESH26_FUT_CME");
    }
    void TearDown() override { EXPECT_EQ(host.errors(), std::vector<std::string>{}); }

    void add_chart(int number, const std::string& symbol) {
        sim::ChartSettings settings;
        settings.number = number;
        settings.symbol = symbol;
        host.add_chart(settings);
        fill(number);
    }
    // Half an hour of minutes, the last of them just begun.
    void fill(int number) {
        for (int minute = 0; minute < bars_before; ++minute) {
            sim::Bar bar;
            bar.start_ns = overlay_start_ns - (bars_before - 1 - minute) * overlay_minute_ns;
            bar.open = bar.high = bar.low = bar.close = 6675;
            host.chart(number).append_bar(bar);
        }
    }
    void append_bar() {
        host.set_time_ns(host.now_ns() + overlay_minute_ns);
        sim::Bar bar;
        bar.start_ns = host.now_ns();
        bar.open = bar.high = bar.low = bar.close = 6675;
        host.chart(3).append_bar(bar);
    }

    sim::StudyLibrary& library() { return host.load(MIA_STUDY); }
    int attach(std::vector<sim::InputChoice> more = {}, int on_chart = 3) {
        std::vector<sim::InputChoice> inputs{{0, true, 0, peer.address()}};
        inputs.insert(inputs.end(), more.begin(), more.end());
        handle = host.attach(on_chart, library(), "scsf_MIAOverlay", inputs);
        return handle;
    }
    // Makes chart updates until this holds; false after five seconds without it.
    bool play_until(const std::function<bool()>& done, int on_chart = 3) {
        const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(5);
        bool is_done = false;
        do {
            host.update(on_chart);
            is_done = done();
        } while (!is_done && std::chrono::steady_clock::now() < deadline);
        return is_done;
    }
    // The study is on the chart and has subscribed.
    bool connect() {
        attach();
        return play_until([this] { return peer.was_asked(1); });
    }
    std::int64_t shown(int key) { return host.instance(handle).persistent.int64s[key]; }
    std::int64_t batches() { return shown(4); }
    // Until everything that was said up to now is in.
    bool hear() {
        return play_until([&] { return batches() + shown(7) >= peer.sent() + sent_before; });
    }

    static void say_two(wire::BatchWriter& writer) {
        add_level(writer, 1, "gamma.call_wall", 6700, overlay_start_ns);
        add_level(writer, 2, "gamma.put_wall", 6600, overlay_start_ns);
        add_signal(writer, 1, overlay_start_ns, 26700, 0.5);
    }
    // Two levels, a signal of two drawings, the panel.
    static constexpr std::size_t all_drawn = 5;

    bool connect_and_draw() {
        if (!connect()) {
            return false;
        }
        peer.say_all(say_two);
        return hear() && drawings().all().size() == all_drawn;
    }
    // The host process ends and another one begins.
    void restart_peer() {
        sent_before = batches() + shown(7);
        peer.begin_again(78);
    }

    const sim::Drawings& drawings(int chart = 3) { return host.chart(chart).drawings(); }
    std::vector<const s_UseTool*> drawn(DrawingTypeEnum type, int chart = 3) {
        std::vector<const s_UseTool*> found;
        for (const sim::Drawing& each : drawings(chart).all()) {
            if (each.tool.DrawingType == type && each.tool.UseRelativeVerticalValues != 1) {
                found.push_back(&each.tool);
            }
        }
        return found;
    }
    const s_UseTool* level(const std::string& label) {
        for (const s_UseTool* each : drawn(DRAWING_HORIZONTALLINE)) {
            if (std::string(each->Text.GetChars()).starts_with(label)) {
                return each;
            }
        }
        return nullptr;
    }
    std::string panel(int chart = 3) {
        for (const sim::Drawing& each : drawings(chart).all()) {
            if (each.tool.UseRelativeVerticalValues == 1) {
                return each.tool.Text.GetChars();
            }
        }
        return "";
    }
    bool panel_says(const std::string& words) {
        return play_until([&] { return panel().find(words) != std::string::npos; });
    }
    float value(int subgraph, int bar = -1) {
        const auto& values = line(subgraph);
        return values[bar < 0 ? values.size() - 1 : static_cast<std::size_t>(bar)];
    }
    const std::vector<float>& line(int subgraph) {
        const int study = host.instance(handle).study;
        return host.chart(host.instance(handle).chart)
            .find_study(study)
            ->lines[static_cast<std::size_t>(subgraph)]
            .values;
    }

    std::string levels_file() const { return folder.file("levels.csv"); }
    void write_levels(const std::string& rows) const {
        std::ofstream(levels_file(), std::ios::binary)
            << "symbol,timestamp,spot_price,call_wall,put_wall,gamma_flip,max_pain,pin1,pin2,"
               "vol_trigger\n"
            << rows;
    }

    test::TempFolder folder;
    OverlayHost peer;
    sim::Host host;
    int handle = 0;
    std::int64_t sent_before = 0;  // by hosts that are gone
};

}  // namespace mia::studies
