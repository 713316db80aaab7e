// The enumerations and limits a study may name. Only what MIA's studies and their tests use,
// with Sierra's own numbers, because some of them are kept in chartbooks.
#ifndef MIA_SIM_SIERRA_CONSTANTS_H
#define MIA_SIM_SIERRA_CONSTANTS_H

#include <cstdint>

const int SC_OPEN = 0;
const int SC_HIGH = 1;
const int SC_LOW = 2;
const int SC_LAST = 3;
const int SC_VOLUME = 4;
const int SC_OPEN_INTEREST = 5;
const int SC_NUM_TRADES = 5;
const int SC_OHLC_AVG = 6;
const int SC_HLC_AVG = 7;
const int SC_HL_AVG = 8;
const int SC_BIDVOL = 9;
const int SC_ASKVOL = 10;
const int SC_UPVOL = 11;
const int SC_DOWNVOL = 12;
const int SC_BIDNT = 13;
const int SC_ASKNT = 14;
const int SC_ASKBID_DIFF_HIGH = 15;
const int SC_ASKBID_DIFF_LOW = 16;

const int NUM_BASE_GRAPH_ARRAYS = SC_ASKVOL + 1;
const int NUM_BASE_GRAPH_ARRAYS_WITH_ADDITIONAL_ARRAYS = 26;

const int SC_SUBGRAPHS_AVAILABLE = 60;
const int MAX_STUDY_SUBGRAPHS = 60;
const int MAX_SUBGRAPH_EXTRA_ARRAYS = 12;
const int SC_INPUTS_AVAILABLE = 128;
const int ACSIL_DRAWING_MAX_LEVELS = 32;

const int SC_NO = 0;
const int SC_YES = 1;

const int SC_TS_MARKER = 0;
const int SC_TS_BID = 1;
const int SC_TS_ASK = 2;
const int SC_TS_BIDASKVALUES = 6;

const int TOOL_DELETE_ALL = -1;
const int TOOL_DELETE_CHARTDRAWING = 0;

enum ReplayStatus { REPLAY_STOPPED = 0, REPLAY_RUNNING = 1, REPLAY_PAUSED = 2 };

const int MARKER_POINT = 0;
const int MARKER_DASH = 1;
const int MARKER_SQUARE = 2;
const int MARKER_STAR = 3;
const int MARKER_PLUS = 4;
const int MARKER_X = 5;
const int MARKER_ARROWUP = 6;
const int MARKER_ARROWDOWN = 7;
const int MARKER_ARROWRIGHT = 8;
const int MARKER_ARROWLEFT = 9;
const int MARKER_TRIANGLEUP = 10;
const int MARKER_TRIANGLEDOWN = 11;
const int MARKER_TRIANGLERIGHT = 12;
const int MARKER_TRIANGLELEFT = 13;
const int MARKER_DIAMOND = 14;

enum { BHCS_BAR_HAS_CLOSED = 2, BHCS_BAR_HAS_NOT_CLOSED = 3, BHCS_SET_DEFAULTS = 4 };

enum PrecedenceLevelEnum { STD_PREC_LEVEL = 0, LOW_PREC_LEVEL = 1, VERY_LOW_PREC_LEVEL = 2 };

enum UseToolAddMethodEnum {
    UTAM_NOT_SET,
    UTAM_ADD_ALWAYS,
    UTAM_ADD_ONLY_IF_NEW,
    UTAM_ADD_OR_ADJUST
};

enum ServerConnectionStateEnum {
    SCS_DISCONNECTED = 0,
    SCS_CONNECTING = 1,
    SCS_CONNECTED = 2,
    SCS_CONNECTION_LOST = 3,
    SCS_DISCONNECTING = 4,
    SCS_RECONNECTING = 5
};

enum ChartDataTypeEnum : int32_t {
    NO_DATA_TYPE = 0,
    DAILY_DATA = 1,
    INTRADAY_DATA = 2,
    MARKET_DEPTH_DATA = 3
};

enum HistoricalChartBarPeriodEnum : int32_t {
    HISTORICAL_CHART_PERIOD_DAYS = 1,
    HISTORICAL_CHART_PERIOD_WEEKLY = 2,
    HISTORICAL_CHART_PERIOD_MONTHLY = 3,
    HISTORICAL_CHART_PERIOD_QUARTERLY = 4,
    HISTORICAL_CHART_PERIOD_YEARLY = 5
};

enum IntradayBarPeriodTypeEnum : int32_t {
    IBPT_DAYS_MINS_SECS = 0,
    IBPT_VOLUME_PER_BAR = 1,
    IBPT_NUM_TRADES_PER_BAR = 2,
    IBPT_RANGE_IN_TICKS_STANDARD = 3,
    IBPT_REVERSAL_IN_TICKS = 7,
    IBPT_RENKO_IN_TICKS = 8,
    IBPT_DELTA_VOLUME_PER_BAR = 9
};

