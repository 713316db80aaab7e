#include "acsil/sim/study_library.hpp"

#include <stdexcept>
#include <utility>

#ifndef _WIN32
#include <dlfcn.h>
#endif

namespace mia::sim {
namespace {

#ifdef _WIN32
void* open_library(const std::filesystem::path& path, std::string& error) {
    HMODULE module = LoadLibraryW(path.c_str());
    if (module == nullptr)
        error = "LoadLibrary error " + std::to_string(GetLastError());
    return reinterpret_cast<void*>(module);
}
bool close_library(void* handle, const std::filesystem::path& path) {
    FreeLibrary(reinterpret_cast<HMODULE>(handle));
    return GetModuleHandleW(path.c_str()) == nullptr;
}
void* find_symbol(void* handle, const char* name) {
    return reinterpret_cast<void*>(GetProcAddress(reinterpret_cast<HMODULE>(handle), name));
}
#else
void* open_library(const std::filesystem::path& path, std::string& error) {
    void* handle = dlopen(path.c_str(), RTLD_NOW | RTLD_LOCAL);
    if (handle == nullptr)
        error = dlerror();
    return handle;
}
bool close_library(void* handle, const std::filesystem::path& path) {
    dlclose(handle);
    void* still_there = dlopen(path.c_str(), RTLD_NOW | RTLD_LOCAL | RTLD_NOLOAD);
    if (still_there == nullptr)
        return true;
    dlclose(still_there);
    return false;
}
void* find_symbol(void* handle, const char* name) {
    return dlsym(handle, name);
}
#endif

}  // namespace

StudyLibrary::StudyLibrary(const std::filesystem::path& path)
    : path_(std::filesystem::absolute(path)) {
    load();
}

StudyLibrary::~StudyLibrary() {
    release();
}

void StudyLibrary::load() {
    if (is_loaded())
        return;
    std::string error;
    handle_ = open_library(path_, error);
    if (handle_ == nullptr)
        throw std::runtime_error("study library " + path_.string() + " did not load: " + error);
    const auto version =
        reinterpret_cast<int(SCDLLCALL*)()>(find_symbol(handle_, "scdll_DLLVersion"));
    const auto name =
        reinterpret_cast<const char*(SCDLLCALL*)()>(find_symbol(handle_, "scdll_DLLName"));
    if (version == nullptr || name == nullptr || version() != MIA_SIM_DLL_VERSION) {
        release();
        throw std::runtime_error(
            "study library " + path_.string() +
            " lacks scdll_DLLVersion or scdll_DLLName, or was not built against our sierrachart.h"
        );
    }
    version_ = version();
    name_ = name();
}

bool StudyLibrary::release() {
    if (!is_loaded())
        return true;
    return close_library(std::exchange(handle_, nullptr), path_);
}

StudyFunction StudyLibrary::function(const std::string& name) const {
    void* found =
        name.starts_with("scsf_") && is_loaded() ? find_symbol(handle_, name.c_str()) : nullptr;
    if (found == nullptr)
        throw std::runtime_error("study library " + path_.string() + " has no study " + name);
    return reinterpret_cast<StudyFunction>(found);
}

}  // namespace mia::sim
