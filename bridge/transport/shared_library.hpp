// The one seam between the two systems: opening a shared library by path and finding a symbol in it.
#pragma once

#include <array>

namespace mia::transport {

// A handle that is deliberately never released.
class SharedLibrary {
public:
    SharedLibrary() noexcept = default;
    explicit SharedLibrary(void* handle) noexcept : handle_(handle) {}

    [[nodiscard]] bool is_open() const noexcept { return handle_ != nullptr; }
    [[nodiscard]] void* symbol(const char* name) const noexcept;

private:
    void* handle_ = nullptr;
};

// Tries the places where libzmq may lie; `path` says which one it was, or the last one that failed.
[[nodiscard]] SharedLibrary open_zmq_library(std::array<char, 512>& path) noexcept;

}  // namespace mia::transport
