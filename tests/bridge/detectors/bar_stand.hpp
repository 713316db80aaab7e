// A stand to try a detector of bars on: bars of a minute told one by one, as DetectorSet would.
#pragma once

#include "bridge/detectors/detector.hpp"

#include <optional>
#include <stdexcept>
#include <vector>

namespace mia::detectors::test {

inline constexpr std::int64_t minute_ns = 60'000'000'000;
inline constexpr std::int64_t start_ns = 1'773'239'700'000'000'000;

struct Prices {
    std::int64_t open;
    std::int64_t high;
    std::int64_t low;
    std::int64_t close;
    std::uint64_t sold = 10;
    std::uint64_t bought = 10;
};

inline wire::Bar bar_of(const Prices& prices, std::int64_t bar_start_ns = start_ns) {
    wire::Bar bar{};
    bar.flags = wire::bar_flag::closed;
    bar.period_s = 60;
    bar.start_ns = bar_start_ns;
    bar.open_ticks = prices.open;
    bar.high_ticks = prices.high;
    bar.low_ticks = prices.low;
    bar.close_ticks = prices.close;
    bar.bid_volume = prices.sold;
    bar.ask_volume = prices.bought;
    bar.volume = prices.sold + prices.bought;
    return bar;
}

// The same upside down: buyers and sellers change places.
inline Prices mirrored(const Prices& it) {
    return {-it.open, -it.low, -it.high, -it.close, it.bought, it.sold};
}

template <Detector T>
class BarStand {
public:
    explicit BarStand(const ParameterValues& values = ParameterValues(T::info))
        : detector_(values) {}

    void tell(const Prices& prices) {
        bars_.push_back(bar_of(prices, now_ns_));
        now_ns_ += minute_ns;
        detector_.on_bar(bars_, context());
    }
    void tell_all(const std::vector<Prices>& bars) {
        for (const Prices& prices : bars) {
            tell(prices);
        }
    }
    // A bar closed of which nothing can be said.
    void tell_none() {
        bars_.clear();
        now_ns_ += minute_ns;
        detector_.on_bar(bars_, context());
    }
    void lose_book() {
        detector_.reset();
        episodes_.close_all(now_ns_, "gap");
    }

    [[nodiscard]] const std::vector<Detection>& opened() const { return reports_.opened; }
    [[nodiscard]] const std::vector<Detection>& closed() const { return reports_.closed; }
    [[nodiscard]] std::int64_t now_ns() const { return now_ns_; }

private:
    [[nodiscard]] Context context() { return {now_ns_, book_, levels_, measures_, episodes_}; }

    T detector_;
    market::Book book_;
    market::Measures measures_;
    market::LevelLedger levels_;
    Reports reports_;
    Episodes episodes_{"ESH26-CME", reports_};
    std::vector<wire::Bar> bars_;
    std::int64_t now_ns_ = start_ns;
};

// What a detector says of these bars and of none of their beginnings; nothing when it is silent.
template <Detector T>
std::optional<Detection> found_at_end(
    const std::vector<Prices>& bars, const ParameterValues& values = ParameterValues(T::info)
) {
    BarStand<T> stand(values);
    stand.tell_all({bars.begin(), bars.end() - 1});
    const std::size_t before = stand.opened().size();
    stand.tell(bars.back());
    return stand.opened().size() == before ? std::nullopt : std::optional(stand.opened().back());
}

inline std::vector<Prices> mirrored(std::vector<Prices> bars) {
    for (Prices& bar : bars) {
        bar = mirrored(bar);
    }
    return bars;
}

// The default with one value changed.
template <Detector T>
ParameterValues with(std::string_view name, double value) {
    ParameterValues values(T::info);
    for (std::size_t row = 0; row < T::info.parameters.size(); ++row) {
        if (T::info.parameters[row].name == name) {
            values.set(row, value);
            return values;
        }
    }
    throw std::invalid_argument("no parameter has this name");
}

}  // namespace mia::detectors::test
