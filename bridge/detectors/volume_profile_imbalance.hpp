// volume_profile_imbalance: the profile of the last seconds says that somebody builds a position, or
// that a stretch of prices was left out. Accumulation: much more than the usual volume at a few
// prices, most of it bought, and the price stays. Distribution is the same with sellers. Gap: the
// price went over several ticks at which next to nothing traded. Which of them stands behind an
// episode has a number other than 0.
#pragma once

#include "bridge/detectors/detector.hpp"
#include "bridge/detectors/flow_meter.hpp"
#include "bridge/detectors/footprint.hpp"

namespace mia::detectors {

class VolumeProfileImbalance {
public:
    static constexpr std::array parameters{
        Parameter{"window_s", 10.0, 2.0, 600.0, "s", "over which the profile is made"},
        Parameter{
            "volume_ratio", 1.4, 0.2, 50.0, "", "volume it needs, in medians of its last minutes"},
        Parameter{
            "zone_share", 0.8, 0.1, 1.0, "",
            "part of the volume at the busiest price and its two neighbours"},
        Parameter{"share", 0.75, 0.5, 1.0, "", "part of that which is of one side"},
        Parameter{
            "volume_min", 50.0, 1.0, 1000000.0, "contracts", "volume it needs whatever is usual"},
        Parameter{"gap_ticks", 4.0, 2.0, 100.0, "ticks", "prices in a row that were left out"},
        Parameter{
            "gap_share", 0.1, 0.0, 1.0, "",
            "what each of them may trade, in parts of what a price usually does"},
        Parameter{"gap_s", 4.0, 0.2, 60.0, "s", "within which the price went over them"},
    };
    static constexpr std::array<std::string_view, 7> evidence{
        "accumulated", "distributed", "gap_ticks", "volume", "zone_share", "median", "lasted_s"};
    static constexpr DetectorInfo info{
        "volume_profile_imbalance",
        "A profile with one side's volume at a few prices, or with prices left out.", parameters,
        evidence};

    explicit VolumeProfileImbalance(const ParameterValues& values)
        : volume_ratio_(values[row_of(parameters, "volume_ratio")]),
          zone_share_(values[row_of(parameters, "zone_share")]),
          share_(values[row_of(parameters, "share")]),
          volume_min_(values[row_of(parameters, "volume_min")]),
          gap_ticks_(values.integer(row_of(parameters, "gap_ticks"))),
          gap_share_(values[row_of(parameters, "gap_share")]),
          gap_ns_(values.nanoseconds(row_of(parameters, "gap_s"))),
          meter_(values.nanoseconds(row_of(parameters, "window_s"))) {}

    void on_trade(const TapeTrade& trade, const Context& context) {
        pass(trade.time_ns, context);
        meter_.add(trade);
    }
    void on_batch(const Context& context) { pass(context.now_ns, context); }
    void reset() {
        meter_.clear();
        zones_ = {};
        gaps_ = {};
    }

private:
    struct Running {
        std::uint64_t episode = 0;  // 0 when there is none
        std::int64_t price_ticks = 0;
        std::int64_t began_ns = 0;
        std::int64_t seen_ns = 0;
        Evidence evidence{};
    };
    struct Zone {
        std::int64_t price_ticks = 0;
        std::uint64_t volume = 0;
        std::array<std::uint64_t, 2> size{};
    };

    void pass(std::int64_t now_ns, const Context& context) {
        if (!meter_.move_to(now_ns)) {
            return;
        }
        if (meter_.is_sample_time()) {
            footprint_.build(meter_.window());
            look_at_profile(context);
        }
        look_for_gap(context);
        for (Running& gap : gaps_) {
            if (gap.episode != 0 && meter_.now_ns() - gap.seen_ns > gap_ns_) {
                end(gap, context, "over");
            }
        }
    }

    void look_at_profile(const Context& context) {
        usual_.advance(meter_.now_ns());
        std::array<Zone, 2> busiest_of{};
        for (std::int64_t price = footprint_.low(); price <= footprint_.high(); ++price) {
            if (const std::uint64_t volume = footprint_.volume(price); volume != 0) {
                usual_.add(static_cast<std::uint32_t>(volume));
            }
            const Zone zone = zone_at(price);
            for (const Side side : market::both_sides) {
                Zone& busiest = busiest_of[market::index_of(side)];
                busiest = is_busier(side, zone, busiest) ? zone : busiest;
            }
        }
        const auto volume = static_cast<double>(meter_.window().volume());
        const double needed = std::max(volume_min_, volume_ratio_ * meter_.usual_volume());
        for (const Side side : market::both_sides) {
            Running& running = zones_[market::index_of(side)];
            const Zone& busiest = busiest_of[market::index_of(side)];
            const auto own = static_cast<double>(busiest.size[market::index_of(side)]);
            const auto all = static_cast<double>(busiest.volume);
            const bool is_there = meter_.is_ready() && volume >= needed &&
                                  all >= zone_share_ * volume && own >= share_ * all;
            if (!is_there) {
                if (running.episode != 0 && (volume < 0.5 * needed || own < 0.6 * all)) {
                    end(running, context, "over");
                }
                continue;
            }
            const bool is_moved =
                running.episode != 0 && std::abs(running.price_ticks - busiest.price_ticks) > 2;
            if (is_moved) {
                end(running, context, "moved");
            }
            if (running.episode == 0) {
                begin(running, side, busiest, context);
            }
        }
    }

