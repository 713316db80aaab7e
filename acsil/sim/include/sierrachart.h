// Our own stand-in for Sierra Chart's study interface, for machines that have no Sierra Chart.
// Names, signatures and behaviour follow Sierra's so that a study compiles against either;
// it is source compatible, not binary compatible: a study built against this header can only
// be loaded by the host in acsil/sim.
#ifndef MIA_SIM_SIERRACHART_H
#define MIA_SIM_SIERRACHART_H

// Another version may be asked for: members that Sierra's headers of that version lack are then missing here as well.
#ifndef SC_DLL_VERSION
#define SC_DLL_VERSION 2784
#endif

#include <cfloat>
#include <climits>
#include <cmath>
#include <cstdarg>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>

#ifdef _WIN32
#include <windows.h>
#endif

#include "sierra/export.h"

#include "sierra/constants.h"
#include "sierra/time_zone_ids.h"

#include "sierra/date_time.h"

#include "sierra/text.h"

#include "sierra/array.h"

#include "sierra/drawing.h"
#include "sierra/input.h"
#include "sierra/market_depth.h"
#include "sierra/study_structures.h"
#include "sierra/subgraph.h"
#include "sierra/time_and_sales.h"
#include "sierra/volume_at_price.h"

#include "sierra/services.h"

#include "sierra/study_interface.h"

// Sierra's own header leaves these two macros behind, so that std::min and std::max no longer
// compile in a study unless it says NOMINMAX; code that would break there must break here.
#ifndef NOMINMAX
#ifndef max
#define max(a, b) (((a) > (b)) ? (a) : (b))
#endif
#ifndef min
#define min(a, b) (((a) < (b)) ? (a) : (b))
#endif
#endif

#endif
