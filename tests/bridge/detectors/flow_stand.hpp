// A stand for detectors of flow: a tape that has lived for a while, so that what is usual is known,
// and then what a test tells. Sides are those of the aggressors: buyers are the bid.
#pragma once

#include "bridge/detectors/flow_window.hpp"
#include "tests/bridge/detectors/tape_stand.hpp"

#include <gtest/gtest.h>

namespace mia::detectors::test {

template <Detector T>
struct FlowTest : testing::TestWithParam<Side> {
    using Stand = TapeStand<T>;

    Side side = this->GetParam();
    Side against = other(side);
    Stand stand;

    FlowTest() { live(120); }

    // Where a side trades, so many ticks ahead in the direction in which the tested side pushes.
    [[nodiscard]] std::int64_t price(std::int64_t ahead, Side aggressor) const {
        const std::int64_t touch = aggressor == Side::bid ? 100 : 99;
        return side == Side::bid ? touch + ahead : touch - ahead;
    }
    [[nodiscard]] std::int64_t price(std::int64_t ahead) const { return price(ahead, side); }
    [[nodiscard]] Order trade(Side aggressor, std::int64_t ahead, std::uint32_t size) const {
        return {other(aggressor), price(ahead, aggressor), size};
    }

    // Small trades of both sides, about ten a second.
    void live(int seconds, std::int64_t ahead = 0) {
        for (int i = 0; i < 20 * seconds; ++i) {
            seed_ = seed_ * 1664525 + 1013904223;
            const Side aggressor = (seed_ >> 16 & 1) == 0 ? Side::bid : Side::ask;
            const std::uint32_t size = 1 + (seed_ >> 18) % 5;
            if (i % 2 == 0) {
                stand.tell({trade(aggressor, ahead, size)}, {});
            } else {
                stand.tell({}, {});
            }
        }
    }
    // One side trades in each of so many batches of 50 ms.
    void push(Side aggressor, int batches, std::uint32_t size, std::int64_t ahead = 0) {
        for (int i = 0; i < batches; ++i) {
            stand.tell({trade(aggressor, ahead, size)}, {});
        }
    }
    void pass(std::int64_t nanoseconds) { stand.pass(nanoseconds); }

    [[nodiscard]] const std::vector<Detection>& opened() const { return stand.opened(); }
    [[nodiscard]] const std::vector<Detection>& closed() const { return stand.closed(); }
    [[nodiscard]] double evidence(std::string_view name) const {
        return Stand::evidence(stand.opened().back(), name);
    }

private:
    std::uint32_t seed_ = 7;
};

inline std::string name_of_side(const testing::TestParamInfo<Side>& at) {
    return std::string(market::side_name(at.param));
}

}  // namespace mia::detectors::test
