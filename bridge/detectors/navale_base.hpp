// navale_base: the bases of Battle Navale, green and red, with their quality.
#pragma once

#include "bridge/detectors/base_watch.hpp"
#include "bridge/detectors/detector.hpp"

namespace mia::detectors {

class NavaleBase {
public:
    static constexpr std::array parameters = BaseWatch::parameters;
    static constexpr std::array<std::string_view, 4> evidence{
        "bars", "width_ticks", "mean_range_ticks", "quality"};
    static constexpr DetectorInfo info{
        "navale_base", "Bars close together that lean one way: where one side gathers.", parameters,
        evidence};

    explicit NavaleBase(const ParameterValues& values)
        : watch_(values[row_of(parameters, "bars")], values[row_of(parameters, "width_percent")]) {}

    void on_bar(Bars bars, const Context& context) {
        switch (watch_.on_bar(bars)) {
        case BaseStep::none:
        case BaseStep::lasts:
            return;
        case BaseStep::found:
            end(context, "bars-missing");
            return begin(watch_.base(), context);
        case BaseStep::left_with:
            told_ = evidence_of(watch_.base());
            return end(context, "left-with");
        case BaseStep::left_against:
            told_ = evidence_of(watch_.base());
            return end(context, "left-against");
        case BaseStep::lost:
            return end(context, "bars-missing");
        }
    }

    void reset() {
        watch_.reset();
        episode_ = 0;
    }

private:
    static Evidence evidence_of(const Base& base) {
        return {
            static_cast<double>(base.bars), static_cast<double>(base.width()), base.mean_range,
            base.quality};
    }

    void begin(const Base& base, const Context& context) {
        told_ = evidence_of(base);
        episode_ = context.episodes.open(
            {info, side_of(base.direction), base.line(), base.start_ns, 1.0, told_}, context.now_ns
        );
    }

    void end(const Context& context, std::string_view reason) {
        if (episode_ != 0) {
            context.episodes.close(episode_, context.now_ns, reason, told_);
            episode_ = 0;
        }
    }

    BaseWatch watch_;
    std::uint64_t episode_ = 0;  // 0 while there is none
    Evidence told_{};
};

static_assert(Detector<NavaleBase>);

}  // namespace mia::detectors
