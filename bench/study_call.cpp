// What the calls of MIA Feed cost in the simulated host while a subscriber listens, and what the same feed costs as a
// dumper of JSON lines writes it: a file for each kind of line, opened, appended to and closed for every line; or what
// the calls that send a whole snapshot cost. Ends with one line of JSON.
#include "bench/dumper_lines.hpp"
#include "bench/machine.hpp"
#include "bench/pause.hpp"
#include "bench/study_chart.hpp"
#include "bridge/wire/batch_reader.hpp"

#include <algorithm>
#include <charconv>
#include <chrono>
#include <cstdio>
#include <exception>
#include <fstream>
#include <iterator>
#include <map>
#include <optional>
#include <random>
#include <stdexcept>
#include <string>

namespace mia::bench {
namespace {

using Batches = std::vector<std::vector<std::byte>>;

constexpr std::size_t dumped_max = 500;  // calls that are written as lines as well

struct Order {
    const char* library;
    const Load* load;
    bool is_snapshot;
    int count;
    Pause pause;
};

double us(std::int64_t ns) {
    return static_cast<double>(ns) / 1e3;
}

std::size_t bytes_of(const Batches& batches) {
    std::size_t bytes = 0;
    for (const auto& batch : batches) {
        bytes += batch.size();
    }
    return bytes;
}

// What a dumper does for one line.
std::size_t append(const std::string& path, std::string_view line) {
    std::FILE* file = std::fopen(path.c_str(), "a");
    if (file == nullptr) {
        throw std::runtime_error("cannot write " + path);
    }
    const std::size_t written = std::fwrite(line.data(), 1, line.size(), file);
    if (std::fclose(file) != 0 || written != line.size()) {
        throw std::runtime_error("cannot write " + path);
    }
    return written;
}

struct Dumped {
    sim::CallCost cost;
    std::size_t bytes = 0;
    std::size_t lines = 0;
};

// Each batch is what one call had to tell.
Dumped dump(const Batches& batches, const std::filesystem::path& folder) {
    const std::map<LineKind, std::string> files{
        {LineKind::depth, (folder / "chart_3_depth_20260311.jsonl").string()},
        {LineKind::trade, (folder / "chart_3_trade_20260311.jsonl").string()},
        {LineKind::study, (folder / "chart_3_study_20260311.jsonl").string()},
    };
    Dumped dumped;
    DumperLines lines(symbol, [&](LineKind kind, std::string_view line) {
        dumped.bytes += append(files.at(kind), line);
        ++dumped.lines;
    });
    for (std::size_t i = 0; i < std::min(batches.size(), dumped_max); ++i) {
        const std::int64_t time_ns = wire::BatchReader(batches[i]).header().call_time_ns;
        const auto begin = std::chrono::steady_clock::now();
        lines.write(batches[i], time_ns);
        dumped.cost.add((std::chrono::steady_clock::now() - begin).count());
    }
    return dumped;
}

void measure_calls(StudyChart& chart, const Order& order, const std::filesystem::path& folder) {
    Batches batches;
    const auto keep = [&](Batches&& taken) {
        std::ranges::move(taken, std::back_inserter(batches));
    };
    Between between(order.pause);
    Machine machine(order.load->message_bytes);
    for (int call = 0; call < order.count; ++call) {
        between.wait();
        chart.call();
        keep(chart.take_batches());
    }
    for (int call = 0; call < order.count; ++call) {
        between.wait();
        machine.measure();
    }
    keep(chart.await_batches());
    const sim::CallCost cost = chart.take_cost();
    const Dumped dumped = dump(batches, folder);
    const auto per = [](std::size_t sum, std::size_t count) {
        return count == 0 ? 0 : sum / count;
    };
    std::printf(
        "{\"calls\": %llu, \"median_us\": %.2f, \"p99_us\": %.2f, \"bytes_per_batch\": %zu, "
        "\"machine_median_us\": %.2f, \"dumper_median_us\": %.2f, \"dumper_bytes\": %zu, "
        "\"dumper_lines\": %zu}\n",
        static_cast<unsigned long long>(cost.count()), us(cost.quantile(0.5)),
        us(cost.quantile(0.99)), per(bytes_of(batches), batches.size()),
        us(machine.cost().quantile(0.5)), us(dumped.cost.quantile(0.5)),
        per(dumped.bytes, dumped.cost.count()), per(dumped.lines, dumped.cost.count())
    );
}

// The same part of a snapshot is the same work each time: the median of each part is free of what else the machine did.
double slowest_part_us(const std::vector<sim::CallCost>& parts) {
    std::int64_t slowest_ns = 0;
    for (const sim::CallCost& part : parts) {
        slowest_ns = std::max(slowest_ns, part.quantile(0.5));
    }
    return us(slowest_ns);
}

void measure_snapshots(StudyChart& chart, const Order& order) {
    std::vector<sim::CallCost> parts;
    sim::CallCost all;
    std::size_t bytes = 0;
    Between between(order.pause);
    for (int snapshot = 0; snapshot < order.count; ++snapshot) {
        between.wait();
        chart.recalculate();
        bytes += bytes_of(chart.take_batches());
        while (!chart.is_synchronised()) {
            between.wait();
            chart.call_unchanged();
            bytes += bytes_of(chart.take_batches());
        }
        bytes += bytes_of(chart.await_batches());
        const sim::CallCost cost = chart.take_cost();
        for (std::size_t part = 0; part < cost.kept().size(); ++part) {
            parts.resize(std::max(parts.size(), part + 1));
            parts[part].add(cost.kept()[part]);
            all.add(cost.kept()[part]);
        }
    }
    std::printf(
        "{\"snapshots\": %d, \"calls_per_snapshot\": %zu, \"bytes_per_snapshot\": %zu, "
        "\"median_us\": %.2f, \"p99_us\": %.2f, \"max_us\": %.2f, \"slowest_part_us\": %.2f}\n",
        order.count, parts.size(), bytes / static_cast<std::size_t>(order.count),
        us(all.quantile(0.5)), us(all.quantile(0.99)), us(all.quantile(1.0)), slowest_part_us(parts)
    );
}

int run(const Order& order) {
    const auto folder = std::filesystem::temp_directory_path() /
                        ("mia-study-call-" + std::to_string(std::random_device()()));
    std::filesystem::create_directory(folder);
    std::ofstream(folder / "token") << std::string(32, 'k');
    int status = 0;
    {
        StudyChart chart(*order.load, order.library, folder / "token");
        if (!chart.synchronise()) {
            std::fprintf(stderr, "the study did not connect: a snapshot was expected\n");
            status = 1;
        } else if (order.is_snapshot) {
            measure_snapshots(chart, order);
        } else {
            measure_calls(chart, order, folder);
        }
    }
    std::filesystem::remove_all(folder);
    return status;
}

const Load* load_named(std::string_view name) {
    const auto* found = std::ranges::find(loads, name, &Load::name);
    return found == std::end(loads) ? nullptr : found;
}

std::optional<Pause> pause_named(std::string_view name) {
    const std::map<std::string_view, Pause> pauses{
        {"none", Pause::none}, {"busy", Pause::busy}, {"asleep", Pause::asleep}};
    const auto found = pauses.find(name);
    return found == pauses.end() ? std::nullopt : std::optional(found->second);
}

int number(std::string_view word) {
    int value = -1;
    const auto read = std::from_chars(word.data(), word.data() + word.size(), value);
    return read.ec == std::errc() && read.ptr == word.data() + word.size() ? value : -1;
}

}  // namespace
}  // namespace mia::bench

int main(int count, char** words) {
    using namespace mia::bench;
    const bool is_whole = count == 6;
    const std::string_view what = is_whole ? words[2] : "";
    const Load* load = is_whole ? load_named(words[3]) : nullptr;
    const int times = is_whole ? number(words[4]) : -1;
    const auto pause = is_whole ? pause_named(words[5]) : std::nullopt;
    if (load == nullptr || times < 1 || !pause || (what != "calls" && what != "snapshots")) {
        std::fputs(
            "usage: mia_bench_study_call STUDY_LIBRARY calls|snapshots small|full COUNT "
            "none|busy|asleep\n",
            stderr
        );
        return 2;
    }
    try {
        return run({words[1], load, what == "snapshots", times, *pause});
    } catch (const std::exception& error) {
        std::fprintf(stderr, "%s\n", error.what());
        return 1;
    }
}