enum SubgraphDrawStyles {
    DRAWSTYLE_LINE = 0,
    DRAWSTYLE_BAR = 1,
    DRAWSTYLE_POINT = 2,
    DRAWSTYLE_DASH = 3,
    DRAWSTYLE_HIDDEN = 4,
    DRAWSTYLE_IGNORE = 5,
    DRAWSTYLE_STAIR_STEP = 6,
    DRAWSTYLE_SQUARE = 7,
    DRAWSTYLE_STAR = 8,
    DRAWSTYLE_PLUS = 9,
    DRAWSTYLE_ARROW_UP = 10,
    DRAWSTYLE_ARROW_DOWN = 11,
    DRAWSTYLE_COLOR_BAR = 18,
    DRAWSTYLE_CUSTOM_TEXT = 23,
    DRAWSTYLE_TEXT = 29,
    DRAWSTYLE_TRIANGLE_UP = 32,
    DRAWSTYLE_TRIANGLE_DOWN = 33,
    DRAWSTYLE_BACKGROUND = 36,
    DRAWSTYLE_DIAMOND = 37,
    DRAWSTYLE_BACKGROUND_TRANSPARENT = 75
};

enum SubgraphLineStyles : int16_t {
    LINESTYLE_UNSET = -1,
    LINESTYLE_SOLID = 0,
    LINESTYLE_DASH = 1,
    LINESTYLE_DOT = 2,
    LINESTYLE_DASHDOT = 3,
    LINESTYLE_DASHDOTDOT = 4,
    LINESTYLE_ALTERNATE = 5
};

enum DrawingTypeEnum : int32_t {
    DRAWING_UNKNOWN = 0,
    DRAWING_LINE = 1,
    DRAWING_RAY = 2,
    DRAWING_HORIZONTALLINE = 3,
    DRAWING_VERTICALLINE = 4,
    DRAWING_ARROW = 5,
    DRAWING_TEXT = 6,
    DRAWING_RECTANGLEHIGHLIGHT = 12,
    DRAWING_RECTANGLE_EXT_HIGHLIGHT = 26,
    DRAWING_EXTENDED_LINE = 32,
    DRAWING_STATIONARY_TEXT = 37,
    DRAWING_MARKER = 39,
    DRAWING_HORIZONTAL_RAY = 40,
    DRAWING_HORIZONTAL_LINE_NON_EXTENDED = 45
};

enum ScaleRangeTypeEnum : unsigned int {
    SCALE_AUTO = 0,
    SCALE_USERDEFINED = 1,
    SCALE_INDEPENDENT = 2,
    SCALE_SAMEASREGION = 3
};

enum ValueFormatEnum : int {
    VALUEFORMAT_UNSET = -1,
    VALUEFORMAT_WHOLE_NUMBER = 0,
    VALUEFORMAT_2_DIGITS = 2,
    VALUEFORMAT_PERCENT = 24,
    VALUEFORMAT_INHERITED = 40
};

enum InputValueTypes {
    NO_VALUE,
    OHLC_VALUE,
    FLOAT_VALUE,
    STUDYINDEX_VALUE,
    SUBGRAPHINDEX_VALUE,
    YESNO_VALUE,
    MOVAVGTYPE_VALUE,
    UNUSED7,
    DATE_VALUE,
    TIME_VALUE,
    DATETIME_VALUE,
    INT_VALUE,
    UNUSED12,
    STUDYID_VALUE,
    COLOR_VALUE,
    ALERT_SOUND_NUMBER_VALUE,
    CANDLESTICK_PATTERNS_VALUE,
    TIME_PERIOD_LENGTH_UNIT_VALUE,
    CHART_STUDY_SUBGRAPH_VALUES,
    CHART_NUMBER,
    STUDY_SUBGRAPH_VALUES,
    CHART_STUDY_VALUES,
    CUSTOM_STRING_VALUE,
    DOUBLE_VALUE,
    TIMEZONE_VALUE,
    TIME_WITH_TIMEZONE_VALUE,
    STRING_VALUE,
    PATH_AND_FILE_NAME_VALUE,
    FIND_SYMBOL_VALUE
};

// Windows' own words for where a text lies; there its header has them.
#ifndef DT_CENTER
#define DT_TOP 0x00000000
#define DT_LEFT 0x00000000
#define DT_CENTER 0x00000001
#define DT_RIGHT 0x00000002
#define DT_VCENTER 0x00000004
#define DT_BOTTOM 0x00000008
#endif

#ifndef RGB
#define RGB(r, g, b)                                                                               \
    (static_cast<uint32_t>(static_cast<uint8_t>(r)) |                                              \
     (static_cast<uint32_t>(static_cast<uint8_t>(g)) << 8) |                                       \
     (static_cast<uint32_t>(static_cast<uint8_t>(b)) << 16))
#endif

// What a study may ask about a symbol; only what ours ask is here.
enum SymbolDataValuesEnum : int32_t { SYMBOL_DATA_UNSET = 0, SYMBOL_DATA_TICK_SIZE = 26 };

#endif
