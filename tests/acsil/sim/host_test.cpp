#include "acsil/sim/host.hpp"

#include <gtest/gtest.h>

#include <stdexcept>

#include "tests/acsil/sim/probe_host.hpp"

namespace mia::sim {
namespace {

using HostCalls = ProbeHost;

TEST_F(HostCalls, library_is_checked_for_what_makes_it_one) {
    EXPECT_EQ(library.version(), MIA_SIM_DLL_VERSION);
    EXPECT_EQ(library.name(), "MIA host probe");
    EXPECT_THROW(host.load(MIA_NOT_A_STUDY), std::runtime_error);
    EXPECT_THROW(host.load(MIA_FOREIGN_STUDY), std::runtime_error);
    EXPECT_THROW(host.load("/nowhere/at/all.so"), std::runtime_error);
    EXPECT_THROW(attach("scsf_Missing"), std::runtime_error);
    EXPECT_THROW(attach("scdll_DLLVersion"), std::runtime_error);
}

TEST_F(HostCalls, defaults_name_the_study_and_its_lines_without_calculating) {
    const int handle = attach("scsf_ProbeCalls");
    const Study& study = *host.chart(3).find_study(host.instance(handle).study);
    EXPECT_EQ(study.description.name, "Probe Calls");
    EXPECT_EQ(study.description.dll_function, "scsf_ProbeCalls");
    EXPECT_EQ(study.lines[0].name, "Doubled");
    EXPECT_EQ(study.lines[0].draw_style, DRAWSTYLE_IGNORE);
    EXPECT_EQ(kept(handle, 1), 0);
    EXPECT_EQ(host.instance(handle).cost.count(), 0U);
}

TEST_F(HostCalls, first_update_is_a_full_recalculation_and_a_call_from_the_last_bar) {
    const int handle = attach("scsf_ProbeCalls");
    host.update(3);
    EXPECT_EQ(kept(handle, 1), 2);
    EXPECT_EQ(kept(handle, 3), 0);
    EXPECT_EQ(host.instance(handle).persistent.int64s[2], 2);
    EXPECT_EQ(host.chart(3).find_study(1)->lines[0].values, (std::vector<float>{200, 202, 204}));
}

TEST_F(HostCalls, update_starts_at_the_bar_that_was_last_before) {
    const int handle = attach("scsf_ProbeCalls");
    host.update(3);
    host.chart(3).append_bar(probe_bar(3, 103));
    host.chart(3).append_bar(probe_bar(4, 104));
    host.update(3);
    EXPECT_EQ(host.instance(handle).persistent.int64s[2], 2);
    EXPECT_EQ(kept(handle, 4), 5);
    host.update(3);
    EXPECT_EQ(host.instance(handle).persistent.int64s[2], 4);
    EXPECT_EQ(host.chart(3).find_study(1)->lines[0].values.back(), 208);
}

TEST_F(HostCalls, a_chart_of_one_bar_is_always_recalculated) {
    host.add_chart(probe_chart(4, "VIX"));
    const int handle = host.attach(4, library, "scsf_ProbeCalls");
    host.update(4);
    EXPECT_EQ(kept(handle, 1), 0) << "a chart without bars calls nobody";
    host.chart(4).append_bar(probe_bar(0, 16));
    host.update(4);
    host.update(4);
    EXPECT_EQ(kept(handle, 3), 1);
}

TEST_F(HostCalls, inputs_are_what_the_user_chose_by_index) {
    const int handle =
        attach("scsf_ProbeCalls", {{0, false, 7, ""}, {1, false, 0, ""}, {2, true, 0, "mine"}});
    host.update(3);
    EXPECT_EQ(log().back(), "number 7 switch 0 text mine fraction 1.5");
    host.set_input(handle, {3, false, 0.5, ""});
    host.update(3);
    EXPECT_EQ(log().back(), "number 7 switch 0 text mine fraction 0.5");
    EXPECT_THROW(attach("scsf_ProbeCalls", {{0, true, 0, "x"}}), std::invalid_argument);
    EXPECT_THROW(attach("scsf_ProbeCalls", {{4, false, 1, ""}}), std::invalid_argument);
    EXPECT_THROW(attach("scsf_ProbeCalls", {{128, false, 1, ""}}), std::invalid_argument);
    EXPECT_EQ(host.chart(3).studies().size(), 1U) << "a study that was refused is not left behind";
}

TEST_F(HostCalls, removal_and_closing_give_the_last_call) {
    const int first = attach("scsf_ProbeCalls");
    attach("scsf_ProbeCalls");
    host.remove(first);
    EXPECT_EQ(log(), std::vector<std::string>{"last call"});
    EXPECT_THROW(host.instance(first), std::invalid_argument);
    host.close_chart(3);
    EXPECT_EQ(log(), std::vector<std::string>{"last call"});
    EXPECT_EQ(host.find_chart(3), nullptr);
}

TEST_F(HostCalls, a_released_library_is_told_nothing_and_its_studies_keep_what_they_kept) {
    const int handle = attach("scsf_ProbeCalls");
    host.update(3);
    log();
    EXPECT_TRUE(host.release(library));
    host.update(3);
    EXPECT_TRUE(log().empty());
    EXPECT_EQ(kept(handle, 1), 2);

    host.allow(library);
    host.update(3);
    EXPECT_EQ(kept(handle, 1), 4);
    EXPECT_TRUE(host.errors().empty());
}

TEST_F(HostCalls, a_new_symbol_empties_the_chart_and_recalculates) {
    const int handle = attach("scsf_ProbeCalls");
    host.update(3);
    host.change_symbol(3, "ESM26");
    host.update(3);
    EXPECT_EQ(kept(handle, 1), 2);
    host.chart(3).append_bar(probe_bar(9, 50));
    host.update(3);
    EXPECT_EQ(kept(handle, 4), 1);
    EXPECT_EQ(host.chart(3).find_study(1)->lines[0].values, (std::vector<float>{100}));
}

TEST_F(HostCalls, what_a_study_throws_is_put_on_record) {
    const int handle = attach("scsf_ProbeFaults", {{0, false, 1, ""}});
    host.update(3);
    ASSERT_EQ(host.errors().size(), 2U);
    EXPECT_EQ(host.errors()[0], "scsf_ProbeFaults on chart 3 threw on purpose");
    host.set_input(handle, {0, false, 2, ""});
    host.update(3);
    EXPECT_NE(host.errors().back().find("no std::exception"), std::string::npos);
    host.set_input(handle, {0, false, 3, ""});
    host.update(3);
    EXPECT_NE(host.errors().back().find("chart -1"), std::string::npos);
}

TEST_F(HostCalls, several_instances_share_nothing_and_each_is_measured) {
    const int first = attach("scsf_ProbeCalls");
    host.update(3);
    const int second = attach("scsf_ProbeCalls");
    host.update(3);
    EXPECT_EQ(kept(first, 1), 3);
    EXPECT_EQ(kept(second, 1), 2);
    EXPECT_EQ(host.instance(first).cost.count(), 3U);
    EXPECT_GE(host.instance(first).cost.quantile(0.99), host.instance(first).cost.quantile(0.5));
}

TEST_F(HostCalls, the_callers_mistakes_are_refused) {
    EXPECT_THROW(host.add_chart(probe_chart(3, "ES")), std::invalid_argument);
    EXPECT_THROW(host.add_chart(probe_chart(0, "ES")), std::invalid_argument);
    EXPECT_THROW(host.chart(9), std::invalid_argument);
    EXPECT_THROW(host.update(9), std::invalid_argument);
    EXPECT_THROW(host.remove(9), std::invalid_argument);
}

class HostPoisoning : public ProbeHost {
protected:
    HostPoisoning() : ProbeHost(poisoning()) {}
    static HostOptions poisoning() {
        HostOptions options;
        options.is_poisoning = true;
        return options;
    }
};

TEST_F(HostPoisoning, lends_the_interface_for_one_call_and_loses_nothing_by_it) {
    const int handle = attach("scsf_ProbeMemory");
    attach("scsf_ProbeCalls");
    const float* before = host.chart(3).bars().array(SC_LAST).GetPointer();
    host.update(3);
    host.update(3);
    const std::vector<std::string> texts = log();
    EXPECT_EQ(texts[4].substr(0, 16), "1.5 0.75 3 3 xxx");
    StudyInstance& instance = host.instance(handle);
    EXPECT_NE(instance.persistent.pointers[1], &instance.sc);
    EXPECT_NE(host.chart(3).bars().array(SC_LAST).GetPointer(), before);
    EXPECT_EQ(kept(handle, 1), 0);
}

TEST_F(HostCalls, a_study_keeps_one_value_of_every_kind) {
    attach("scsf_ProbeMemory");
    host.update(3);
    EXPECT_EQ(log().back(), "1.0 0.50 2 2 xx 1");
}

}  // namespace
}  // namespace mia::sim
