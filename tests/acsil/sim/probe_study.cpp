// Studies for the host's own tests: each writes what it saw where a test can read it. They are
// built into a real library, and compile against Sierra's headers too, which is what proves that
// our header means the same by every name used here.
#include <stdexcept>

#include "sierrachart.h"

SCDLLName("MIA host probe")

    // Doubles the close into its line and counts its calls by kind.
    SCSFExport scsf_ProbeCalls(SCStudyInterfaceRef sc) {
    if (sc.SetDefaults) {
        sc.GraphName = "Probe Calls";
        sc.StudyDescription = "Counts its calls.";
        sc.AutoLoop = 0;
        sc.UpdateAlways = 1;
        sc.GraphRegion = 0;
        sc.MaintainVolumeAtPriceData = 1;
        sc.Subgraph[0].Name = "Doubled";
        sc.Subgraph[0].DrawStyle = DRAWSTYLE_IGNORE;
        sc.Input[0].Name = "Number";
        sc.Input[0].SetInt(5);
        sc.Input[1].Name = "Switch";
        sc.Input[1].SetYesNo(1);
        sc.Input[2].Name = "Text";
        sc.Input[2].SetString("as set");
        sc.Input[3].Name = "Fraction";
        sc.Input[3].SetFloat(1.5F);
        return;
    }
    if (sc.LastCallToFunction) {
        sc.AddMessageToLog("last call", 0);
        return;
    }
    int& updates = sc.GetPersistentInt(1);
    ++updates;
    sc.SetPersistentInt64(2, sc.UpdateStartIndex);
    sc.SetPersistentInt(3, sc.IsFullRecalculation);
    sc.SetPersistentInt(4, sc.ArraySize);
    SCFloatArrayRef doubled = sc.Subgraph[0].Data;
    for (int i = sc.UpdateStartIndex; i < sc.ArraySize; ++i) {
        doubled[i] = sc.Close[i] * 2;
    }
    SCString text;
    text.Format(
        "number %d switch %d text %s fraction %.1f", sc.Input[0].GetInt(),
        static_cast<int>(sc.Input[1].GetYesNo()), sc.Input[2].GetString(),
        static_cast<double>(sc.Input[3].GetFloat())
    );
    sc.AddMessageToLog(text, 0);
}

SCSFExport scsf_ProbeFaults(SCStudyInterfaceRef sc) {
    if (sc.SetDefaults) {
        sc.GraphName = "Probe Faults";
        sc.AutoLoop = 0;
        sc.Input[0].Name = "Fault";
        sc.Input[0].SetInt(0);
        return;
    }
    if (sc.Input[0].GetInt() == 1) {
        throw std::runtime_error("on purpose");
    }
    if (sc.Input[0].GetInt() == 2) {
        throw 7;
    }
    if (sc.Input[0].GetInt() == 3) {
        sc.GetChartSymbol(-1);
    }
}

namespace {

void log_studies(SCStudyInterfaceRef sc, int chart) {
    SCString line;
    for (int position = 1; position <= sc.GetStudyCount(chart); ++position) {
        const int id = sc.GetStudyIDByIndex(chart, position);
        SCString short_name;
        SCString built_in;
        SCString subgraph;
        SCString original;
        sc.GetChartStudyShortName(chart, id, short_name);
        const uint32_t kind = sc.GetStudyInternalIdentifier(chart, id, original);
        sc.GetBuiltInStudyName(static_cast<int>(kind), built_in);
        sc.GetStudySubgraphNameFromChart(chart, id, 1, subgraph);
        n_ACSIL::s_CustomStudyInformation custom;
        sc.GetCustomStudyInformation(chart, id, custom);
        int input = 0;
        sc.GetChartStudyInputInt(chart, id, 0, input);
        const SCString name = sc.GetStudyNameFromChart(chart, id);
        SCFloatArray values;
        sc.GetStudyArrayFromChartUsingID(chart, id, 1, values);
        SCGraphData all;
        sc.GetStudyArraysFromChartUsingID(chart, id, all);
        line.Format(
            "%d|%s|%s|%s|%s|%s|%d|%d|%.4f|%d", id, name.GetChars(), short_name.GetChars(),
            built_in.GetChars(), subgraph.GetChars(), custom.DLLFunctionName.GetChars(), input,
            values.GetArraySize(), static_cast<double>(values[values.GetArraySize() - 1]),
            all.GetArraySize()
        );
        sc.AddMessageToLog(line, 0);
    }
}

}  // namespace

