// Builds one batch in a caller's buffer: no allocation, no exception. When the buffer is full,
// add() says so and what is already there stays valid.
#pragma once

#include "bridge/wire/catalog.hpp"

#include <optional>

namespace mia::wire {

// What the sender knows about the batch as a whole; the rest of the header is filled in by
// finish().
struct BatchStamp {
    std::uint64_t publisher = 0;
    std::uint16_t flags = 0;
    std::int32_t chart = 0;
    std::uint32_t epoch = 0;
    std::uint16_t instrument = 0;
    std::uint64_t sequence = 0;
    std::int64_t call_time_ns = 0;
};

class BatchWriter {
public:
    // The buffer must outlive the writer. Only its first batch_bytes_max bytes are used; one that
    // is not 8-byte aligned counts as empty, because add() hands out pointers into it.
    explicit BatchWriter(std::span<std::byte> buffer) noexcept;

    void begin(const BatchStamp& stamp) noexcept;

    // A zeroed frame of this kind, its header filled in; nullptr when it does not fit.
    template <Frame T>
    [[nodiscard]] T* add() noexcept {
        void* place =
            add_frame(static_cast<std::uint16_t>(Layout<T>::kind), Layout<T>::revision, sizeof(T));
        return static_cast<T*>(place);
    }

    // A zeroed entry at the end of the newest frame, which must be of kind T; nullptr when it does
    // not fit.
    template <Frame T>
    requires has_entries<T>
    [[nodiscard]] EntryOf<T>* add_entry() noexcept {
        void* place = extend_frame(
            static_cast<std::uint16_t>(Layout<T>::kind), Layout<T>::revision, sizeof(EntryOf<T>)
        );
        return static_cast<EntryOf<T>*>(place);
    }

    // Takes the newest frame back, with its entries. Only once: the frame before it is closed.
    void drop_last_frame() noexcept;

    [[nodiscard]] bool empty() const noexcept { return frame_count_ == 0; }
    [[nodiscard]] std::uint16_t frame_count() const noexcept { return frame_count_; }
    [[nodiscard]] std::size_t size() const noexcept { return used_; }
    [[nodiscard]] std::size_t room() const noexcept { return buffer_.size() - used_; }
    void add_flags(std::uint16_t flags) noexcept {
        stamp_.flags = static_cast<std::uint16_t>(stamp_.flags | flags);
    }

    // Writes header and checksum; nothing when begin() did not fit.
    [[nodiscard]] std::optional<std::span<const std::byte>> finish(std::int64_t send_time_ns
    ) noexcept;

private:
    void* add_frame(std::uint16_t kind, std::uint16_t revision, std::size_t size) noexcept;
    void* extend_frame(std::uint16_t kind, std::uint16_t revision, std::size_t size) noexcept;

    std::span<std::byte> buffer_;
    BatchStamp stamp_{};
    std::size_t used_ = 0;
    std::size_t frame_at_ = 0;
    std::uint16_t frame_count_ = 0;
};

// Copies text up to its first zero into a fixed field, cut at a whole UTF-8 character and padded
// with zeros; the field always ends in at least one.
void set_text(std::span<char> field, std::string_view text) noexcept;

}  // namespace mia::wire
