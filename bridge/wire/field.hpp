// A field table describes a wire struct to everything that is not C++: Python's dtypes,
// docs/wire.md and the hash that two builds compare. The table must tile its struct, which is
// checked at compile time.
#pragma once

#include <array>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <type_traits>

namespace mia::wire {

enum class FieldType : std::uint8_t { u8, u16, u32, u64, i32, i64, f64, chars };

constexpr std::string_view type_name(FieldType type) {
    constexpr std::array<std::string_view, 8> names{"u8",  "u16", "u32", "u64",
                                                    "i32", "i64", "f64", "chars"};
    return names[static_cast<std::size_t>(type)];
}

struct Field {
    std::string_view name;
    std::uint32_t offset;
    std::uint32_t size;
    FieldType type;
    std::string_view unit;
    std::string_view meaning;
};

namespace detail {

template <class T>
consteval FieldType field_type() {
    if constexpr (std::is_array_v<T>) {
        static_assert(
            std::same_as<std::remove_all_extents_t<T>, char>, "only char arrays cross the wire"
        );
        return FieldType::chars;
    } else if constexpr (std::same_as<T, std::uint8_t>) {
        return FieldType::u8;
    } else if constexpr (std::same_as<T, std::uint16_t>) {
        return FieldType::u16;
    } else if constexpr (std::same_as<T, std::uint32_t>) {
        return FieldType::u32;
    } else if constexpr (std::same_as<T, std::uint64_t>) {
        return FieldType::u64;
    } else if constexpr (std::same_as<T, std::int32_t>) {
        return FieldType::i32;
    } else if constexpr (std::same_as<T, std::int64_t>) {
        return FieldType::i64;
    } else {
        static_assert(std::same_as<T, double>, "this type does not cross the wire");
        return FieldType::f64;
    }
}

}  // namespace detail

// Every byte from `begin` to `end` belongs to exactly one field, in order: no hidden padding,
// nothing undocumented.
consteval bool tiles(std::span<const Field> fields, std::size_t begin, std::size_t end) {
    std::size_t at = begin;
    for (const Field& field : fields) {
        if (field.offset != at || field.size == 0 || field.name.empty() || field.meaning.empty()) {
            return false;
        }
        at += field.size;
    }
    return at == end;
}

// FNV-1a over the table: two builds agree on a kind exactly when their hashes agree.
class LayoutHash {
public:
    constexpr void add(std::string_view text) {
        for (const char c : text) {
            add_byte(static_cast<std::uint8_t>(c));
        }
        add_byte(0);
    }
    constexpr void add(std::uint64_t number) {
        for (int shift = 0; shift < 64; shift += 8) {
            add_byte(static_cast<std::uint8_t>(number >> shift));
        }
    }
    constexpr void add(std::span<const Field> fields) {
        for (const Field& field : fields) {
            add(field.name);
            add(field.offset);
            add(field.size);
            add(type_name(field.type));
            add(field.unit);
        }
    }
    [[nodiscard]] constexpr std::uint64_t value() const { return value_; }

private:
    constexpr void add_byte(std::uint8_t byte) { value_ = (value_ ^ byte) * 1099511628211ULL; }
    std::uint64_t value_ = 14695981039346656037ULL;
};

}  // namespace mia::wire

// The one macro of the schema: name, offset, size and type come from the member itself, so a table
// cannot lie.
#define MIA_FIELD(Struct, member, unit, meaning)                                                   \
    ::mia::wire::Field {                                                                           \
#member, offsetof(Struct, member), sizeof(Struct::member),                                 \
            ::mia::wire::detail::field_type < decltype(Struct::member)>(), unit, meaning           \
    }