// Logs everything it can learn about the studies of its chart and of chart 4.
SCSFExport scsf_ProbeStudies(SCStudyInterfaceRef sc) {
    if (sc.SetDefaults) {
        sc.GraphName = "Probe Studies";
        sc.AutoLoop = 0;
        sc.CalculationPrecedence = VERY_LOW_PREC_LEVEL;
        return;
    }
    log_studies(sc, sc.ChartNumber);
    log_studies(sc, 4);
    SCFloatArray nothing;
    const int found = sc.GetStudyArrayUsingID(999, 0, nothing);
    SCGraphData bars;
    sc.GetChartBaseData(4, bars);
    SCGraphData no_bars;
    sc.GetChartBaseData(77, no_bars);
    SCString line;
    const SCString symbol = sc.GetChartSymbol(4);
    line.Format(
        "missing %d %d other %s %d %.2f absent %d containing %d nearest %d gone %d exact %d "
        "highest %d",
        found, nothing.GetArraySize(), symbol.GetChars(), bars.GetArraySize(),
        static_cast<double>(bars[SC_LAST][-1]), no_bars.GetArraySize(),
        sc.GetContainingIndexForDateTimeIndex(4, sc.ArraySize - 1),
        sc.GetNearestMatchForSCDateTime(4, sc.BaseDateTimeIn[sc.ArraySize - 1]),
        sc.GetContainingIndexForSCDateTime(77, sc.BaseDateTimeIn[0]),
        sc.GetExactMatchForSCDateTime(4, sc.BaseDateTimeIn[1]),
        sc.GetHighestChartNumberUsedInChartBook()
    );
    sc.AddMessageToLog(line, 1);
}

namespace {

void log_depth(SCStudyInterfaceRef sc) {
    SCString line;
    s_MarketDepthEntry entry;
    for (int level = 0; level < sc.GetBidMarketDepthNumberOfLevels(); ++level) {
        if (!sc.GetBidMarketDepthEntryAtLevel(entry, level)) {
            continue;
        }
        line.AppendFormat(
            "b%.2f:%.0f:%u ", static_cast<double>(entry.AdjustedPrice), entry.Quantity,
            entry.NumOrders
        );
    }
    for (int level = 0; level < sc.GetAskMarketDepthNumberOfLevelsForSymbol(sc.Symbol); ++level) {
        sc.GetAskMarketDepthEntryAtLevelForSymbol(sc.Symbol, entry, level);
        line.AppendFormat(
            "a%.2f:%.0f:%u ", static_cast<double>(entry.AdjustedPrice), entry.Quantity,
            entry.NumOrders
        );
    }
    sc.AddMessageToLog(line, 0);
}

void log_tape(SCStudyInterfaceRef sc) {
    c_SCTimeAndSalesArray tape;
    sc.GetTimeAndSales(tape);
    SCString line;
    for (int i = 0; i < tape.Size(); ++i) {
        const SCDateTimeMS& time = tape[i].DateTime;
        const float price = tape[i].Price * sc.RealTimePriceMultiplier;
        line.AppendFormat(
            "%u:%d:%.2f:%u:%d ", tape[i].Sequence, static_cast<int>(tape[i].Type),
            static_cast<double>(price), tape[i].Volume,
            static_cast<int>(time.GetInternalDateTime() % 1000000)
        );
    }
    sc.AddMessageToLog(line, 0);
}

}  // namespace

SCSFExport scsf_ProbeMarket(SCStudyInterfaceRef sc) {
    if (sc.SetDefaults) {
        sc.GraphName = "Probe Market";
        sc.AutoLoop = 0;
        sc.UsesMarketDepthData = 1;
        sc.MaintainVolumeAtPriceData = 1;
        return;
    }
    log_depth(sc);
    log_tape(sc);
    SCString line;
    const unsigned bar = static_cast<unsigned>(sc.ArraySize - 1);
    for (unsigned i = 0; i < sc.VolumeAtPriceForBars->GetSizeAtBarIndex(bar); ++i) {
        const s_VolumeAtPriceV2* element = nullptr;
        if (!sc.VolumeAtPriceForBars->GetVAPElementAtIndex(bar, static_cast<int>(i), &element)) {
            continue;
        }
        line.AppendFormat(
            "%d:%u:%u ", element->PriceInTicks, element->BidVolume, element->AskVolume
        );
    }
    sc.AddMessageToLog(line, 0);
}

