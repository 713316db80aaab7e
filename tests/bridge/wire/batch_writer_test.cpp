#include "bridge/wire/batch_writer.hpp"

#include "bridge/wire/batch_reader.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

namespace mia::wire {
namespace {

template <std::size_t size>
struct Buffer {
    alignas(8) std::array<std::byte, size> bytes;
    Buffer() { bytes.fill(std::byte{0xEE}); }
};

std::vector<FrameView> frames_of(std::span<const std::byte> batch) {
    BatchReader reader(batch);
    EXPECT_EQ(reader.error(), DecodeError::none) << error_name(reader.error());
    std::vector<FrameView> frames;
    while (const auto frame = reader.next()) {
        frames.push_back(*frame);
    }
    return frames;
}

TEST(BatchWriter, WritesTheStampIntoTheHeader) {
    Buffer<256> buffer;
    BatchWriter writer(buffer.bytes);
    writer.begin(
        {.publisher = 1,
         .flags = 2,
         .chart = -3,
         .epoch = 4,
         .instrument = 5,
         .sequence = 6,
         .call_time_ns = 7}
    );
    ASSERT_NE(writer.add<Heartbeat>(), nullptr);
    const auto batch = writer.finish(8);
    ASSERT_TRUE(batch.has_value());
    const BatchHeader header = BatchReader(*batch).header();
    EXPECT_EQ(header.magic, batch_magic);
    EXPECT_EQ(header.publisher, 1U);
    EXPECT_EQ(header.protocol_major, protocol_major);
    EXPECT_EQ(header.flags, 2U);
    EXPECT_EQ(header.chart, -3);
    EXPECT_EQ(header.epoch, 4U);
    EXPECT_EQ(header.instrument, 5U);
    EXPECT_EQ(header.frame_count, 1U);
    EXPECT_EQ(header.sequence, 6U);
    EXPECT_EQ(header.call_time_ns, 7);
    EXPECT_EQ(header.send_time_ns, 8);
    EXPECT_EQ(header.length, sizeof(BatchHeader) + sizeof(Heartbeat));
}

TEST(BatchWriter, GivesZeroedFramesAndEntriesOverOldBytes) {
    Buffer<256> buffer;
    BatchWriter writer(buffer.bytes);
    writer.begin({});
    DepthDelta* delta = writer.add<DepthDelta>();
    ASSERT_NE(delta, nullptr);
    EXPECT_EQ(delta->bid_count, 0U);
    EXPECT_EQ(delta->reserved, 0U);
    DepthLevel* level = writer.add_entry<DepthDelta>();
    ASSERT_NE(level, nullptr);
    const auto bytes = std::as_bytes(std::span(level, 1));
    EXPECT_TRUE(std::ranges::all_of(bytes, [](std::byte b) { return b == std::byte{0}; }));
}

TEST(BatchWriter, ABatchWithoutFramesIsABatch) {
    Buffer<64> buffer;
    BatchWriter writer(buffer.bytes);
    writer.begin({});
    EXPECT_TRUE(writer.empty());
    const auto batch = writer.finish(0);
    ASSERT_TRUE(batch.has_value());
    EXPECT_TRUE(frames_of(*batch).empty());
}

TEST(BatchWriter, SaysWhenAFrameDoesNotFitAndKeepsWhatIsThere) {
    Buffer<sizeof(BatchHeader) + sizeof(Heartbeat) + sizeof(Heartbeat) - 8> buffer;
    BatchWriter writer(buffer.bytes);
    writer.begin({});
    Heartbeat* heartbeat = writer.add<Heartbeat>();
    ASSERT_NE(heartbeat, nullptr);
    heartbeat->calls = 42;
    EXPECT_EQ(writer.add<Heartbeat>(), nullptr);
    EXPECT_EQ(writer.add<Trade>(), nullptr);
    EXPECT_EQ(writer.frame_count(), 1U);
    EXPECT_EQ(writer.room(), 8U);
    const auto batch = writer.finish(0);
    ASSERT_TRUE(batch.has_value());
    const auto frames = frames_of(*batch);
    ASSERT_EQ(frames.size(), 1U);
    EXPECT_EQ(frames[0].head<Heartbeat>().calls, 42U);
}

TEST(BatchWriter, SaysWhenAnEntryDoesNotFitAndKeepsTheOthers) {
    Buffer<sizeof(BatchHeader) + sizeof(DepthDelta) + 2 * sizeof(DepthLevel) + 24> buffer;
    BatchWriter writer(buffer.bytes);
    writer.begin({});
    ASSERT_NE(writer.add<DepthDelta>(), nullptr);
    for (std::uint32_t i = 1; i <= 2; ++i) {
        DepthLevel* level = writer.add_entry<DepthDelta>();
        ASSERT_NE(level, nullptr);
        level->size = i;
    }
    EXPECT_EQ(writer.add_entry<DepthDelta>(), nullptr);
    const auto batch = writer.finish(0);
    ASSERT_TRUE(batch.has_value());
    const auto frames = frames_of(*batch);
    ASSERT_EQ(frames.size(), 1U);
    ASSERT_EQ(frames[0].entry_count<DepthDelta>(), 2U);
    EXPECT_EQ(frames[0].entry<DepthDelta>(1).size, 2U);
}

TEST(BatchWriter, FillsItsBufferToTheLastByte) {
    Buffer<sizeof(BatchHeader) + 3 * sizeof(Heartbeat)> buffer;
    BatchWriter writer(buffer.bytes);
    writer.begin({});
    for (int i = 0; i < 3; ++i) {
        EXPECT_NE(writer.add<Heartbeat>(), nullptr);
    }
    EXPECT_EQ(writer.room(), 0U);
    const auto batch = writer.finish(0);
    ASSERT_TRUE(batch.has_value());
    EXPECT_EQ(batch->size(), buffer.bytes.size());
    EXPECT_EQ(frames_of(*batch).size(), 3U);
}

TEST(BatchWriter, ABufferTooSmallForTheHeaderGivesNothing) {
    Buffer<sizeof(BatchHeader) - 8> buffer;
    BatchWriter writer(buffer.bytes);
    writer.begin({});
    EXPECT_EQ(writer.add<Heartbeat>(), nullptr);
    EXPECT_FALSE(writer.finish(0).has_value());
}

TEST(BatchWriter, GivesNothingBeforeBegin) {
    Buffer<256> buffer;
    BatchWriter writer(buffer.bytes);
    EXPECT_EQ(writer.add<Heartbeat>(), nullptr);
    EXPECT_EQ(writer.add_entry<DepthDelta>(), nullptr);
    EXPECT_FALSE(writer.finish(0).has_value());
}

TEST(BatchWriter, RefusesABufferThatIsNotAligned) {
    Buffer<256> buffer;
    BatchWriter writer(std::span(buffer.bytes).subspan(4));
    writer.begin({});
    EXPECT_EQ(writer.add<Heartbeat>(), nullptr);
    EXPECT_FALSE(writer.finish(0).has_value());
}

TEST(BatchWriter, NeverMakesABatchThatIsTooLongToBeRead) {
    std::vector<std::uint64_t> buffer(batch_bytes_max / 8 + 1000);
    BatchWriter writer(std::as_writable_bytes(std::span(buffer)));
    writer.begin({});
    while (writer.add<SnapshotEnd>() != nullptr) {
    }
    EXPECT_EQ(writer.size(), batch_bytes_max);
    const auto batch = writer.finish(0);
    ASSERT_TRUE(batch.has_value());
    EXPECT_EQ(BatchReader(*batch).error(), DecodeError::none);
}

TEST(BatchWriter, AddsNoEntryToAnotherKind) {
    Buffer<256> buffer;
    BatchWriter writer(buffer.bytes);
    writer.begin({});
    EXPECT_EQ(writer.add_entry<DepthDelta>(), nullptr) << "no frame yet";
    ASSERT_NE(writer.add<DepthSnapshot>(), nullptr);
    EXPECT_EQ(writer.add_entry<DepthDelta>(), nullptr);
    EXPECT_NE(writer.add_entry<DepthSnapshot>(), nullptr);
    ASSERT_NE(writer.add<Heartbeat>(), nullptr);
    EXPECT_EQ(writer.add_entry<DepthSnapshot>(), nullptr) << "no longer the newest";
    EXPECT_EQ(writer.frame_count(), 2U);
}

TEST(BatchWriter, TakesTheNewestFrameBackWithItsEntries) {
    Buffer<512> buffer;
    BatchWriter writer(buffer.bytes);
    writer.begin({});
    ASSERT_NE(writer.add<Heartbeat>(), nullptr);
    const std::size_t before = writer.size();
    ASSERT_NE(writer.add<DepthDelta>(), nullptr);
    ASSERT_NE(writer.add_entry<DepthDelta>(), nullptr);
    writer.drop_last_frame();
    EXPECT_EQ(writer.size(), before);
    EXPECT_EQ(writer.frame_count(), 1U);
    const auto batch = writer.finish(0);
    ASSERT_TRUE(batch.has_value());
    const auto frames = frames_of(*batch);
    ASSERT_EQ(frames.size(), 1U);
    EXPECT_TRUE(frames[0].is<Heartbeat>());
}

// The dropped frame's header still lies in the buffer; nothing may be added to it.
TEST(BatchWriter, AddsNoEntryToADroppedFrame) {
    Buffer<512> buffer;
    BatchWriter writer(buffer.bytes);
    writer.begin({});
    ASSERT_NE(writer.add<DepthDelta>(), nullptr);
    ASSERT_NE(writer.add<DepthDelta>(), nullptr);
    writer.drop_last_frame();
    EXPECT_EQ(writer.add_entry<DepthDelta>(), nullptr);
    writer.drop_last_frame();
    EXPECT_EQ(writer.frame_count(), 1U) << "only the newest, and only once";
    const auto batch = writer.finish(0);
    ASSERT_TRUE(batch.has_value());
    EXPECT_EQ(frames_of(*batch).size(), 1U);
}

TEST(BatchWriter, CanBeginAgain) {
    Buffer<256> buffer;
    BatchWriter writer(buffer.bytes);
    writer.begin({.flags = batch_flag::delayed, .sequence = 1});
    ASSERT_NE(writer.add<Trade>(), nullptr);
    ASSERT_TRUE(writer.finish(0).has_value());
    writer.begin({.sequence = 2});
    ASSERT_NE(writer.add<Heartbeat>(), nullptr);
    const auto batch = writer.finish(0);
    ASSERT_TRUE(batch.has_value());
    EXPECT_EQ(BatchReader(*batch).header().sequence, 2U);
    EXPECT_EQ(BatchReader(*batch).header().flags, 0U);
    EXPECT_EQ(frames_of(*batch).size(), 1U);
}

TEST(BatchWriter, FlagsWhatIsAddedLater) {
    Buffer<256> buffer;
    BatchWriter writer(buffer.bytes);
    writer.begin({.flags = batch_flag::snapshot});
    writer.add_flags(batch_flag::snapshot_last);
    const auto batch = writer.finish(0);
    ASSERT_TRUE(batch.has_value());
    EXPECT_EQ(BatchReader(*batch).header().flags, batch_flag::snapshot | batch_flag::snapshot_last);
}

// The host looks at this flag before it stores a batch: it must not depend on the caller's memory.
TEST(BatchWriter, FlagsAHelloByItself) {
    Buffer<256> buffer;
    BatchWriter writer(buffer.bytes);
    writer.begin({});
    ASSERT_NE(writer.add<Hello>(), nullptr);
    const auto batch = writer.finish(0);
    ASSERT_TRUE(batch.has_value());
    EXPECT_EQ(BatchReader(*batch).header().flags, batch_flag::hello);
}

TEST(BatchWriter, FinishesAgainForASecondAttemptToSend) {
    Buffer<256> buffer;
    BatchWriter writer(buffer.bytes);
    writer.begin({});
    ASSERT_NE(writer.add<Heartbeat>(), nullptr);
    ASSERT_TRUE(writer.finish(1).has_value());
    const auto batch = writer.finish(2);
    ASSERT_TRUE(batch.has_value());
    EXPECT_EQ(BatchReader(*batch).error(), DecodeError::none);
    EXPECT_EQ(BatchReader(*batch).header().send_time_ns, 2);
}

std::string text_in_8(std::string_view text) {
    std::array<char, 8> field;
    field.fill('?');
    set_text(field, text);
    EXPECT_EQ(field.back(), '\0');
    const auto length = get_text(field).size();
    EXPECT_TRUE(std::all_of(
        field.begin() + static_cast<std::ptrdiff_t>(length), field.end(),
        [](char c) { return c == '\0'; }
    ));
    return std::string(get_text(field));
}

TEST(SetText, KeepsWhatFits) {
    EXPECT_EQ(text_in_8(""), "");
    EXPECT_EQ(text_in_8("ES"), "ES");
    EXPECT_EQ(text_in_8("1234567"), "1234567");
}

TEST(SetText, CutsWhatDoesNot) {
    EXPECT_EQ(text_in_8("12345678"), "1234567");
    EXPECT_EQ(text_in_8("123456789012345"), "1234567");
}

TEST(SetText, NeverSplitsACharacter) {
    EXPECT_EQ(text_in_8("12345\xC3\xA9"), "12345\xC3\xA9") << "two bytes that fit exactly";
    EXPECT_EQ(text_in_8("123456\xC3\xA9"), "123456") << "two bytes, one too many";
    EXPECT_EQ(text_in_8("1234\xE2\x82\xAC"), "1234\xE2\x82\xAC");
    EXPECT_EQ(text_in_8("12345\xE2\x82\xAC"), "12345");
    EXPECT_EQ(text_in_8("123456\xE2\x82\xAC"), "123456");
    EXPECT_EQ(text_in_8("123\xF0\x9F\x98\x80"), "123\xF0\x9F\x98\x80");
    EXPECT_EQ(text_in_8("1234\xF0\x9F\x98\x80"), "1234");
    EXPECT_EQ(text_in_8("1234567\xF0\x9F\x98\x80"), "1234567");
}

// Windows code pages use the bytes of UTF-8 continuations as letters: cutting back over all of them
// would leave nothing.
TEST(SetText, CutsOtherEncodingsWhereTheFieldEnds) {
    EXPECT_EQ(
        text_in_8("\x80\x81\x82\x83\x84\x85\x86\x87\x88\x89"), "\x80\x81\x82\x83\x84\x85\x86"
    );
}

TEST(SetText, EndsAtAZero) {
    EXPECT_EQ(text_in_8(std::string_view("ab\0cd", 5)), "ab");
}

TEST(SetText, LeavesAnEmptyFieldAlone) {
    set_text({}, "text");
    std::array<char, 1> one{'?'};
    set_text(one, "text");
    EXPECT_EQ(one[0], '\0');
}

}  // namespace
}  // namespace mia::wire
