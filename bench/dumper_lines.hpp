// What a batch says, as a dumper of JSON lines writes it: one line for each level that changed, for each trade
// and for each value of a study.
#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <string_view>

namespace mia::wire {
struct DepthLevel;
struct StudyValue;
struct SubgraphValue;
struct Trade;
}  // namespace mia::wire

namespace mia::bench {

// Which of a dumper's files a line belongs to: it keeps one of each kind.
enum class LineKind : std::uint8_t { depth, trade, study };

class DumperLines {
public:
    // Called with every line, its end included.
    using Sink = std::function<void(LineKind, std::string_view)>;

    DumperLines(std::string symbol, Sink sink);

    void write(std::span<const std::byte> batch, std::int64_t time_ns);

private:
    void write_level(const wire::DepthLevel& level);
    void write_trade(const wire::Trade& trade);
    void write_value(const wire::StudyValue& bar, const wire::SubgraphValue& value);
    void finish(LineKind kind, int size);

    std::string symbol_;
    Sink sink_;
    double days_ = 0;
    char line_[512];
};

}  // namespace mia::bench
