// The panel: what a trader sees of MIA Feed on the chart.
#include "tests/studies/feed_session.hpp"

namespace mia::studies {
namespace {

class FeedPanel : public FeedSession {
protected:
    std::string text() {
        const auto& all = chart().drawings().all();
        return all.empty() ? std::string() : all.front().tool.Text.GetChars();
    }
    bool says(const std::string& what) { return text().find(what) != std::string::npos; }
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

TEST_F(FeedPanel, names_the_last_error_and_what_is_missing) {
    std::filesystem::remove(folder.file());
    attach({{11, false, 8, ""}});
    subscriber.subscribe_to_all();
    ASSERT_TRUE(play_until([&] {
        wait();
        return says("no token at");
    })) << text();
    EXPECT_TRUE(says("MIA Feed: waiting for the token")) << text();
    folder.write(token);
    host.set_time_ns(host.now_ns() + 5 * second_ns);
    ASSERT_TRUE(play_until([this] { return mirror.snapshots == 1; }));
    wait();
    EXPECT_TRUE(says("chart 8 is not in the chartbook")) << text();
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

TEST_F(FeedPanel, of_two_on_one_chart_each_has_its_own) {
    attach();
    const int second = attach();
    host.update(3);
    EXPECT_EQ(chart().drawings().all().size(), 2U);
    host.remove(second);
    EXPECT_EQ(chart().drawings().all().size(), 1U);
}

TEST_F(FeedPanel, ends_with_what_another_study_has_to_say) {
    const int handle = attach();
    host.instance(handle).persistent.texts[1] = "recognised: VWAP, value area";
    host.update(3);
    EXPECT_TRUE(text().ends_with("recognised: VWAP, value area")) << text();
}

}  // namespace
}  // namespace mia::studies
