// Reads a batch from any bytes. Decoding is total: the answer is a reader over sound frames, or a
// named reason.
#pragma once

#include "bridge/wire/catalog.hpp"

#include <cstring>
#include <optional>

namespace mia::wire {

enum class DecodeError : std::uint8_t {
    none,
    too_short,      // fewer bytes than a batch header
    bad_magic,      // not a MIA batch
    unknown_major,  // a protocol major this build does not know
    bad_length,     // the header's length is not the number of bytes, or more than a batch may have
    bad_crc,        // damaged on the way
    bad_frame_length,  // a frame's length is not possible for any kind
    frame_overrun,     // a frame reaches past the end
    bad_frame_count,   // the frames do not fill the batch exactly
    layout_mismatch,   // a frame of a known revision has a size that our layout of it cannot have
};
inline constexpr std::size_t decode_error_count =
    static_cast<std::size_t>(DecodeError::layout_mismatch) + 1;

[[nodiscard]] std::string_view error_name(DecodeError error) noexcept;

// Whether one can tell where each frame begins and ends, be it that some cannot be read.
[[nodiscard]] constexpr bool has_frames(DecodeError error) noexcept {
    return error == DecodeError::none || error == DecodeError::layout_mismatch;
}

// One frame inside a batch. `info` is null for a kind or revision this build does not know, and for
// a frame that does not fit the layout this build knows: it cannot be read.
struct FrameView {
    FrameHeader header;
    const KindInfo* info;
    std::span<const std::byte> bytes;

    template <Frame T>
    [[nodiscard]] bool is() const noexcept {
        return info != nullptr && info->kind == Layout<T>::kind &&
               info->revision == Layout<T>::revision;
    }

    // The head, copied out because a message need not be aligned. Only valid when is<T>().
    template <Frame T>
    [[nodiscard]] T head() const noexcept {
        T value;
        std::memcpy(&value, bytes.data(), sizeof value);
        return value;
    }

    template <Frame T>
    requires has_entries<T>
    [[nodiscard]] std::size_t entry_count() const noexcept {
        return (bytes.size() - sizeof(T)) / sizeof(EntryOf<T>);
    }

    template <Frame T>
    requires has_entries<T>
    [[nodiscard]] EntryOf<T> entry(std::size_t index) const noexcept {
        EntryOf<T> value;
        std::memcpy(&value, bytes.data() + sizeof(T) + index * sizeof value, sizeof value);
        return value;
    }
};

class BatchReader {
public:
    // Checks everything at once, so that reading frames afterwards cannot fail.
    explicit BatchReader(std::span<const std::byte> bytes) noexcept;

    [[nodiscard]] DecodeError error() const noexcept { return error_; }
    // What the bytes claim. Zeros when error() is too_short, and not to be believed before error()
    // is none.
    [[nodiscard]] const BatchHeader& header() const noexcept { return header_; }

    // The first layout that a frame does not fit; null unless error() is layout_mismatch.
    [[nodiscard]] const KindInfo* misfit() const noexcept { return misfit_; }

    // The next frame in order, or nothing at the end or when the batch has_frames() not.
    [[nodiscard]] std::optional<FrameView> next() noexcept;

private:
    [[nodiscard]] DecodeError check() noexcept;
    [[nodiscard]] DecodeError check_frames() noexcept;

    std::span<const std::byte> bytes_;
    BatchHeader header_{};
    std::size_t at_ = sizeof(BatchHeader);
    DecodeError error_ = DecodeError::none;
    const KindInfo* misfit_ = nullptr;
};

// Text of a fixed field up to its first zero; a field without one is taken whole. It is a view: the
// field must outlive it.
[[nodiscard]] std::string_view get_text(std::span<const char> field) noexcept;

}  // namespace mia::wire
