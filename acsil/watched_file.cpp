#include "acsil/watched_file.hpp"

#include <cerrno>
#include <cstddef>

#if defined(_WIN32)
#ifndef WIN32_LEAN_AND_MEAN
#define WIN32_LEAN_AND_MEAN
#endif
#ifndef NOMINMAX
#define NOMINMAX
#endif
#include <windows.h>
#else
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>
#endif

namespace mia::acsil {
namespace {

// An open file of the system's; closed when it goes.
class OpenFile {
public:
    explicit OpenFile(const char* path) noexcept;
    ~OpenFile();
    OpenFile(const OpenFile&) = delete;
    OpenFile& operator=(const OpenFile&) = delete;

    [[nodiscard]] bool is_open() const noexcept;
    // False for what is no plain file.
    [[nodiscard]] bool stamp(FileStamp& stamp) const noexcept;
    // How much was read, at most so much; below 0 for an error.
    [[nodiscard]] std::ptrdiff_t read(std::span<char> place) const noexcept;

private:
#if defined(_WIN32)
    HANDLE handle_ = INVALID_HANDLE_VALUE;
#else
    int handle_ = -1;
#endif
};

#if defined(_WIN32)

OpenFile::OpenFile(const char* path) noexcept {
    // Wide, because a user's name may have letters that no narrow code page has.
    wchar_t wide[1024];
    const int length = MultiByteToWideChar(CP_UTF8, MB_ERR_INVALID_CHARS, path, -1, wide, 1024);
    if (length > 0) {
        const DWORD share = FILE_SHARE_READ | FILE_SHARE_WRITE | FILE_SHARE_DELETE;
        handle_ = CreateFileW(
            wide, GENERIC_READ, share, nullptr, OPEN_EXISTING, FILE_ATTRIBUTE_NORMAL, nullptr
        );
    }
}
OpenFile::~OpenFile() {
    if (is_open()) {
        CloseHandle(handle_);
    }
}
bool OpenFile::is_open() const noexcept {
    return handle_ != INVALID_HANDLE_VALUE;
}
bool OpenFile::stamp(FileStamp& stamp) const noexcept {
    BY_HANDLE_FILE_INFORMATION found;
    if (GetFileType(handle_) != FILE_TYPE_DISK ||
        GetFileInformationByHandle(handle_, &found) == 0) {
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
std::ptrdiff_t OpenFile::read(std::span<char> place) const noexcept {
    DWORD count = 0;
    const auto most = static_cast<DWORD>(place.size());
    return ReadFile(handle_, place.data(), most, &count, nullptr) != 0
               ? static_cast<std::ptrdiff_t>(count)
               : -1;
}

#else

OpenFile::OpenFile(const char* path) noexcept
    // A pipe would make the study wait; this way it is opened at once and then refused.
    : handle_(::open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)) {}
OpenFile::~OpenFile() {
    if (is_open()) {
        ::close(handle_);
    }
}
bool OpenFile::is_open() const noexcept {
    return handle_ >= 0;
}
bool OpenFile::stamp(FileStamp& stamp) const noexcept {
    struct stat found {};
    if (::fstat(handle_, &found) != 0 || !S_ISREG(found.st_mode)) {
        return false;
    }
    stamp.changed = std::int64_t{found.st_mtim.tv_sec} * 1'000'000'000 + found.st_mtim.tv_nsec;
    stamp.size = found.st_size;
    return true;
}
std::ptrdiff_t OpenFile::read(std::span<char> place) const noexcept {
    return ::read(handle_, place.data(), place.size());
}

#endif

}  // namespace

FileLook look_at_file(
    const char* path, FileStamp& stamp, std::span<char> buffer, std::size_t& size
) noexcept {
    const OpenFile file(path);
    if (!file.is_open()) {
        stamp = {};
        return FileLook::missing;
    }
    FileStamp now{};
    if (!file.stamp(now)) {
        stamp = {};
        return FileLook::unreadable;
    }
    if (now.changed == stamp.changed && now.size == stamp.size) {
        return FileLook::unchanged;
    }
    // The stamp is of before: what is written meanwhile changes it, and the file is read once more.
    stamp = now;
    size = 0;
    if (now.size > static_cast<std::int64_t>(buffer.size())) {
        return FileLook::too_large;
    }
    while (size < buffer.size()) {
        const std::ptrdiff_t count = file.read(buffer.subspan(size));
        if (count < 0) {
            stamp = {};
            return FileLook::unreadable;
        }
        if (count == 0) {
            break;
        }
        size += static_cast<std::size_t>(count);
    }
    return FileLook::read;
}

const char* look_text(FileLook look) noexcept {
    switch (look) {
    case FileLook::unchanged:
    case FileLook::read:
        return "";
    case FileLook::missing:
        return "there is no such file";
    case FileLook::too_large:
        return "larger than 64 KiB";
    case FileLook::unreadable:
        return "cannot be read";
    }
    return "unknown";
}

}  // namespace mia::acsil
