// The structure a study is called with: settings it writes, state of the call it reads, and
// questions it asks. Valid during the call and on the calling thread, nowhere else.
#ifndef MIA_SIM_SIERRA_STUDY_INTERFACE_H
#define MIA_SIM_SIERRA_STUDY_INTERFACE_H

#include "array.h"
#include "input.h"
#include "services.h"
#include "subgraph.h"

struct s_sc {
    // Set by the study while SetDefaults is 1.
    SCString GraphName;
    SCString StudyDescription;
    int AutoLoop = 0;
    int UpdateAlways = 0;
    int GraphRegion = 0;
    int CalculationPrecedence = STD_PREC_LEVEL;
    int UsesMarketDepthData = 0;
    int MaintainVolumeAtPriceData = 0;
    int MaintainAdditionalChartDataArrays = 0;
    int MaintainHistoricalMarketDepthData = 0;
    int DisplayAsMainPriceGraph = 0;
    int DrawZeros = 0;
    int DataStartIndex = 0;
    int ValueFormat = VALUEFORMAT_INHERITED;
    uint16_t ScaleRangeType = SCALE_AUTO;
    short DoNotRedrawChartAfterStudyReturns = 0;
    int FlagFullRecalculate = 0;
    SCInput145Array Input;
    SCSubgraph260Array Subgraph;

    // The call.
    int SetDefaults = 0;
    int LastCallToFunction = 0;
    int IsFullRecalculation = 0;
    int ArraySize = 0;
    int UpdateStartIndex = 0;
    int Index = 0;
    int CurrentIndex = 0;
    int HideStudy = 0;

    // The chart.
    int ChartNumber = 0;
    int StudyGraphInstanceID = 0;
    int ChartDataType = INTRADAY_DATA;
    SCString Symbol;
    float TickSize = 0;
    int BaseGraphValueFormat = 0;
    float RealTimePriceMultiplier = 1;
    float HistoricalPriceMultiplier = 1;
    unsigned int VolumeAtPriceMultiplier = 1;
    int SecondsPerBar = 0;
    int ChartUpdateIntervalInMilliseconds = 0;
    int ReplayStatus = REPLAY_STOPPED;
    int ServerConnectionState = SCS_DISCONNECTED;
    int DownloadingHistoricalData = 0;
    float Bid = 0;
    float Ask = 0;
    int BidSize = 0;
    int AskSize = 0;
    int LastSize = 0;
    SCDateTime TimeScaleAdjustment;
    SCDateTime CurrentSystemDateTime;
    SCDateTime CurrentSystemDateTimeMS;
    SCDateTime CurrentDateTimeForReplay;

    // The bars.
    SCDateTimeArray BaseDateTimeIn;
    SCDateTimeArray BaseDataEndDateTime;
    SCFloatArrayArray BaseData;
    SCFloatArrayArray BaseDataIn;
    SCFloatArray Open;
    SCFloatArray High;
    SCFloatArray Low;
    SCFloatArray Close;
    SCFloatArray Volume;
    SCFloatArray NumberOfTrades;
    SCFloatArray BidVolume;
    SCFloatArray AskVolume;
    c_VAPContainer* VolumeAtPriceForBars = nullptr;

    void AddMessageToLog(const char* text, int show_log) {
        m_services->add_message(text, show_log != 0);
    }
    void AddMessageToLog(const SCString& text, int show_log) {
        AddMessageToLog(text.GetChars(), show_log);
    }
    int GetBarHasClosedStatus() { return GetBarHasClosedStatus(Index); }
    int GetBarHasClosedStatus(int bar) {
        if (SetDefaults)
            return BHCS_SET_DEFAULTS;
        return bar == ArraySize - 1 ? BHCS_BAR_HAS_NOT_CLOSED : BHCS_BAR_HAS_CLOSED;
    }

