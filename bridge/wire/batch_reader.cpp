#include "bridge/wire/batch_reader.hpp"

#include "bridge/wire/crc32c.hpp"

#include <algorithm>

namespace mia::wire {
namespace {

FrameHeader frame_header_at(std::span<const std::byte> bytes, std::size_t at) noexcept {
    FrameHeader header;
    std::memcpy(&header, bytes.data() + at, sizeof header);
    return header;
}

bool is_possible(const FrameHeader& header) noexcept {
    return header.length >= sizeof(FrameHeader) && header.length % frame_alignment == 0;
}

// A frame holds its head and a whole number of entries; a sender that means something else by the
// same revision has another layout than we have.
bool fits(const FrameHeader& header, const KindInfo& info) noexcept {
    if (header.length < info.head_size) {
        return false;
    }
    const std::uint32_t tail = header.length - info.head_size;
    return info.entry_size == 0 ? tail == 0 : tail % info.entry_size == 0;
}

std::uint32_t checksum(std::span<const std::byte> bytes, BatchHeader header) noexcept {
    header.crc32c = 0;
    const std::uint32_t crc = crc32c(std::as_bytes(std::span(&header, 1)));
    return crc32c(bytes.subspan(sizeof(BatchHeader)), crc);
}

}  // namespace

std::string_view error_name(DecodeError error) noexcept {
    constexpr std::array<std::string_view, decode_error_count> names{
        "none",    "too-short",        "bad-magic",     "unknown-major",   "bad-length",
        "bad-crc", "bad-frame-length", "frame-overrun", "bad-frame-count", "layout-mismatch",
    };
    return names[static_cast<std::size_t>(error)];
}

BatchReader::BatchReader(std::span<const std::byte> bytes) noexcept : bytes_(bytes) {
    error_ = check();
}

DecodeError BatchReader::check() noexcept {
    if (bytes_.size() < sizeof(BatchHeader)) {
        return DecodeError::too_short;
    }
    std::memcpy(&header_, bytes_.data(), sizeof header_);
    if (header_.magic != batch_magic) {
        return DecodeError::bad_magic;
    }
    if (header_.protocol_major != protocol_major) {
        return DecodeError::unknown_major;
    }
    if (header_.length != bytes_.size() || bytes_.size() > batch_bytes_max) {
        return DecodeError::bad_length;
    }
    if (header_.crc32c != checksum(bytes_, header_)) {
        return DecodeError::bad_crc;
    }
    return check_frames();
}

DecodeError BatchReader::check_frames() noexcept {
    std::size_t at = sizeof(BatchHeader);
    std::size_t count = 0;
    const KindInfo* misfit = nullptr;
    while (at < bytes_.size()) {
        if (bytes_.size() - at < sizeof(FrameHeader)) {
            return DecodeError::frame_overrun;
        }
        const FrameHeader header = frame_header_at(bytes_, at);
        if (!is_possible(header)) {
            return DecodeError::bad_frame_length;
        }
        if (header.length > bytes_.size() - at) {
            return DecodeError::frame_overrun;
        }
        const KindInfo* info = find_kind(header.kind, header.revision);
        if (misfit == nullptr && info != nullptr && !fits(header, *info)) {
            misfit = info;
        }
        at += header.length;
        ++count;
    }
    if (count != header_.frame_count) {
        return DecodeError::bad_frame_count;
    }
    misfit_ = misfit;
    return misfit_ == nullptr ? DecodeError::none : DecodeError::layout_mismatch;
}

std::optional<FrameView> BatchReader::next() noexcept {
    if (!has_frames(error_) || at_ >= bytes_.size()) {
        return std::nullopt;
    }
    const FrameHeader header = frame_header_at(bytes_, at_);
    const KindInfo* info = find_kind(header.kind, header.revision);
    if (misfit_ != nullptr && info != nullptr && !fits(header, *info)) {
        info = nullptr;
    }
    const FrameView view{header, info, bytes_.subspan(at_, header.length)};
    at_ += header.length;
    return view;
}

std::string_view get_text(std::span<const char> field) noexcept {
    const auto end = std::find(field.begin(), field.end(), '\0');
    return {field.data(), static_cast<std::size_t>(end - field.begin())};
}

}  // namespace mia::wire
