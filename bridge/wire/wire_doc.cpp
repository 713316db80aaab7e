// Prints docs/wire.md from the field tables, so that the document cannot say anything else than the
// code.
#include "bridge/wire/catalog.hpp"

#include <cstdio>
#include <string>

namespace {

using mia::wire::Field;
using mia::wire::KindInfo;

std::string text(std::string_view view) {
    return std::string(view);
}

void print_fields(std::span<const Field> fields) {
    std::printf("| offset | type | name | unit | meaning |\n|---|---|---|---|---|\n");
    for (const Field& field : fields) {
        const std::string size =
            field.type == mia::wire::FieldType::chars ? "[" + std::to_string(field.size) + "]" : "";
        std::printf(
            "| %u | %s%s | `%s` | %s | %s |\n", field.offset,
            text(mia::wire::type_name(field.type)).c_str(), size.c_str(), text(field.name).c_str(),
            text(field.unit).c_str(), text(field.meaning).c_str()
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

}  // namespace

int main() {
    std::printf("# The wire\n\n"
                "<!-- Printed by mia_wire_doc from the field tables in bridge/wire; `make docs` "
                "prints it again. -->\n\n"
                "One call of a study makes one batch: a header, then frames. Everything is little "
                "endian and a multiple of\n"
                "8 bytes long. A frame is a fixed head, and for some kinds a repeated entry; the "
                "number of entries follows\n"
                "from the frame's length. Prices are integer ticks, sizes are contracts, times are "
                "nanoseconds UTC.\n\n"
                "A kind or revision that a reader does not know is skipped by its length and "
                "counted. A batch with another\n"
                "protocol major is refused. A hello that lists a known revision with another hash "
                "is refused.\n\n"
                "## Batch header\n\n");
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
