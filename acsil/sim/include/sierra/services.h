// What the program does for a study during a call. Sierra fills its interface structure with
// function pointers that act on the study being called now; here one abstract class stands for
// all of them, and the host in acsil/sim implements it.
#ifndef MIA_SIM_SIERRA_SERVICES_H
#define MIA_SIM_SIERRA_SERVICES_H

#include "array.h"
#include "drawing.h"
#include "input.h"
#include "market_depth.h"
#include "study_structures.h"
#include "time_and_sales.h"
#include "time_zone_ids.h"
#include "volume_at_price.h"

namespace mia::sim {

// Which side of the book a depth question is about.
enum class BookSide { bid, ask };

class ChartServices {
public:
    virtual ~ChartServices() = default;
    virtual bool chart_exists(int chart) = 0;
    virtual int highest_chart_number() = 0;
    virtual SCString chart_symbol(int chart) = 0;
    virtual SCString chart_name(int chart) = 0;
    virtual SCString chartbook_name() = 0;
    virtual SCString data_files_folder() = 0;
    virtual void bar_period(int chart, n_ACSIL::s_BarPeriod& period) = 0;
    virtual void base_data(int chart, SCGraphData& data) = 0;
    virtual void base_array(int chart, int item, SCFloatArrayRef array) = 0;
    virtual void bar_times(int chart, SCDateTimeArrayRef array) = 0;
    virtual c_VAPContainer* volume_at_price(int chart) = 0;
    virtual double symbol_tick_size(const char* symbol) = 0;
    virtual int nearest_index(int chart, const SCDateTime& time) = 0;
    virtual int containing_index(int chart, const SCDateTime& time) = 0;
    virtual int replay_status(int chart) = 0;
    virtual SCDateTime data_delay(int chart) = 0;
    virtual bool is_downloading(int chart) = 0;
};

class StudyServices {
public:
    virtual ~StudyServices() = default;
    virtual int study_count(int chart) = 0;
    virtual int study_id_at(int chart, int position) = 0;
    virtual SCString study_name(int chart, int study) = 0;
    virtual bool short_name(int chart, int study, SCString& name) = 0;
    virtual uint32_t internal_identifier(int chart, int study, SCString& name) = 0;
    virtual bool built_in_name(int identifier, SCString& name) = 0;
    virtual bool
    custom_information(int chart, int study, n_ACSIL::s_CustomStudyInformation& found) = 0;
    virtual const char* subgraph_name(int chart, int study, int subgraph) = 0;
    virtual bool subgraph_draw_style(int chart, int study, int subgraph, int& style) = 0;
    virtual bool subgraph_values(int chart, int study, int subgraph, SCFloatArrayRef array) = 0;
    virtual void study_values(int chart, int study, SCGraphData& data) = 0;
    virtual int data_start(int chart, int study) = 0;
    virtual bool input_number(int chart, int study, int input, double& value) = 0;
    virtual bool input_text(int chart, int study, int input, SCString& value) = 0;
    virtual bool input_name(int chart, int study, int input, SCString& name) = 0;
    virtual int input_type(int chart, int study, int input) = 0;
    virtual bool
    input_study(int chart, int study, int input, s_ChartStudySubgraphValues& value) = 0;
};

class MarketServices {
public:
    virtual ~MarketServices() = default;
    virtual int depth_levels(BookSide side) = 0;
    virtual bool depth_entry(BookSide side, int level, s_MarketDepthEntry& entry) = 0;
    virtual int depth_levels_of(const char* symbol, BookSide side) = 0;
    virtual bool
    depth_entry_of(const char* symbol, BookSide side, int level, s_MarketDepthEntry& entry) = 0;
    virtual int depth_levels_most() = 0;
    virtual int stack_pull_at(BookSide side, float price) = 0;
    virtual double stack_pull_sum(BookSide side) = 0;
    virtual void use_stack_pull(bool wanted) = 0;
    virtual void time_and_sales(c_SCTimeAndSalesArray& records) = 0;
};

class TimeServices {
public:
    virtual ~TimeServices() = default;
    virtual SCDateTime to_chart_zone(const SCDateTime& time, TimeZonesEnum zone) = 0;
    virtual SCDateTime from_chart_zone(const SCDateTime& time, TimeZonesEnum zone) = 0;
    virtual SCString chart_time_zone(int chart) = 0;
    virtual int trading_day(int chart, const SCDateTime& time) = 0;
};

class DrawingServices {
public:
    virtual ~DrawingServices() = default;
    virtual int use_tool(s_UseTool& tool) = 0;
    virtual int delete_drawing(int chart, int tool, int line) = 0;
    virtual bool drawing_exists(int chart, int line) = 0;
};

// What one study instance keeps from call to call. A key that was never set reads as 0.
class PersistentServices {
public:
    virtual ~PersistentServices() = default;
    virtual int& persistent_int(int key) = 0;
    virtual float& persistent_float(int key) = 0;
    virtual double& persistent_double(int key) = 0;
    virtual int64_t& persistent_int64(int key) = 0;
    virtual SCDateTime& persistent_time(int key) = 0;
    virtual SCString& persistent_text(int key) = 0;
    virtual void*& persistent_pointer(int key) = 0;
};

class Services : public ChartServices,
                 public StudyServices,
                 public MarketServices,
                 public TimeServices,
                 public DrawingServices,
                 public PersistentServices {
public:
    virtual void add_message(const char* text, bool show_log) = 0;
};

class StudyCall;

}  // namespace mia::sim

#endif
