// The parts of mia_core._native, one file each, and how a Python buffer becomes a span.
#pragma once

#include <cstddef>
#include <span>
#include <string_view>

#include <pybind11/pybind11.h>

namespace mia::python {

void register_schema(pybind11::module_& module);
void register_batches(pybind11::module_& module);
void register_detectors(pybind11::module_& module);
void register_observation(pybind11::module_& module);
void register_market(pybind11::module_& module);
void register_build(pybind11::module_& module);

// Classes of ours are plain types: no subclasses, and no metaclass that a stub could not name.
inline auto plain() {
    return pybind11::metaclass(
        pybind11::reinterpret_borrow<pybind11::object>(reinterpret_cast<PyObject*>(&PyType_Type))
    );
}

// Text of a literal of ours.
inline pybind11::str text(std::string_view view) {
    return {view.data(), view.size()};
}

// Text that came over the wire and need not be UTF-8: what is not is shown as such.
inline pybind11::str decode_text(std::string_view view) {
    const auto length = static_cast<Py_ssize_t>(view.size());
    PyObject* decoded = PyUnicode_DecodeUTF8(view.data(), length, "replace");
    if (decoded == nullptr) {
        throw pybind11::error_already_set();
    }
    return pybind11::reinterpret_steal<pybind11::str>(decoded);
}

// Holds any contiguous bytes of Python for as long as C++ reads them. Throws BufferError's
// exception when the object has none: that is a caller's mistake, unlike whatever the bytes say.
class BytesView {
public:
    explicit BytesView(pybind11::handle object) {
        if (PyObject_GetBuffer(object.ptr(), &view_, PyBUF_SIMPLE) != 0) {
            throw pybind11::error_already_set();
        }
    }
    BytesView(const BytesView&) = delete;
    BytesView& operator=(const BytesView&) = delete;
    ~BytesView() { PyBuffer_Release(&view_); }

    [[nodiscard]] std::span<const std::byte> bytes() const noexcept {
        return {static_cast<const std::byte*>(view_.buf), static_cast<std::size_t>(view_.len)};
    }

private:
    Py_buffer view_{};
};

}  // namespace mia::python
