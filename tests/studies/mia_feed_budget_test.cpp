// How much work MIA Feed does in one call, counted in questions to Sierra and in bytes: never by a clock.
#include <algorithm>
#include <map>
#include <set>

#include "tests/studies/feed_session.hpp"

namespace mia::studies {
namespace {

class FeedBudget : public FeedSession {
protected:
    void add_studies(int count, int lines, int inputs) {
        for (int study = 1; study <= count; ++study) {
            sim::StudyDescription description;
            description.name = "Study " + std::to_string(study);
            for (int line = 0; line < lines; ++line) {
                description.subgraph_names.push_back("Line " + std::to_string(line));
            }
            for (int input = 0; input < inputs; ++input) {
                description.inputs.push_back(
                    {"Input " + std::to_string(input), 0.5, "", FLOAT_VALUE, {}}
                );
            }
            chart().add_study(description, false);
        }
    }
    void add_bars(int count) {
        std::vector<sim::PriceVolume> prices;
        for (int price = 0; price < 40; ++price) {
            prices.push_back({26700 - 2 + price % 5, 10, 20, 5});
        }
        for (int bar = 0; bar < count; ++bar) {
            chart().append_bar(bar_at(start_ns + bar * 60 * second_ns, 6675, 10));
            chart().bars().set_last_prices(prices);
        }
    }
    void hear(const std::vector<std::byte>& bytes) override {
        largest_batch = std::max(largest_batch, bytes.size());
        FeedSession::hear(bytes);
    }
    // The most questions that one call put to Sierra, until this holds.
    std::uint64_t most_questions_until(int handle, const std::function<bool()>& done) {
        std::uint64_t most = 0;
        const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(20);
        while (!done() && std::chrono::steady_clock::now() < deadline) {
            const std::uint64_t before = host.instance(handle).questions;
            host.update(3);
            most = std::max(most, host.instance(handle).questions - before);
            const auto bytes = subscriber.receive(1);
            if (!bytes.empty()) {
                hear(bytes);
            }
        }
        EXPECT_TRUE(done());
        return most;
    }

    std::size_t largest_batch = 0;
};

TEST_F(FeedBudget, a_large_catalog_and_a_long_history_are_spread_over_many_calls) {
    add_studies(150, 20, 20);
    add_bars(2000);
    const int handle = attach({{6, false, 2000, ""}});
    host.update(3);  // a full recalculation and the ordinary call behind it
    subscriber.subscribe_to_all();
    const std::uint64_t most =
        most_questions_until(handle, [this] { return mirror.snapshots == 1; });
    EXPECT_EQ(mirror.studies.size(), 150U);
    EXPECT_EQ(mirror.inputs.size(), 150U);
    EXPECT_EQ(mirror.values.size(), 3000U);
    EXPECT_EQ(mirror.bars.size(), 2000U);
    EXPECT_EQ(mirror.prices.size(), 2000U);
    EXPECT_GT(mirror.batches, 20U);
    EXPECT_LT(largest_batch, std::size_t{96} * 1024);
    EXPECT_LT(most, 6500U);
}

TEST_F(FeedBudget, more_values_than_one_call_looks_at_are_looked_at_in_turns) {
    add_studies(100, 40, 0);
    sim::ChartSettings second = es_chart(4);
    host.add_chart(second);
    for (int minute = 0; minute < 30; ++minute) {
        host.chart(4).append_bar(bar_at(start_ns - (30 - minute) * 60 * second_ns, 6675, 100));
    }
    const int handle = attach({{11, false, 4, ""}});
    host.update(3);
    subscriber.subscribe_to_all();
    most_questions_until(handle, [this] { return mirror.snapshots == 1; });
    for (int study = 1; study <= 100; ++study) {
        for (int line = 0; line < 40; ++line) {
            chart().set_value(study, line, static_cast<float>(study * 100 + line));
        }
    }
    const std::uint64_t most = most_questions_until(handle, [this] {
        return mirror.values[{100, 39}] == 10'039 && mirror.values[{1, 0}] == 100;
    });
    EXPECT_LT(most, 9500U);
    for (int study = 1; study <= 100; ++study) {
        EXPECT_EQ((mirror.values[{static_cast<std::uint32_t>(study), 7}]), study * 100 + 7);
    }
}

// All lines of a study always show one number, a new one at each call, and so must what is told of it.
class FeedOnePiece : public FeedBudget {
protected:
    void hear(const std::vector<std::byte>& bytes) override {
        FeedBudget::hear(bytes);
        std::map<std::uint32_t, std::set<double>> shown;
        for (const auto& [key, value] : mirror.values) {
            shown[key.first].insert(value);
        }
        for (const auto& [study, numbers] : shown) {
            torn += numbers.size() > 1 ? 1 : 0;
        }
    }
    void show(float number) {
        for (int study = 1; study <= studies; ++study) {
            for (int line = 0; line < lines; ++line) {
                chart().set_value(study, line, number);
            }
        }
    }
    static constexpr int studies = 80;
    static constexpr int lines = 47;  // no divisor of what a call may ask
    int torn = 0;
};

TEST_F(FeedOnePiece, a_study_is_told_however_a_snapshot_is_cut_into_calls) {
    add_studies(studies, lines, 0);
    attach();
    subscriber.subscribe_to_all();
    float number = 0;
    ASSERT_TRUE(play_until([&] { return show(++number), mirror.snapshots == 1; }));
    EXPECT_GT(mirror.batches, 2U) << "or this shows nothing";
    EXPECT_EQ(mirror.values.size(), static_cast<std::size_t>(studies * lines));
    EXPECT_EQ(torn, 0);
    show(-1);
    ASSERT_TRUE(catch_up());
    EXPECT_EQ(torn, 0);
    EXPECT_EQ((mirror.values[{studies, lines - 1}]), -1);
}

TEST_F(FeedBudget, what_is_switched_off_costs_no_question) {
    add_studies(50, 20, 5);
    const int handle = attach(
        {{2, false, 0, ""},
         {3, false, 0, ""},
         {4, false, 0, ""},
         {5, false, 0, ""},
         {8, false, 0, ""}}
    );
    ASSERT_TRUE(connect());
    step();
    const std::uint64_t before = host.instance(handle).questions;
    step();
    EXPECT_LT(host.instance(handle).questions - before, 60U);
}

}  // namespace
}  // namespace mia::studies
