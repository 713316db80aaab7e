// stacked_imbalance: at several prices in a row one side did a multiple of what the other did
// diagonally across, as footprint traders count it: buyers at a price against sellers one tick below,
// sellers at a price against buyers one tick above. It counts from where the push began, as a bar
// that begins there would.
#pragma once

#include "bridge/detectors/detector.hpp"
#include "bridge/detectors/flow_meter.hpp"
#include "bridge/detectors/footprint.hpp"

namespace mia::detectors {

class StackedImbalance {
public:
    static constexpr std::array parameters{
        Parameter{"window_s", 10.0, 1.0, 300.0, "s", "over which volume at price is added up"},
        Parameter{"ratio", 4.0, 1.5, 50.0, "", "volume a price needs, in that diagonally across"},
        Parameter{"levels", 3.0, 2.0, 20.0, "ticks", "prices in a row that it takes"},
        Parameter{
            "volume_ratio", 0.9, 0.05, 20.0, "",
            "volume each price needs, in medians of the prices traded in its last minutes"},
        Parameter{
            "volume_min", 5.0, 1.0, 100000.0, "contracts",
            "volume each price needs whatever the median"},
        Parameter{"quiet_s", 5.0, 0.1, 60.0, "s", "out of sight for so long it is over"},
    };
    static constexpr std::array<std::string_view, 6> evidence{"levels", "volume",    "opposite",
                                                              "median", "top_ticks", "lasted_s"};
    static constexpr DetectorInfo info{
        "stacked_imbalance",
        "Several prices in a row at which one side traded a multiple of what stands diagonally "
        "across.",
        parameters, evidence};

    explicit StackedImbalance(const ParameterValues& values)
        : ratio_(values[row_of(parameters, "ratio")]),
          levels_(values.integer(row_of(parameters, "levels"))),
          volume_ratio_(values[row_of(parameters, "volume_ratio")]),
          volume_min_(values[row_of(parameters, "volume_min")]),
          quiet_ns_(values.nanoseconds(row_of(parameters, "quiet_s"))),
          window_(values.nanoseconds(row_of(parameters, "window_s"))) {}

    void on_trade(const TapeTrade& trade, const Context& context) {
        pass(trade.time_ns, context);
        window_.add(trade);
    }
    void on_batch(const Context& context) { pass(context.now_ns, context); }
    void reset() {
        window_.clear();
        running_ = {};
        slice_ = 0;
    }

private:
    static constexpr std::int64_t sample_every_slices = 10;
    static constexpr std::int64_t near_ticks = 2;  // a stack with a gap of so much is one

    // Prices in a row, in the direction of the side.
    struct Stack {
        std::int64_t base = 0;
        std::int64_t levels = 0;
        std::uint64_t volume = 0;
        std::uint64_t opposite = 0;
    };
    struct Running {
        std::uint64_t episode = 0;  // 0 when there is none
        std::int64_t base = 0;
        std::int64_t reach = 0;  // ticks from the base to the farthest price of the stack
        std::int64_t began_ns = 0;
        std::int64_t seen_ns = 0;
        Stack stack;
    };

    void pass(std::int64_t now_ns, const Context& context) {
        // Two tenths of a second at a time: to read a footprint is not cheap.
        const std::int64_t slice = now_ns / (2 * FlowWindow::slice_ns) * 2;
        if (slice <= slice_) {
            return;
        }
        const bool is_sampled = slice / sample_every_slices != slice_ / sample_every_slices;
        slice_ = slice;
        window_.advance(now());
        if (is_sampled) {
            sample();
        }
        if (usual_.is_ready()) {
            const double needed = std::max(volume_min_, volume_ratio_ * usual_.median());
            for (const Side side : market::both_sides) {
                look_at(side, needed, context);
            }
        }
    }

    [[nodiscard]] std::int64_t now() const { return slice_ * FlowWindow::slice_ns; }

    // How much trades at a price that trades at all.
    void sample() {
        usual_.advance(now());
        footprint_.build(window_);
        for (std::int64_t price = footprint_.low(); price <= footprint_.high(); ++price) {
            if (const std::uint64_t volume = footprint_.volume(price); volume != 0) {
                usual_.add(static_cast<std::uint32_t>(volume));
            }
        }
    }

