#include "acsil/studies.hpp"

#include <cstring>
#include <optional>

namespace mia::acsil {
namespace {

// The value at one bar, if the study has one there: an index outside an array would be clamped to a neighbour.
std::optional<double>
value_at(SCStudyInterfaceRef sc, const ChartView& view, const TrackedValue& tracked, int bar) {
    SCFloatArray array;
    if (view.is_own) {
        (void)sc.GetStudyArrayUsingID(tracked.study, tracked.subgraph, array);
    } else {
        sc.GetStudyArrayFromChartUsingID(
            view.chart, static_cast<int>(tracked.study), tracked.subgraph, array
        );
    }
    if (bar >= array.GetArraySize()) {
        return std::nullopt;
    }
    return static_cast<double>(array[bar]);
}

bool is_new(const TrackedValue& tracked, double value) {
    // Bytes, not numbers: a NaN that stays is no change, and one that comes is.
    return tracked.known == 0 || std::memcmp(&tracked.sent, &value, sizeof value) != 0;
}

// Goes through the values at one bar and writes those that are due into one frame. Each study is told in one piece: half
// of its lines of this call and half of the next would be numbers that it never showed.
class BarOfValues {
public:
    BarOfValues(FeedCall& call, const ChartView& view, WatchedChart& chart, int bar)
        : call_(call), view_(view), studies_(chart.studies), bar_(bar) {}

    // False when it must go on in the next call.
    bool write() {
        while (studies_.next < studies_.value_count) {
            const std::uint32_t end = end_of_study();
            if (!has_room(end - studies_.next)) {
                return false;
            }
            for (; studies_.next < end; ++studies_.next) {
                if (!write_one(studies_.values[studies_.next])) {
                    return false;
                }
            }
        }
        studies_.next = 0;
        return true;
    }

private:
    // Behind the last value of the study whose first is next; no study has more than Sierra gives it subgraphs.
    std::uint32_t end_of_study() const {
        const std::uint32_t study = studies_.values[studies_.next].study;
        std::uint32_t end = studies_.next;
        while (end < studies_.value_count && studies_.values[end].study == study) {
            ++end;
        }
        return end;
    }

    bool has_room(std::size_t values) const {
        const std::size_t bytes = sizeof(wire::StudyValue) + values * sizeof(wire::SubgraphValue);
        return call_.budget.allows_more(call_.writer) && call_.writer.room() >= bytes;
    }

    bool write_one(TrackedValue& tracked) {
        call_.budget.spend(1);
        const auto value = value_at(call_.sc, view_, tracked, bar_);
        const bool is_closed = view_.is_closed(bar_);
        if (!value || (!is_new(tracked, *value) && !(is_closed && tracked.open != 0))) {
            return true;
        }
        if (!has_frame_ && !add_frame()) {
            return false;
        }
        wire::SubgraphValue* entry = call_.writer.add_entry<wire::StudyValue>();
        if (entry == nullptr) {
            return false;
        }
        *entry = wire::SubgraphValue{tracked.study, tracked.subgraph, 0, *value};
        tracked.sent = *value;
        tracked.known = 1;
        tracked.open = is_closed ? 0 : 1;
        return true;
    }

    bool add_frame() {
        wire::StudyValue* frame = call_.writer.add<wire::StudyValue>();
        if (frame == nullptr) {
            return false;
        }
        frame->chart = view_.chart;
        frame->instrument = view_.instrument;
        frame->flags = view_.is_closed(bar_) ? wire::bar_flag::closed : std::uint16_t{0};
        frame->bar_start_ns = bar_start_ns(call_.sc, view_, bar_);
        frame->bar_index = static_cast<std::uint32_t>(bar_);
        frame->bar_period_s = view_.period_s;
        has_frame_ = true;
        return true;
    }

    FeedCall& call_;
    const ChartView& view_;
    TrackedStudies& studies_;
    int bar_;
    bool has_frame_ = false;
};

// What was told of a bar while it formed says nothing of its end: a bar that closed meanwhile is begun again.
void begin_bar(const ChartView& view, TrackedStudies& studies) {
    const std::uint32_t closed = view.is_closed(studies.bar) ? 1 : 0;
    if (closed != studies.begun_closed) {
        studies.next = 0;
        studies.begun_closed = closed;
    }
}

}  // namespace

bool write_values(FeedCall& call, const ChartView& view, WatchedChart& chart) {
    TrackedStudies& studies = chart.studies;
    const int newest = view.size - 1;
    if (newest < 0) {
        return true;
    }
    if (studies.bar < 0 || studies.bar > newest) {
        studies.bar = newest;
        studies.next = 0;
    }
    while (true) {
        begin_bar(view, studies);
        if (!BarOfValues(call, view, chart, studies.bar).write()) {
            return false;
        }
        if (studies.bar == newest) {
            studies.told = newest;
            return true;
        }
        ++studies.bar;
    }
}

}  // namespace mia::acsil
