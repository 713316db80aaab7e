// The same updates as the sender's, as a dumper of JSON lines writes them: one line for each level
// that changed and for each trade, appended to a file and flushed line by line.
#include "bench/dumper_lines.hpp"
#include "bench/schedule.hpp"
#include "bench/sender_feed.hpp"
#include "bench/sender_options.hpp"

#include <algorithm>
#include <cstdio>
#include <memory>
#include <vector>

namespace mia::bench {
namespace {

struct CloseFile {
    void operator()(std::FILE* file) const noexcept { (void)std::fclose(file); }
};
using File = std::unique_ptr<std::FILE, CloseFile>;

// Appends each line and flushes it, and keeps when it was due.
class LineWriter {
public:
    LineWriter(const Options& options, std::FILE* file)
        : file_(file),
          lines_(options.symbol, [this](LineKind, std::string_view line) { append(line); }) {}

    void write(std::span<const std::byte> batch, std::int64_t due_ns) {
        due_ns_ = due_ns;
        lines_.write(batch, due_ns);
    }

    [[nodiscard]] const std::vector<std::int64_t>& due() const noexcept { return due_; }

private:
    void append(std::string_view line) {
        (void)std::fwrite(line.data(), 1, line.size(), file_);
        (void)std::fflush(file_);
        due_.push_back(due_ns_);
    }

    std::FILE* file_;
    DumperLines lines_;
    std::int64_t due_ns_ = 0;
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
