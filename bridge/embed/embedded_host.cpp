#include "bridge/embed/embedded_host.hpp"

#include <pybind11/embed.h>

#include <optional>
#include <stdexcept>

namespace mia::embed {

namespace py = pybind11;

// Holds the interpreter and, while C++ runs, gives its lock away so that the host's thread can work.
// A host that nobody stopped is stopped here: Python waits for its thread before it ends.
struct EmbeddedHost::Interpreter {
    py::scoped_interpreter guard;
    py::object host;
    std::optional<py::gil_scoped_release> released;

    ~Interpreter() {
        released.reset();
        if (host) {
            try {
                host.attr("stop")();
            } catch (py::error_already_set& error) {
                error.discard_as_unraisable("EmbeddedHost");
            }
        }
        host = py::object();
    }
};

namespace {

template <class Call>
auto with_python(Call call) {
    const py::gil_scoped_acquire locked;
    try {
        return call();
    } catch (const py::error_already_set& error) {
        throw std::runtime_error(error.what());
    }
}

py::object make_host(const HostOptions& options) {
    const py::object kind = py::module_::import("mia_core.embedded").attr("EmbeddedHost");
    py::object start_ns = py::none();
    if (options.start_ns != 0) {
        start_ns = py::int_(options.start_ns);
    }
    return kind(
        options.home, py::arg("config") = options.config, py::arg("mode") = options.mode,
        py::arg("recording") = options.recording, py::arg("start_ns") = start_ns
    );
}

}  // namespace

EmbeddedHost::EmbeddedHost(const HostOptions& options)
    : interpreter_(std::make_unique<Interpreter>()) {
    try {
        interpreter_->host = make_host(options);
    } catch (const py::error_already_set& error) {
        throw std::runtime_error(error.what());
    }
    interpreter_->released.emplace();
}

EmbeddedHost::~EmbeddedHost() = default;

void* EmbeddedHost::zmq_context() const {
    return with_python([&] {
        const auto address = interpreter_->host.attr("context").cast<std::uintptr_t>();
        return reinterpret_cast<void*>(address
        );  // NOLINT(performance-no-int-to-ptr): pyzmq gives it as a number
    });
}

std::string EmbeddedHost::feed_address() const {
    return with_python([&] { return interpreter_->host.attr("feed").cast<std::string>(); });
}

std::uint64_t EmbeddedHost::received() const {
    return with_python([&] { return interpreter_->host.attr("received").cast<std::uint64_t>(); });
}

void EmbeddedHost::set_time(std::int64_t now_ns) {
    with_python([&] {
        interpreter_->host.attr("set_time")(now_ns);
        return 0;
    });
}

void EmbeddedHost::start() {
    with_python([&] {
        interpreter_->host.attr("start")();
        return 0;
    });
}

std::string EmbeddedHost::stop() {
    return with_python([&] {
        const py::object report = interpreter_->host.attr("stop")();
        return py::module_::import("json").attr("dumps")(report).cast<std::string>();
    });
}

}  // namespace mia::embed
