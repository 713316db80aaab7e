#include "bridge/wire/batch_writer.hpp"

#include "bridge/wire/crc32c.hpp"

#include <algorithm>
#include <cstring>

namespace mia::wire {
namespace {

static_assert(batch_bytes_max / sizeof(FrameHeader) <= UINT16_MAX, "frame_count cannot overflow");

bool is_continuation(char byte) noexcept {
    return (static_cast<unsigned char>(byte) & 0xC0U) == 0x80U;
}

// Where to cut so that no character is split. A UTF-8 character has at most three continuation
// bytes: more of them are another encoding, where any place is as good as the next.
std::size_t cut_at(std::string_view text, std::size_t length_max) noexcept {
    if (text.size() <= length_max) {
        return text.size();
    }
    for (std::size_t back = 0; back <= std::min<std::size_t>(length_max, 3); ++back) {
        if (!is_continuation(text[length_max - back])) {
            return length_max - back;
        }
    }
    return length_max;
}

}  // namespace

BatchWriter::BatchWriter(std::span<std::byte> buffer) noexcept {
    if (reinterpret_cast<std::uintptr_t>(buffer.data()) % frame_alignment == 0) {
        buffer_ = buffer.first(std::min(buffer.size(), batch_bytes_max));
    }
}

void BatchWriter::begin(const BatchStamp& stamp) noexcept {
    stamp_ = stamp;
    used_ = buffer_.size() < sizeof(BatchHeader) ? 0 : sizeof(BatchHeader);
    frame_at_ = used_;
    frame_count_ = 0;
}

void* BatchWriter::add_frame(
    std::uint16_t kind, std::uint16_t revision, std::size_t size
) noexcept {
    if (used_ == 0 || room() < size) {
        return nullptr;
    }
    frame_at_ = used_;
    std::byte* place = buffer_.data() + used_;
    std::memset(place, 0, size);
    const FrameHeader header{kind, revision, static_cast<std::uint32_t>(size)};
    std::memcpy(place, &header, sizeof header);
    used_ += size;
    ++frame_count_;
    if (kind == static_cast<std::uint16_t>(Kind::hello)) {
        add_flags(batch_flag::hello);
    }
    return place;
}

void* BatchWriter::extend_frame(
    std::uint16_t kind, std::uint16_t revision, std::size_t size
) noexcept {
    // There is no open frame before the first add_frame(), nor right after drop_last_frame().
    if (frame_at_ == used_ || room() < size) {
        return nullptr;
    }
    FrameHeader header;
    std::memcpy(&header, buffer_.data() + frame_at_, sizeof header);
    if (header.kind != kind || header.revision != revision) {
        return nullptr;
    }
    std::byte* place = buffer_.data() + used_;
    std::memset(place, 0, size);
    header.length += static_cast<std::uint32_t>(size);
    std::memcpy(buffer_.data() + frame_at_, &header, sizeof header);
    used_ += size;
    return place;
}

void BatchWriter::drop_last_frame() noexcept {
    if (frame_at_ < used_) {
        used_ = frame_at_;
        --frame_count_;
    }
}

std::optional<std::span<const std::byte>> BatchWriter::finish(std::int64_t send_time_ns) noexcept {
    if (used_ == 0) {
        return std::nullopt;
    }
    BatchHeader header{
        batch_magic,
        stamp_.publisher,
        protocol_major,
        stamp_.flags,
        stamp_.chart,
        stamp_.epoch,
        stamp_.instrument,
        frame_count_,
        stamp_.sequence,
        stamp_.call_time_ns,
        send_time_ns,
        static_cast<std::uint32_t>(used_),
        0};
    std::memcpy(buffer_.data(), &header, sizeof header);
    const std::span<const std::byte> batch = buffer_.first(used_);
    header.crc32c = crc32c(batch);
    std::memcpy(buffer_.data(), &header, sizeof header);
    return batch;
}

void set_text(std::span<char> field, std::string_view text) noexcept {
    if (field.empty()) {
        return;
    }
    text = text.substr(0, text.find('\0'));
    const std::size_t length = cut_at(text, field.size() - 1);
    std::fill(std::copy_n(text.begin(), length, field.begin()), field.end(), '\0');
}

}  // namespace mia::wire
