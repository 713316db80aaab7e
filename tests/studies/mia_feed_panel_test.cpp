// The panel: what a trader sees of MIA Feed on the chart.
#include <sys/stat.h>

#include <array>
#include <span>
#include <string_view>

#include "bridge/wire/batch_writer.hpp"
#include "tests/studies/feed_session.hpp"

namespace mia::studies {
namespace {

class FeedPanel : public FeedSession {
protected:
    std::string text() { return panel(); }
    bool says(const std::string& what) { return text().find(what) != std::string::npos; }
    bool says_in_time(const std::string& what) {
        return play_until([&] { return wait(), says(what); });
    }
    static std::vector<std::byte> recognition(std::uint64_t publisher, std::string_view words) {
        alignas(8) std::array<std::byte, 1024> buffer{};
        wire::BatchWriter writer(buffer);
        writer.begin({.publisher = 1, .sequence = 1});
        auto* frame = writer.add<wire::Recognition>();
        frame->publisher = publisher;
        wire::set_text(frame->text, words);
        const auto made = *writer.finish(0);
        return {made.begin(), made.end()};
    }
    // Long enough for the panel to be looked at again.
    void wait() {
        host.set_time_ns(host.now_ns() + 2 * second_ns);
        host.update(3);
    }
};

TEST_F(FeedPanel, says_whether_the_host_is_there_and_what_was_sent) {
    attach();
    host.update(3);
    EXPECT_TRUE(says("MIA Feed: waiting for the host")) << text();
    EXPECT_TRUE(says("0 batches sent, 0 dropped")) << text();
    ASSERT_TRUE(connect());
    wait();
    EXPECT_TRUE(says("MIA Feed: connected")) << text();
    EXPECT_TRUE(says("us a call")) << text();
    EXPECT_FALSE(says("0 batches sent")) << text();
    ASSERT_EQ(chart().drawings().all().size(), 1U);
    const s_UseTool& tool = chart().drawings().all().front().tool;
    EXPECT_EQ(tool.DrawingType, DRAWING_TEXT);
    EXPECT_FALSE(chart().drawings().all().front().is_user_drawn()) << "it must not be saved";
}

TEST_F(FeedPanel, counts_the_studies_that_it_tells_of_and_not_our_own) {
    attach();
    host.attach(3, host.load(MIA_STUDY), "scsf_MIAOverlay", {});
    ASSERT_TRUE(connect());
    wait();
    const std::size_t told = mirror.studies.size();
    EXPECT_TRUE(says("chart 3: " + std::to_string(told) + " studies, ")) << text();
}

TEST_F(FeedPanel, names_the_last_error_and_what_is_missing) {
    std::filesystem::remove(token_file());
    attach({{11, false, 8, ""}});
    subscriber.subscribe_to_all();
    ASSERT_TRUE(play_until([&] {
        wait();
        return says("no token at");
    })) << text();
    EXPECT_TRUE(says("MIA Feed: waiting for the token")) << text();
    const auto logged = host.take_messages();
    ASSERT_EQ(logged.size(), 1U) << "each trouble once";
    EXPECT_NE(logged[0].text.find("no token at"), std::string::npos) << logged[0].text;
    write_token(token);
    host.set_time_ns(host.now_ns() + 5 * second_ns);
    ASSERT_TRUE(play_until([this] { return mirror.snapshots == 1; }));
    wait();
    EXPECT_TRUE(says("chart 8 is not in the chartbook")) << text();
}

TEST_F(FeedPanel, counts_what_was_refused_and_the_status_carries_it) {
    attach();
    ASSERT_TRUE(connect());
    wait();
    EXPECT_FALSE(says("refused")) << text();
    trade(std::nan(""), 2);
    ASSERT_TRUE(play_until([this] { return mirror.status.values_invalid == 1; }));
    wait();
    EXPECT_TRUE(says("\n1 values refused")) << text();

    sim::Bar bar = bar_at(start_ns, 6705, 9);
    bar.close = std::nan("");
    chart().append_bar(bar);
    chart().append_bar(bar_at(start_ns + 60 * second_ns, 6705, 9));
    ASSERT_TRUE(play_until([this] { return step(), mirror.status.values_invalid == 2; }));
    wait();
    EXPECT_TRUE(says("\n2 values refused")) << text();
    EXPECT_FALSE(mirror.bars.contains(30));
    EXPECT_TRUE(mirror.bars.contains(31));
}

// Sierra's own thread would wait for whoever writes into it.
TEST_F(FeedPanel, names_a_token_file_that_is_a_pipe_and_waits_for_nobody) {
    std::filesystem::remove(token_file());
    ASSERT_EQ(mkfifo(token_file().c_str(), 0600), 0);
    attach();
    subscriber.subscribe_to_all();
    EXPECT_TRUE(play_until([&] {
        wait();
        return says("no token at a plain file was expected, found something else: /");
    })) << text();
}

TEST_F(FeedPanel, is_drawn_again_only_when_its_text_is_another) {
    attach();
    host.update(3);
    wait();
    const std::uint64_t before = chart().drawings().uses();
    for (int i = 0; i < 100; ++i) {
        step();
    }
    EXPECT_LE(chart().drawings().uses() - before, 10U) << "at most once a second";
    EXPECT_EQ(chart().drawings().all().size(), 1U);
}

TEST_F(FeedPanel, goes_when_the_study_is_hidden_switched_off_or_removed) {
    const int handle = attach();
    host.update(3);
    ASSERT_EQ(chart().drawings().all().size(), 1U);
    host.instance(handle).is_hidden = true;
    host.update(3);
    EXPECT_TRUE(chart().drawings().all().empty());
    host.instance(handle).is_hidden = false;
    host.update(3);
    EXPECT_EQ(chart().drawings().all().size(), 1U);
    host.set_input(handle, {10, false, 0, ""});
    host.update(3);
    EXPECT_TRUE(chart().drawings().all().empty());
    host.set_input(handle, {10, false, 1, ""});
    host.update(3);
    EXPECT_EQ(chart().drawings().all().size(), 1U);
    host.recalculate(3);
    EXPECT_EQ(chart().drawings().all().size(), 1U) << "Sierra forgets it with a recalculation";
    host.remove(handle);
    EXPECT_TRUE(chart().drawings().all().empty());
}

// A chart whose replay is paused calls its studies on, and its time stands still.
TEST_F(FeedPanel, panel_heartbeat_and_retries_go_on_while_sierras_clock_stands) {
    attach();
    ASSERT_TRUE(connect());
    chart().settings().replay_status = REPLAY_PAUSED;
    const std::size_t heartbeats = mirror.heartbeats;
    EXPECT_TRUE(play_until([&] { return mirror.heartbeats >= heartbeats + 2; }));
    std::filesystem::remove(token_file());
    subscriber.leave();
    ASSERT_TRUE(play_until([this] { return says("waiting for the host"); })) << text();
    subscriber.subscribe_to_all();
    ASSERT_TRUE(play_until([this] { return says("waiting for the token"); })) << text();
    write_token(token);
    ASSERT_TRUE(play_until([this] { return mirror.snapshots == 2; })) << text();
    EXPECT_EQ(host.now_ns(), start_ns);
}

TEST_F(FeedPanel, of_two_on_one_chart_each_has_its_own) {
    attach();
    const int second = attach();
    host.update(3);
    EXPECT_EQ(chart().drawings().all().size(), 2U);
    host.remove(second);
    EXPECT_EQ(chart().drawings().all().size(), 1U);
}

TEST_F(FeedPanel, ends_with_what_the_host_recognised) {
    attach();
    ASSERT_TRUE(connect());
    subscriber.say(recognition(mirror.publisher + 1, "recognised 9: another chart's"));
    subscriber.say(recognition(mirror.publisher, "recognised 2: vwap.main, nbcv\nwrong 1: swing"));
    ASSERT_TRUE(says_in_time("\nrecognised 2: vwap.main, nbcv\nwrong 1: swing")) << text();
    EXPECT_TRUE(text().ends_with("swing")) << text();
    subscriber.say(recognition(mirror.publisher, ""));
    ASSERT_TRUE(play_until([&] { return wait(), !says("recognised"); })) << text();
}

TEST_F(FeedPanel, forgets_what_was_recognised_with_the_host_that_did) {
    attach();
    ASSERT_TRUE(connect());
    subscriber.say(recognition(mirror.publisher, "recognised 1: vwap.main"));
    ASSERT_TRUE(says_in_time("recognised 1")) << text();
    subscriber.leave();
    ASSERT_TRUE(says_in_time("MIA Feed: waiting for the host")) << text();
    EXPECT_FALSE(says("recognised")) << text();
}

TEST_F(FeedPanel, takes_no_words_that_are_damaged_or_too_long) {
    attach();
    ASSERT_TRUE(connect());
    std::vector<std::byte> words = recognition(mirror.publisher, "recognised 1: vwap.main");
    for (std::size_t at = 0; at < words.size(); at += 7) {
        auto damaged = words;
        damaged[at] ^= std::byte{0x10};
        subscriber.say(damaged);
        subscriber.say(std::span(words).first(at + 1));
    }
    subscriber.say(std::vector<std::byte>(wire::batch_bytes_max + 8, std::byte{'M'}));
    subscriber.say(recognition(mirror.publisher, "the last of all"));
    ASSERT_TRUE(play_until([&] {
        EXPECT_FALSE(says("recognised")) << text();
        return wait(), says("the last of all");
    })) << text();
}

}  // namespace
}  // namespace mia::studies
