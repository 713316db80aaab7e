#include "bridge/wire/batch_reader.hpp"

#include "bridge/wire/batch_writer.hpp"
#include "bridge/wire/crc32c.hpp"
#include "tests/bridge/wire/sample.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <functional>
#include <set>
#include <string>

namespace mia::wire {
namespace {

// A batch put together by hand, so that it can say what no writer would.
class HandMade {
public:
    HandMade& frame(std::uint16_t kind, std::uint16_t revision, std::uint32_t length) {
        return frame(kind, revision, length, length - sizeof(FrameHeader));
    }

    // `payload` bytes behind a frame header that claims `length`.
    HandMade&
    frame(std::uint16_t kind, std::uint16_t revision, std::uint32_t length, std::size_t payload) {
        const FrameHeader header{kind, revision, length};
        append(std::as_bytes(std::span(&header, 1)));
        frames_.resize(frames_.size() + payload);
        ++frame_count_;
        return *this;
    }

    HandMade& loose_bytes(std::size_t count) {
        frames_.resize(frames_.size() + count);
        return *this;
    }

    [[nodiscard]] std::vector<std::byte>
    batch(const std::function<void(BatchHeader&)>& change = [](BatchHeader&) {}) const {
        BatchHeader header{};
        header.magic = batch_magic;
        header.protocol_major = protocol_major;
        header.frame_count = frame_count_;
        header.length = static_cast<std::uint32_t>(sizeof header + frames_.size());
        change(header);
        header.crc32c = crc32c(frames_, crc32c(std::as_bytes(std::span(&header, 1))));
        std::vector<std::byte> all(sizeof header + frames_.size());
        std::memcpy(all.data(), &header, sizeof header);
        std::ranges::copy(frames_, all.begin() + sizeof header);
        return all;
    }

private:
    void append(std::span<const std::byte> bytes) {
        frames_.insert(frames_.end(), bytes.begin(), bytes.end());
    }

