// MIA Feed that comes and goes a thousand times, and several of it side by side.
#include <malloc.h>

#include "tests/studies/feed_session.hpp"

namespace mia::studies {
namespace {

std::size_t entries_of(const char* folder) {
    std::size_t count = 0;
    for ([[maybe_unused]] const auto& entry : std::filesystem::directory_iterator(folder)) {
        ++count;
    }
    return count;
}

struct Held {
    std::size_t files = entries_of("/proc/self/fd");
    std::size_t threads = entries_of("/proc/self/task");
    std::size_t heap = mallinfo2().uordblks;
};

class FeedReload : public FeedSession {
protected:
    void hear_all() {
        for (auto bytes = subscriber.receive(0); !bytes.empty(); bytes = subscriber.receive(0)) {
            hear(bytes);
        }
    }
};

TEST_F(FeedReload, a_thousand_releases_without_a_last_call_leave_nothing_behind) {
    attach();
    ASSERT_TRUE(connect());
    const std::uint64_t publisher = mirror.publisher;
    sim::StudyLibrary& library = host.load(MIA_STUDY);
    const auto reload = [&](int times) {
        for (int i = 0; i < times; ++i) {
            ASSERT_TRUE(host.release(library));
            step();
            host.allow(library);
            step();
            hear_all();
        }
    };
    reload(50);
    const Held before;
    reload(950);
    const Held after;
    EXPECT_EQ(after.files, before.files);
    EXPECT_EQ(after.threads, before.threads);
    EXPECT_LT(after.heap, before.heap + 256 * 1024);
    set_book(26730);
    host.set_time_ns(host.now_ns() + 2 * second_ns);
    ASSERT_TRUE(catch_up());
    EXPECT_EQ(mirror.publisher, publisher);
    EXPECT_EQ(mirror.bids, side_of(es().book.bids));
}

TEST_F(FeedReload, a_thousand_studies_added_and_removed_leave_nothing_behind) {
    subscriber.subscribe_to_all();
    const auto come_and_go = [&](int times) {
        for (int i = 0; i < times; ++i) {
            const int handle = attach();
            step();
            host.remove(handle);
            while (!subscriber.receive(0).empty()) {
                // what a study sent before it went is of no interest here
            }
        }
    };
    come_and_go(50);
    const Held before;
    come_and_go(950);
    const Held after;
    EXPECT_LE(after.files, before.files + 2) << "a connection the other end still closes";
    EXPECT_EQ(after.threads, before.threads);
    EXPECT_LT(after.heap, before.heap + 1024 * 1024);
}

// A newer DLL finds what an older one left, with another layout behind it.
TEST_F(FeedReload, a_state_of_another_layout_is_closed_and_made_anew) {
    const int handle = attach();
    ASSERT_TRUE(connect());
    const std::uint64_t publisher = mirror.publisher;
    const std::size_t files = entries_of("/proc/self/fd");
    sim::StudyLibrary& library = host.load(MIA_STUDY);
    ASSERT_TRUE(host.release(library));
    auto* layout = static_cast<std::uint32_t*>(host.instance(handle).persistent.pointers.at(1));
    *layout += 1000;
    host.allow(library);
    ASSERT_TRUE(play_until([&] { return mirror.snapshots == 2; }));
    EXPECT_NE(mirror.publisher, publisher);
    EXPECT_EQ(entries_of("/proc/self/fd"), files);
    set_book(26725);
    ASSERT_TRUE(catch_up());
    EXPECT_EQ(mirror.bids, side_of(es().book.bids));
}

// Two Sierras, in the first of them three studies on two charts; one of these charts has two.
class FeedsSideBySide : public FeedReload {
protected:
    FeedsSideBySide() : other(other_chartbook()) {
        other.set_time_ns(start_ns);
        sim::ChartSettings nq = es_chart(3);
        nq.symbol = "NQH26_FUT_CME";
        other.add_chart(nq);
        other.chart(3).append_bar(bar_at(start_ns - 60 * second_ns, 24000, 1));
        other.chart(3).append_bar(bar_at(start_ns, 24001, 1));
        other.attach(
            3, other.load(MIA_STUDY), "scsf_MIAFeed",
            {{0, true, 0, subscriber.address()}, {7, true, 0, token_file()}}
        );
        sim::ChartSettings half_hour = es_chart(4);
        half_hour.bar_seconds = 1800;
        host.add_chart(half_hour);
        host.chart(4).append_bar(bar_at(start_ns - 1800 * second_ns, 6600, 1));
        host.chart(4).append_bar(bar_at(start_ns, 6601, 1));
        attach();
        attach();
        attach({}, 4);
    }
    static sim::HostOptions other_chartbook() {
        sim::HostOptions options;
        options.chartbook = "other.cht";
        return options;
    }
    bool play(const std::function<bool()>& done) {
        const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(5);
        while (!done() && std::chrono::steady_clock::now() < deadline) {
            host.update(3);
            host.update(4);
            other.update(3);
            auto bytes = subscriber.receive(1);
            for (; !bytes.empty(); bytes = subscriber.receive(0)) {
                heard[wire::BatchReader(bytes).header().publisher].apply(bytes);
            }
        }
        return done();
    }
    std::size_t sum(const std::function<std::size_t(const Mirror&)>& of) const {
        std::size_t total = 0;
        for (const auto& [publisher, each] : heard) {
            total += of(each);
        }
        return total;
    }

    sim::Host other;
    std::map<std::uint64_t, Mirror> heard;
};

// T24: cursors and last values lived in globals of the DLL, shared by all its studies.
TEST_F(FeedsSideBySide, share_nothing) {
    subscriber.subscribe_to_all();
    ASSERT_TRUE(play([&] { return sum([](const Mirror& each) { return each.snapshots; }) == 4; }));
    ASSERT_EQ(heard.size(), 4U);
    for (int i = 0; i < 7; ++i) {
        trade(6675.25, 1);
    }
    host.set_time_ns(host.now_ns() + second_ns);
    other.set_time_ns(other.now_ns() + second_ns);
    other.instrument("NQH26_FUT_CME")
        .tape.push({start_ns, 24000, 2, 24000, 24000.25, 1, 1, SC_TS_BID});
    const auto trades = [](const Mirror& each) { return each.trades.size(); };
    ASSERT_TRUE(play([&] { return sum(trades) == 3 * 7 + 1; }));
    std::map<std::uint64_t, int> instances;
    for (const auto& [publisher, each] : heard) {
        ++instances[each.hello.instance];
        const bool is_nq = wire::get_text(each.instrument.symbol) == "NQH26_FUT_CME";
        EXPECT_EQ(each.trades.size(), is_nq ? 1U : 7U);
        EXPECT_EQ(each.bars.size(), each.header.chart == 3 && !is_nq ? 30U : 2U);
    }
    EXPECT_EQ(instances.size(), 4U);
    EXPECT_EQ(other.errors(), std::vector<std::string>{});
}

}  // namespace
}  // namespace mia::studies