// Logs its chart's clock and state.
SCSFExport scsf_ProbeClock(SCStudyInterfaceRef sc) {
    if (sc.SetDefaults) {
        sc.GraphName = "Probe Clock";
        sc.AutoLoop = 0;
        return;
    }
    const SCDateTime now = sc.CurrentSystemDateTimeMS;
    const SCDateTime utc = sc.ConvertDateTimeFromChartTimeZone(now, TIMEZONE_UTC);
    const SCDateTime same = sc.AdjustDateTimeToGMT(now);
    const SCDateTime back = sc.ConvertDateTimeToChartTimeZone(utc, TIMEZONE_UTC);
    const SCDateTime again = sc.ConvertDateTimeUTCToChartTimeZone(utc);
    const SCDateTime bar = sc.BaseDateTimeIn[sc.ArraySize - 1];
    const SCDateTime bar_end = sc.BaseDataEndDateTime[sc.ArraySize - 1];
    const SCDateTime offset = now - utc;
    n_ACSIL::s_BarPeriod period;
    sc.GetBarPeriodParameters(period);
    SCString line;
    line.Format(
        "offset %lld same %d round %d again %d bar %d-%d scale %d delay %d period %d seconds %d "
        "replay "
        "%d/%d/%d state %d downloading %d day %d",
        static_cast<long long>(offset.GetInternalDateTime() / MICROSECONDS_PER_HOUR), same == utc,
        back == now, again == now, bar.GetTimeInSeconds(), bar_end.GetTimeInSeconds(),
        sc.TimeScaleAdjustment == offset,
        sc.GetDataDelayFromChart(sc.ChartNumber).GetTimeInSeconds(),
        period.IntradayChartBarPeriodParameter1, sc.SecondsPerBar, sc.ReplayStatus,
        sc.IsReplayRunning(), sc.GetReplayStatusFromChart(sc.ChartNumber), sc.ServerConnectionState,
        sc.ChartIsDownloadingHistoricalData(sc.ChartNumber),
        sc.GetTradingDayDate(bar) - bar.GetDate()
    );
    sc.AddMessageToLog(line, 0);
}

// Draws a line and a marker, and takes them away when it leaves or is hidden.
SCSFExport scsf_ProbeDrawing(SCStudyInterfaceRef sc) {
    if (sc.SetDefaults) {
        sc.GraphName = "Probe Drawing";
        sc.AutoLoop = 0;
        return;
    }
    if (sc.LastCallToFunction || sc.HideStudy) {
        sc.DeleteACSChartDrawing(sc.ChartNumber, TOOL_DELETE_ALL, 0);
        return;
    }
    s_UseTool line;
    line.Clear();
    line.ChartNumber = sc.ChartNumber;
    line.DrawingType = DRAWING_HORIZONTALLINE;
    line.AddMethod = UTAM_ADD_OR_ADJUST;
    line.LineNumber = 5001;
    line.BeginValue = sc.Close[sc.ArraySize - 1];
    line.Color = RGB(255, 0, 0);
    line.LineWidth = 2;
    line.LineStyle = LINESTYLE_DASH;
    line.Text = "level";
    sc.UseTool(line);
    int& marker_number = sc.GetPersistentInt(9);
    s_UseTool marker;
    marker.ChartNumber = sc.ChartNumber;
    marker.DrawingType = DRAWING_MARKER;
    marker.MarkerType = MARKER_DIAMOND;
    marker.BeginDateTime = sc.BaseDateTimeIn[0];
    if (marker_number != 0) {
        marker.LineNumber = marker_number;
    }
    sc.UseTool(marker);
    marker_number = marker.LineNumber;
}

// Keeps one value of every kind, and the address of the structure it was called with, which a
// later call must not use.
SCSFExport scsf_ProbeMemory(SCStudyInterfaceRef sc) {
    if (sc.SetDefaults) {
        sc.GraphName = "Probe Memory";
        sc.AutoLoop = 0;
        return;
    }
    sc.GetPersistentFloat(1) += 0.5F;
    sc.SetPersistentDouble(1, sc.GetPersistentDouble(1) + 0.25);
    sc.GetPersistentInt64(1) += 1;
    sc.GetPersistentSCDateTime(1).AddSeconds(1);
    sc.SetPersistentSCString(1, sc.GetPersistentSCString(1) + SCString("x"));
    SCString line;
    line.Format(
        "%.1f %.2f %d %d %s %d", static_cast<double>(sc.GetPersistentFloat(1)),
        sc.GetPersistentDouble(1), static_cast<int>(sc.GetPersistentInt64(1)),
        sc.GetPersistentSCDateTime(1).GetTimeInSeconds(), sc.GetPersistentSCString(1).GetChars(),
        sc.GetPersistentPointer(1) == &sc
    );
    sc.AddMessageToLog(line, 0);
    sc.SetPersistentPointer(1, &sc);
}