    // Charts.
    int IsChartNumberExist(int chart, const SCString&) {
        return m_services->chart_exists(chart) ? 1 : 0;
    }
    int GetHighestChartNumberUsedInChartBook() { return m_services->highest_chart_number(); }
    SCString GetChartSymbol(int chart) { return m_services->chart_symbol(chart); }
    SCString GetChartName(int chart) { return m_services->chart_name(chart); }
    SCString ChartbookName() { return m_services->chartbook_name(); }
    SCString DataFilesFolder() { return m_services->data_files_folder(); }
    void GetBarPeriodParameters(n_ACSIL::s_BarPeriod& period) {
        m_services->bar_period(ChartNumber, period);
    }
    void GetBarPeriodParametersForChart(int chart, n_ACSIL::s_BarPeriod& period) {
        m_services->bar_period(chart, period);
    }
    void GetChartBaseData(int chart, SCGraphData& data) { m_services->base_data(chart, data); }
    void GetChartArray(int chart, int item, SCFloatArrayRef array) {
        m_services->base_array(chart, item, array);
    }
    void GetChartDateTimeArray(int chart, SCDateTimeArrayRef array) {
        m_services->bar_times(chart, array);
    }
    int IsReplayRunning() { return ReplayStatus != REPLAY_STOPPED ? 1 : 0; }
    int32_t GetReplayStatusFromChart(int chart) { return m_services->replay_status(chart); }
    int ChartIsDownloadingHistoricalData(int chart) {
        return m_services->is_downloading(chart) ? 1 : 0;
    }

    // Bars of another chart by time. -1 when that chart is missing or empty.
    int GetNearestMatchForSCDateTime(int chart, const SCDateTime& time) {
        return m_services->nearest_index(chart, time);
    }
    int GetContainingIndexForSCDateTime(int chart, const SCDateTime& time) {
        return m_services->containing_index(chart, time);
    }
    int GetContainingIndexForDateTimeIndex(int chart, int my_index) {
        return m_services->containing_index(chart, BaseDateTimeIn[my_index]);
    }
    int GetExactMatchForSCDateTime(int chart, const SCDateTime& time) {
        const int index = m_services->containing_index(chart, time);
        SCDateTimeArray times;
        m_services->bar_times(chart, times);
        return index >= 0 && times[index] == time ? index : -1;
    }

    // Studies of this chart and of others.
    int GetStudyIDByIndex(int chart, int position) {
        return m_services->study_id_at(chart, position);
    }
    SCString GetStudyNameFromChart(int chart, int study) {
        return m_services->study_name(chart, study);
    }
    const char* GetStudySubgraphName(int study, int subgraph) {
        return m_services->subgraph_name(ChartNumber, study, subgraph);
    }
    int32_t GetStudySubgraphNameFromChart(int chart, int study, int subgraph, SCString& name) {
        const char* found = m_services->subgraph_name(chart, study, subgraph);
        name = found;
        return found != nullptr ? 1 : 0;
    }
    int GetStudySubgraphDrawStyle(int chart, int study, int subgraph, int& style) {
        return m_services->subgraph_draw_style(chart, study, subgraph, style) ? 1 : 0;
    }
    int GetStudyArrayUsingID(unsigned int study, unsigned int subgraph, SCFloatArrayRef array) {
        return m_services->subgraph_values(
                   ChartNumber, static_cast<int>(study), static_cast<int>(subgraph), array
               )
                   ? 1
                   : 0;
    }
    void GetStudyArrayFromChartUsingID(int chart, int study, int subgraph, SCFloatArrayRef array) {
        m_services->subgraph_values(chart, study, subgraph, array);
    }
    void
    GetStudyArrayFromChartUsingID(const s_ChartStudySubgraphValues& which, SCFloatArrayRef array) {
        m_services->subgraph_values(which.ChartNumber, which.StudyID, which.SubgraphIndex, array);
    }
    void GetStudyArraysFromChartUsingID(int chart, int study, SCGraphData& data) {
        m_services->study_values(chart, study, data);
    }
    int GetStudyDataStartIndexUsingID(unsigned int study) {
        return m_services->data_start(ChartNumber, static_cast<int>(study));
    }
    int GetChartStudyInputInt(int chart, int study, int input, int& value) {
        double number = 0;
        if (!m_services->input_number(chart, study, input, number))
            return 0;
        value = static_cast<int>(number);
        return 1;
    }
    int GetChartStudyInputFloat(int chart, int study, int input, double& value) {
        return m_services->input_number(chart, study, input, value) ? 1 : 0;
    }
    int GetChartStudyInputString(int chart, int study, int input, SCString& value) {
        return m_services->input_text(chart, study, input, value) ? 1 : 0;
    }
    int GetChartStudyInputChartStudySubgraphValues(
        int chart, int study, int input, s_ChartStudySubgraphValues& value
    ) {
        return m_services->input_study(chart, study, input, value) ? 1 : 0;
    }
    int GetChartStudyInputType(int chart, int study, int input) {
        return m_services->input_type(chart, study, input);
    }
    int32_t GetStudyInputName(int32_t chart, int32_t study, int32_t input, SCString& name) {
        return m_services->input_name(chart, study, input, name) ? 1 : 0;
    }

