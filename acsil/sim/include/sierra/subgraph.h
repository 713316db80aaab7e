// One output line of a study: its name and look, and the values, one per bar.
#ifndef MIA_SIM_SIERRA_SUBGRAPH_H
#define MIA_SIM_SIERRA_SUBGRAPH_H

#include "array.h"
#include "constants.h"
#include "text.h"

struct s_SCSubgraph_260 {
    SCString Name;

    unsigned int PrimaryColor = 0;
    unsigned int SecondaryColor = 0;
    unsigned int SecondaryColorUsed = 0;

    uint16_t DrawStyle = DRAWSTYLE_LINE;
    SubgraphLineStyles LineStyle = LINESTYLE_SOLID;
    uint16_t LineWidth = 0;
    unsigned char DisplayNameValueInDataLine = 0;

    SCFloatArray Data;
    SCColorArray DataColor;
    SCFloatArrayArray Arrays;

    unsigned char AutoColoring = 0;
    int GraphicalDisplacement = 0;
    int DrawZeros = 0;
    uint16_t DisplayNameValueInWindowsFlags = 0;
    unsigned int LineLabel = 0;
    SCString TextDrawStyleText;
    SCString ShortName;

    s_SCSubgraph_260() = default;
    explicit s_SCSubgraph_260(int) {}

    float& operator[](int index) { return Data[index]; }
    operator SCFloatArray&() { return Data; }
};

typedef c_ArrayWrapper<s_SCSubgraph_260> SCSubgraph260Array;
typedef s_SCSubgraph_260& SCSubgraph260Ref;
typedef s_SCSubgraph_260& SCSubgraphRef;

#endif
