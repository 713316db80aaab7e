#include "acsil/stack_pull.hpp"

#include "acsil/feed_inputs.hpp"

#include <bit>

namespace mia::acsil {

#if SC_DLL_VERSION >= 2748
namespace {

bool add_side(FeedCall& call, const SentSide& side, wire::LayoutHash& hash) {
    for (std::uint32_t i = 0; i < side.count; ++i) {
        const wire::DepthLevel& level = side.levels[i];
        const auto price = static_cast<float>(level.price_raw);
        const int quantity = level.side == wire::book_side::bid
                                 ? call.sc.GetBidMarketDepthStackPullValueAtPrice(price)
                                 : call.sc.GetAskMarketDepthStackPullValueAtPrice(price);
        wire::StackPullLevel* entry = call.writer.add_entry<wire::StackPull>();
        if (entry == nullptr) {
            return false;
        }
        *entry = wire::StackPullLevel{level.price_ticks, quantity, level.side, 0, 0};
        hash.add(static_cast<std::uint64_t>(level.price_ticks));
        hash.add(static_cast<std::uint64_t>(quantity));
    }
    return true;
}

}  // namespace

void write_stack_pull(FeedCall& call) {
    if (!wants(call.sc, FeedInput::send_stack_pull)) {
        return;
    }
    (void)call.sc.SetUseMarketDepthPullingStackingData(1);
    wire::StackPull* frame = call.writer.add<wire::StackPull>();
    if (frame == nullptr) {
        return;
    }
    frame->bid_sum = call.sc.GetBidMarketDepthStackPullSum();
    frame->ask_sum = call.sc.GetAskMarketDepthStackPullSum();
    wire::LayoutHash hash;
    hash.add(std::bit_cast<std::uint64_t>(frame->bid_sum));
    hash.add(std::bit_cast<std::uint64_t>(frame->ask_sum));
    SentBook& book = call.state.book;
    const bool is_whole = add_side(call, book.bid, hash) && add_side(call, book.ask, hash);
    if (!is_whole || hash.value() == book.stack_pull) {
        call.writer.drop_last_frame();
        return;
    }
    book.stack_pull = hash.value();
}
#else
void write_stack_pull(FeedCall&) {}
#endif

}  // namespace mia::acsil
