// A plain file on a drive of this machine, open for reading. Anything else is not opened: Sierra's own thread waits for
// whoever reads, and a pipe or a network drive that does not answer would stop every chart.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

namespace mia::acsil {

// What the file looked like when it was read last; zeroed for a file that was not.
struct FileStamp {
    std::int64_t changed;
    std::int64_t size;
};

// The letter of the drive that a full Windows path is on, as "C:\levels.csv" and "\\?\C:\levels.csv" have one; 0 for
// what is on none: a share of the network, a device. Looks at nothing but the text.
[[nodiscard]] char drive_of(std::string_view full_path) noexcept;

class LocalFile {
public:
    enum class What : std::uint8_t {
        open,
        missing,
        not_local,
        not_plain,
        denied,
        in_use,
        unreadable
    };

    // `path` in UTF-8.
    explicit LocalFile(const char* path) noexcept;
    ~LocalFile();
    LocalFile(const LocalFile&) = delete;
    LocalFile& operator=(const LocalFile&) = delete;

    [[nodiscard]] What what() const noexcept { return what_; }
    [[nodiscard]] const FileStamp& stamp() const noexcept { return stamp_; }
    // How much was read, at most so much; below 0 for an error.
    [[nodiscard]] std::ptrdiff_t read(std::span<char> place) const noexcept;

private:
#if defined(_WIN32)
    void* handle_ = nullptr;  // a HANDLE
#else
    int handle_ = -1;
#endif
    What what_ = What::unreadable;
    FileStamp stamp_{};
};

}  // namespace mia::acsil
