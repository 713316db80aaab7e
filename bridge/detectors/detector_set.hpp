// All enabled detectors of one symbol, with what they look at: measures, the ledger of levels, episodes.
#pragma once

#include "bridge/detectors/event_log.hpp"
#include "bridge/detectors/settings.hpp"

namespace mia::detectors {

class DetectorSet {
public:
    // The measures are kept by whoever owns this, up to date before each call.
    DetectorSet(
        std::string_view symbol, const Settings& settings, const market::Measures& measures,
        Reports& reports
    );

    void on_trade(const TapeTrade& trade, const market::Book& book, std::int64_t now_ns);
    void
    on_changes(std::span<const BookChange> changes, const market::Book& book, std::int64_t now_ns);
    // One bar closed: the newest of these, or one that is not sound and leaves none.
    void on_bar(Bars bars, const market::Book& book, std::int64_t now_ns);
    void on_batch(const market::Book& book, std::int64_t now_ns);
    // The book was lost: open episodes end for this reason. What is usual is remembered.
    void reset(std::int64_t now_ns, std::string_view reason);
    // The same, and nothing is remembered.
    void begin_anew(std::int64_t now_ns, std::string_view reason);

    // What was told since the last time, when the settings want it.
    [[nodiscard]] std::vector<EventRecord> take_events() { return events_.take(); }
    [[nodiscard]] const Episodes& episodes() const noexcept { return episodes_; }

private:
    template <class Call>
    void for_each_enabled(const Call& call);
    Context context_of(const market::Book& book, std::int64_t now_ns) noexcept {
        return {now_ns, book, levels_, measures_, episodes_};
    }

    Settings settings_;
    AllDetectors::Set detectors_;
    const market::Measures& measures_;
    market::LevelLedger levels_;
    Episodes episodes_;
    EventLog events_;
};

}  // namespace mia::detectors
