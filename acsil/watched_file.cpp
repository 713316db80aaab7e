#include "acsil/watched_file.hpp"

namespace mia::acsil {
namespace {

FileLook look_of(LocalFile::What what) noexcept {
    switch (what) {
    case LocalFile::What::not_local:
        return FileLook::not_local;
    case LocalFile::What::not_plain:
        return FileLook::not_plain;
    case LocalFile::What::missing:
        return FileLook::missing;
    case LocalFile::What::denied:
        return FileLook::denied;
    case LocalFile::What::in_use:
        return FileLook::in_use;
    case LocalFile::What::open:
    case LocalFile::What::unreadable:
        break;
    }
    return FileLook::unreadable;
}

}  // namespace

FileLook look_at_file(
    const char* path, FileStamp& stamp, std::span<char> buffer, std::size_t& size
) noexcept {
    const LocalFile file(path);
    if (file.what() != LocalFile::What::open) {
        stamp = {};
        return look_of(file.what());
    }
    const FileStamp now = file.stamp();
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
    case FileLook::not_local:
        return "a local drive was expected, found the network or a device";
    case FileLook::not_plain:
        return "a plain file was expected, found something else";
    case FileLook::denied:
        return "Windows does not let Sierra Chart read it";
    case FileLook::in_use:
        return "another program keeps it open for itself alone";
    }
    return "unknown";
}

}  // namespace mia::acsil