    // Of two with the same volume the one in which the side did more; then the deeper one, which is the
    // lower for buyers, so that a mirrored market gives the mirrored zone.
    static bool is_busier(Side side, const Zone& zone, const Zone& than) {
        if (zone.volume != than.volume) {
            return zone.volume > than.volume;
        }
        const std::size_t own = market::index_of(side);
        if (zone.size[own] != than.size[own]) {
            return zone.size[own] > than.size[own];
        }
        return market::ticks_behind(side, than.price_ticks, zone.price_ticks) > 0;
    }

    // A price and its two neighbours; it is anchored at the one that trades most for the side.
    [[nodiscard]] Zone zone_at(std::int64_t price) const {
        Zone zone{price, 0, {}};
        for (std::int64_t at = price - 1; at <= price + 1; ++at) {
            for (const Side side : market::both_sides) {
                zone.size[market::index_of(side)] += footprint_.size(side, at);
            }
        }
        zone.volume = zone.size[0] + zone.size[1];
        return zone;
    }

    void begin(Running& running, Side side, const Zone& zone, const Context& context) {
        std::int64_t price = zone.price_ticks;
        const std::int64_t ahead = side == Side::bid ? 1 : -1;
        for (const std::int64_t at : {zone.price_ticks - ahead, zone.price_ticks + ahead}) {
            price = footprint_.size(side, at) > footprint_.size(side, price) ? at : price;
        }
        std::int64_t began_ns = meter_.now_ns();
        for (std::size_t k = meter_.window().count(); k-- > 0;) {
            const FlowPiece& piece = meter_.window()[k];
            began_ns = piece.price_ticks == price && piece.side == side ? piece.time_ns : began_ns;
        }
        const auto own = static_cast<double>(zone.size[market::index_of(side)]);
        const auto all = static_cast<double>(zone.volume);
        const auto volume = static_cast<double>(meter_.window().volume());
        running = {0, price, began_ns, meter_.now_ns(), {}};
        running.evidence = {
            side == Side::bid ? own : 0.0,
            side == Side::ask ? own : 0.0,
            0.0,
            volume,
            all / volume,
            meter_.usual_volume(),
            static_cast<double>(meter_.now_ns() - began_ns) * 1e-9};
        running.episode = context.episodes.open(
            {info, side, price, began_ns, own / all, running.evidence}, context.now_ns
        );
    }

    // The newest trades lie beyond prices that hardly traded on the way from where it was before.
    void look_for_gap(const Context& context) {
        const FlowWindow& window = meter_.window();
        if (!usual_.is_ready() || window.count() == 0) {
            return;
        }
        const std::int64_t last = window[window.count() - 1].price_ticks;
        const double thin = gap_share_ * usual_.median();
        for (const Side side : market::both_sides) {
            Running& running = gaps_[market::index_of(side)];
            if (running.episode != 0) {
                continue;
            }
            const auto from = start_of_gap(side, last, thin);
            if (!from || window[*from].time_ns <= running.seen_ns) {
                continue;
            }
            const FlowPiece& edge = window[*from];
            const auto ticks = static_cast<double>(ticks_ahead(side, edge.price_ticks, last) - 1);
            running = {0, edge.price_ticks, edge.time_ns, meter_.now_ns(), {}};
            running.evidence = {
                0.0,
                0.0,
                ticks,
                static_cast<double>(window.volume()),
                0.0,
                static_cast<double>(usual_.median()),
                static_cast<double>(meter_.now_ns() - edge.time_ns) * 1e-9};
            const double confidence = ticks / (ticks + 1.0);
            running.episode = context.episodes.open(
                {info, side, edge.price_ticks, edge.time_ns, confidence, running.evidence},
                context.now_ns
            );
        }
    }

    // The last trade before a gap that ends at a price: everything between them is thin. Both are of
    // the side that went there, because from one side to the other it is only over the spread.
    [[nodiscard]] std::optional<std::size_t>
    start_of_gap(Side side, std::int64_t last, double thin) {
        const FlowWindow& window = meter_.window();
        std::size_t first = window.count();
        if (window[first - 1].side != side) {
            return std::nullopt;
        }
        std::int64_t farthest = 0;
        while (first > 0 && meter_.now_ns() - window[first - 1].time_ns <= gap_ns_) {
            --first;
            if (window[first].side == side) {
                farthest = std::max(farthest, ticks_ahead(side, window[first].price_ticks, last));
            }
        }
        if (farthest <= gap_ticks_) {
            return std::nullopt;
        }
        recent_.build(window, first);
        std::int64_t ahead = 1;
        const std::int64_t away = side == Side::bid ? 1 : -1;
        while (ahead <= farthest && static_cast<double>(recent_.volume(last - away * ahead)) <= thin
        ) {
            ++ahead;
        }
        if (ahead <= gap_ticks_ || ahead > farthest) {
            return std::nullopt;
        }
        for (std::size_t k = window.count(); k-- > first;) {
            if (window[k].side == side && window[k].price_ticks == last - away * ahead) {
                return k;
            }
        }
        return std::nullopt;
    }

    static void end(Running& running, const Context& context, std::string_view reason) {
        context.episodes.close(running.episode, context.now_ns, reason, running.evidence);
        running.episode = 0;
    }

    double volume_ratio_;
    double zone_share_;
    double share_;
    double volume_min_;
    std::int64_t gap_ticks_;
    double gap_share_;
    std::int64_t gap_ns_;
    FlowMeter meter_;
    market::SizeDistribution usual_{FlowMeter::generation_ns};
    Footprint footprint_;
    Footprint recent_;
    std::array<Running, 2> zones_{};
    std::array<Running, 2> gaps_{};
};

static_assert(Detector<VolumeProfileImbalance>);

}  // namespace mia::detectors
