// vikings: aggressive buyers have the last bars for themselves.
#pragma once

#include "bridge/detectors/boarding.hpp"
#include "bridge/detectors/detector.hpp"

namespace mia::detectors {

template <class Party>
class BoardingParty {
public:
    static constexpr const DetectorInfo& info = Party::info;

    explicit BoardingParty(const ParameterValues& values)
        : share_(values[row_of(Party::parameters, "share")]),
          keep_share_(values[row_of(Party::parameters, "keep_share")]) {}

    void on_bar(Bars bars, const Context& context) {
        const BarWindow window(bars, Party::direction);
        if (window.size() < Boarding::bars_judged) {
            return end(context, "bars-missing");
        }
        const Boarding boarding(window);
        told_ = {boarding.share(), signed_for(boarding.balance())};
        if (episode_ != 0 && boarding.share() < keep_share_) {
            end(context, "passed");
        } else if (episode_ == 0 && boarding.share() >= share_) {
            const SeenBar first = window.at(Boarding::bars_judged - 1);
            episode_ = context.episodes.open(
                {info, side_of(Party::direction), window.market_price(window.at(0).close),
                 first.start_ns, 1.0, told_},
                context.now_ns
            );
        }
    }

    void reset() { episode_ = 0; }

private:
    static double signed_for(double balance) {
        return Party::direction == Direction::up ? balance : -balance;
    }

    void end(const Context& context, std::string_view reason) {
        if (episode_ != 0) {
            context.episodes.close(episode_, context.now_ns, reason, told_);
            episode_ = 0;
        }
    }

    double share_;
    double keep_share_;
    std::uint64_t episode_ = 0;  // 0 while there is none
    Evidence told_{};
};

struct VikingsParty {
    static constexpr std::array parameters{
        Parameter{"share", 0.7, 0.5, 1.0, "", "of what the last bars say, so much is theirs"},
        Parameter{"keep_share", 0.6, 0.0, 1.0, "", "share below which it is over"},
    };
    static constexpr std::array<std::string_view, 2> evidence{"share", "balance"};
    static constexpr DetectorInfo info{
        "vikings", "Aggressive buyers have the last five bars.", parameters, evidence};
    static constexpr Direction direction = Direction::up;
};

using Vikings = BoardingParty<VikingsParty>;
static_assert(Detector<Vikings>);

}  // namespace mia::detectors
