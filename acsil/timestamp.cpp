#include "acsil/timestamp.hpp"

#include <charconv>
#include <chrono>

namespace mia::acsil {
namespace {

constexpr std::int64_t second_ns = 1'000'000'000;
constexpr std::int64_t latest_s = 4'102'444'800;  // 2100: what is later is no time in seconds

// Takes the text apart from its front; once something is not as expected, it stays wrong.
class Scanner {
public:
    explicit Scanner(std::string_view text) noexcept : rest_(text) {}

    [[nodiscard]] bool is_wrong() const noexcept { return is_wrong_; }
    [[nodiscard]] bool is_done() const noexcept { return rest_.empty(); }

    bool skip(char wanted) noexcept {
        const bool is_there = !rest_.empty() && rest_.front() == wanted;
        rest_.remove_prefix(is_there ? 1 : 0);
        return is_there;
    }
    void expect(char wanted) noexcept { is_wrong_ = !skip(wanted) || is_wrong_; }

    // Exactly so many digits, and a number within these limits.
    int number(std::size_t digits, int least, int most) noexcept {
        int value = 0;
        for (std::size_t i = 0; i < digits; ++i) {
            value = value * 10 + digit();
        }
        is_wrong_ = is_wrong_ || value < least || value > most;
        return value;
    }
    // Digits behind a point, as nanoseconds; what is finer is cut.
    std::int64_t fraction_ns() noexcept {
        std::int64_t unit = second_ns / 10;
        std::int64_t sum = 0;
        do {
            sum += digit() * unit;
            unit /= 10;
        } while (!rest_.empty() && rest_.front() >= '0' && rest_.front() <= '9');
        return sum;
    }

private:
    int digit() noexcept {
        const bool is_digit = !rest_.empty() && rest_.front() >= '0' && rest_.front() <= '9';
        const int value = is_digit ? rest_.front() - '0' : 0;
        is_wrong_ = is_wrong_ || !is_digit;
        rest_.remove_prefix(is_digit ? 1 : 0);
        return value;
    }

    std::string_view rest_;
    bool is_wrong_ = false;
};

std::int64_t scan_date_s(Scanner& scan) noexcept {
    const int year = scan.number(4, 1970, 2262);
    scan.expect('-');
    const int month = scan.number(2, 1, 12);
    scan.expect('-');
    const int day = scan.number(2, 1, 31);
    const std::chrono::year_month_day date{
        std::chrono::year(year), std::chrono::month(static_cast<unsigned>(month)),
        std::chrono::day(static_cast<unsigned>(day))};
    if (!date.ok()) {
        scan.expect('\0');
        return 0;
    }
    return std::chrono::sys_days(date).time_since_epoch().count() * std::int64_t{86'400};
}

std::int64_t scan_time_ns(Scanner& scan) noexcept {
    std::int64_t seconds = scan.number(2, 0, 23) * 3600;
    scan.expect(':');
    seconds += scan.number(2, 0, 59) * 60;
    if (!scan.skip(':')) {
        return seconds * second_ns;
    }
    seconds += scan.number(2, 0, 59);
    return seconds * second_ns + (scan.skip('.') ? scan.fraction_ns() : 0);
}

std::int64_t scan_offset_s(Scanner& scan) noexcept {
    if (scan.is_done() || scan.skip('Z')) {
        return 0;
    }
    const int sign = scan.skip('-') ? -1 : 1;
    if (sign == 1) {
        scan.expect('+');
    }
    const int hours = scan.number(2, 0, 14);
    (void)scan.skip(':');
    return sign * (hours * 3600 + (scan.is_done() ? 0 : scan.number(2, 0, 59)) * 60);
}

std::optional<std::int64_t> parse_seconds(std::string_view text) noexcept {
    double seconds = 0;
    const char* end = text.data() + text.size();
    const auto parsed = std::from_chars(text.data(), end, seconds, std::chars_format::fixed);
    if (parsed.ec != std::errc() || parsed.ptr != end || !(seconds > 0) ||
        seconds > static_cast<double>(latest_s)) {
        return std::nullopt;
    }
    return static_cast<std::int64_t>(seconds * static_cast<double>(second_ns));
}

}  // namespace

std::optional<std::int64_t> parse_timestamp(std::string_view text) noexcept {
    if (text.size() < 5 || text[4] != '-') {
        return parse_seconds(text);
    }
    Scanner scan(text);
    const std::int64_t day_s = scan_date_s(scan);
    std::int64_t time_ns = 0;
    std::int64_t offset_s = 0;
    if (!scan.is_done()) {
        if (!scan.skip('T')) {
            scan.expect(' ');
        }
        time_ns = scan_time_ns(scan);
        offset_s = scan_offset_s(scan);
    }
    if (scan.is_wrong() || !scan.is_done()) {
        return std::nullopt;
    }
    return (day_s - offset_s) * second_ns + time_ns;
}

}  // namespace mia::acsil