    // Book and tape. Level 0 is the best.
    int GetBidMarketDepthNumberOfLevels() {
        return m_services->depth_levels(mia::sim::BookSide::bid);
    }
    int GetAskMarketDepthNumberOfLevels() {
        return m_services->depth_levels(mia::sim::BookSide::ask);
    }
    int GetMaximumMarketDepthLevels() { return m_services->depth_levels_most(); }
    int GetBidMarketDepthEntryAtLevel(s_MarketDepthEntry& entry, int level) {
        return m_services->depth_entry(mia::sim::BookSide::bid, level, entry) ? 1 : 0;
    }
    int GetAskMarketDepthEntryAtLevel(s_MarketDepthEntry& entry, int level) {
        return m_services->depth_entry(mia::sim::BookSide::ask, level, entry) ? 1 : 0;
    }
    int GetBidMarketDepthNumberOfLevelsForSymbol(const SCString& symbol) {
        return m_services->depth_levels_of(symbol.GetChars(), mia::sim::BookSide::bid);
    }
    int GetAskMarketDepthNumberOfLevelsForSymbol(const SCString& symbol) {
        return m_services->depth_levels_of(symbol.GetChars(), mia::sim::BookSide::ask);
    }
    int GetBidMarketDepthEntryAtLevelForSymbol(
        const SCString& symbol, s_MarketDepthEntry& entry, int level
    ) {
        return m_services->depth_entry_of(symbol.GetChars(), mia::sim::BookSide::bid, level, entry)
                   ? 1
                   : 0;
    }
    int GetAskMarketDepthEntryAtLevelForSymbol(
        const SCString& symbol, s_MarketDepthEntry& entry, int level
    ) {
        return m_services->depth_entry_of(symbol.GetChars(), mia::sim::BookSide::ask, level, entry)
                   ? 1
                   : 0;
    }
    int GetBidMarketDepthStackPullValueAtPrice(float price) {
        return m_services->stack_pull_at(mia::sim::BookSide::bid, price);
    }
    int GetAskMarketDepthStackPullValueAtPrice(float price) {
        return m_services->stack_pull_at(mia::sim::BookSide::ask, price);
    }
    double GetBidMarketDepthStackPullSum() {
        return m_services->stack_pull_sum(mia::sim::BookSide::bid);
    }
    double GetAskMarketDepthStackPullSum() {
        return m_services->stack_pull_sum(mia::sim::BookSide::ask);
    }
    void GetTimeAndSales(c_SCTimeAndSalesArray& records) { m_services->time_and_sales(records); }

    // Of what is known of a symbol there is only its tick size here; 0 when nothing is.
    double GetSymbolDataValue(
        SymbolDataValuesEnum value, const SCString& symbol = SCString(), bool = false, bool = false
    ) {
        return value == SYMBOL_DATA_TICK_SIZE ? m_services->symbol_tick_size(symbol.GetChars()) : 0;
    }

    // Time.
    SCDateTime GetCurrentDateTime() {
        return IsReplayRunning() ? CurrentDateTimeForReplay : CurrentSystemDateTimeMS;
    }
    SCDateTime ConvertDateTimeToChartTimeZone(const SCDateTime& time, TimeZonesEnum zone) {
        return m_services->to_chart_zone(time, zone);
    }
    SCDateTime ConvertDateTimeFromChartTimeZone(const SCDateTime& time, TimeZonesEnum zone) {
        return m_services->from_chart_zone(time, zone);
    }
    SCDateTime AdjustDateTimeToGMT(const SCDateTime& time) {
        return m_services->from_chart_zone(time, TIMEZONE_UTC);
    }
    int GetTradingDayDate(const SCDateTime& time) {
        return m_services->trading_day(ChartNumber, time);
    }

