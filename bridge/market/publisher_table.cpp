#include "bridge/market/publisher_table.hpp"

#include <algorithm>

namespace mia::market {
namespace {

constexpr std::size_t refused_max = 64;
constexpr std::size_t retired_max = 4096;
constexpr std::size_t replaced_shown = 16;

std::string layout_name(const wire::KindInfo& info) {
    return std::string(info.name) + " revision " + std::to_string(info.revision);
}

// Every layout we know must be the one the publisher uses.
std::string find_layout_fault(const wire::FrameView& frame) {
    for (std::size_t i = 0; i < frame.entry_count<wire::Hello>(); ++i) {
        const wire::HelloKind kind = frame.entry<wire::Hello>(i);
        const wire::KindInfo* info = wire::find_kind(kind.kind, kind.revision);
        if (info != nullptr && (info->hash != kind.hash || info->head_size != kind.head_size)) {
            return layout_name(*info);
        }
    }
    return {};
}

}  // namespace

Publisher* PublisherTable::find(std::uint64_t id) noexcept {
    for (const auto& publisher : publishers_) {
        if (publisher->id() == id) {
            return publisher.get();
        }
    }
    return nullptr;
}

Outcome PublisherTable::reason(std::uint64_t id) const noexcept {
    if (std::find(retired_.begin(), retired_.end(), id) != retired_.end()) {
        return Outcome::replaced;
    }
    for (const Excluded& excluded : refused_) {
        if (excluded.id == id) {
            return excluded.outcome;
        }
    }
    return Outcome::unknown_publisher;
}

PublisherTable::Introduction
PublisherTable::introduce(const wire::BatchHeader& header, const wire::FrameView& frame) {
    const wire::Hello hello = frame.head<wire::Hello>();
    Introduction result;
    // A hello outside its flag would carry the token into recordings: it is not honoured.
    if ((header.flags & wire::batch_flag::hello) == 0 ||
        !wire::is_same(token_, std::as_bytes(std::span(hello.token)))) {
        result.outcome = Outcome::bad_token;
    } else if (reason(header.publisher) == Outcome::replaced) {
        result.outcome = Outcome::replaced;
        return result;
    } else if (result.fault = find_layout_fault(frame); !result.fault.empty()) {
        result.outcome = Outcome::layout_mismatch;
    }
    if (result.outcome != Outcome::ok) {
        result.is_repeated = exclude(header.publisher, result.outcome);
        return result;
    }
    std::erase_if(refused_, [&](const Excluded& row) { return row.id == header.publisher; });
    result.publisher = find(header.publisher);
    if (result.publisher != nullptr) {
        return result;
    }
    for (const auto& publisher : publishers_) {
        if (publisher->instance() == hello.instance &&
            publisher->state() != SessionState::replaced) {
            publisher->replace();
            retired_.push_back(publisher->id());
            result.replaced = publisher->id();
        }
    }
    forget_replaced();
    if (publishers_.size() >= publishers_max) {
        result.outcome = Outcome::too_many_publishers;
        result.is_repeated = exclude(header.publisher, result.outcome);
        return result;
    }
    publishers_.push_back(std::make_unique<Publisher>(header.publisher, hello));
    result.publisher = publishers_.back().get();
    return result;
}

PublisherTable::Introduction
PublisherTable::refuse_layout(std::uint64_t id, const wire::KindInfo& misfit) {
    Introduction result;
    result.outcome = Outcome::layout_mismatch;
    result.fault = layout_name(misfit);
    result.is_repeated = exclude(id, result.outcome);
    return result;
}

// True when it was excluded for this before.
bool PublisherTable::exclude(std::uint64_t id, Outcome outcome) {
    const auto at = std::find_if(refused_.begin(), refused_.end(), [&](const Excluded& row) {
        return row.id == id;
    });
    if (at != refused_.end()) {
        const bool is_repeated = at->outcome == outcome;
        at->outcome = outcome;
        return is_repeated;
    }
    if (refused_.size() == refused_max) {
        refused_.erase(refused_.begin());
    }
    refused_.push_back({id, outcome});
    return false;
}

// The newest few are kept to be shown; the ids of all, up to a bound, so that their late batches
// are known.
void PublisherTable::forget_replaced() {
    const auto is_replaced = [](const std::unique_ptr<Publisher>& publisher) {
        return publisher->state() == SessionState::replaced;
    };
    auto count = std::count_if(publishers_.begin(), publishers_.end(), is_replaced);
    for (; count > static_cast<std::ptrdiff_t>(replaced_shown); --count) {
        publishers_.erase(std::find_if(publishers_.begin(), publishers_.end(), is_replaced));
    }
    if (retired_.size() > retired_max) {
        retired_.erase(retired_.begin());
    }
}

}  // namespace mia::market