    std::vector<std::byte> frames_;
    std::uint16_t frame_count_ = 0;
};

constexpr auto number(Kind kind) {
    return static_cast<std::uint16_t>(kind);
}

HandMade heartbeat() {
    return HandMade().frame(number(Kind::heartbeat), 1, sizeof(Heartbeat));
}

// A refused batch has no frames that anybody could read.
DecodeError error_of(std::span<const std::byte> batch) {
    BatchReader reader(batch);
    EXPECT_EQ(reader.next().has_value(), has_frames(reader.error()));
    EXPECT_EQ(reader.misfit() != nullptr, reader.error() == DecodeError::layout_mismatch);
    return reader.error();
}

TEST(BatchReader, ReadsWhatIsSound) {
    EXPECT_EQ(error_of(heartbeat().batch()), DecodeError::none);
}

TEST(BatchReader, RefusesLessThanAHeader) {
    const std::vector<std::byte> batch = heartbeat().batch();
    for (std::size_t size = 0; size < sizeof(BatchHeader); ++size) {
        EXPECT_EQ(error_of(std::span(batch).first(size)), DecodeError::too_short) << size;
    }
    EXPECT_EQ(error_of({}), DecodeError::too_short);
}

TEST(BatchReader, RefusesAnotherMagic) {
    const auto batch = heartbeat().batch([](BatchHeader& header) { header.magic ^= 1; });
    EXPECT_EQ(error_of(batch), DecodeError::bad_magic);
}

TEST(BatchReader, RefusesAnUnknownMajor) {
    for (const std::uint16_t major : std::array<std::uint16_t, 3>{0, 2, 0xFFFF}) {
        const auto batch =
            heartbeat().batch([major](BatchHeader& header) { header.protocol_major = major; });
        EXPECT_EQ(error_of(batch), DecodeError::unknown_major) << major;
    }
}

TEST(BatchReader, RefusesALengthThatIsNotTheNumberOfBytes) {
    for (const std::uint32_t length : {0U, 63U, 64U, 79U, 81U, 88U, 0xFFFFFFFFU}) {
        const auto batch =
            heartbeat().batch([length](BatchHeader& header) { header.length = length; });
        EXPECT_EQ(error_of(batch), DecodeError::bad_length) << length;
    }
}

TEST(BatchReader, RefusesABatchCutShortOrWithMoreBehindIt) {
    std::vector<std::byte> batch = heartbeat().batch();
    EXPECT_EQ(error_of(std::span(batch).first(batch.size() - 1)), DecodeError::bad_length);
    batch.push_back(std::byte{0});
    EXPECT_EQ(error_of(batch), DecodeError::bad_length);
}

TEST(BatchReader, RefusesMoreThanABatchMayHave) {
    const auto length = static_cast<std::uint32_t>(batch_bytes_max - sizeof(BatchHeader));
    EXPECT_EQ(error_of(HandMade().frame(999, 1, length).batch()), DecodeError::none);
    EXPECT_EQ(error_of(HandMade().frame(999, 1, length + 8).batch()), DecodeError::bad_length);
}

TEST(BatchReader, RefusesEverySingleFlippedBit) {
    std::vector<std::byte> batch = heartbeat().batch();
    for (std::size_t bit = 0; bit < 8 * batch.size(); ++bit) {
        batch[bit / 8] ^= std::byte{1} << (bit % 8);
        ASSERT_NE(error_of(batch), DecodeError::none) << bit;
        batch[bit / 8] ^= std::byte{1} << (bit % 8);
    }
    batch.back() ^= std::byte{1};
    EXPECT_EQ(error_of(batch), DecodeError::bad_crc);
}

TEST(BatchReader, RefusesAFrameShorterThanItsHeader) {
    for (const std::uint32_t length : {0U, 1U, 7U}) {
        const auto batch = HandMade().frame(999, 1, length, 8).batch();
        EXPECT_EQ(error_of(batch), DecodeError::bad_frame_length) << length;
    }
}

TEST(BatchReader, RefusesAFrameThatIsNotAMultipleOfEight) {
    const auto batch = HandMade().frame(999, 1, 12, 8).batch();
    EXPECT_EQ(error_of(batch), DecodeError::bad_frame_length);
}

TEST(BatchReader, RefusesAKnownFrameThatCannotHoldItsHead) {
    const auto batch = HandMade().frame(number(Kind::heartbeat), 1, 8).batch();
    EXPECT_EQ(error_of(batch), DecodeError::layout_mismatch);
}

TEST(BatchReader, RefusesATailWhereThereAreNoEntries) {
    const auto batch = HandMade().frame(number(Kind::heartbeat), 1, sizeof(Heartbeat) + 8).batch();
    EXPECT_EQ(error_of(batch), DecodeError::layout_mismatch);
}

TEST(BatchReader, NamesTheLayoutThatDiffersAndReadsNoSuchFrame) {
    const auto batch = heartbeat()
                           .frame(number(Kind::trade), 1, sizeof(Trade) + 8)
                           .frame(number(Kind::snapshot_end), 1, 8)
                           .batch();
    BatchReader reader(batch);
    ASSERT_EQ(reader.error(), DecodeError::layout_mismatch);
    EXPECT_EQ(reader.misfit()->name, "Trade");
    EXPECT_TRUE(reader.next()->is<Heartbeat>());
    const auto trade = reader.next();
    EXPECT_EQ(trade->info, nullptr);
    EXPECT_FALSE(trade->is<Trade>());
    EXPECT_EQ(trade->bytes.size(), sizeof(Trade) + 8);
    EXPECT_EQ(reader.next()->info, nullptr);
    EXPECT_FALSE(reader.next().has_value());
}

// Frames whose ends nobody can tell are worse than a layout that differs.
TEST(BatchReader, NamesADamagedStructureBeforeALayout) {
    const auto misfit = HandMade().frame(number(Kind::heartbeat), 1, 8);
    EXPECT_EQ(error_of(HandMade(misfit).loose_bytes(4).batch()), DecodeError::frame_overrun);
    EXPECT_EQ(
        error_of(HandMade(misfit).frame(999, 1, 12, 8).batch()), DecodeError::bad_frame_length
    );
    const auto count = [](BatchHeader& header) { header.frame_count = 7; };
    EXPECT_EQ(error_of(misfit.batch(count)), DecodeError::bad_frame_count);
}

TEST(BatchReader, RefusesHalfAnEntry) {
    const auto length = static_cast<std::uint32_t>(sizeof(DepthDelta) + sizeof(DepthLevel));
    const auto kind = number(Kind::depth_delta);
    EXPECT_EQ(error_of(HandMade().frame(kind, 1, length).batch()), DecodeError::none);
    EXPECT_EQ(
        error_of(HandMade().frame(kind, 1, length + 8).batch()), DecodeError::layout_mismatch
    );
}

TEST(BatchReader, RefusesAFrameThatReachesPastTheEnd) {
    const auto known = static_cast<std::uint32_t>(sizeof(DepthDelta) + 3 * sizeof(DepthLevel));
    const auto kind = number(Kind::depth_delta);
    EXPECT_EQ(error_of(HandMade().frame(kind, 1, known, 8).batch()), DecodeError::frame_overrun);
    EXPECT_EQ(
        error_of(HandMade().frame(999, 1, 0xFFFFFFF8U, 8).batch()), DecodeError::frame_overrun
    );
}

TEST(BatchReader, RefusesBytesTooFewForAnotherFrameHeader) {
    EXPECT_EQ(error_of(heartbeat().loose_bytes(4).batch()), DecodeError::frame_overrun);
}

TEST(BatchReader, RefusesAnotherNumberOfFrames) {
    for (const std::uint16_t count : std::array<std::uint16_t, 3>{0, 2, 0xFFFF}) {
        const auto batch =
            heartbeat().batch([count](BatchHeader& header) { header.frame_count = count; });
        EXPECT_EQ(error_of(batch), DecodeError::bad_frame_count) << count;
    }
}

TEST(BatchReader, SkipsAnUnknownKindAndKeepsTheRest) {
    const auto batch = heartbeat()
                           .frame(999, 1, 40)
                           .frame(number(Kind::heartbeat), 2, 8)
                           .frame(number(Kind::snapshot_end), 1, sizeof(SnapshotEnd))
                           .batch();
    BatchReader reader(batch);
    ASSERT_EQ(reader.error(), DecodeError::none);
    EXPECT_TRUE(reader.next()->is<Heartbeat>());
    const auto unknown_kind = reader.next();
    EXPECT_EQ(unknown_kind->info, nullptr);
    EXPECT_EQ(unknown_kind->header.kind, 999U);
    EXPECT_EQ(unknown_kind->bytes.size(), 40U);
    const auto unknown_revision = reader.next();
    EXPECT_EQ(unknown_revision->info, nullptr);
    EXPECT_FALSE(unknown_revision->is<Heartbeat>());
    EXPECT_TRUE(reader.next()->is<SnapshotEnd>());
    EXPECT_FALSE(reader.next().has_value());
    EXPECT_FALSE(reader.next().has_value());
}

// A message from a socket, or a slice of a recording, begins anywhere.
TEST(BatchReader, ReadsFromAnyAddress) {
    const Sample sample = snapshot_sample();
    for (std::size_t shift = 0; shift < 8; ++shift) {
        std::vector<std::byte> shifted(shift);
        shifted.insert(shifted.end(), sample.batch.begin(), sample.batch.end());
        const std::span<const std::byte> message(shifted);
        BatchReader reader(message.subspan(shift));
        ASSERT_EQ(reader.error(), DecodeError::none) << shift;
        std::uint64_t size_sum = 0;
        while (const auto frame = reader.next()) {
            for (std::size_t i = 0; frame->is<DepthSnapshot>() && i < 20; ++i) {
                size_sum += frame->entry<DepthSnapshot>(i).size;
            }
        }
        EXPECT_EQ(size_sum, 1900U) << shift;
    }
}

TEST(BatchReader, ReportsTheHeaderItRefuses) {
    auto batch = heartbeat().batch([](BatchHeader& header) { header.sequence = 9; });
    batch.back() ^= std::byte{1};
    EXPECT_EQ(BatchReader(batch).header().sequence, 9U);
}

TEST(DecodeErrorName, IsThereForEachAndDiffers) {
    std::set<std::string_view> names;
    for (std::size_t i = 0; i < decode_error_count; ++i) {
        EXPECT_TRUE(names.insert(error_name(static_cast<DecodeError>(i))).second);
    }
    EXPECT_EQ(names.count(""), 0U);
    EXPECT_EQ(error_name(DecodeError::bad_frame_count), "bad-frame-count");
}

TEST(GetText, EndsAtTheFirstZeroOrWithTheField) {
    constexpr std::array<char, 4> ended{'a', 'b', '\0', 'c'};
    constexpr std::array<char, 2> whole{'a', 'b'};
    EXPECT_EQ(get_text(ended), "ab");
    EXPECT_EQ(get_text(whole), "ab");
    EXPECT_EQ(get_text({}), "");
}

}  // namespace
}  // namespace mia::wire
