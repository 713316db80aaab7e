// How MIA Feed comes, goes and comes back: subscribers, tokens, recalculation, removal, release.
#include <malloc.h>
#include <sys/inotify.h>
#include <unistd.h>

#include "tests/studies/feed_session.hpp"

namespace mia::studies {
namespace {

std::size_t thread_count() {
    std::size_t count = 0;
    for ([[maybe_unused]] const auto& entry :
         std::filesystem::directory_iterator("/proc/self/task")) {
        ++count;
    }
    return count;
}

// Tells whether a file was opened since the last time it was asked.
class OpenWatch {
public:
    explicit OpenWatch(const std::string& file) : queue_(inotify_init1(IN_NONBLOCK)) {
        inotify_add_watch(queue_, file.c_str(), IN_OPEN);
    }
    ~OpenWatch() { close(queue_); }
    OpenWatch(const OpenWatch&) = delete;
    OpenWatch& operator=(const OpenWatch&) = delete;

    bool was_opened() const {
        alignas(inotify_event) std::array<char, 4096> events;
        return read(queue_, events.data(), events.size()) > 0;
    }

private:
    int queue_;
};

class FeedLife : public FeedSession {};

TEST_F(FeedLife, set_defaults_reads_no_token_and_starts_nothing) {
    setenv("MIA_HOME", std::filesystem::path(token_file()).parent_path().c_str(), 1);
    const OpenWatch watch(token_file());
    const std::size_t threads = thread_count();
    const int handle = attach({{7, true, 0, ""}});
    EXPECT_FALSE(watch.was_opened());
    EXPECT_EQ(thread_count(), threads);
    EXPECT_TRUE(host.instance(handle).persistent.pointers.empty());

    EXPECT_TRUE(connect());
    unsetenv("MIA_HOME");
    EXPECT_TRUE(watch.was_opened()) << "MIA_HOME names the token's folder when no file is given";
    EXPECT_EQ(std::string(mirror.hello.token, 32), token);
}

TEST_F(FeedLife, sends_nothing_while_nobody_listens) {
    attach();
    for (int i = 0; i < 40; ++i) {
        set_book(26700 + i % 3);
        trade(6675.25, 1);
        step();
    }
    ASSERT_TRUE(connect());
    EXPECT_EQ(mirror.sequence, mirror.batches);
    EXPECT_EQ(mirror.status.batches_sent, 0U);
    EXPECT_EQ(mirror.trades.size(), 40U);
}

TEST_F(FeedLife, waits_for_a_token_and_looks_again_after_some_seconds) {
    std::filesystem::remove(token_file());
    attach();
    subscriber.subscribe_to_all();
    for (int i = 0; i < 200; ++i) {
        host.update(3);
        ASSERT_TRUE(subscriber.receive(1).empty());
    }
    write_token(token);
    for (int i = 0; i < 60; ++i) {
        step();
    }
    EXPECT_TRUE(play_until([this] { return mirror.snapshots == 1; }));
    EXPECT_EQ(std::string(mirror.hello.token, 32), token);
}

TEST_F(FeedLife, a_token_of_another_length_is_none) {
    write_token(token + "x");
    attach();
    subscriber.subscribe_to_all();
    for (int i = 0; i < 200; ++i) {
        host.update(3);
        ASSERT_TRUE(subscriber.receive(1).empty());
    }
}

TEST_F(FeedLife, a_request_after_a_gap_gets_a_snapshot_but_no_more_than_one_a_second) {
    attach();
    ASSERT_TRUE(connect());
    host.set_time_ns(host.now_ns() + 2 * second_ns);
    subscriber.ask(mirror.publisher);
    ASSERT_TRUE(play_until([this] { return mirror.snapshots == 2; }));
    EXPECT_EQ(mirror.snapshot.reason, wire::snapshot_reason::request);

    subscriber.ask(mirror.publisher);
    for (int i = 0; i < 9; ++i) {
        step();
        const auto bytes = subscriber.receive(5);
        if (!bytes.empty()) {
            hear(bytes);
        }
    }
    EXPECT_EQ(mirror.snapshots, 2U);
    step();
    EXPECT_TRUE(play_until([this] { return mirror.snapshots == 3; }));
    subscriber.ask(mirror.publisher ^ 1);
    host.set_time_ns(host.now_ns() + 2 * second_ns);
    ASSERT_TRUE(catch_up());
    EXPECT_EQ(mirror.snapshots, 3U) << "a request to another publisher is not for us";
}

TEST_F(FeedLife, a_full_recalculation_is_a_new_epoch_sent_as_a_snapshot) {
    attach();
    ASSERT_TRUE(connect());
    const std::uint32_t epoch = mirror.epoch;
    host.set_time_ns(host.now_ns() + 2 * second_ns);
    chart().clear_bars();
    for (int minute = 0; minute < 10; ++minute) {
        chart().append_bar(bar_at(start_ns + minute * 60 * second_ns, 6700, 5));
    }
    host.recalculate(3);
    ASSERT_TRUE(hear_until([this] { return mirror.snapshots == 2; }));
    EXPECT_EQ(mirror.epoch, epoch + 1);
    EXPECT_EQ(mirror.snapshot.reason, wire::snapshot_reason::recalculation);
    EXPECT_NE(mirror.header.flags & wire::batch_flag::recalculation, 0);
    EXPECT_EQ(mirror.bars.size(), 10U);
}

TEST_F(FeedLife, another_symbol_on_the_chart_is_introduced_before_anything_of_it_is_sent) {
    attach();
    ASSERT_TRUE(connect());
    host.set_time_ns(host.now_ns() + 2 * second_ns);
    host.change_symbol(3, "NQH26_FUT_CME");
    sim::Instrument& nq = host.instrument("NQH26_FUT_CME");
    nq.book.bids = {{24000, 3, 1}};
    nq.book.asks = {{24000.25, 4, 1}};
    host.update(3);
    chart().append_bar(bar_at(start_ns, 24000, 5));
    chart().append_bar(bar_at(start_ns + 60 * second_ns, 24001, 5));
    ASSERT_TRUE(play_until([this] { return mirror.snapshots == 2; }));
    EXPECT_EQ(wire::get_text(mirror.instrument.symbol), "NQH26_FUT_CME");
    EXPECT_EQ(mirror.bids.size(), 1U);
    EXPECT_EQ(mirror.bids.begin()->first, 96000);
    EXPECT_EQ(mirror.bars.size(), 2U);
    EXPECT_TRUE(mirror.trades.empty());
}

sim::HostOptions calling_without_bars() {
    sim::HostOptions options;
    options.is_calling_without_bars = true;
    return options;
}

class FeedWithoutBars : public FeedSession {
protected:
    FeedWithoutBars() : FeedSession(calling_without_bars()) {}
};

TEST_F(FeedWithoutBars, a_chart_that_lost_its_bars_has_none_rather_than_one_before_the_first) {
    attach();
    ASSERT_TRUE(connect());
    chart().clear_bars();
    host.recalculate(3);
    subscriber.ask(mirror.publisher);
    host.set_time_ns(host.now_ns() + 2 * second_ns);
    ASSERT_TRUE(play_until([this] { return mirror.snapshots >= 2; }));
    set_book(26720);
    ASSERT_TRUE(catch_up());
    EXPECT_TRUE(mirror.bars.empty());
    EXPECT_EQ(mirror.bids, side_of(es().book.bids));
}

TEST_F(FeedLife, a_study_added_later_joins_the_catalog) {
    attach();
    ASSERT_TRUE(connect());
    host.set_time_ns(host.now_ns() + 2 * second_ns);
    sim::StudyDescription late;
    late.id = 40;
    late.name = "Added later";
    late.subgraph_names = {"Line"};
    chart().add_study(late, false);
    chart().set_value(40, 0, 4);
    EXPECT_TRUE(play_until([this] { return mirror.values.contains({40, 0}); }));
    EXPECT_EQ(mirror.studies[40], "Added later");
}

TEST_F(FeedLife, removal_closes_the_socket_and_frees_the_state) {
    const std::size_t threads = thread_count();
    const int handle = attach();
    ASSERT_TRUE(connect());
    const std::uint64_t first = mirror.publisher;
    EXPECT_GT(thread_count(), threads);
    host.remove(handle);
    EXPECT_EQ(thread_count(), threads);

    attach();
    EXPECT_TRUE(play_until([this, first] {
        return mirror.publisher != first && mirror.snapshots == 2;
    }));
}

TEST_F(FeedLife, a_host_that_comes_back_is_told_everything_and_nothing_old) {
    attach();
    ASSERT_TRUE(connect());
    const std::uint64_t publisher = mirror.publisher;
    mirror = Mirror();
    mirror.publisher = publisher;
    subscriber.start_again();
    for (int i = 0; i < 50; ++i) {
        trade(6675.25, 1);
        step();
    }
    subscriber.subscribe_to_all();
    std::vector<std::byte> first;
    const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(5);
    while (first.empty() && std::chrono::steady_clock::now() < deadline) {
        step();
        first = subscriber.receive(1);
    }
    wire::BatchReader reader(first);
    ASSERT_EQ(reader.error(), wire::DecodeError::none);
    EXPECT_EQ(reader.header().publisher, publisher);
    EXPECT_NE(reader.header().flags & wire::batch_flag::snapshot_first, 0);
}

TEST_F(FeedLife, a_release_without_a_last_call_keeps_the_socket) {
    attach();
    ASSERT_TRUE(connect());
    const std::uint64_t publisher = mirror.publisher;
    sim::StudyLibrary& library = host.load(MIA_STUDY);
    EXPECT_TRUE(host.release(library)) << "the code must really leave the process";
    host.set_time_ns(host.now_ns() + 2 * second_ns);
    step();
    host.allow(library);
    ASSERT_TRUE(play_until([this] { return mirror.snapshots == 2; }));
    EXPECT_EQ(mirror.publisher, publisher);
    set_book(26720);
    ASSERT_TRUE(catch_up());
    EXPECT_EQ(mirror.bids.rbegin()->first, 26720);
}

TEST_F(FeedLife, two_charts_have_two_publishers_and_each_is_whole) {
    sim::ChartSettings other = es_chart(4);
    other.symbol = "VIX";
    other.time_zone = "Europe/Paris";
    other.tick_size = 0.01;
    host.add_chart(other);
    host.chart(4).append_bar(bar_at(start_ns, 16.04, 0));
    host.chart(4).append_bar(bar_at(start_ns + 60 * second_ns, 16.25, 0));
    Subscriber second;
    attach();
    const int handle = attach({{0, true, 0, second.address()}}, 4);
    second.subscribe_to_all();
    ASSERT_TRUE(connect());
    Mirror vix;
    const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(5);
    while (vix.snapshots == 0 && std::chrono::steady_clock::now() < deadline) {
        host.update(4);
        const auto bytes = second.receive(1);
        if (!bytes.empty()) {
            vix.apply(bytes);
        }
    }
    EXPECT_NE(vix.publisher, mirror.publisher);
    EXPECT_NE(vix.hello.instance, mirror.hello.instance);
    EXPECT_EQ(vix.bars[0].start_ns, start_ns);
    EXPECT_EQ(vix.bars[1].close_ticks, 1625);
    EXPECT_EQ(vix.header.call_time_ns, start_ns);
    EXPECT_EQ(vix.status.chart_utc_offset_s, 3600);
    host.remove(handle);
    ASSERT_TRUE(catch_up());
}

TEST_F(FeedLife, bars_of_both_weeks_of_a_clock_change_are_in_utc) {
    chart().clear_bars();
    constexpr std::int64_t before_ns = 1'772'892'000 * second_ns;  // Saturday 7 March, 14:00 UTC
    for (int day = 0; day < 3; ++day) {
        chart().append_bar(bar_at(before_ns + day * 86400 * second_ns, 6700, 1));
    }
    attach();
    ASSERT_TRUE(connect());
    for (const auto& [index, bar] : mirror.bars) {
        EXPECT_EQ(bar.start_ns, before_ns + index * 86400 * second_ns);
    }
}

TEST_F(FeedLife, states_of_connection_replay_and_delay_are_told_as_they_change) {
    attach();
    ASSERT_TRUE(connect());
    EXPECT_EQ(mirror.status.connection, 1);
    chart().settings().connection_state = SCS_CONNECTION_LOST;
    step();
    ASSERT_TRUE(hear_until([this] { return mirror.status.connection == 4; }));
    chart().settings().replay_status = REPLAY_RUNNING;
    ASSERT_TRUE(catch_up());
    EXPECT_EQ(mirror.status.replay, 1);
    EXPECT_NE(mirror.header.flags & wire::batch_flag::replay, 0);
    EXPECT_NE(mirror.header.flags & wire::batch_flag::delayed, 0);
}

TEST_F(FeedLife, an_address_that_is_none_is_said_once_and_hurts_nothing) {
    host.attach(
        3, host.load(MIA_STUDY), "scsf_MIAFeed",
        {{0, true, 0, "nonsense"}, {7, true, 0, token_file()}}
    );
    for (int i = 0; i < 100; ++i) {
        step();
    }
    EXPECT_EQ(host.take_messages().size(), 1U);
}

TEST_F(FeedLife, a_long_session_does_not_grow_the_heap) {
    attach();
    ASSERT_TRUE(connect());
    // Each step sends one batch; hearing all of them keeps the queues of both sockets short.
    const auto play = [this](int steps) {
        for (int i = 0; i < steps; ++i) {
            set_book(26700 + i % 7);
            trade(6675.25, 1);
            step();
            ASSERT_FALSE(subscriber.receive(5000).empty());
        }
    };
    play(500);
    const std::size_t before = mallinfo2().uordblks;
    play(3000);
    const std::size_t after = mallinfo2().uordblks;
    EXPECT_LT(after, before + 256 * 1024);
}

class FeedPoisoned : public FeedSession {
protected:
    FeedPoisoned() : FeedSession(poisoning()) {}
    static sim::HostOptions poisoning() {
        sim::HostOptions options;
        options.is_poisoning = true;
        return options;
    }
};

TEST_F(FeedPoisoned, nothing_of_a_call_is_kept_after_it) {
    sim::StudyDescription study;
    study.id = 7;
    study.name = "Study";
    study.subgraph_names = {"Line"};
    chart().add_study(study, false);
    const int handle = attach();
    ASSERT_TRUE(connect());
    for (int i = 0; i < 50; ++i) {
        set_book(26700 + i % 7);
        trade(6675.25, 1);
        chart().set_value(7, 0, static_cast<float>(i));
        step();
    }
    ASSERT_TRUE(catch_up());
    EXPECT_EQ(mirror.trades.size(), 50U);
    EXPECT_EQ((mirror.values[{7, 0}]), 49);
    host.remove(handle);
}

}  // namespace
}  // namespace mia::studies
