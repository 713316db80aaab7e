#include "bridge/market/symbol.hpp"

#include <algorithm>

namespace mia::market {
namespace {

constexpr std::int64_t clock_slack_ns = 1'000'000'000;
constexpr std::int64_t source_silence_ns = 2'000'000'000;
// What was usual before a silence as long as this says nothing of what comes after it.
constexpr std::int64_t usual_lasts_ns = 120'000'000'000;
constexpr std::size_t usual_changes = 512;

TopOfBook top_of(const BookSide& side) {
    TopOfBook top;
    if (!side.empty()) {
        top.best_ticks = side.best().price_ticks;
        top.size = side.best().size;
        top.size_5 = side.total_size(5);
        top.size_10 = side.total_size(10);
    }
    return top;
}

}  // namespace

Symbol::Symbol(
    std::string_view name, double tick_size, const detectors::Settings& settings,
    detectors::Reports& reports
)
    : name_(name), tick_size_(tick_size), detectors_(name, settings, measures_, reports) {
    changes_.reserve(usual_changes);
}

bool Symbol::advance(std::int64_t call_ns, bool is_replay) {
    const bool went_back = call_ns < call_ns_ - clock_slack_ns;
    const bool is_rewound = went_back && (is_replay || is_replay_);
    if (went_back) {
        detectors_.reset(now_ns_, "time-went-back");
        now_ns_ = call_ns;
    }
    if (call_ns_ != 0 && call_ns - call_ns_ > usual_lasts_ns) {
        detectors_.begin_anew(now_ns_, "silence");
        measures_.forget_usual();
    }
    if (is_rewound) {
        tape_.rewind();
        measures_.break_tape();
        closed_bar_ns_ = call_ns;  // what is played again closes again, from here on
    }
    is_replay_ = is_replay;
    call_ns_ = call_ns;
    now_ns_ = std::max(now_ns_, call_ns);
    tape_.advance(now_ns_);
    return is_rewound;
}

void Symbol::break_tape() {
    tape_.rewind();
    measures_.break_tape();
    detectors_.reset(now_ns_, "tape-break");
}

bool Symbol::add_trade(const TapeTrade& trade) {
    if (!tape_.is_new(trade.sequence, trade.time_ns)) {
        measures_.confirm();
        return false;
    }
    tape_.add(trade);
    // A trade may be a little ahead of the call, as clocks are. One from the future is told as of now:
    // nothing measured with it may end before it began.
    now_ns_ = std::max(now_ns_, std::min(trade.time_ns, call_ns_ + clock_slack_ns));
    TapeTrade told = trade;
    told.time_ns = std::min(trade.time_ns, now_ns_);
    measures_.add(told);
    if (is_valid_) {
        detectors_.on_trade(told, book_, now_ns_);
    }
    return true;
}

void Symbol::change_level(Side side, const BookLevel& level, bool at_window_edge) {
    const BookLevel before = book_.side(side).set(level);
    changes_.push_back({side, at_window_edge, level.price_ticks, before.size, level.size});
}

BookOutcome Symbol::finish_delta(std::size_t bids, std::size_t asks) {
    if (!has_book_ || !book_.has_counts(bids, asks)) {
        return BookOutcome::inconsistent;
    }
    if (is_valid_ && book_.is_crossed()) {
        return BookOutcome::crossed;
    }
    follow_book();
    return BookOutcome::ok;
}

void Symbol::begin_replacement() {
    replacement_.clear();
}

BookOutcome Symbol::finish_replacement(std::size_t bids, std::size_t asks, std::size_t& changed) {
    changes_.clear();
    append_changes(book_, replacement_, changes_);
    changed = changes_.size();
    awaits_book_ = false;
    has_book_ = true;
    std::swap(book_, replacement_);
    if (!book_.has_counts(bids, asks)) {
        return BookOutcome::inconsistent;
    }
    const bool is_crossed = book_.is_crossed();
    follow_book();
    return is_crossed ? BookOutcome::crossed : BookOutcome::ok;
}

void Symbol::complete() {
    if (awaits_book_) {
        book_.clear();
        has_book_ = false;
        awaits_book_ = false;
    }
    is_complete_ = true;
    follow_book();
}

// Tells the detectors what changed, or everything when the book has just become valid.
void Symbol::follow_book() {
    const bool is_crossed = book_.is_crossed();
    is_closed_ = measures_.session().is_closed(now_ns_);
    const bool is_followed = is_complete_ && source_.is_live() && !is_crossed && !is_closed_;
    const bool is_valid = is_followed && has_book_;
    if ((is_followed_ && !is_followed) || (is_valid_ && !is_valid)) {
        detectors_.reset(
            now_ns_, is_crossed           ? "crossed-book"
                     : !source_.is_live() ? "not-connected"
                     : is_closed_         ? "pre-open"
                                          : "no-book"
        );
    } else if (is_valid && !is_valid_) {
        changes_.clear();
        append_changes(Book(), book_, changes_);
    }
    is_followed_ = is_followed;
    is_valid_ = is_valid;
    if (is_valid_) {
        detectors_.on_changes(changes_, book_, now_ns_);
    }
    changes_.clear();
}

void Symbol::close_bar(std::int64_t start_ns, std::span<const wire::Bar> run) {
    // Told again, or of a time that has not come.
    if (start_ns <= closed_bar_ns_ || start_ns > now_ns_) {
        return;
    }
    closed_bar_ns_ = start_ns;
    if (is_followed_) {
        detectors_.on_bar(run, book_, now_ns_);
    }
}

void Symbol::lose_book(std::string_view reason) {
    book_.clear();
    changes_.clear();
    has_book_ = false;
    is_complete_ = false;
    is_followed_ = false;
    is_valid_ = false;
    measures_.doubt();
    detectors_.reset(now_ns_, reason);
}

void Symbol::change_tick_size(double tick_size) {
    lose_book("gap");
    tick_size_ = tick_size;
    tape_ = Tape();
    measures_ = Measures();
}

void Symbol::set_source(const Source& source) {
    lose_book("gap");
    source_ = source;
    tape_.follow_another();
    expect_book();
}

void Symbol::set_condition(const wire::Status& status, std::uint16_t flags) {
    const bool was_live = source_.is_live();
    const bool is_replay = (flags & wire::batch_flag::replay) != 0 || status.replay != 0;
    const bool is_delayed = (flags & wire::batch_flag::delayed) != 0 || status.data_delay_s > 0;
    source_.flags = static_cast<std::uint16_t>(
        (is_replay ? wire::batch_flag::replay : 0) | (is_delayed ? wire::batch_flag::delayed : 0)
    );
    source_.connection = status.connection;
    source_.data_delay_s.reset();
    if (status.data_delay_s >= 0) {
        source_.data_delay_s = status.data_delay_s;
    }
    if (!source_.is_live()) {
        measures_.miss();
    }
    if (source_.is_live() != was_live) {
        follow_book();
    }
}

void Symbol::lose_source() {
    source_.is_known = false;
    lose_book("gap");
}

void Symbol::finish_batch() {
    measures_.finish(now_ns_);
    if (measures_.session().is_closed(now_ns_) != is_closed_) {
        follow_book();
    }
    if (is_valid_) {
        measures_.observe(book_, now_ns_);
        detectors_.on_batch(book_, now_ns_);
    }
}

// As someone sees it who heard of another chart of the same symbol last.
BookState Symbol::state(std::int64_t seen_ns) const noexcept {
    if (!source_.is_known) {
        return BookState::no_source;
    }
    if (!source_.is_live()) {
        return BookState::not_connected;
    }
    // A source sends at least a heartbeat each second. While it is silent another chart may still be
    // heard, and must not make an old book look fresh.
    if (seen_ns - source_.heard_ns > source_silence_ns) {
        return BookState::silent;
    }
    // While the source tells a snapshot it holds changes back until its end.
    if (!is_complete_ || awaits_book_) {
        return BookState::incomplete;
    }
    if (book_.is_crossed()) {
        return BookState::crossed;
    }
    if (is_closed_) {
        return BookState::pre_open;
    }
    return has_book_ ? BookState::valid : BookState::no_book;
}

void Symbol::describe(Observation& observation) const {
    observation.symbol = name_;
    observation.tick_size = tick_size_;
    observation.book_state = state(observation.header.call_time_ns);
    observation.book_valid = observation.book_state == BookState::valid;
    observation.connected = source_.is_connected();
    if (source_.is_known) {
        observation.data_delay_s = source_.data_delay_s;
    }
    // A delayed book stays delayed, whichever chart this batch is of.
    observation.header.flags = static_cast<std::uint16_t>(observation.header.flags | source_.flags);
    if (is_complete_) {
        observation.bid = top_of(book_.side(Side::bid));
        observation.ask = top_of(book_.side(Side::ask));
    }
    if (tape_.last()) {
        observation.last_trade_ticks = tape_.last()->price_ticks;
    }
    const RollingVolume& rolling = tape_.rolling();
    observation.buy_volume_10s = rolling.last_10s().bought;
    observation.sell_volume_10s = rolling.last_10s().sold;
    observation.buy_volume_60s = rolling.last_60s().bought;
    observation.sell_volume_60s = rolling.last_60s().sold;
    observation.figures = figures_of(measures_);
}

}  // namespace mia::market
