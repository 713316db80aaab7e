// The flow of the last so many seconds beside what is usual: how large the difference between buyers
// and sellers, the volume, and the number of trades were over as long a time in the last minutes.
//
// It looks at whole tenths of a second of data time, so that what is found depends on the trades
// alone and not on how they were put into batches.
#pragma once

#include "bridge/detectors/flow_window.hpp"
#include "bridge/market/size_distribution.hpp"

namespace mia::detectors {

class FlowMeter {
public:
    static constexpr std::int64_t sample_every_slices = 5;
    static constexpr std::int64_t generation_ns = 150'000'000'000;
    static constexpr int judged_every =
        8;  // samples: to find a median anew costs more than the rest

    explicit FlowMeter(std::int64_t span_ns)
        : window_(span_ns), nets_(generation_ns), volumes_(generation_ns), trades_(generation_ns) {}

    // Data time moves on; true when another tenth of a second is over, and the window is what it was
    // at its end.
    bool move_to(std::int64_t now_ns) {
        const std::int64_t slice = now_ns / FlowWindow::slice_ns;
        if (slice <= slice_) {
            return false;
        }
        is_sample_time_ = slice / sample_every_slices != slice_ / sample_every_slices;
        slice_ = slice;
        window_.advance(slice * FlowWindow::slice_ns);
        if (is_sample_time_) {
            sample(slice * FlowWindow::slice_ns);
        }
        return true;
    }
    void add(const market::TapeTrade& trade) { window_.add(trade); }
    // The trades are forgotten, what is usual is not.
    void clear() {
        window_.clear();
        slice_ = 0;
    }

    [[nodiscard]] std::int64_t now_ns() const noexcept { return slice_ * FlowWindow::slice_ns; }
    // It was time to sample when data time moved on last.
    [[nodiscard]] bool is_sample_time() const noexcept { return is_sample_time_; }
    [[nodiscard]] const FlowWindow& window() const noexcept { return window_; }
    [[nodiscard]] bool is_ready() const noexcept { return nets_.is_ready(); }
    [[nodiscard]] double usual_net() const noexcept { return usual_net_; }
    [[nodiscard]] double usual_volume() const noexcept { return usual_volume_; }
    [[nodiscard]] double usual_trades() const noexcept { return usual_trades_; }

private:
    // A time in which nobody traded says nothing.
    void sample(std::int64_t now_ns) {
        nets_.advance(now_ns);
        volumes_.advance(now_ns);
        trades_.advance(now_ns);
        if (window_.count() == 0) {
            return;
        }
        const std::int64_t net = window_.net(market::Side::bid);
        nets_.add(static_cast<std::uint32_t>(net < 0 ? -net : net));
        volumes_.add(static_cast<std::uint32_t>(window_.volume()));
        const std::uint64_t trades =
            window_.trades(market::Side::bid) + window_.trades(market::Side::ask);
        trades_.add(static_cast<std::uint32_t>(trades));
        if (nets_.is_ready() && until_judged_-- <= 0) {
            until_judged_ = judged_every;
            usual_net_ = nets_.median();
            usual_volume_ = volumes_.median();
            usual_trades_ = trades_.median();
        }
    }

    std::int64_t slice_ = 0;
    bool is_sample_time_ = false;
    FlowWindow window_;
    market::SizeDistribution nets_;
    market::SizeDistribution volumes_;
    market::SizeDistribution trades_;
    int until_judged_ = 0;
    double usual_net_ = 0.0;
    double usual_volume_ = 0.0;
    double usual_trades_ = 0.0;
};

// Where a flow began that still goes on: since when a side did most beyond `per_slice` contracts each
// tenth of a second.
struct Onset {
    bool is_known = false;  // not when the window holds no trade of the side
    std::size_t index = 0;  // of its first trade in the window
    FlowPiece first;
    double net = 0.0;  // what the side did more than the other since
};

inline Onset
onset_of(const FlowWindow& window, market::Side side, std::int64_t now_ns, double per_slice) {
    Onset onset;
    double net = 0.0;
    double most = 0.0;
    for (std::size_t k = window.count(); k-- > 0;) {
        const FlowPiece& piece = window[k];
        const auto size = static_cast<double>(piece.size);
        net += piece.side == side ? size : -size;
        if (piece.side != side) {
            continue;
        }
        const double slices =
            static_cast<double>(now_ns - piece.time_ns) / static_cast<double>(FlowWindow::slice_ns);
        if (!onset.is_known || net - per_slice * slices > most) {
            most = net - per_slice * slices;
            onset = {true, k, piece, net};
        }
    }
    return onset;
}

}  // namespace mia::detectors
