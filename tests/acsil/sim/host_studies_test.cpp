// What a study learns about charts and studies from the host.
#include <gtest/gtest.h>

#include "tests/acsil/sim/probe_host.hpp"

namespace mia::sim {
namespace {

class HostStudies : public ProbeHost {
protected:
    HostStudies() {
        host.name_built_in(61, "Volume Weighted Average Price");
        StudyDescription vwap;
        vwap.id = 22;
        vwap.name = "Volume Weighted Average Price";
        vwap.original_name = vwap.name;
        vwap.short_name = "VWAP";
        vwap.internal_identifier = 61;
        vwap.subgraph_names = {"VWAP", "Top Band 1"};
        vwap.inputs = {{"Base", 13, "", INT_VALUE}};
        host.chart(3).add_study(vwap, false);
        host.chart(3).set_value(22, 1, 6681.25F);

        ChartSettings other = probe_chart(4, "VIX");
        other.bar_seconds = 120;
        host.add_chart(other);
        host.chart(4).append_bar(probe_bar(0, 16.04));
        host.chart(4).append_bar(probe_bar(2, 16.25));
        StudyDescription gamma;
        gamma.id = 1;
        gamma.name = "MenthorQ Gamma Levels";
        gamma.dll_file = "menthorq_64.dll";
        gamma.dll_function = "scsf_Gamma";
        gamma.subgraph_names = {"Call Resistance", ""};
        host.chart(4).add_study(gamma, false);
    }
};

TEST_F(HostStudies, are_found_with_their_names_values_and_inputs) {
    attach("scsf_ProbeStudies");
    host.update(3);
    const std::vector<std::string> lines = log();
    EXPECT_EQ(lines[0], "22|VWAP|VWAP|Volume Weighted Average Price|Top Band 1||13|3|6681.2500|60");
    EXPECT_EQ(lines[1], "23|Probe Studies||||scsf_ProbeStudies|0|0|0.0000|60");
    EXPECT_EQ(lines[2], "1|MenthorQ Gamma Levels||||scsf_Gamma|0|0|0.0000|60");
}

TEST_F(HostStudies, what_is_not_there_reads_as_empty_and_never_as_a_neighbour) {
    attach("scsf_ProbeStudies");
    host.update(3);
    EXPECT_EQ(
        log()[3], "missing 0 0 other VIX 11 16.04 absent 0 containing 1 nearest 1 gone -1 exact -1 "
                  "highest 4"
    );
    EXPECT_TRUE(host.errors().empty());
}

TEST_F(HostStudies, of_a_library_show_their_inputs_as_chosen) {
    host.attach(4, library, "scsf_ProbeCalls", {{0, false, 31, ""}});
    attach("scsf_ProbeStudies");
    host.update(3);
    EXPECT_EQ(log()[3], "2|Probe Calls||||scsf_ProbeCalls|31|0|0.0000|60");
}

TEST_F(HostStudies, low_precedence_is_called_after_the_rest) {
    attach("scsf_ProbeStudies");
    attach("scsf_ProbeCalls");
    host.update(3);
    EXPECT_EQ(log().front(), "number 5 switch 1 text as set fraction 1.5");
}

}  // namespace
}  // namespace mia::sim
