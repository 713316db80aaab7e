// Small structures in which answers about charts and studies come back.
#ifndef MIA_SIM_SIERRA_STUDY_STRUCTURES_H
#define MIA_SIM_SIERRA_STUDY_STRUCTURES_H

#include "constants.h"
#include "text.h"

namespace n_ACSIL {

struct s_BarPeriod {
    ChartDataTypeEnum ChartDataType = NO_DATA_TYPE;
    IntradayBarPeriodTypeEnum IntradayChartBarPeriodType = IBPT_DAYS_MINS_SECS;
    int IntradayChartBarPeriodParameter1 = 0;  // seconds, for bars of a fixed time
    int IntradayChartBarPeriodParameter2 = 0;
    int IntradayChartBarPeriodParameter3 = 0;
    int IntradayChartBarPeriodParameter4 = 0;
    HistoricalChartBarPeriodEnum HistoricalChartBarPeriodType = HISTORICAL_CHART_PERIOD_DAYS;
    int HistoricalChartDaysPerBar = 0;
    SCString ACSILCustomChartStudyName;
};

struct s_CustomStudyInformation {
    SCString DLLFilePath;
    SCString DLLFileName;
    SCString DLLFunctionName;
    SCString StudyOriginalName;
};

}  // namespace n_ACSIL

#endif
