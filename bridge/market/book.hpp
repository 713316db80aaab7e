// The visible book of one symbol: levels in a flat sorted array for each side, prices in ticks. It
// never guesses: what it was not told is not there.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

namespace mia::market {

enum class Side : std::uint8_t { bid, ask };
inline constexpr std::array both_sides{Side::bid, Side::ask};

constexpr std::size_t index_of(Side side) {
    return static_cast<std::size_t>(side);
}
constexpr std::string_view side_name(Side side) {
    return side == Side::bid ? "bid" : "ask";
}
// How many ticks `price` lies deeper in the book than `reference`; negative when it is nearer to
// the other side.
constexpr std::int64_t ticks_behind(Side side, std::int64_t reference, std::int64_t price) {
    return side == Side::bid ? reference - price : price - reference;
}

struct BookLevel {
    std::int64_t price_ticks = 0;
    std::uint32_t size = 0;
    std::uint32_t order_count = 0;

    bool operator==(const BookLevel&) const = default;
};

struct BookChange {
    Side side = Side::bid;
    bool at_window_edge = false;  // came into view or left it at the far end: nobody acted
    std::int64_t price_ticks = 0;
    std::uint32_t size_before = 0;
    std::uint32_t size_after = 0;
};

class BookSide {
public:
    explicit BookSide(Side side);

    [[nodiscard]] Side side() const noexcept { return side_; }
    // Best first.
    [[nodiscard]] std::span<const BookLevel> levels() const noexcept { return levels_; }
    [[nodiscard]] bool empty() const noexcept { return levels_.empty(); }
    // Only when not empty.
    [[nodiscard]] const BookLevel& best() const noexcept { return levels_.front(); }
    // 0 when the level is not there.
    [[nodiscard]] std::uint32_t size_at(std::int64_t price_ticks) const noexcept;
    // Sum of the best `count` levels.
    [[nodiscard]] std::uint64_t total_size(std::size_t count) const noexcept;

    // Puts a level in its place and returns what stood there; size 0 takes it out.
    BookLevel set(const BookLevel& level);
    void clear() noexcept { levels_.clear(); }

private:
    [[nodiscard]] std::size_t position(std::int64_t price_ticks) const noexcept;

    Side side_;
    std::vector<BookLevel> levels_;
};

class Book {
public:
    [[nodiscard]] const BookSide& side(Side side) const noexcept { return sides_[index_of(side)]; }
    [[nodiscard]] BookSide& side(Side side) noexcept { return sides_[index_of(side)]; }
    [[nodiscard]] bool is_crossed() const noexcept;
    [[nodiscard]] bool has_counts(std::size_t bids, std::size_t asks) const noexcept;
    void clear() noexcept;

private:
    std::array<BookSide, 2> sides_{BookSide(Side::bid), BookSide(Side::ask)};
};

// Appends what turns `before` into `after`, for the case that a whole book replaces another.
void append_changes(const Book& before, const Book& after, std::vector<BookChange>& changes);

}  // namespace mia::market
