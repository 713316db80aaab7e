#include "tests/bridge/wire/mutation.hpp"

#include "bridge/wire/crc32c.hpp"

#include <algorithm>

namespace mia::wire {
namespace {

constexpr std::size_t batch_bytes_bent_max = 64 * 1024;

std::vector<std::size_t> frames_of(std::span<const std::byte> batch) {
    std::vector<std::size_t> places;
    std::size_t at = sizeof(BatchHeader);
    BatchReader reader(batch);
    while (const auto frame = reader.next()) {
        places.push_back(at);
        at += frame->bytes.size();
    }
    return places;
}

}  // namespace

Mutation::Mutation(std::span<const Sample> samples, std::uint64_t seed)
    : samples_(samples), dice_(seed) {
    for (const Sample& sample : samples) {
        frames_.push_back(frames_of(sample.batch));
    }
    batch_.reserve(2 * batch_bytes_bent_max);
}

std::span<const std::byte> Mutation::next() {
    sample_ = dice_.below(samples_.size());
    batch_ = samples_[sample_].batch;
    for (std::size_t left = 1 + dice_.below(3); left != 0; --left) {
        bend();
    }
    if (dice_.below(2) == 0) {
        repair();
    }
    return batch_;
}

void Mutation::bend() {
    switch (dice_.below(8)) {
    case 0:
        return flip_bits();
    case 1:
        return set_header_number();
    case 2:
        return set_frame_number();
    case 3:
        return set_number_anywhere();
    case 4:
        return cut();
    case 5:
        return append();
    case 6:
        return splice();
    default:
        return drop_or_repeat_frame();
    }
}

void Mutation::flip_bits() {
    for (std::size_t left = 1 + dice_.below(8); left != 0 && !batch_.empty(); --left) {
        batch_[dice_.below(batch_.size())] ^= std::byte{1} << dice_.below(8);
    }
}

void Mutation::set_header_number() {
    const Field& field = batch_header_fields[dice_.below(batch_header_fields.size())];
    put(field.offset, field.size, odd_number());
}

void Mutation::set_frame_number() {
    const Field& field = frame_header_fields[dice_.below(frame_header_fields.size())];
    put(frame_place() + field.offset, field.size, odd_number());
}

void Mutation::set_number_anywhere() {
    put(dice_.below(batch_.size() + 1), std::size_t{1} << dice_.below(4), odd_number());
}

// Every second cut is at a multiple of the alignment, else the rest would never be looked at.
void Mutation::cut() {
    std::size_t size = dice_.below(batch_.size() + 1);
    if (dice_.below(2) == 0) {
        size -= size % frame_alignment;
    }
    batch_.resize(size);
}

void Mutation::append() {
    const std::size_t words = 1 + dice_.below(16);
    const std::size_t bytes = words * frame_alignment - (dice_.below(4) == 0 ? dice_.below(8) : 0);
    const bool is_zeros = dice_.below(2) == 0;
    for (std::size_t left = bytes; left != 0 && batch_.size() < batch_bytes_bent_max; --left) {
        batch_.push_back(is_zeros ? std::byte{0} : static_cast<std::byte>(dice_.below(256)));
    }
}

// The beginning of this batch, then frames of another one.
void Mutation::splice() {
    const std::size_t other = dice_.below(samples_.size());
    const std::vector<std::size_t>& frames = frames_[other];
    const std::span<const std::byte> batch = samples_[other].batch;
    const auto tail = batch.subspan(frames[dice_.below(frames.size())]);
    batch_.resize(std::min(frame_place(), batch_.size()));
    if (batch_.size() + tail.size() <= batch_bytes_bent_max) {
        batch_.insert(batch_.end(), tail.begin(), tail.end());
    }
}

void Mutation::drop_or_repeat_frame() {
    const std::vector<std::size_t>& frames = frames_[sample_];
    const std::size_t chosen = dice_.below(frames.size());
    const std::size_t begin = frames[chosen];
    const std::size_t end =
        chosen + 1 == frames.size() ? samples_[sample_].batch.size() : frames[chosen + 1];
    if (end > batch_.size()) {
        return;
    }
    const auto at = [this](std::size_t place) {
        return batch_.begin() + static_cast<std::ptrdiff_t>(place);
    };
    if (dice_.below(2) == 0) {
        batch_.erase(at(begin), at(end));
    } else if (batch_.size() + (end - begin) <= batch_bytes_bent_max) {
        const std::vector<std::byte> frame(at(begin), at(end));
        batch_.insert(at(end), frame.begin(), frame.end());
    }
}

// Magic and length almost always, the number of frames sometimes, the checksum last.
void Mutation::repair() {
    if (batch_.size() < sizeof(BatchHeader)) {
        return;
    }
    BatchHeader header;
    std::memcpy(&header, batch_.data(), sizeof header);
    if (dice_.below(16) != 0) {
        header.magic = batch_magic;
        header.protocol_major = protocol_major;
    }
    if (dice_.below(16) != 0) {
        header.length = static_cast<std::uint32_t>(batch_.size());
    }
    header.crc32c = 0;
    std::memcpy(batch_.data(), &header, sizeof header);
    if (dice_.below(2) == 0) {
        std::size_t at = sizeof(BatchHeader);
        header.frame_count = 0;
        while (at + sizeof(FrameHeader) <= batch_.size()) {
            FrameHeader frame;
            std::memcpy(&frame, batch_.data() + at, sizeof frame);
            at += std::max<std::size_t>(frame.length, sizeof frame);
            ++header.frame_count;
        }
        std::memcpy(batch_.data(), &header, sizeof header);
    }
    header.crc32c = crc32c(batch_);
    std::memcpy(batch_.data(), &header, sizeof header);
}

std::size_t Mutation::frame_place() {
    const std::vector<std::size_t>& frames = frames_[sample_];
    return frames[dice_.below(frames.size())];
}

// Numbers at the edges of what a decoder may compute with.
std::uint64_t Mutation::odd_number() {
    const std::uint64_t near = dice_.below(4);
    switch (dice_.below(6)) {
    case 0:
        return near;
    case 1:
        return ~near;
    case 2:
        return (1ULL << dice_.below(64)) - near;
    case 3:
        return batch_.size() - near;
    case 4:
        return frame_alignment * dice_.below(64);
    default:
        return dice_.roll();
    }
}

void Mutation::put(std::size_t at, std::size_t size, std::uint64_t value) {
    if (at < batch_.size()) {
        std::memcpy(batch_.data() + at, &value, std::min(size, batch_.size() - at));
    }
}

}  // namespace mia::wire
