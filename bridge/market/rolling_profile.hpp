// The volume profile of the last half hour. It forgets in slices of half a minute, and sooner only
// when the market moves so wildly that its memory is full.
#pragma once

#include "bridge/market/profile_shape.hpp"

namespace mia::market {

class RollingProfile {
public:
    static constexpr std::int64_t slice_ns = 30'000'000'000;
    static constexpr std::int64_t slices = 60;
    static constexpr std::size_t slice_rows = 1024;
    static constexpr std::size_t memory = 16384;

    void advance(std::int64_t now_ns);
    // One that claims to come from the future counts as of now; one from before the window does not.
    void add(const TapeTrade& trade);
    void clear();

    [[nodiscard]] const VolumeProfile& profile() const noexcept { return all_; }
    // At most a little behind the profile.
    [[nodiscard]] const ProfileShape& shape() const noexcept { return shape_; }

private:
    // What was traded at one price in one slice.
    struct Entry {
        std::int64_t slice = 0;
        std::int64_t price_ticks = 0;
        Traded traded;
    };

    void store_slice();
    void store(const Entry& entry);
    void drop_oldest();

    VolumeProfile all_;
    VolumeProfile running_{slice_rows};  // of the newest slice
    std::vector<Entry> past_;            // a ring of those before
    std::size_t oldest_ = 0;
    std::size_t count_ = 0;
    std::int64_t newest_ = 0;
    ProfileShape shape_;
};

}  // namespace mia::market
