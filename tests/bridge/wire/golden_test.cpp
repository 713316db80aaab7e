// What was sent once is decoded for ever: the committed files are the contract, not the code.
#include "tests/bridge/wire/facts.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>

namespace mia::wire {
namespace {

const std::filesystem::path folder = MIA_GOLDEN_DIR;

std::string content(const std::filesystem::path& path) {
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

std::vector<std::byte> bytes_of(const std::string& text) {
    const auto bytes = std::as_bytes(std::span(text));
    return {bytes.begin(), bytes.end()};
}

TEST(Golden, WriterMakesTheCommittedBytes) {
    for (const Sample& sample : samples()) {
        EXPECT_EQ(bytes_of(content(folder / (sample.name + ".bin"))), sample.batch) << sample.name;
    }
}

TEST(Golden, FactsAreThoseCommitted) {
    EXPECT_EQ(content(folder / "facts.json"), facts_json(samples()));
}

// Each file alone, those of older revisions included, whether or not the samples still make it.
TEST(Golden, EveryCommittedBatchIsDecodedWithNothingSkipped) {
    std::size_t count = 0;
    for (const auto& file : std::filesystem::directory_iterator(folder)) {
        if (file.path().extension() != ".bin") {
            continue;
        }
        ++count;
        const std::vector<std::byte> batch = bytes_of(content(file.path()));
        BatchReader reader(batch);
        EXPECT_EQ(reader.error(), DecodeError::none) << file.path();
        while (const auto frame = reader.next()) {
            EXPECT_NE(frame->info, nullptr) << file.path() << " kind " << frame->header.kind;
        }
    }
    EXPECT_GE(count, catalog.size() + 1);
}

TEST(Golden, SizesAndHashesOfKnownLayoutsNeverChange) {
    const std::string committed = content(folder / "layouts.txt");
    EXPECT_EQ(committed, layout_lines());
}

}  // namespace
}  // namespace mia::wire
