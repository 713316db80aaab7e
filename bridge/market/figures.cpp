#include "bridge/market/figures.hpp"

namespace mia::market {
namespace {

ProfileFigures figures_of(const ProfileShape& shape) {
    return {shape.value_area(), shape.high_nodes(), shape.low_nodes()};
}

std::optional<std::uint32_t> rank_in(const SizeDistribution& usual, std::uint32_t size) {
    return usual.is_ready() ? std::optional(usual.rank(size)) : std::nullopt;
}

std::optional<std::uint32_t> known(std::uint32_t bound) {
    return bound == 0 ? std::nullopt : std::optional(bound);
}

}  // namespace

Figures figures_of(const Measures& measures) {
    const Session& session = measures.session();
    const TapeSpeed& speed = measures.tape_speed();
    const TradeSizes& sizes = measures.trade_sizes();
    return {
        session.since_ns(),
        session.is_whole(),
        session.traded(),
        session.vwap().ticks(),
        session.vwap().deviation_ticks(),
        figures_of(session.shape()),
        figures_of(measures.rolling_profile().shape()),
        speed.now(),
        rank_in(speed.usual_trades(), speed.now().trades),
        rank_in(speed.usual_contracts(), speed.now().contracts),
        known(sizes.large_from()),
        known(sizes.block_from()),
        sizes.large().last_60s(),
        sizes.blocks().last_60s(),
    };
}

}  // namespace mia::market
