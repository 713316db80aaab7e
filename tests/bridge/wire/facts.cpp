#include "tests/bridge/wire/facts.hpp"

#include <charconv>
#include <cmath>
#include <cstdio>

namespace mia::wire {
namespace {

template <class T>
T load(const std::byte* at) {
    T value;
    std::memcpy(&value, at, sizeof value);
    return value;
}

// JSON has no word for them, so they are strings.
std::string real(double value) {
    if (std::isnan(value)) {
        return "\"nan\"";
    }
    if (std::isinf(value)) {
        return value > 0 ? "\"inf\"" : "\"-inf\"";
    }
    std::array<char, 64> text;
    const auto end = std::to_chars(text.data(), text.data() + text.size(), value).ptr;
    std::string digits(text.data(), end);
    return digits.find_first_of(".e") == std::string::npos ? digits + ".0" : digits;
}

std::string hex(std::span<const char> bytes) {
    constexpr std::string_view digits = "0123456789abcdef";
    std::string text;
    for (const char c : bytes) {
        const auto byte = static_cast<unsigned char>(c);
        text += digits[byte >> 4];
        text += digits[byte & 15U];
    }
    return text;
}

std::string value_of(const std::byte* at, const Field& field) {
    switch (field.type) {
    case FieldType::u8:
        return std::to_string(load<std::uint8_t>(at));
    case FieldType::u16:
        return std::to_string(load<std::uint16_t>(at));
    case FieldType::u32:
        return std::to_string(load<std::uint32_t>(at));
    case FieldType::u64:
        return std::to_string(load<std::uint64_t>(at));
    case FieldType::i32:
        return std::to_string(load<std::int32_t>(at));
    case FieldType::i64:
        return std::to_string(load<std::int64_t>(at));
    case FieldType::f64:
        return real(load<double>(at));
    case FieldType::chars:
        break;
    }
    const std::span field_text(reinterpret_cast<const char*>(at), field.size);
    const bool is_text = field.unit == "text";
    return '"' + (is_text ? std::string(get_text(field_text)) : hex(field_text)) + '"';
}

std::string object(const std::byte* at, std::span<const Field> fields) {
    std::string json;
    for (const Field& field : fields) {
        json += json.empty() ? "{" : ", ";
        json += '"' + std::string(field.name) + "\": " + value_of(at + field.offset, field);
    }
    return json + "}";
}

std::string hash_text(std::uint64_t hash) {
    std::array<char, 17> text;
    std::snprintf(text.data(), text.size(), "%016llx", static_cast<unsigned long long>(hash));
    return text.data();
}

std::string frame_json(const FrameView& frame) {
    const KindInfo& info = *frame.info;
    std::string json = "      {\"kind\": " + std::to_string(frame.header.kind) +
                       ", \"revision\": " + std::to_string(frame.header.revision) +
                       ", \"name\": \"" + std::string(info.name) + "\", \"hash\": \"" +
                       hash_text(info.hash) +
                       "\",\n       \"head\": " + object(frame.bytes.data(), info.fields) +
                       ",\n       \"entries\": [";
    const std::size_t step = info.entry_size == 0 ? frame.bytes.size() : info.entry_size;
    for (std::size_t at = info.head_size; at < frame.bytes.size(); at += step) {
        json += at == info.head_size ? "\n        " : ",\n        ";
        json += object(frame.bytes.data() + at, info.entry_fields);
    }
    return json + "]}";
}

std::string batch_json(const Sample& sample) {
    BatchReader reader(sample.batch);
    std::string json = "  \"" + sample.name + "\": {\n    \"header\": " +
                       object(sample.batch.data(), batch_header_fields) + ",\n    \"frames\": [\n";
    std::string frames;
    while (const auto frame = reader.next()) {
        frames += (frames.empty() ? "" : ",\n") + frame_json(*frame);
    }
    return json + frames + "]}";
}

}  // namespace

std::string facts_json(std::span<const Sample> all) {
    std::string json;
    for (const Sample& sample : all) {
        json += (json.empty() ? "{\n" : ",\n") + batch_json(sample);
    }
    return json + "\n}\n";
}

std::string layout_lines() {
    std::string lines;
    for (const KindInfo& info : catalog) {
        lines += std::to_string(static_cast<unsigned>(info.kind)) + " " +
                 std::to_string(info.revision) + " " + std::string(info.name) + " " +
                 std::to_string(info.head_size) + " " + std::to_string(info.entry_size) + " " +
                 hash_text(info.hash) + "\n";
    }
    return lines;
}

}  // namespace mia::wire
