// What one call of MIA Feed costs in the simulated host while a subscriber listens: 10 levels, 20
// subgraphs and 5 trades change before each call. Ends with one line of JSON.
#include "acsil/sim/host.hpp"
#include "tests/studies/subscriber.hpp"

#include <charconv>
#include <chrono>
#include <cstdio>
#include <exception>
#include <filesystem>
#include <fstream>
#include <random>
#include <string>
#include <string_view>
#include <thread>

namespace mia::bench {
namespace {

constexpr std::int64_t start_ns = 1'773'239'700'000'000'000;
constexpr std::int64_t interval_ns = 100'000'000;
constexpr int subgraphs_changed = 20;
constexpr int subgraphs_named = 60;
constexpr std::size_t levels = 20;

// A chart with one study of sixty lines, twenty levels a side, and MIA Feed on it.
class Chart {
public:
    Chart(const std::filesystem::path& library, const std::filesystem::path& token) {
        sim::ChartSettings settings;
        settings.number = 1;
        settings.symbol = "ES";
        sim::Chart& chart = host_.add_chart(settings);
        for (int minute = 0; minute < 30; ++minute) {
            sim::Bar bar;
            bar.start_ns = start_ns + minute * 60'000'000'000;
            bar.open = bar.high = bar.low = bar.close = 6675;
            chart.append_bar(bar);
        }
        sim::StudyDescription study;
        study.id = 2;
        study.name = "Study";
        for (int line = 0; line < subgraphs_named; ++line) {
            study.subgraph_names.push_back("Line " + std::to_string(line));
        }
        chart.add_study(study, false);
        for (std::size_t level = 0; level < levels; ++level) {
            const auto depth = static_cast<double>(level);
            instrument().book.bids.push_back({6675 - depth / 4, 60, 9});
            instrument().book.asks.push_back({6675.25 + depth / 4, 50, 7});
        }
        handle_ = host_.attach(
            1, host_.load(library), "scsf_MIAFeed",
            {{0, true, 0, subscriber_.address()}, {7, true, 0, token.string()}}
        );
        subscriber_.subscribe_to_all();
    }

    // True when the subscriber has heard the study.
    bool connect() {
        for (int i = 0; i < 5000; ++i) {
            host_.update(1);
            if (!subscriber_.receive(1).empty()) {
                return true;
            }
        }
        return false;
    }

    void play(int calls, std::chrono::milliseconds pause) {
        for (int call = 0; call < calls; ++call) {
            change(call);
            std::this_thread::sleep_for(pause);
            host_.set_time_ns(start_ns + call * interval_ns);
            host_.update(1);
            for (auto bytes = subscriber_.receive(0); !bytes.empty();
                 bytes = subscriber_.receive(0)) {
                bytes_ += bytes.size();
                ++batches_;
            }
        }
    }

    void print() {
        const sim::CallCost& cost = host_.instance(handle_).cost;
        std::printf(
            "{\"calls\": %llu, \"median_us\": %.2f, \"p99_us\": %.2f, \"bytes_per_batch\": %llu}\n",
            static_cast<unsigned long long>(cost.count()),
            static_cast<double>(cost.quantile(0.5)) / 1e3,
            static_cast<double>(cost.quantile(0.99)) / 1e3,
            static_cast<unsigned long long>(batches_ == 0 ? 0 : bytes_ / batches_)
        );
    }

private:
    sim::Instrument& instrument() { return host_.instrument("ES"); }

    void change(int call) {
        const auto offset = static_cast<std::size_t>(call) % (levels - 5);
        for (std::size_t i = 0; i < 5; ++i) {
            instrument().book.bids[offset + i].quantity = 1 + (call * 7 + 3) % 300;
            instrument().book.asks[offset + i].quantity = 1 + (call * 5 + 2) % 300;
        }
        for (int line = 0; line < subgraphs_changed; ++line) {
            host_.chart(1).set_value(2, line, static_cast<float>(call + line));
        }
        for (int trade = 0; trade < 5; ++trade) {
            instrument().tape.push({host_.now_ns(), 6675.25, 3, 6675, 6675.25, 60, 50, SC_TS_ASK});
        }
    }

    studies::Subscriber subscriber_;
    sim::Host host_;
    int handle_ = 0;
    std::uint64_t bytes_ = 0;
    std::uint64_t batches_ = 0;
};

int run(const char* library, int calls, std::chrono::milliseconds pause) {
    const auto folder = std::filesystem::temp_directory_path() /
                        ("mia-study-call-" + std::to_string(std::random_device()()));
    std::filesystem::create_directory(folder);
    std::ofstream(folder / "token") << std::string(32, 'k');
    int status = 0;
    {
        Chart chart(library, folder / "token");
        if (chart.connect()) {
            chart.play(calls, pause);
            chart.print();
        } else {
            std::fprintf(stderr, "the study did not connect: a snapshot was expected\n");
            status = 1;
        }
    }
    std::filesystem::remove_all(folder);
    return status;
}

}  // namespace
}  // namespace mia::bench

int main(int count, char** arguments) {
    const auto number = [&](int index, int otherwise) {
        int value = otherwise;
        const std::string_view word = count > index ? arguments[index] : "";
        const auto read = std::from_chars(word.data(), word.data() + word.size(), value);
        return word.empty() || read.ec == std::errc() ? value : -1;
    };
    const int calls = number(2, 20'000);
    const int pause_ms = number(3, 0);
    if (count < 2 || calls < 1 || pause_ms < 0) {
        std::fputs("usage: mia_bench_study_call STUDY_LIBRARY [CALLS [PAUSE_MS]]\n", stderr);
        return 2;
    }
    try {
        return mia::bench::run(arguments[1], calls, std::chrono::milliseconds(pause_ms));
    } catch (const std::exception& error) {
        std::fprintf(stderr, "%s\n", error.what());
        return 1;
    }
}
