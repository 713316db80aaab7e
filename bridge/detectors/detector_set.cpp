#include "bridge/detectors/detector_set.hpp"

namespace mia::detectors {
namespace {

template <std::size_t... index>
AllDetectors::Set make_detectors(const Settings& settings, std::index_sequence<index...>) {
    using Set = AllDetectors::Set;
    return Set(std::tuple_element_t<index, Set>(settings.values(index))...);
}

}  // namespace

DetectorSet::DetectorSet(std::string_view symbol, const Settings& settings, Reports& reports)
    : settings_(settings),
      detectors_(make_detectors(settings, std::make_index_sequence<detector_count>())),
      episodes_(symbol, reports) {}

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
    const Context context{now_ns, book, sizes_, episodes_};
    for_each_enabled([&](auto& detector) { detector.on_trade(trade, context); });
}

void DetectorSet::on_changes(
    std::span<const BookChange> changes, const market::Book& book, std::int64_t now_ns
) {
    const Context context{now_ns, book, sizes_, episodes_};
    for_each_enabled([&](auto& detector) {
        for (const BookChange& change : changes) {
            detector.on_change(change, context);
        }
    });
}

void DetectorSet::on_batch(const market::Book& book, std::int64_t now_ns) {
    for (const Side side : market::both_sides) {
        sizes_[market::index_of(side)].observe(book.side(side), now_ns);
    }
    const Context context{now_ns, book, sizes_, episodes_};
    for_each_enabled([&](auto& detector) { detector.on_batch(context); });
}

void DetectorSet::reset(std::int64_t now_ns, std::string_view reason) {
    std::apply([](auto&... detector) { (detector.reset(), ...); }, detectors_);
    episodes_.close_all(now_ns, reason);
}

}  // namespace mia::detectors
