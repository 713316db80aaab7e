#include "bridge/detectors/detector_set.hpp"

namespace mia::detectors {
namespace {

template <std::size_t... index>
AllDetectors::Set make_detectors(const Settings& settings, std::index_sequence<index...>) {
    using Set = AllDetectors::Set;
    return Set(std::tuple_element_t<index, Set>(settings.values(index))...);
}

// The calls that a detector may have, made where it has them.
constexpr auto tell_trade =
    []<Detector T>(T& detector, const TapeTrade& trade, const Context& context) {
        if constexpr (TakesTrades<T>) {
            detector.on_trade(trade, context);
        }
    };
constexpr auto tell_changes =
    []<Detector T>(T& detector, std::span<const BookChange> changes, const Context& context) {
        if constexpr (TakesChanges<T>) {
            for (const BookChange& change : changes) {
                detector.on_change(change, context);
            }
        }
    };
constexpr auto tell_bar = []<Detector T>(T& detector, Bars bars, const Context& context) {
    if constexpr (TakesBars<T>) {
        detector.on_bar(bars, context);
    }
};
constexpr auto tell_batch = []<Detector T>(T& detector, const Context& context) {
    if constexpr (TakesBatches<T>) {
        detector.on_batch(context);
    }
};

}  // namespace

DetectorSet::DetectorSet(
    std::string_view symbol, const Settings& settings, const market::Measures& measures,
    Reports& reports
)
    : settings_(settings),
      detectors_(make_detectors(settings, std::make_index_sequence<detector_count>())),
      measures_(measures), episodes_(symbol, reports), events_(settings.wants_events()) {}

template <class Call>
void DetectorSet::for_each_enabled(const Call& call) {
    std::size_t index = 0;
    const auto visit = [&](auto& detector) {
        if (settings_.is_enabled(index++)) {
            call(detector);
        }
    };
    std::apply([&](auto&... detector) { (visit(detector), ...); }, detectors_);
}

void DetectorSet::on_trade(const TapeTrade& trade, const market::Book& book, std::int64_t now_ns) {
    levels_.add_trade(trade, book, now_ns);
    events_.add_trade(trade);
    const Context context = context_of(book, now_ns);
    for_each_enabled([&](auto& detector) { tell_trade(detector, trade, context); });
}

void DetectorSet::on_changes(
    std::span<const BookChange> changes, const market::Book& book, std::int64_t now_ns
) {
    levels_.add_changes(changes, book, now_ns);
    events_.add_changes(changes, now_ns);
    const Context context = context_of(book, now_ns);
    for_each_enabled([&](auto& detector) { tell_changes(detector, changes, context); });
}

void DetectorSet::on_bar(Bars bars, const market::Book& book, std::int64_t now_ns) {
    const Context context = context_of(book, now_ns);
    for_each_enabled([&](auto& detector) { tell_bar(detector, bars, context); });
}

void DetectorSet::on_batch(const market::Book& book, std::int64_t now_ns) {
    levels_.finish_batch(book, now_ns);
    const Context context = context_of(book, now_ns);
    for_each_enabled([&](auto& detector) { tell_batch(detector, context); });
}

void DetectorSet::reset(std::int64_t now_ns, std::string_view reason) {
    std::apply([](auto&... detector) { (detector.reset(), ...); }, detectors_);
    levels_.reset();
    episodes_.close_all(now_ns, reason);
    events_.reset(now_ns);
}

void DetectorSet::begin_anew(std::int64_t now_ns, std::string_view reason) {
    reset(now_ns, reason);
    detectors_ = make_detectors(settings_, std::make_index_sequence<detector_count>());
}

}  // namespace mia::detectors
