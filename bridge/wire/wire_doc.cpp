// Prints docs/wire.md from the field tables, so that the document cannot say anything else than the
// code.
#include "bridge/wire/batch_reader.hpp"

#include <cstdio>
#include <string>

namespace {

using mia::wire::Field;
using mia::wire::KindInfo;

std::string text(std::string_view view) {
    return std::string(view);
}

std::string type_text(const Field& field) {
    std::string type = text(mia::wire::type_name(field.type));
    if (field.type == mia::wire::FieldType::chars) {
        type.append("[").append(std::to_string(field.size)).append("]");
    }
    return type;
}

void print_fields(std::span<const Field> fields) {
    std::printf("| offset | type | name | unit | meaning |\n|---|---|---|---|---|\n");
    for (const Field& field : fields) {
        std::printf(
            "| %u | %s | `%s` | %s | %s |\n", field.offset, type_text(field).c_str(),
            text(field.name).c_str(), text(field.unit).c_str(), text(field.meaning).c_str()
        );
    }
    std::printf("\n");
}

void print_overview() {
    std::printf("| kind | name | revision | head bytes | entry bytes | hash | meaning "
                "|\n|---|---|---|---|---|---|---|\n");
    for (const KindInfo& info : mia::wire::catalog) {
        std::printf(
            "| %u | [%s](#%s) | %u | %u | %u | `%016llx` | %s |\n",
            static_cast<unsigned>(info.kind), text(info.name).c_str(), text(info.name).c_str(),
            info.revision, info.head_size, info.entry_size,
            static_cast<unsigned long long>(info.hash), text(info.meaning).c_str()
        );
    }
    std::printf("\n");
}

void print_kind(const KindInfo& info) {
    std::printf(
        "<a id=\"%s\"></a>\n\n## %s\n\nKind %u, revision %u. %s\n\n", text(info.name).c_str(),
        text(info.name).c_str(), static_cast<unsigned>(info.kind), info.revision,
        text(info.meaning).c_str()
    );
    print_fields(info.fields);
    if (info.entry_size != 0) {
        std::printf("Followed by any number of entries of %u bytes:\n\n", info.entry_size);
        print_fields(info.entry_fields);
    }
}

constexpr const char* introduction = R"(# The wire

<!-- Printed by mia_wire_doc from the field tables in bridge/wire; `make docs` prints it again. -->

One call of a study makes one batch: a header, then frames. Everything is little endian and a multiple of 8 bytes long.
A frame is a fixed head, and for some kinds a repeated entry; the number of entries follows from the frame's length.
Prices are integer ticks, sizes are contracts, times are nanoseconds UTC. Within a batch the trades come first, in
sequence, then the book that already contains them.

A kind or revision that a reader does not know is skipped by its length and counted. A hello that lists a known
revision with another hash is refused as `layout-mismatch`, and so is a batch with a frame of a known revision whose
length that layout cannot have.

)";

void print_refusals() {
    std::printf(
        "A batch of more than %u bytes, or one that is not sound, is refused whole:",
        static_cast<unsigned>(mia::wire::batch_bytes_max)
    );
    for (std::size_t i = 1; i < mia::wire::decode_error_count; ++i) {
        const auto reason = static_cast<mia::wire::DecodeError>(i);
        std::printf("%s `%s`", i == 1 ? "" : ",", text(mia::wire::error_name(reason)).c_str());
    }
    std::printf(".\n\n");
}

}  // namespace

int main() {
    std::fputs(introduction, stdout);
    print_refusals();
    std::printf("## Batch header\n\n");
    print_fields(mia::wire::batch_header_fields);
    std::printf("## Frame header\n\n");
    print_fields(mia::wire::frame_header_fields);
    std::printf("## Kinds\n\n");
    print_overview();
    for (const KindInfo& info : mia::wire::catalog) {
        print_kind(info);
    }
    return 0;
}
