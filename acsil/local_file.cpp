#include "acsil/local_file.hpp"

#if defined(_WIN32)
#ifndef WIN32_LEAN_AND_MEAN
#define WIN32_LEAN_AND_MEAN
#endif
#ifndef NOMINMAX
#define NOMINMAX
#endif
#include <windows.h>
#else
#include <cerrno>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>
#endif

namespace mia::acsil {
namespace {

bool is_letter(char each) noexcept {
    return (each >= 'A' && each <= 'Z') || (each >= 'a' && each <= 'z');
}

#if defined(_WIN32)

constexpr DWORD path_max = 1024;

// Wide, because a user's name may have letters that no narrow code page has; full, because a path may begin anywhere.
// No disk is looked at. False when it does not fit or is no UTF-8.
bool widen(const char* path, wchar_t (&full)[path_max]) noexcept {
    wchar_t wide[path_max];
    if (MultiByteToWideChar(CP_UTF8, MB_ERR_INVALID_CHARS, path, -1, wide, path_max) <= 0) {
        return false;
    }
    const DWORD length = GetFullPathNameW(wide, path_max, full, nullptr);
    return length > 0 && length < path_max;
}

bool is_local(const wchar_t* full) noexcept {
    // All that is read of it is ASCII.
    char begin[8];
    std::size_t size = 0;
    while (size < sizeof begin && full[size] != L'\0') {
        begin[size] = full[size] < 0x80 ? static_cast<char>(full[size]) : '?';
        ++size;
    }
    const char drive = drive_of({begin, size});
    const wchar_t root[] = {static_cast<wchar_t>(drive), L':', L'\\', L'\0'};
    return drive != '\0' && GetDriveTypeW(root) != DRIVE_REMOTE;
}

// Why the last call did not open a file.
LocalFile::What failure() noexcept {
    switch (GetLastError()) {
    case ERROR_FILE_NOT_FOUND:
    case ERROR_PATH_NOT_FOUND:
        return LocalFile::What::missing;
    case ERROR_ACCESS_DENIED:
        return LocalFile::What::denied;
    case ERROR_SHARING_VIOLATION:
    case ERROR_LOCK_VIOLATION:
        return LocalFile::What::in_use;
    default:
        return LocalFile::What::unreadable;
    }
}

bool stamp_of(HANDLE handle, FileStamp& stamp) noexcept {
    BY_HANDLE_FILE_INFORMATION found;
    if (GetFileType(handle) != FILE_TYPE_DISK || GetFileInformationByHandle(handle, &found) == 0) {
        return false;
    }
    const auto whole = [](DWORD high, DWORD low) {
        return static_cast<std::int64_t>(high) << 32 | static_cast<std::int64_t>(low);
    };
    stamp.changed =
        whole(found.ftLastWriteTime.dwHighDateTime, found.ftLastWriteTime.dwLowDateTime);
    stamp.size = whole(found.nFileSizeHigh, found.nFileSizeLow);
    return true;
}

#else

// Why the last call did not open a file.
LocalFile::What failure() noexcept {
    switch (errno) {
    case ENOENT:
    case ENOTDIR:
        return LocalFile::What::missing;
    case EACCES:
    case EPERM:
        return LocalFile::What::denied;
    default:
        return LocalFile::What::unreadable;
    }
}

bool stamp_of(const struct stat& found, FileStamp& stamp) noexcept {
    stamp.changed = std::int64_t{found.st_mtim.tv_sec} * 1'000'000'000 + found.st_mtim.tv_nsec;
    stamp.size = found.st_size;
    return S_ISREG(found.st_mode);
}

#endif

}  // namespace

char drive_of(std::string_view full_path) noexcept {
    const auto is_separator = [](char each) { return each == '\\' || each == '/'; };
    if (full_path.starts_with("\\\\?\\")) {
        full_path.remove_prefix(4);
    }
    const bool has_drive = full_path.size() >= 3 && is_letter(full_path[0]) &&
                           full_path[1] == ':' && is_separator(full_path[2]);
    return has_drive ? full_path[0] : '\0';
}

#if defined(_WIN32)

LocalFile::LocalFile(const char* path) noexcept {
    wchar_t full[path_max];
    if (!widen(path, full)) {
        return;
    }
    if (!is_local(full)) {
        what_ = What::not_local;
        return;
    }
    const DWORD attributes = GetFileAttributesW(full);
    if (attributes != INVALID_FILE_ATTRIBUTES && (attributes & FILE_ATTRIBUTE_DIRECTORY) != 0) {
        what_ = What::not_plain;
        return;
    }
    const DWORD share = FILE_SHARE_READ | FILE_SHARE_WRITE | FILE_SHARE_DELETE;
    HANDLE opened = CreateFileW(
        full, GENERIC_READ, share, nullptr, OPEN_EXISTING, FILE_ATTRIBUTE_NORMAL, nullptr
    );
    if (opened == INVALID_HANDLE_VALUE) {
        what_ = failure();
        return;
    }
    handle_ = opened;
    what_ = stamp_of(handle_, stamp_) ? What::open : What::not_plain;
}

LocalFile::~LocalFile() {
    if (handle_ != nullptr) {
        CloseHandle(handle_);
    }
}

std::ptrdiff_t LocalFile::read(std::span<char> place) const noexcept {
    DWORD count = 0;
    const auto most = static_cast<DWORD>(place.size());
    return ReadFile(handle_, place.data(), most, &count, nullptr) != 0
               ? static_cast<std::ptrdiff_t>(count)
               : -1;
}

#else

LocalFile::LocalFile(const char* path) noexcept {
    struct stat found {};
    if (::stat(path, &found) != 0) {
        what_ = failure();
        return;
    }
    if (!S_ISREG(found.st_mode)) {
        what_ = What::not_plain;
        return;
    }
    // Should it have become a pipe meanwhile, that is opened at once and then refused.
    handle_ = ::open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (handle_ < 0 || ::fstat(handle_, &found) != 0) {
        what_ = failure();
    } else {
        what_ = stamp_of(found, stamp_) ? What::open : What::not_plain;
    }
}

LocalFile::~LocalFile() {
    if (handle_ >= 0) {
        ::close(handle_);
    }
}

std::ptrdiff_t LocalFile::read(std::span<char> place) const noexcept {
    return ::read(handle_, place.data(), place.size());
}

#endif

}  // namespace mia::acsil
