#include "bridge/wire/token.hpp"

#include "bridge/wire/crc32c.hpp"

#include <algorithm>

namespace mia::wire {
namespace {

// The token stands first in every revision of Hello, so that a host can mask those it cannot read.
constexpr std::size_t token_at = sizeof(FrameHeader);
static_assert(offsetof(Hello, token) == token_at);

void write_checksum(std::span<std::byte> batch, BatchHeader header) noexcept {
    header.crc32c = 0;
    std::memcpy(batch.data(), &header, sizeof header);
    header.crc32c = crc32c(batch);
    std::memcpy(batch.data(), &header, sizeof header);
}

}  // namespace

bool is_same(const Token& token, std::span<const std::byte> found) noexcept {
    if (found.size() != token.size()) {
        return false;
    }
    unsigned difference = 0;
    for (std::size_t i = 0; i < token.size(); ++i) {
        difference |= static_cast<unsigned char>(token[i]) ^ std::to_integer<unsigned>(found[i]);
    }
    return difference == 0;
}

bool mask_token(std::span<std::byte> batch, const Token& token) noexcept {
    BatchReader reader(batch);
    if (!has_frames(reader.error())) {
        return false;
    }
    std::size_t at = sizeof(BatchHeader);
    bool is_changed = false;
    while (const auto frame = reader.next()) {
        if (frame->header.kind == static_cast<std::uint16_t>(Kind::hello)) {
            const std::size_t length = std::min(frame->bytes.size() - token_at, token_size);
            const std::span<std::byte> found = batch.subspan(at + token_at, length);
            std::ranges::fill(found, is_same(token, found) ? std::byte{0x00} : std::byte{0xFF});
            is_changed = true;
        }
        at += frame->bytes.size();
    }
    if (is_changed) {
        write_checksum(batch, reader.header());
    }
    return true;
}

}  // namespace mia::wire
