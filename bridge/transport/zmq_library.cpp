#include "bridge/transport/zmq_library.hpp"

#include "bridge/transport/shared_library.hpp"

#include <cstdio>

namespace mia::transport {
namespace {

template <class Function>
bool find(const SharedLibrary& library, const char* name, Function& function) noexcept {
    function = reinterpret_cast<Function>(library.symbol(name));
    return function != nullptr;
}

bool fill(const SharedLibrary& library, ZmqApi& api) noexcept {
    return find(library, "zmq_ctx_new", api.ctx_new) &&
           find(library, "zmq_ctx_term", api.ctx_term) && find(library, "zmq_socket", api.socket) &&
           find(library, "zmq_close", api.close) &&
           find(library, "zmq_setsockopt", api.setsockopt) &&
           find(library, "zmq_getsockopt", api.getsockopt) &&
           find(library, "zmq_connect", api.connect) && find(library, "zmq_send", api.send) &&
           find(library, "zmq_recv", api.recv) && find(library, "zmq_errno", api.last_errno) &&
           find(library, "zmq_version", api.version);
}

bool is_recent(const ZmqApi& api) noexcept {
    int major = 0;
    int minor = 0;
    int patch = 0;
    api.version(&major, &minor, &patch);
    return major > 4 || (major == 4 && minor >= 2);
}

LoadError load_into(ZmqApi& api, std::array<char, 512>& path) noexcept {
    const SharedLibrary library = open_zmq_library(path);
    if (!library.is_open()) {
        return LoadError::not_found;
    }
    if (!fill(library, api)) {
        return LoadError::symbol_missing;
    }
    return is_recent(api) ? LoadError::none : LoadError::too_old;
}

}  // namespace

const ZmqLibrary& load_zmq() noexcept {
    static ZmqApi api{};
    static ZmqLibrary library{};
    if (library.api == nullptr) {
        library.error = load_into(api, library.path);
        library.api = library.error == LoadError::none ? &api : nullptr;
    }
    return library;
}

const char* load_error_text(LoadError error) noexcept {
    switch (error) {
    case LoadError::none:
        return "libzmq is loaded";
    case LoadError::not_found:
        return "libzmq was not found beside the study DLL";
    case LoadError::symbol_missing:
        return "the library found is not libzmq";
    case LoadError::too_old:
        return "libzmq is older than 4.2";
    }
    return "unknown";
}

}  // namespace mia::transport
