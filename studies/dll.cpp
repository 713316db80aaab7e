// Names the DLL to Sierra; there must be exactly one such line in it.
#include "sierrachart.h"

SCDLLName("MIA")
