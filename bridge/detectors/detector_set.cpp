#include "bridge/detectors/detector_set.hpp"

namespace mia::detectors {
namespace {

template <std::size_t... index>
AllDetectors::Set make_detectors(const Settings& settings, std::index_sequence<index...>) {
    return AllDetectors::Set(std::tuple_element_t<index, AllDetectors::Set>(settings.values(index)
    )...);
}

template <class Call, std::size_t... index>
void call_enabled(AllDetectors::Set& detectors, const Settings& settings, const Call& call, std::index_sequence<index...>) {
    ((settings.is_enabled(index) ? call(std::get<index>(detectors)) : void()), ...);
}

}  // namespace

DetectorSet::DetectorSet(std::string_view symbol, const Settings& settings, Reports& reports)
    : settings_(settings),
      detectors_(make_detectors(settings, std::make_index_sequence<detector_count>())),
      episodes_(symbol, reports) {}

template <class Call>
void DetectorSet::for_each_enabled(const Call& call) {
    call_enabled(detectors_, settings_, call, std::make_index_sequence<detector_count>());
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
