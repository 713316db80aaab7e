// One instrument's time and sales: a bounded buffer that forgets the oldest record and numbers
// the new ones. The numbers start again at 1 when a restart or a replay says so.
#pragma once

#include <cstdint>
#include <vector>

#include "sierrachart.h"

namespace mia::sim {

struct TapeRecord {
    std::int64_t time_ns = 0;  // UTC
    double price = 0;          // as the feed sends it, before any multiplier
    std::uint32_t volume = 0;
    double bid = 0;
    double ask = 0;
    std::uint32_t bid_size = 0;
    std::uint32_t ask_size = 0;
    int type = SC_TS_BIDASKVALUES;
    std::uint32_t total_bid_depth = 0;
    std::uint32_t total_ask_depth = 0;
};

class Tape {
public:
    explicit Tape(int capacity);

    // Gives the sequence the record was numbered with.
    std::uint32_t push(const TapeRecord& record);
    // The feed had numbers that never reach us, as it has for other message kinds.
    void skip_sequence(std::uint32_t count) { last_sequence_ += count; }
    // Forgets everything and numbers from 1 again.
    void restart();
    // Numbers from 1 again and forgets nothing.
    void renumber() { last_sequence_ = 0; }
    // The next record gets the number of the one before it.
    void repeat_sequence() { --last_sequence_; }

    c_SCTimeAndSalesArray view() const;
    std::uint32_t last_sequence() const { return last_sequence_; }

private:
    std::vector<s_TimeAndSales> records_;
    int next_ = 0;
    bool is_full_ = false;
    std::uint32_t last_sequence_ = 0;
};

}  // namespace mia::sim
