// Answers what a study asks during its call, from the host's charts and instruments. Asked
// outside a call it answers nothing and puts an error on record, because in Sierra that is
// undefined.
#pragma once

#include "acsil/sim/study_instance.hpp"
#include "sierrachart.h"

namespace mia::sim {

class Host;
struct Instrument;

class HostServices final : public Services {
public:
    explicit HostServices(Host& host) : host_(host) {}

    void begin(StudyInstance& instance) { current_ = &instance; }
    void end() { current_ = nullptr; }
    bool is_in_call() const { return current_ != nullptr; }

    void add_message(const char* text, bool show_log) override;

    bool chart_exists(int chart) override;
    int highest_chart_number() override;
    SCString chart_symbol(int chart) override;
    SCString chart_name(int chart) override;
    SCString chartbook_name() override;
    SCString data_files_folder() override;
    void bar_period(int chart, n_ACSIL::s_BarPeriod& period) override;
    void base_data(int chart, SCGraphData& data) override;
    void base_array(int chart, int item, SCFloatArrayRef array) override;
    void bar_times(int chart, SCDateTimeArrayRef array) override;
    c_VAPContainer* volume_at_price(int chart) override;
    double symbol_tick_size(const char* symbol) override;
    int nearest_index(int chart, const SCDateTime& time) override;
    int containing_index(int chart, const SCDateTime& time) override;
    int replay_status(int chart) override;
    SCDateTime data_delay(int chart) override;
    bool is_downloading(int chart) override;

    int study_count(int chart) override;
    int study_id_at(int chart, int position) override;
    SCString study_name(int chart, int study) override;
    bool short_name(int chart, int study, SCString& name) override;
    std::uint32_t internal_identifier(int chart, int study, SCString& name) override;
    bool built_in_name(int identifier, SCString& name) override;
    bool
    custom_information(int chart, int study, n_ACSIL::s_CustomStudyInformation& found) override;
    const char* subgraph_name(int chart, int study, int subgraph) override;
    bool subgraph_draw_style(int chart, int study, int subgraph, int& style) override;
    bool subgraph_values(int chart, int study, int subgraph, SCFloatArrayRef array) override;
    void study_values(int chart, int study, SCGraphData& data) override;
    int data_start(int chart, int study) override;
    bool input_number(int chart, int study, int input, double& value) override;
    bool input_text(int chart, int study, int input, SCString& value) override;
    bool input_name(int chart, int study, int input, SCString& name) override;
    int input_type(int chart, int study, int input) override;
    bool input_study(int chart, int study, int input, s_ChartStudySubgraphValues& value) override;

    int depth_levels(BookSide side) override;
    bool depth_entry(BookSide side, int level, s_MarketDepthEntry& entry) override;
    int depth_levels_of(const char* symbol, BookSide side) override;
    bool depth_entry_of(const char* symbol, BookSide side, int level, s_MarketDepthEntry& entry)
        override;
    int depth_levels_most() override;
    int stack_pull_at(BookSide side, float price) override;
    double stack_pull_sum(BookSide side) override;
    void use_stack_pull(bool wanted) override;
    void time_and_sales(c_SCTimeAndSalesArray& records) override;

    SCDateTime to_chart_zone(const SCDateTime& time, TimeZonesEnum zone) override;
    SCDateTime from_chart_zone(const SCDateTime& time, TimeZonesEnum zone) override;
    SCString chart_time_zone(int chart) override;
    int trading_day(int chart, const SCDateTime& time) override;

    int use_tool(s_UseTool& tool) override;
    int delete_drawing(int chart, int tool, int line) override;
    bool drawing_exists(int chart, int line) override;

    int& persistent_int(int key) override;
    float& persistent_float(int key) override;
    double& persistent_double(int key) override;
    std::int64_t& persistent_int64(int key) override;
    SCDateTime& persistent_time(int key) override;
    SCString& persistent_text(int key) override;
    void*& persistent_pointer(int key) override;

private:
    // Null, with an error on record, outside a call; null for a chart that is not open.
    Chart* chart_of_call(int number);
    Chart* own_chart();
    Chart* chart_or_own(int number);
    Study* find_study(int chart, int study);
    SubgraphLine* find_line(int chart, int study, int subgraph);
    const StudyInput* find_input(int chart, int study, int input);
    Instrument* own_instrument();
    PersistentValues& persistent();
    bool may_ask(const char* question);

    Host& host_;
    StudyInstance* current_ = nullptr;
    PersistentValues outside_;
};

}  // namespace mia::sim
