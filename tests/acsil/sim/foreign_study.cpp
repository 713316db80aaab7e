// A library that says of itself what one built against Sierra's own headers says.
#include "sierrachart.h"

// NOLINTBEGIN(readability-identifier-naming): Sierra Chart looks for these names
SCDLLEXPORT int SCDLLCALL scdll_DLLVersion() {
    return SC_DLL_VERSION;
}
SCDLLEXPORT const char* SCDLLCALL scdll_DLLName() {
    return "built against other headers";
}
// NOLINTEND(readability-identifier-naming)
