#include "bridge/transport/shared_library.hpp"

#include <cstddef>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string_view>

#if defined(_WIN32)
#ifndef WIN32_LEAN_AND_MEAN
#define WIN32_LEAN_AND_MEAN
#endif
#ifndef NOMINMAX
#define NOMINMAX
#endif
#include <windows.h>
#else
#include <dlfcn.h>
#endif

namespace mia::transport {
namespace {

// An address inside our own library, whichever program has loaded it.
const char anchor = 0;

}  // namespace

#if defined(_WIN32)

void* SharedLibrary::symbol(const char* name) const noexcept {
    void* address = nullptr;
    const FARPROC found = GetProcAddress(static_cast<HMODULE>(handle_), name);
    static_assert(sizeof(address) == sizeof(found));
    std::memcpy(&address, &found, sizeof address);
    return address;
}

// By the full wide path of our own folder: Data folders have spaces and accents, and another vendor's libzmq may
// already be loaded under the same short name.
SharedLibrary open_zmq_library(std::array<char, 512>& path) noexcept {
    HMODULE own = nullptr;
    const DWORD flags =
        GET_MODULE_HANDLE_EX_FLAG_FROM_ADDRESS | GET_MODULE_HANDLE_EX_FLAG_UNCHANGED_REFCOUNT;
    if (GetModuleHandleExW(flags, reinterpret_cast<LPCWSTR>(&anchor), &own) == 0) {
        return {};
    }
    std::array<wchar_t, 1024> full{};
    const DWORD length = GetModuleFileNameW(own, full.data(), static_cast<DWORD>(full.size()));
    constexpr std::wstring_view name = L"libzmq.dll";
    std::size_t end = length;
    while (end != 0 && full[end - 1] != L'\\' && full[end - 1] != L'/') {
        --end;
    }
    if (length == 0 || end + name.size() + 1 > full.size()) {
        return {};
    }
    std::wmemcpy(full.data() + end, name.data(), name.size());
    full[end + name.size()] = L'\0';
    WideCharToMultiByte(
        CP_UTF8, 0, full.data(), -1, path.data(), static_cast<int>(path.size()), nullptr, nullptr
    );
    // A file that is damaged, or made for another processor, must not stop Sierra with a box of Windows' own.
    DWORD mode_before = 0;
    SetThreadErrorMode(SEM_FAILCRITICALERRORS | SEM_NOOPENFILEERRORBOX, &mode_before);
    const HMODULE opened = LoadLibraryExW(full.data(), nullptr, LOAD_WITH_ALTERED_SEARCH_PATH);
    SetThreadErrorMode(mode_before, nullptr);
    return SharedLibrary(opened);
}

#else

void* SharedLibrary::symbol(const char* name) const noexcept {
    return dlsym(handle_, name);
}

namespace {

SharedLibrary
open_at(std::array<char, 512>& path, std::string_view folder, std::string_view name) noexcept {
    const int length = std::snprintf(
        path.data(), path.size(), "%.*s%.*s", static_cast<int>(folder.size()), folder.data(),
        static_cast<int>(name.size()), name.data()
    );
    if (length < 0 || static_cast<std::size_t>(length) >= path.size()) {
        return {};
    }
    return SharedLibrary(dlopen(path.data(), RTLD_NOW | RTLD_LOCAL | RTLD_NODELETE));
}

SharedLibrary open_beside_us(std::array<char, 512>& path) noexcept {
    Dl_info info{};
    if (dladdr(&anchor, &info) == 0 || info.dli_fname == nullptr) {
        return {};
    }
    const std::string_view own = info.dli_fname;
    const std::size_t slash = own.rfind('/');
    return slash == std::string_view::npos ? SharedLibrary()
                                           : open_at(path, own.substr(0, slash + 1), "libzmq.so.5");
}

}  // namespace

SharedLibrary open_zmq_library(std::array<char, 512>& path) noexcept {
    if (const char* given = std::getenv("MIA_LIBZMQ"); given != nullptr && given[0] != '\0') {
        return open_at(path, given, "");
    }
    if (const SharedLibrary own = open_beside_us(path); own.is_open()) {
        return own;
    }
    return open_at(path, "", "libzmq.so.5");
}

#endif

}  // namespace mia::transport