    // Drawing.
    int UseTool(s_UseTool& tool) { return m_services->use_tool(tool); }
    int DeleteACSChartDrawing(int chart, int tool, int line) {
        return m_services->delete_drawing(chart, tool, line);
    }
    int ChartDrawingExists(int chart, int line) {
        return m_services->drawing_exists(chart, line) ? 1 : 0;
    }

    // Kept from call to call, per study instance.
    int& GetPersistentInt(int key) { return m_services->persistent_int(key); }
    void SetPersistentInt(int key, int value) { m_services->persistent_int(key) = value; }
    float& GetPersistentFloat(int key) { return m_services->persistent_float(key); }
    void SetPersistentFloat(int key, float value) { m_services->persistent_float(key) = value; }
    double& GetPersistentDouble(int key) { return m_services->persistent_double(key); }
    void SetPersistentDouble(int key, double value) { m_services->persistent_double(key) = value; }
    int64_t& GetPersistentInt64(int key) { return m_services->persistent_int64(key); }
    void SetPersistentInt64(int key, int64_t value) { m_services->persistent_int64(key) = value; }
    SCDateTime& GetPersistentSCDateTime(int key) { return m_services->persistent_time(key); }
    void SetPersistentSCDateTime(int key, const SCDateTime& value) {
        m_services->persistent_time(key) = value;
    }
    SCString& GetPersistentSCString(int key) { return m_services->persistent_text(key); }
    void SetPersistentSCString(int key, const SCString& value) {
        m_services->persistent_text(key) = value;
    }
    void*& GetPersistentPointer(int key) { return m_services->persistent_pointer(key); }
    void SetPersistentPointer(int key, void* value) { m_services->persistent_pointer(key) = value; }

    // What Sierra added since the oldest headers that it still loads, with the version that has it.
#if SC_DLL_VERSION >= 2386
    SCString GetChartTimeZone(const int chart) {
        return m_services->chart_time_zone(chart);
    }
#endif
#if SC_DLL_VERSION >= 2451
    SCDateTime GetDataDelayFromChart(int chart) {
        return m_services->data_delay(chart);
    }
#endif
#if SC_DLL_VERSION >= 2484
    uint32_t GetStudyInternalIdentifier(int chart, int study, SCString& name) {
        return m_services->internal_identifier(chart, study, name);
    }
    int GetBuiltInStudyName(const int identifier, SCString& name) {
        return m_services->built_in_name(identifier, name) ? 1 : 0;
    }
#endif
#if SC_DLL_VERSION >= 2497
    SCDateTime ConvertDateTimeUTCToChartTimeZone(const SCDateTime& time) {
        return m_services->to_chart_zone(time, TIMEZONE_UTC);
    }
#endif
#if SC_DLL_VERSION >= 2526
    int32_t GetChartStudyShortName(int32_t chart, int32_t study, SCString& name) {
        return m_services->short_name(chart, study, name) ? 1 : 0;
    }
#endif
#if SC_DLL_VERSION >= 2656
    int32_t GetCustomStudyInformation(
        int32_t chart, int32_t study, n_ACSIL::s_CustomStudyInformation& found
    ) {
        return m_services->custom_information(chart, study, found) ? 1 : 0;
    }
#endif
#if SC_DLL_VERSION >= 2737
    c_VAPContainer* GetVolumeAtPriceForBarsForChart(int32_t chart) {
        return m_services->volume_at_price(chart);
    }
#endif
#if SC_DLL_VERSION >= 2748
    int32_t SetUseMarketDepthPullingStackingData(int32_t wanted) {
        m_services->use_stack_pull(wanted != 0);
        return 1;
    }
#endif
#if SC_DLL_VERSION >= 2762
    int32_t GetStudyCount(int chart) {
        return m_services->study_count(chart);
    }
#endif

private:
    friend class mia::sim::StudyCall;
    mia::sim::Services* m_services = nullptr;
};

#endif
