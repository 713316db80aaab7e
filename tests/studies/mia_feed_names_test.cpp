// What studies are called, by whom, and that MIA Feed notices when they call themselves something else.
#include "tests/studies/feed_session.hpp"

namespace mia::studies {
namespace {

constexpr int vwap_kind = 61;

class FeedNames : public FeedSession {
protected:
    sim::Study& add(const sim::StudyDescription& study) { return chart().add_study(study, false); }
    static sim::StudyDescription described(int id, const std::string& name) {
        sim::StudyDescription study;
        study.id = id;
        study.name = name;
        study.subgraph_names = {"Line"};
        study.inputs = {{"Days back", 0, "", INT_VALUE, {}}};
        return study;
    }
    // Of a later second, so that a snapshot that is wanted may begin at once.
    void play(int steps) {
        host.set_time_ns(host.now_ns() + 2 * second_ns);
        for (int i = 0; i < steps; ++i) {
            step();
        }
    }
    bool is_told_anew(std::size_t snapshots) {
        host.set_time_ns(host.now_ns() + 2 * second_ns);
        return play_until([&] { return mirror.snapshots == snapshots; });
    }
};

TEST_F(FeedNames, a_built_in_study_has_sierras_name_whatever_its_user_calls_it) {
    host.name_built_in(vwap_kind, "Volume Weighted Average Price");
    sim::StudyDescription study = described(22, "Le VWAP de Paul");
    study.internal_identifier = vwap_kind;
    add(study);
    attach();
    ASSERT_TRUE(connect());
    EXPECT_EQ(mirror.studies[22], "Le VWAP de Paul");
    EXPECT_EQ(mirror.originals[22], "Volume Weighted Average Price");
}

TEST_F(FeedNames, a_custom_study_has_the_name_that_its_library_gives) {
    host.name_built_in(vwap_kind, "Advanced Custom Study");
    sim::StudyDescription study = described(7, "Gamma");
    study.internal_identifier = vwap_kind;
    study.original_name = "MenthorQ Gamma Levels";
    study.dll_file = "menthorq_64.dll";
    add(study);
    attach();
    ASSERT_TRUE(connect());
    EXPECT_EQ(mirror.originals[7], "MenthorQ Gamma Levels");
}

TEST_F(FeedNames, an_original_name_that_nobody_tells_is_empty_and_no_copy_of_the_displayed_one) {
    add(described(5, "Average"));
    sim::StudyDescription unknown = described(6, "Range");
    unknown.internal_identifier = vwap_kind;  // Sierra has no name for it
    add(unknown);
    attach();
    ASSERT_TRUE(connect());
    EXPECT_EQ(mirror.studies[5], "Average");
    EXPECT_EQ(mirror.originals[5], "");
    EXPECT_EQ(mirror.originals[6], "");
}

// Sierra recalculates all studies of a chart when the user closes the dialog of their settings.
TEST_F(FeedNames, a_recalculation_tells_what_the_user_changed) {
    sim::Study& study = add(described(5, "Average"));
    attach();
    ASSERT_TRUE(connect());
    const std::uint32_t epoch = mirror.epoch;
    study.description.short_name = "Mean";
    study.description.inputs[0].number = 1;
    host.recalculate(3);
    ASSERT_TRUE(is_told_anew(2));
    EXPECT_EQ(mirror.epoch, epoch + 1);
    EXPECT_EQ(mirror.studies[5], "Mean");
    EXPECT_EQ(mirror.inputs[5]["Days back"].number, 1);
    play(200);
    ASSERT_TRUE(catch_up());
    EXPECT_EQ(mirror.snapshots, 2U) << "what was told is no news";
}

TEST_F(FeedNames, a_study_that_changes_its_name_its_lines_or_its_inputs_is_introduced_anew) {
    add(described(4, "Range"));
    sim::Study& study = add(described(5, "Average"));
    attach();
    ASSERT_TRUE(connect());
    const std::uint32_t epoch = mirror.epoch;
    study.description.name = "Average of 14";
    ASSERT_TRUE(is_told_anew(2));
    EXPECT_EQ(mirror.studies[5], "Average of 14");
    study.lines[0].name = "Mean";
    ASSERT_TRUE(is_told_anew(3));
    EXPECT_EQ((mirror.subgraphs[{5, 0}]), "Mean");
    study.description.inputs[0].number = 1;
    ASSERT_TRUE(is_told_anew(4));
    EXPECT_EQ(mirror.inputs[5]["Days back"].number, 1);
    EXPECT_EQ(mirror.epoch, epoch) << "nothing was recalculated";
}

TEST_F(FeedNames, a_name_that_holds_a_figure_does_not_make_one_snapshot_after_the_other) {
    sim::Study& study = add(described(5, "Position 0"));
    add(described(6, "Range"));
    attach();
    ASSERT_TRUE(connect());
    for (int figure = 1; figure <= 40; ++figure) {
        study.description.name = "Position " + std::to_string(figure);
        play(10);
    }
    ASSERT_TRUE(catch_up());
    EXPECT_EQ(mirror.snapshots, 4U);
    chart().find_study(6)->description.name = "Other range";
    ASSERT_TRUE(is_told_anew(5)) << "the others are looked at as before";

    host.recalculate(3);
    ASSERT_TRUE(is_told_anew(6));
    study.description.name = "Position 41";
    EXPECT_TRUE(is_told_anew(7)) << "and after a recalculation this one is, too";
}

TEST_F(FeedNames, one_study_is_looked_at_in_a_call_however_many_there_are) {
    for (int id = 1; id <= 100; ++id) {
        sim::StudyDescription study = described(id, "Study " + std::to_string(id));
        study.subgraph_names.assign(60, "Line");
        add(study);
    }
    const int handle = attach({{4, false, 0, ""}, {5, false, 0, ""}});
    ASSERT_TRUE(connect());
    step();
    std::uint64_t most = 0;
    for (int i = 0; i < 110; ++i) {
        const std::uint64_t before = host.instance(handle).questions;
        step();
        most = std::max(most, host.instance(handle).questions - before);
    }
    // Each of 6000 values, the list of 100 studies, and one study with all its lines and inputs.
    EXPECT_LT(most, 6600U);
    chart().find_study(100)->description.name = "Another";
    EXPECT_TRUE(is_told_anew(2));
}

}  // namespace
}  // namespace mia::studies
