// The same updates as the sender's, as a dumper of JSON lines writes them: one line for each level
// that changed and for each trade, appended to a file and flushed line by line.
#include "bench/schedule.hpp"
#include "bench/sender_feed.hpp"
#include "bench/sender_options.hpp"
#include "bridge/wire/batch_reader.hpp"

#include <algorithm>
#include <cstdio>
#include <memory>
#include <vector>

namespace mia::bench {
namespace {

constexpr double days_to_unix_epoch = 25569.0;
constexpr double ns_per_day = 86'400e9;

struct CloseFile {
    void operator()(std::FILE* file) const noexcept { (void)std::fclose(file); }
};
using File = std::unique_ptr<std::FILE, CloseFile>;

double days_of(std::int64_t time_ns) {
    return days_to_unix_epoch + static_cast<double>(time_ns) / ns_per_day;
}

class LineWriter {
public:
    LineWriter(const Options& options, std::FILE* file) : options_(options), file_(file) {}

    void write(std::span<const std::byte> batch, std::int64_t due_ns) {
        wire::BatchReader reader(batch);
        while (const auto frame = reader.next()) {
            if (frame->is<wire::Trade>()) {
                write_trade(frame->head<wire::Trade>(), due_ns);
            } else if (frame->is<wire::DepthDelta>()) {
                for (std::size_t i = 0; i < frame->entry_count<wire::DepthDelta>(); ++i) {
                    write_level(frame->entry<wire::DepthDelta>(i), due_ns);
                }
            } else if (frame->is<wire::DepthSnapshot>()) {
                for (std::size_t i = 0; i < frame->entry_count<wire::DepthSnapshot>(); ++i) {
                    write_level(frame->entry<wire::DepthSnapshot>(i), due_ns);
                }
            }
        }
    }

    [[nodiscard]] const std::vector<std::int64_t>& due() const noexcept { return due_; }

private:
    void write_level(const wire::DepthLevel& level, std::int64_t due_ns) {
        std::fprintf(
            file_,
            "{\"t\":%.6f,\"sym\":\"%s\",\"type\":\"depth\",\"side\":\"%s\",\"lvl\":%d,"
            "\"price\":%.8f,\"size\":%u,\"chart\":3}\n",
            days_of(due_ns), options_.symbol.c_str(),
            level.side == wire::book_side::bid ? "BID" : "ASK", level.level + 1, level.price_raw,
            level.size
        );
        finish(due_ns);
    }

    void write_trade(const wire::Trade& trade, std::int64_t due_ns) {
        std::fprintf(
            file_,
            "{\"t\":%.6f,\"sym\":\"%s\",\"type\":\"trade\",\"side\":\"%s\",\"px\":%.8f,\"vol\":%u,"
            "\"seq\":%llu,\"tt\":%d,\"chart\":3}\n",
            days_of(due_ns), options_.symbol.c_str(),
            trade.side == wire::trade_side::at_ask ? "BUY" : "SELL", trade.price_raw, trade.size,
            static_cast<unsigned long long>(trade.tape_sequence), static_cast<int>(trade.side)
        );
        finish(due_ns);
    }

    void finish(std::int64_t due_ns) {
        (void)std::fflush(file_);
        due_.push_back(due_ns);
    }

    const Options& options_;
    std::FILE* file_;
    std::vector<std::int64_t> due_;
};

int run(const Options& options) {
    const File file(std::fopen(options.file.c_str(), "ab"));
    if (file == nullptr) {
        std::fprintf(stderr, "mia_bench_jsonl: cannot write %s\n", options.file.c_str());
        return 1;
    }
    Feed feed(options, {});
    LineWriter writer(options, file.get());
    const auto start = Clock::now();
    writer.write(feed.snapshot(ns_of(start)), ns_of(start));
    const std::size_t opening = writer.due().size();
    const Schedule schedule(options.rate, start);
    nanoseconds late_max{0};
    for (std::uint64_t i = 0; i < options.count; ++i) {
        const auto due = schedule.wait_for(i);
        late_max = std::max(late_max, std::chrono::duration_cast<nanoseconds>(Clock::now() - due));
        writer.write(feed.update(ns_of(due)), ns_of(due));
    }
    const long long bytes = std::ftell(file.get());
    const File due_file(std::fopen(options.due_file.c_str(), "wb"));
    const auto& due = writer.due();
    if (due_file == nullptr ||
        std::fwrite(due.data(), sizeof due[0], due.size(), due_file.get()) != due.size()) {
        std::fprintf(stderr, "mia_bench_jsonl: cannot write %s\n", options.due_file.c_str());
        return 1;
    }
    std::printf(
        "{\"lines\": %zu, \"opening\": %zu, \"bytes\": %lld, \"late_max_us\": %.1f}\n", due.size(),
        opening, bytes, static_cast<double>(late_max.count()) / 1e3
    );
    return 0;
}

}  // namespace
}  // namespace mia::bench

int main(int argc, char** argv) {
    const auto options = mia::bench::read_options(argc, argv, "--file");
    return options ? mia::bench::run(*options) : 2;
}
