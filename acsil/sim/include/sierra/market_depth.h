// One price level of the order book as a study reads it.
#ifndef MIA_SIM_SIERRA_MARKET_DEPTH_H
#define MIA_SIM_SIERRA_MARKET_DEPTH_H

#include <cstdint>

typedef double t_MarketDataQuantity;

struct s_MarketDepthEntry {
    float Price = 0;  // as the feed sends it
    t_MarketDataQuantity Quantity = 0;
    uint32_t NumOrders = 0;
    float AdjustedPrice = 0;  // times the chart's real-time price multiplier: the one to show

    s_MarketDepthEntry(int = 0) {}

    bool IsEmpty() const { return Price == 0 && Quantity == 0; }
};

#endif
