// Batches as Python handles them: what lies in one, how one is made, how its token is hidden.
#include "bridge/python/bindings.hpp"

#include "bridge/wire/batch_reader.hpp"
#include "bridge/wire/crc32c.hpp"
#include "bridge/wire/token.hpp"

#include <algorithm>
#include <cstring>
#include <limits>
#include <stdexcept>
#include <string>
#include <vector>

namespace mia::python {
namespace {

namespace py = pybind11;

struct Decoded {
    std::string error;
    py::object header;
    py::list frames;
};

std::uint64_t load(std::span<const std::byte> bytes, const wire::Field& field) {
    std::uint64_t value = 0;
    std::memcpy(&value, bytes.data() + field.offset, field.size);
    return value;
}

py::object number(std::span<const std::byte> bytes, const wire::Field& field) {
    const std::uint64_t value = load(bytes, field);
    switch (field.type) {
    case wire::FieldType::i32:
        return py::int_(static_cast<std::int32_t>(static_cast<std::uint32_t>(value)));
    case wire::FieldType::i64:
        return py::int_(static_cast<std::int64_t>(value));
    default:
        return py::int_(value);
    }
}

py::dict header_of(const wire::BatchHeader& header) {
    const auto bytes = std::as_bytes(std::span(&header, 1));
    py::dict result;
    for (const wire::Field& field : wire::batch_header_fields) {
        result[py::str(field.name.data(), field.name.size())] = number(bytes, field);
    }
    return result;
}

bool has_header(wire::DecodeError error) {
    return error != wire::DecodeError::too_short && error != wire::DecodeError::bad_magic &&
           error != wire::DecodeError::unknown_major;
}

Decoded decode(const py::object& batch) {
    const BytesView view(batch);
    wire::BatchReader reader(view.bytes());
    Decoded decoded{std::string(wire::error_name(reader.error())), py::none(), py::list()};
    if (has_header(reader.error())) {
        decoded.header = header_of(reader.header());
    }
    if (reader.error() != wire::DecodeError::none) {
        return decoded;
    }
    while (const auto frame = reader.next()) {
        decoded.frames.append(py::make_tuple(
            frame->header.kind, frame->header.revision, frame->bytes.data() - view.bytes().data(),
            frame->bytes.size()
        ));
    }
    return decoded;
}

const wire::Field& header_field(const std::string& name) {
    for (const wire::Field& field : wire::batch_header_fields) {
        if (field.name == name) {
            return field;
        }
    }
    throw std::invalid_argument("a field of the batch header was expected, found: " + name);
}

// The 64 bits that a signed or unsigned field is cut from; zero when there are not enough of them.
std::uint64_t bits_of(const py::handle& value, const wire::Field& field) {
    const bool is_signed = field.type == wire::FieldType::i32 || field.type == wire::FieldType::i64;
    try {
        return is_signed ? static_cast<std::uint64_t>(value.cast<std::int64_t>())
                         : value.cast<std::uint64_t>();
    } catch (const py::cast_error&) {
        return 0;
    }
}

// Copies what the caller set; a number that does not fit its field is the caller's mistake.
void set_header_field(wire::BatchHeader& header, const std::string& name, const py::handle& value) {
    const wire::Field& field = header_field(name);
    const std::uint64_t bits = bits_of(value, field);
    std::memcpy(reinterpret_cast<std::byte*>(&header) + field.offset, &bits, field.size);
    if (!number(std::as_bytes(std::span(&header, 1)), field).equal(value)) {
        throw std::invalid_argument(
            "a number that fits " + name +
            " was expected, found: " + py::repr(value).cast<std::string>()
        );
    }
}

py::bytes encode(const py::dict& fields, const py::sequence& frames) {
    wire::BatchHeader header{};
    header.magic = wire::batch_magic;
    header.protocol_major = wire::protocol_major;
    for (const auto& [name, value] : fields) {
        set_header_field(header, name.cast<std::string>(), value);
    }
    std::vector<std::byte> batch(sizeof header);
    std::size_t count = 0;
    for (const auto& frame : frames) {
        const BytesView view(frame);
        batch.insert(batch.end(), view.bytes().begin(), view.bytes().end());
        ++count;
    }
    if (batch.size() > wire::batch_bytes_max || count > std::numeric_limits<std::uint16_t>::max()) {
        throw std::invalid_argument(
            "a batch of at most " + std::to_string(wire::batch_bytes_max) +
            " bytes was expected, found: " + std::to_string(batch.size())
        );
    }
    header.frame_count = static_cast<std::uint16_t>(count);
    header.length = static_cast<std::uint32_t>(batch.size());
    header.crc32c = 0;
    std::memcpy(batch.data(), &header, sizeof header);
    header.crc32c = wire::crc32c(batch);
    std::memcpy(batch.data(), &header, sizeof header);
    return {reinterpret_cast<const char*>(batch.data()), batch.size()};
}

wire::Token token_of(const BytesView& secret) {
    wire::Token token;
    if (secret.bytes().size() != token.size()) {
        throw std::invalid_argument(
            "a token of 32 bytes was expected, found: " + std::to_string(secret.bytes().size())
        );
    }
    std::memcpy(token.data(), secret.bytes().data(), token.size());
    return token;
}

// By the frames, not by the header's flag: a flag can be missing, a secret is there or not.
bool has_hello(wire::BatchReader& reader) {
    while (const auto frame = reader.next()) {
        if (frame->header.kind == static_cast<std::uint16_t>(wire::Kind::hello)) {
            return true;
        }
    }
    return false;
}

// What may be kept of bytes from outside: no secret, whatever they are. Of a batch that does not fall into frames nobody
// knows where a secret lies, so all but its header is blanked; it stays as unsound as it was.
py::object without_secrets(const py::object& batch, const py::object& token) {
    const BytesView view(batch);
    const wire::Token expected = token_of(BytesView(token));
    wire::BatchReader reader(view.bytes());
    const bool is_readable = wire::has_frames(reader.error());
    if (is_readable && !has_hello(reader)) {
        return batch;
    }
    std::vector<std::byte> kept(view.bytes().begin(), view.bytes().end());
    if (!is_readable || !wire::mask_token(kept, expected)) {
        const std::size_t shown = std::min(kept.size(), sizeof(wire::BatchHeader));
        std::fill(kept.begin() + static_cast<std::ptrdiff_t>(shown), kept.end(), std::byte{0});
    }
    return py::bytes(reinterpret_cast<const char*>(kept.data()), kept.size());
}

}  // namespace

void register_batches(py::module_& module) {
    py::class_<Decoded>(
        module, "Decoded", py::is_final(), plain(),
        "What lies in a batch: a header and frames, or the reason why not."
    )
        .def_readonly("error", &Decoded::error)
        .def_readonly("header", &Decoded::header)
        .def_readonly("frames", &Decoded::frames);
    module.def(
        "decode", &decode, py::arg("batch"), "Look into a batch; any bytes give frames or a reason."
    );
    module.def(
        "encode", &encode, py::arg("header"), py::arg("frames"),
        "Make a batch of whole frames; magic, major, count, length and checksum are filled in."
    );
    module.def(
        "without_secrets", &without_secrets, py::arg("batch"), py::arg("token"),
        "Give the batch with its tokens overwritten: zeros where it was this one, else 0xFF. "
        "Of bytes that do not fall into frames only the header is kept."
    );
    module.def(
        "crc32c", [](const py::object& data) { return wire::crc32c(BytesView(data).bytes()); },
        py::arg("data"), "Compute the checksum of a batch."
    );
}

}  // namespace mia::python
