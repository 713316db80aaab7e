// Writes the golden files of the wire into a folder. A batch that is there is never changed: what was
// sent once must be decoded for ever, so a new layout is a new revision with a file of its own. The
// two lists of facts are written anew and may only have grown.
#include "tests/bridge/wire/facts.hpp"

#include <cstdio>
#include <filesystem>
#include <fstream>

namespace {

using mia::wire::Sample;

void write(const std::filesystem::path& path, std::string_view bytes) {
    std::ofstream file(path, std::ios::binary);
    file.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
    std::printf("%s\n", path.string().c_str());
}

}  // namespace

int main(int argc, char** argv) {
    if (argc != 2 || !std::filesystem::is_directory(argv[1])) {
        std::fprintf(stderr, "mia_wire_golden: the folder of the golden files was expected\n");
        return 2;
    }
    const std::filesystem::path folder = argv[1];
    const std::vector<Sample> all = mia::wire::samples();
    for (const Sample& sample : all) {
        const std::filesystem::path path = folder / (sample.name + ".bin");
        if (!std::filesystem::exists(path)) {
            const auto* text = reinterpret_cast<const char*>(sample.batch.data());
            write(path, {text, sample.batch.size()});
        }
    }
    write(folder / "facts.json", mia::wire::facts_json(all));
    write(folder / "layouts.txt", mia::wire::layout_lines());
    return 0;
}
