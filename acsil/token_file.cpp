#include "acsil/token_file.hpp"

#include "acsil/watched_file.hpp"
#include "bridge/wire/batch_writer.hpp"

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <optional>
#include <string>

namespace mia::acsil {
namespace {

namespace fs = std::filesystem;

#if defined(_WIN32)
// Wide, because a user's name may have letters that no narrow code page has.
std::optional<fs::path> folder_in(const wchar_t* variable) {
    const wchar_t* value = _wgetenv(variable);
    return value == nullptr || value[0] == L'\0' ? std::nullopt : std::optional<fs::path>(value);
}
fs::path home() {
    if (const auto given = folder_in(L"MIA_HOME")) {
        return *given;
    }
    return folder_in(L"APPDATA").value_or(fs::path()) / "MIA";
}
#else
std::optional<fs::path> folder_in(const char* variable) {
    const char* value = std::getenv(variable);
    return value == nullptr || value[0] == '\0' ? std::nullopt : std::optional<fs::path>(value);
}
fs::path home() {
    if (const auto given = folder_in("MIA_HOME")) {
        return *given;
    }
    if (const auto base = folder_in("XDG_CONFIG_HOME")) {
        return *base / "mia";
    }
    return folder_in("HOME").value_or(fs::path()) / ".config" / "mia";
}
#endif

fs::path path_of(const char* given) {
    if (given == nullptr || given[0] == '\0') {
        return home() / "token";
    }
    const std::string_view text = given;
    return fs::path(std::u8string(text.begin(), text.end()));
}

// Where it was looked for; what is wrong with that place comes first, because a long path is cut.
void show_place(std::span<char> looked_at, const std::string& file, FileLook look) {
    const bool is_obvious = look == FileLook::missing || look == FileLook::too_large;
    const std::string reason = is_obvious ? "" : look_text(look);
    const std::string why = reason.empty() ? reason : reason + ": ";
    wire::set_text(looked_at, why + file);
}

}  // namespace

bool read_token(
    const char* path, std::span<char, wire::token_size> token, std::span<char> looked_at
) noexcept {
    try {
        const std::u8string text = path_of(path).u8string();
        const std::string file(text.begin(), text.end());
        FileStamp stamp{};
        char found[wire::token_size + 1];
        std::size_t size = 0;
        const FileLook look = look_at_file(file.c_str(), stamp, found, size);
        show_place(looked_at, file, look);
        const bool is_token = look == FileLook::read && size == token.size();
        if (is_token) {
            std::copy_n(found, size, token.begin());
        }
        std::fill(std::begin(found), std::end(found), '\0');
        return is_token;
    } catch (...) {
        // Only memory can fail here; without a token nothing is sent, and the status says so.
        return false;
    }
}

}  // namespace mia::acsil
