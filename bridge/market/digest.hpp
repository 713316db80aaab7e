// A fingerprint of state: two runs that saw the same market have the same one, whoever told them.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace mia::market {

class Digest {
public:
    void add(std::uint64_t number) noexcept {
        // FNV-1a over eight bytes at once would lose their order within the word; over each byte it
        // does not.
        for (int shift = 0; shift < 64; shift += 8) {
            add_byte(static_cast<std::uint8_t>(number >> shift));
        }
    }
    void add(std::string_view text) noexcept {
        add(text.size());
        for (const char c : text) {
            add_byte(static_cast<std::uint8_t>(c));
        }
    }
    [[nodiscard]] std::string hex() const {
        constexpr std::string_view digits = "0123456789abcdef";
        std::string text;
        for (int shift = 60; shift >= 0; shift -= 4) {
            text += digits[(value_ >> shift) & 0xFU];
        }
        return text;
    }

private:
    void add_byte(std::uint8_t byte) noexcept { value_ = (value_ ^ byte) * 1099511628211ULL; }

    std::uint64_t value_ = 14695981039346656037ULL;
};

}  // namespace mia::market
