// How a study library shows its functions to the program that loads it.
#ifndef MIA_SIM_SIERRA_EXPORT_H
#define MIA_SIM_SIERRA_EXPORT_H

#ifdef _WIN32
#define SCDLLEXPORT extern "C" __declspec(dllexport)
#define SCDLLCALL __cdecl
#else
#define SCDLLEXPORT extern "C" __attribute__((visibility("default")))
#define SCDLLCALL
#endif

#define SCSFExport SCDLLEXPORT void SCDLLCALL

// What a library built against this header says instead of a version of Sierra's: its structures are
// not Sierra's, so a Sierra Chart must find it too old to load, and the host must load nothing else.
#define MIA_SIM_DLL_VERSION 1

#define SCDLLName(DLLName)                                                                         \
    SCDLLEXPORT int SCDLLCALL scdll_DLLVersion() {                                                 \
        return MIA_SIM_DLL_VERSION;                                                                \
    }                                                                                              \
    SCDLLEXPORT const char* SCDLLCALL scdll_DLLName() {                                            \
        return DLLName;                                                                            \
    }

struct s_sc;
typedef s_sc& SCStudyInterfaceRef;

#endif
