#include "acsil/token_file.hpp"

#include "bridge/wire/batch_writer.hpp"

#include <cstdlib>
#include <filesystem>
#include <fstream>
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

}  // namespace

bool read_token(
    const char* path, std::span<char, wire::token_size> token, std::span<char> looked_at
) noexcept {
    try {
        const fs::path file = path_of(path);
        const std::u8string shown = file.u8string();
        wire::set_text(
            looked_at, std::string_view(reinterpret_cast<const char*>(shown.data()), shown.size())
        );
        std::ifstream stream(file, std::ios::binary);
        stream.read(token.data(), static_cast<std::streamsize>(token.size()));
        const bool whole = stream.gcount() == static_cast<std::streamsize>(token.size());
        return whole && stream.peek() == std::ifstream::traits_type::eof();
    } catch (...) {
        // Only memory can fail here; without a token nothing is sent, and the status says so.
        return false;
    }
}

}  // namespace mia::acsil
