#include "acsil/levels_csv.hpp"

#include "acsil/timestamp.hpp"
#include "bridge/wire/batch_writer.hpp"

#include <array>
#include <charconv>
#include <cmath>
#include <cstdio>
#include <optional>

namespace mia::acsil {
namespace {

constexpr std::size_t columns = 3 + named_levels;
constexpr std::size_t shown_max = 24;  // of a cell that is wrong
constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";
constexpr std::string_view blanks = " \t";

constexpr std::array<std::string_view, columns> column_names() {
    std::array<std::string_view, columns> names{"symbol", "timestamp", "spot_price"};
    for (std::size_t place = 0; place < named_levels; ++place) {
        names[3 + place] = level_styles[place].column;
    }
    return names;
}

std::string_view trimmed(std::string_view text) noexcept {
    const std::size_t begin = text.find_first_not_of(blanks);
    if (begin == std::string_view::npos) {
        return {};
    }
    return text.substr(begin, text.find_last_not_of(blanks) - begin + 1);
}

// Up to the next line feed, without a carriage return before it.
std::string_view take_line(std::string_view& text) noexcept {
    const std::size_t end = text.find('\n');
    std::string_view line = text.substr(0, end);
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    if (!line.empty() && line.back() == '\r') {
        line.remove_suffix(1);
    }
    return line;
}

using Cells = std::array<std::string_view, columns>;

// How many there are, which may be more than there is place for.
std::size_t split(std::string_view line, Cells& cells) noexcept {
    std::size_t count = 0;
    for (std::size_t begin = 0; begin <= line.size(); ++count) {
        const std::size_t comma = line.find(',', begin);
        const std::size_t end = comma == std::string_view::npos ? line.size() : comma;
        if (count < columns) {
            cells[count] = trimmed(line.substr(begin, end - begin));
        }
        begin = end + 1;
    }
    return count;
}

std::optional<double> parse_price(std::string_view text) noexcept {
    double price = 0;
    const char* end = text.data() + text.size();
    const auto parsed = std::from_chars(text.data(), end, price);
    const bool is_whole = parsed.ec == std::errc() && parsed.ptr == end;
    return is_whole && is_price(price) ? std::optional(price) : std::nullopt;
}

class Parser {
public:
    Parser(std::string_view symbol, std::int64_t now_ns, LevelsFile& file) noexcept
        : symbol_(symbol), now_ns_(now_ns), file_(file) {}

    void parse(std::string_view text) noexcept {
        if (text.starts_with(byte_order_mark)) {
            text.remove_prefix(byte_order_mark.size());
        }
        ++line_;
        if (!is_header(take_line(text))) {
            wrong("symbol", "the columns were expected as the documentation lists them");
            return;
        }
        while (!text.empty()) {
            ++line_;
            const std::string_view line = trimmed(take_line(text));
            if (!line.empty()) {
                parse_row(line);
            }
        }
    }

private:
    static bool is_header(std::string_view line) noexcept {
        Cells cells;
        return split(line, cells) == columns && cells == column_names();
    }

    void parse_row(std::string_view line) noexcept {
        Cells cells;
        const std::size_t count = split(line, cells);
        if (count != columns) {
            char text[48];
            std::snprintf(text, sizeof text, "%zu cells, %zu were expected", count, columns);
            wrong("symbol", text);
            return;
        }
        LevelsRow row{};
        if (!read_cells(cells, row)) {
            return;
        }
        ++file_.rows;
        if (cells[0] == symbol_) {
            choose(row);
        }
    }

    bool read_cells(const Cells& cells, LevelsRow& row) noexcept {
        if (cells[0].empty()) {
            return wrong_cell("symbol", cells[0], "no symbol");
        }
        const auto time_ns = parse_timestamp(cells[1]);
        if (!time_ns) {
            return wrong_cell("timestamp", cells[1], "no time");
        }
        row.time_ns = *time_ns;
        for (std::size_t column = 2; column < columns; ++column) {
            if (cells[column].empty()) {
                continue;
            }
            const auto price = parse_price(cells[column]);
            if (!price) {
                return wrong_cell(column_names()[column], cells[column], "no price");
            }
            const bool is_spot = column == 2;
            (is_spot ? row.spot : row.prices[column - 3]) = *price;
            (is_spot ? row.has_spot : row.has[column - 3]) = 1;
        }
        return true;
    }

    void choose(const LevelsRow& row) noexcept {
        if (row.time_ns > now_ns_) {
            const bool is_sooner = file_.next_ns == 0 || row.time_ns < file_.next_ns;
            file_.next_ns = is_sooner ? row.time_ns : file_.next_ns;
        } else if (file_.has_row == 0 || row.time_ns >= file_.row.time_ns) {
            file_.row = row;
            file_.has_row = 1;
        }
    }

    bool wrong_cell(std::string_view column, std::string_view cell, const char* what) noexcept {
        char text[64];
        const auto shown = static_cast<int>(cell.size() < shown_max ? cell.size() : shown_max);
        std::snprintf(text, sizeof text, "'%.*s' is %s", shown, cell.data(), what);
        wrong(column, text);
        return false;
    }

    // The first one is named, the others are counted.
    void wrong(std::string_view column, const char* what) noexcept {
        if (file_.malformed++ == 0) {
            char text[160];
            std::snprintf(
                text, sizeof text, "line %u, column %.*s: %s", line_,
                static_cast<int>(column.size()), column.data(), what
            );
            wire::set_text(file_.error, text);
        }
    }

    std::string_view symbol_;
    std::int64_t now_ns_;
    LevelsFile& file_;
    std::uint32_t line_ = 0;
};

}  // namespace

void parse_levels(
    std::string_view text, std::string_view symbol, std::int64_t now_ns, LevelsFile& file
) noexcept {
    file = {};
    Parser(symbol, now_ns, file).parse(text);
}

}  // namespace mia::acsil
