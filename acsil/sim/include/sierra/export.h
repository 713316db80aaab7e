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

#define SCDLLName(DLLName)                                                                         \
    SCDLLEXPORT int SCDLLCALL scdll_DLLVersion() {                                                 \
        return SC_DLL_VERSION;                                                                     \
    }                                                                                              \
    SCDLLEXPORT const char* SCDLLCALL scdll_DLLName() {                                            \
        return DLLName;                                                                            \
    }

struct s_sc;
typedef s_sc& SCStudyInterfaceRef;

#endif
