// libzmq, loaded at run time and never freed. A study DLL that links it would take Sierra down when it is released
// while libzmq's threads still run its code; a library of its own survives that.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

namespace mia::transport {

// The few calls MIA makes, and the numbers of libzmq's stable C ABI that go with them.
struct ZmqApi {
    void* (*ctx_new)();
    int (*ctx_term)(void*);
    void* (*socket)(void*, int);
    int (*close)(void*);
    int (*setsockopt)(void*, int, const void*, std::size_t);
    int (*getsockopt)(void*, int, void*, std::size_t*);
    int (*connect)(void*, const char*);
    int (*send)(void*, const void*, std::size_t, int);
    int (*recv)(void*, void*, std::size_t, int);
    int (*last_errno)();
    void (*version)(int*, int*, int*);
};

namespace zmq {
inline constexpr int sub = 2;
inline constexpr int xpub = 9;
inline constexpr int subscribe = 6;
inline constexpr int unsubscribe = 7;
inline constexpr int linger = 17;
inline constexpr int sndhwm = 23;
inline constexpr int rcvhwm = 24;
inline constexpr int immediate = 39;
inline constexpr int xpub_verbose = 40;
inline constexpr int xpub_nodrop = 69;
inline constexpr int dontwait = 1;
}  // namespace zmq

enum class LoadError : std::uint8_t {
    none,
    not_found,       // no such library beside our own, nor where else it may lie
    symbol_missing,  // a library of that name, but not libzmq
    too_old,         // older than 4.2, whose XPUB lacks what MIA needs
};

// Where it was looked for and why it failed, for one line on the chart.
struct ZmqLibrary {
    const ZmqApi* api = nullptr;
    LoadError error = LoadError::none;
    std::array<char, 512> path{};
};

// The same answer for the whole life of the process once it succeeded; a failure is tried again at the next
// call, which opens files: whoever has no socket yet asks now and then, not always.
// On Windows it looks in the folder of our own library and nowhere else. On other systems MIA_LIBZMQ (a full path), when
// set, is the one place; without it the folder of our own library comes first, then the system's libzmq.so.5.
[[nodiscard]] const ZmqLibrary& load_zmq() noexcept;

[[nodiscard]] const char* load_error_text(LoadError error) noexcept;

}  // namespace mia::transport
