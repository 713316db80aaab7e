// Sierra's rules about drawings, the ones that hurt among them.
#include "acsil/sim/drawings.hpp"

#include <gtest/gtest.h>

#include "tests/acsil/sim/probe_host.hpp"

namespace mia::sim {
namespace {

s_UseTool line_at(float price, int number = -1) {
    s_UseTool tool;
    tool.DrawingType = DRAWING_HORIZONTALLINE;
    tool.BeginValue = price;
    tool.LineNumber = number;
    return tool;
}

TEST(Drawings, without_a_number_every_use_is_one_more) {
    Drawings drawings;
    for (int i = 0; i < 3; ++i) {
        s_UseTool tool = line_at(100);
        EXPECT_EQ(drawings.use(tool, 1), 1);
        EXPECT_GT(tool.LineNumber, 0);
        s_UseTool zero = line_at(100, 0);
        EXPECT_EQ(drawings.use(zero, 1), 1);
    }
    EXPECT_EQ(drawings.all().size(), 6U);
    EXPECT_EQ(drawings.uses(), 6U);
    EXPECT_EQ(drawings.find(0), nullptr);
}

TEST(Drawings, an_adjusted_one_keeps_what_was_not_set) {
    Drawings drawings;
    s_UseTool tool = line_at(100);
    tool.Color = RGB(220, 20, 60);
    tool.Text = "Call wall";
    drawings.use(tool, 1);
    s_UseTool moved = line_at(101, tool.LineNumber);
    moved.Text = "";
    drawings.use(moved, 1);
    ASSERT_EQ(drawings.all().size(), 1U);
    const s_UseTool& seen = drawings.all()[0].tool;
    EXPECT_EQ(seen.BeginValue, 101.0F);
    EXPECT_EQ(seen.Color, static_cast<std::uint32_t>(RGB(220, 20, 60)));
    EXPECT_STREQ(seen.Text.GetChars(), "Call wall");
    moved.ClearExistingText = 1;
    drawings.use(moved, 1);
    EXPECT_TRUE(drawings.all()[0].tool.Text.IsEmpty());
}

TEST(Drawings, a_number_belongs_to_the_chart_and_not_to_a_study) {
    Drawings drawings;
    s_UseTool first = line_at(100, 7);
    s_UseTool second = line_at(200, 7);
    drawings.use(first, 1);
    drawings.use(second, 2);
    ASSERT_EQ(drawings.all().size(), 1U);
    EXPECT_EQ(drawings.all()[0].tool.BeginValue, 200.0F);
    EXPECT_EQ(drawings.all()[0].study, 1);
}

TEST(Drawings, the_ways_of_adding_differ_about_one_that_is_there) {
    Drawings drawings;
    s_UseTool tool = line_at(100, 7);
    drawings.use(tool, 1);
    tool.AddMethod = UTAM_ADD_ONLY_IF_NEW;
    EXPECT_EQ(drawings.use(tool, 1), 0);
    tool.AddMethod = UTAM_ADD_ALWAYS;
    EXPECT_EQ(drawings.use(tool, 1), 1);
    EXPECT_EQ(drawings.all().size(), 2U);
    EXPECT_EQ(drawings.erase(7), 2);
}

TEST(Drawings, the_users_own_stay_when_a_study_goes) {
    Drawings drawings;
    s_UseTool own = line_at(100, 7);
    own.AddAsUserDrawnDrawing = 1;
    own.AllowSaveToChartbook = 1;
    s_UseTool ours = line_at(200, 7);
    drawings.use(own, 1);
    drawings.use(ours, 1);
    EXPECT_EQ(drawings.erase(7), 1);
    drawings.use(ours, 1);
    drawings.forget(1);
    ASSERT_EQ(drawings.all().size(), 1U);
    EXPECT_TRUE(drawings.all()[0].is_saved());
    drawings.erase_all();
    EXPECT_EQ(drawings.all().size(), 1U);
}

class HostDrawings : public ProbeHost {
protected:
    explicit HostDrawings(HostOptions options = {}) : ProbeHost(std::move(options)) {}

    int draw() {
        const int handle = attach("scsf_ProbeDrawing");
        host.update(3);
        host.update(3);
        return handle;
    }
    const Drawings& drawings() { return host.chart(3).drawings(); }
};

TEST_F(HostDrawings, are_adjusted_when_the_study_knows_their_number) {
    draw();
    ASSERT_EQ(drawings().all().size(), 2U);
    EXPECT_EQ(drawings().find(5001)->tool.BeginValue, 102.0F);
    EXPECT_STREQ(drawings().find(5001)->tool.Text.GetChars(), "level");
    EXPECT_EQ(drawings().all()[1].tool.DrawingType, DRAWING_MARKER);
}

TEST_F(HostDrawings, of_a_hidden_study_stay_until_it_takes_them_away) {
    const int handle = draw();
    host.instance(handle).is_hidden = true;
    EXPECT_EQ(drawings().all().size(), 2U);
    host.update(3);
    EXPECT_TRUE(drawings().all().empty());
}

TEST_F(HostDrawings, go_when_the_study_is_removed_or_recalculated_and_not_before) {
    const int handle = draw();
    const std::uint64_t uses = drawings().uses();
    host.recalculate(3);
    EXPECT_EQ(drawings().uses(), uses + 4) << "a full recalculation and the call after it";
    EXPECT_EQ(drawings().all().size(), 2U);
    host.remove(handle);
    EXPECT_TRUE(drawings().all().empty());
}

TEST_F(HostDrawings, all_of_them_means_those_of_every_study) {
    draw();
    const int other = attach("scsf_ProbeCalls");
    host.remove(other);
    EXPECT_EQ(drawings().all().size(), 2U) << "a study that goes takes only its own";
    const int second = attach("scsf_ProbeDrawing");
    host.instance(second).is_hidden = true;
    host.set_time_ns(probe_start_ns + probe_minute_ns);
    host.update(3);
    EXPECT_TRUE(drawings().all().empty()) << "the probe deletes all, and that is the chart's";
}

}  // namespace
}  // namespace mia::sim