    void look_at(Side side, double needed, const Context& context) {
        Running& running = running_[market::index_of(side)];
        const bool is_enough = static_cast<double>(window_.size(side)) >= 2.0 * needed;
        if (is_enough && find(side, needed, running, context)) {
            running.seen_ns = now();
        }
        if (running.episode != 0 && now() - running.seen_ns >= quiet_ns_) {
            end(running, context);
        }
    }

    // Goes through the prices in the direction of the side. True when it found what an episode
    // stands on.
    bool find(Side side, double needed, Running& running, const Context& context) {
        footprint_.build(window_, onset_of(window_, side, now(), needed / 20.0).index);
        const std::int64_t away = side == Side::bid ? 1 : -1;
        const std::int64_t first = side == Side::bid ? footprint_.low() : footprint_.high();
        bool is_standing = false;
        Stack stack;
        Stack longest;
        for (std::int64_t k = 0; k <= footprint_.high() - footprint_.low() + 1; ++k) {
            const std::int64_t price = first + away * k;
            const std::uint64_t own = footprint_.size(side, price);
            const std::uint64_t across = footprint_.size(other(side), price - away);
            const double limit = ratio_ * static_cast<double>(std::max<std::uint64_t>(across, 1));
            if (static_cast<double>(own) >= std::max(needed, limit)) {
                stack.base = stack.levels == 0 ? price : stack.base;
                ++stack.levels;
                stack.volume += own;
                stack.opposite += across;
                continue;
            }
            is_standing |= belongs(side, stack, running);
            longest = stack.levels > longest.levels ? stack : longest;
            stack = {};
        }
        if (is_standing || longest.levels < levels_) {
            return is_standing;
        }
        end(running, context);
        open(side, longest, running, context);
        return true;
    }

    // True when a stack is the one of the episode, which then reaches as far.
    static bool belongs(Side side, const Stack& stack, Running& running) {
        const std::int64_t from = ticks_ahead(side, running.base, stack.base);
        const std::int64_t until = from + stack.levels - 1;
        if (running.episode == 0 || stack.levels < 2 || from > running.reach + near_ticks ||
            until < -near_ticks) {
            return false;
        }
        running.reach = std::max(running.reach, until);
        running.stack = stack;
        return true;
    }

    void open(Side side, const Stack& stack, Running& running, const Context& context) {
        const std::int64_t began_ns = begin_of(side, stack);
        running = {0, stack.base, stack.levels - 1, began_ns, now(), stack};
        const double confidence =
            1.0 - static_cast<double>(stack.opposite) / static_cast<double>(stack.volume);
        running.episode = context.episodes.open(
            {info, side, stack.base, began_ns, confidence, evidence_of(running)}, context.now_ns
        );
    }

    void end(Running& running, const Context& context) {
        if (running.episode != 0) {
            context.episodes.close(running.episode, context.now_ns, "over", evidence_of(running));
        }
        running = {};
    }

    // When the side first traded at one of the prices.
    [[nodiscard]] std::int64_t begin_of(Side side, const Stack& stack) const {
        std::int64_t began_ns = now();
        for (std::size_t k = window_.count(); k-- > 0;) {
            const FlowPiece& piece = window_[k];
            const std::int64_t ahead = ticks_ahead(side, stack.base, piece.price_ticks);
            if (piece.side == side && ahead >= 0 && ahead < stack.levels) {
                began_ns = piece.time_ns;
            }
        }
        return began_ns;
    }

    [[nodiscard]] Evidence evidence_of(const Running& running) const {
        return {static_cast<double>(running.stack.levels),
                static_cast<double>(running.stack.volume),
                static_cast<double>(running.stack.opposite),
                static_cast<double>(usual_.median()),
                static_cast<double>(running.reach),
                static_cast<double>(now() - running.began_ns) * 1e-9};
    }

    double ratio_;
    std::int64_t levels_;
    double volume_ratio_;
    double volume_min_;
    std::int64_t quiet_ns_;
    FlowWindow window_;
    Footprint footprint_;
    market::SizeDistribution usual_{150'000'000'000};
    std::array<Running, 2> running_{};
    std::int64_t slice_ = 0;
};

static_assert(Detector<StackedImbalance>);

}  // namespace mia::detectors
