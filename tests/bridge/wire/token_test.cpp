#include "bridge/wire/token.hpp"

#include "bridge/wire/batch_writer.hpp"
#include "bridge/wire/crc32c.hpp"
#include "tests/bridge/wire/sample.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace mia::wire {
namespace {

// In the snapshot sample, where the Hello is the second frame.
constexpr std::size_t token_begin =
    sizeof(BatchHeader) + sizeof(SnapshotBegin) + offsetof(Hello, token);
constexpr std::size_t crc_begin = offsetof(BatchHeader, crc32c);

Token token_of(char fill) {
    Token token;
    token.fill(fill);
    return token;
}

// Two hellos with different tokens, with another frame between them.
std::vector<std::byte> batch_with(const Token& first, const Token& second) {
    alignas(8) std::array<std::byte, 1024> buffer;
    BatchWriter writer(buffer);
    writer.begin({.publisher = 5});
    std::ranges::copy(first, writer.add<Hello>()->token);
    writer.add<Heartbeat>()->calls = 7;
    std::ranges::copy(second, writer.add<Hello>()->token);
    const auto batch = writer.finish(0).value();
    return {batch.begin(), batch.end()};
}

std::vector<Token> tokens_of(std::span<const std::byte> batch) {
    std::vector<Token> tokens;
    BatchReader reader(batch);
    EXPECT_EQ(reader.error(), DecodeError::none);
    while (const auto frame = reader.next()) {
        if (frame->is<Hello>()) {
            const Hello hello = frame->head<Hello>();
            std::ranges::copy(hello.token, tokens.emplace_back().begin());
        }
    }
    return tokens;
}

TEST(MaskToken, PutsZerosForTheRightTokenAndOnesForAWrongOne) {
    std::vector<std::byte> batch = batch_with(token_of('s'), token_of('t'));
    EXPECT_TRUE(mask_token(batch, token_of('s')));
    const auto tokens = tokens_of(batch);
    ASSERT_EQ(tokens.size(), 2U);
    EXPECT_EQ(tokens[0], Token{});
    EXPECT_EQ(tokens[1], token_of('\xFF'));
}

// Its layout is not ours, and still its token is where it always was.
TEST(MaskToken, FindsTheTokenInAHelloThatDoesNotFit) {
    std::vector<std::byte> batch = batch_with(token_of('s'), token_of('t'));
    FrameHeader hello;
    std::memcpy(&hello, batch.data() + sizeof(BatchHeader), sizeof hello);
    hello.length += sizeof(Heartbeat) + sizeof(Hello);  // no whole number of entries
    std::memcpy(batch.data() + sizeof(BatchHeader), &hello, sizeof hello);
    BatchHeader header = BatchReader(batch).header();
    header.frame_count = 1;
    header.crc32c = 0;
    std::memcpy(batch.data(), &header, sizeof header);
    header.crc32c = crc32c(batch);
    std::memcpy(batch.data(), &header, sizeof header);
    ASSERT_EQ(BatchReader(batch).error(), DecodeError::layout_mismatch);

    EXPECT_TRUE(mask_token(batch, token_of('s')));
    EXPECT_EQ(BatchReader(batch).error(), DecodeError::layout_mismatch);
    constexpr std::size_t at = sizeof(BatchHeader) + offsetof(Hello, token);
    EXPECT_TRUE(std::all_of(batch.begin() + at, batch.begin() + at + token_size, [](std::byte b) {
        return b == std::byte{0};
    }));
}

TEST(MaskToken, TakesATokenThatDiffersInOneBitForWrong) {
    for (std::size_t place = 0; place < token_size; ++place) {
        Token other = token_of('s');
        other[place] = 'r';
        std::vector<std::byte> batch = batch_with(other, other);
        ASSERT_TRUE(mask_token(batch, token_of('s')));
        EXPECT_EQ(tokens_of(batch)[0], token_of('\xFF')) << place;
    }
}

// A study that has no token yet sends zeros: these must not pass for what masking leaves behind.
TEST(MaskToken, TakesZerosForWrongWhenThereIsAToken) {
    Sample sample = snapshot_sample();
    std::fill_n(sample.batch.begin() + token_begin, token_size, std::byte{0});
    BatchHeader header = BatchReader(sample.batch).header();
    header.crc32c = 0;
    std::memcpy(sample.batch.data(), &header, sizeof header);
    header.crc32c = crc32c(sample.batch);
    std::memcpy(sample.batch.data(), &header, sizeof header);
    EXPECT_TRUE(mask_token(sample.batch, token_of('s')));
    EXPECT_EQ(tokens_of(sample.batch)[0], token_of('\xFF'));
}

TEST(MaskToken, ChangesNothingButTokenAndChecksum) {
    const Sample before = snapshot_sample();
    Sample after = before;
    EXPECT_TRUE(mask_token(after.batch, token_of('s')));
    for (std::size_t i = 0; i < before.batch.size(); ++i) {
        const bool is_token = i >= token_begin && i < token_begin + token_size;
        const bool is_crc = i >= crc_begin && i < crc_begin + 4;
        if (!is_token && !is_crc) {
            ASSERT_EQ(before.batch[i], after.batch[i]) << i;
        }
    }
    EXPECT_EQ(BatchReader(after.batch).error(), DecodeError::none);
}

// A replay masks again, with the all-zero token: it must see what the live host saw.
TEST(MaskToken, LeavesAMaskedBatchAsItIs) {
    Sample sample = snapshot_sample();
    EXPECT_TRUE(mask_token(sample.batch, token_of('s')));
    const auto masked = sample.batch;
    EXPECT_TRUE(mask_token(sample.batch, Token{}));
    EXPECT_EQ(sample.batch, masked);
}

TEST(MaskToken, LeavesABatchWithoutAHelloAsItIs) {
    for (const Sample& sample : samples()) {
        if (sample.name == "Hello-1" || sample.name == "snapshot") {
            continue;
        }
        auto batch = sample.batch;
        EXPECT_TRUE(mask_token(batch, token_of('s')));
        EXPECT_EQ(batch, sample.batch) << sample.name;
    }
}

TEST(MaskToken, LeavesDamagedBytesAsTheyAreAndSaysSo) {
    Sample sample = snapshot_sample();
    sample.batch.back() ^= std::byte{1};
    const auto damaged = sample.batch;
    EXPECT_FALSE(mask_token(sample.batch, token_of('s')));
    EXPECT_EQ(sample.batch, damaged);
    EXPECT_FALSE(mask_token({}, token_of('s')));
}

// A newer study sends a Hello that this build skips; its secret must not reach a recording either.
TEST(MaskToken, MasksAHelloOfARevisionItDoesNotKnow) {
    for (const std::uint32_t length : {72U, 40U, 24U, 8U}) {
        std::vector<std::byte> batch(sizeof(BatchHeader) + length, std::byte{'s'});
        const FrameHeader frame{static_cast<std::uint16_t>(Kind::hello), 2, length};
        std::memcpy(batch.data() + sizeof(BatchHeader), &frame, sizeof frame);
        BatchHeader header{};
        header.magic = batch_magic;
        header.protocol_major = protocol_major;
        header.frame_count = 1;
        header.length = static_cast<std::uint32_t>(batch.size());
        std::memcpy(batch.data(), &header, sizeof header);
        header.crc32c = crc32c(batch);
        std::memcpy(batch.data(), &header, sizeof header);
        EXPECT_TRUE(mask_token(batch, token_of('s')));
        EXPECT_EQ(BatchReader(batch).error(), DecodeError::none);
        const std::size_t begin = sizeof(BatchHeader) + sizeof frame;
        const auto secret = std::span(batch).subspan(begin).first(std::min(length - 8, 32U));
        EXPECT_EQ(std::ranges::count(secret, std::byte{'s'}), 0) << length;
    }
}

TEST(IsSame, ComparesTheWholeTokenAndItsLength) {
    const Token token = token_of('s');
    EXPECT_TRUE(is_same(token, std::as_bytes(std::span(token))));
    EXPECT_FALSE(is_same(token, std::as_bytes(std::span(token)).first(31)));
    for (std::size_t place = 0; place < token_size; ++place) {
        Token other = token;
        other[place] = 'r';
        EXPECT_FALSE(is_same(token, std::as_bytes(std::span(other)))) << place;
    }
}

}  // namespace
}  // namespace mia::wire
