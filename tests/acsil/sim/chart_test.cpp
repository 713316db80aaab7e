#include "acsil/sim/chart.hpp"

#include <gtest/gtest.h>

#include <stdexcept>

namespace mia::sim {
namespace {

ChartSettings settings() {
    ChartSettings chart;
    chart.number = 3;
    chart.symbol = "ESH26";
    return chart;
}

StudyDescription vwap(int id) {
    StudyDescription study;
    study.id = id;
    study.name = "VWAP";
    study.subgraph_names = {"Main", "", "Lower"};
    return study;
}

TEST(Chart, gives_studies_ids_and_refuses_a_taken_one) {
    Chart chart(settings());
    EXPECT_EQ(chart.add_study(vwap(22), false).description.id, 22);
    EXPECT_EQ(chart.add_study(vwap(0), false).description.id, 23);
    EXPECT_THROW(chart.add_study(vwap(22), false), std::invalid_argument);
    chart.remove_study(22);
    EXPECT_EQ(chart.find_study(22), nullptr);
}

TEST(Chart, carries_a_studys_values_into_the_next_bar) {
    Chart chart(settings());
    Study& study = chart.add_study(vwap(1), false);
    chart.append_bar({});
    chart.set_value(1, 0, 6675.25F);
    chart.append_bar({});

    EXPECT_EQ(study.lines[0].values, (std::vector<float>{6675.25F, 6675.25F}));
    EXPECT_TRUE(study.lines[1].values.empty());
    chart.set_value_at(1, 0, 0, 1.0F);
    EXPECT_EQ(study.lines[0].values[0], 1.0F);
}

TEST(Chart, refuses_values_for_what_is_not_there) {
    Chart chart(settings());
    chart.add_study(vwap(1), false);
    EXPECT_THROW(chart.set_value(1, 0, 1.0F), std::invalid_argument);
    chart.append_bar({});
    EXPECT_THROW(chart.set_value(1, 1, 1.0F), std::invalid_argument);
    EXPECT_THROW(chart.set_value(1, 3, 1.0F), std::invalid_argument);
    EXPECT_THROW(chart.set_value(9, 0, 1.0F), std::invalid_argument);
}

TEST(Chart, refuses_a_zone_it_does_not_know) {
    ChartSettings wrong = settings();
    wrong.time_zone = "Nowhere";
    EXPECT_THROW(Chart{wrong}, std::invalid_argument);
}

}  // namespace
}  // namespace mia::sim
