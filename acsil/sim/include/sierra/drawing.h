// What a study asks to have drawn on a chart. Unset fields keep their marked defaults, which
// tell the program to take its own.
#ifndef MIA_SIM_SIERRA_DRAWING_H
#define MIA_SIM_SIERRA_DRAWING_H

#include <cfloat>
#include <cstdint>

#include "constants.h"
#include "date_time.h"
#include "text.h"

class s_UseTool {
public:
    static const int DEFAULT_COLOR_VALUE = static_cast<int>(0xFF000000U);

    int ChartNumber = 0;
    int LineNumber = -1;
    int TransparencyLevel = -1;
    float BeginValue = FLT_MIN;
    float EndValue = FLT_MIN;
    int Region = -1;
    uint32_t Color = static_cast<uint32_t>(DEFAULT_COLOR_VALUE);
    int FontSize = -1;
    SCDateTimeMS BeginDateTime;
    SCDateTimeMS EndDateTime;
    SCString Text;

    DrawingTypeEnum DrawingType = DRAWING_UNKNOWN;
    uint16_t LineWidth = 0xffff;
    SubgraphLineStyles LineStyle = LINESTYLE_UNSET;

    int AddMethod = UTAM_ADD_OR_ADJUST;

    int ReverseTextColor = -1;
    unsigned int FontBackColor = static_cast<unsigned int>(DEFAULT_COLOR_VALUE);
    SCString FontFace;
    int FontBold = -1;
    int FontItalic = -1;
    int TextAlignment = -1;
    int UseRelativeVerticalValues = -1;
    uint32_t SecondaryColor = static_cast<uint32_t>(DEFAULT_COLOR_VALUE);
    int DisplayHorizontalLineValue = -1;
    int BeginIndex = -1;
    int EndIndex = -1;
    int MultiLineLabel = -1;
    int ShowPrice = -1;
    int MarkerType = -1;
    int MarkerSize = -1;
    int TransparentLabelBackground = -1;
    int AddAsUserDrawnDrawing = 0;
    int DrawUnderneathMainGraph = -1;
    int AllowSaveToChartbook = -1;
    int AssociatedStudyID = 0;
    int16_t HideDrawing = -1;
    int16_t ClearExistingText = 0;
    int16_t LockDrawing = -1;
    SCString Symbol;

    void Clear() { *this = s_UseTool(); }
};

#endif
