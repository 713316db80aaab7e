#include "bridge/market/profile_shape.hpp"

#include <algorithm>
#include <cstdlib>

namespace mia::market {
namespace {

// Of several prices with the most volume the one nearest to the middle.
std::int64_t largest_of(const VolumeProfile& profile, std::int64_t low, std::int64_t high) {
    const auto off_middle = [&](std::int64_t price) { return std::abs(2 * price - low - high); };
    std::int64_t largest = low;
    std::uint64_t most = 0;
    for (std::int64_t price = low; price <= high; ++price) {
        const std::uint64_t volume = profile.volume_at(price);
        if (volume > most || (volume == most && off_middle(price) < off_middle(largest))) {
            largest = price;
            most = volume;
        }
    }
    return largest;
}

ValueArea find_area(const VolumeProfile& profile) {
    const std::int64_t poc = largest_of(profile, profile.low_ticks(), profile.high_ticks());
    ValueArea area{poc, poc, poc};
    std::uint64_t inside = profile.volume_at(poc);
    const auto volume_of = [&](std::int64_t first, std::int64_t second) {
        return profile.volume_at(first) + profile.volume_at(second);
    };
    while (inside * 100 < profile.volume() * ProfileShape::value_percent) {
        const bool has_above = area.high_ticks < profile.high_ticks();
        const bool has_below = area.low_ticks > profile.low_ticks();
        const std::uint64_t above = volume_of(area.high_ticks + 1, area.high_ticks + 2);
        const std::uint64_t below = volume_of(area.low_ticks - 1, area.low_ticks - 2);
        // Where both hold the same, neither direction is the better one.
        if (has_above && (!has_below || above >= below)) {
            area.high_ticks = std::min(area.high_ticks + 2, profile.high_ticks());
            inside += above;
        }
        if (has_below && (!has_above || below >= above)) {
            area.low_ticks = std::max(area.low_ticks - 2, profile.low_ticks());
            inside += below;
        }
    }
    return area;
}

}  // namespace

void ProfileShape::update(const VolumeProfile& profile) {
    area_.reset();
    high_nodes_.clear();
    low_nodes_.clear();
    if (!profile.is_empty()) {
        area_ = find_area(profile);
        smooth(profile);
        find_nodes(profile);
    }
}

void ProfileShape::smooth(const VolumeProfile& profile) {
    const std::int64_t low = profile.low_ticks();
    const auto rows = static_cast<std::size_t>(profile.high_ticks() - low + 1);
    half_ = std::max<std::size_t>(1, rows / 32);
    smooth_.resize(rows);
    const auto half = static_cast<std::int64_t>(half_);
    std::uint64_t sum = 0;
    for (std::int64_t price = low - half; price < low + half; ++price) {
        sum += profile.volume_at(price);
    }
    for (std::size_t row = 0; row < rows; ++row) {
        const std::int64_t price = low + static_cast<std::int64_t>(row);
        sum += profile.volume_at(price + half);
        smooth_[row] = sum;
        sum -= profile.volume_at(price - half);
    }
}

// Where the run of rows with the same volume as this one ends.
std::size_t ProfileShape::run_end(std::size_t row) const {
    std::size_t end = row + 1;
    while (end < smooth_.size() && smooth_[end] == smooth_[row]) {
        ++end;
    }
    return end;
}

// Nothing within reach of the run has as much.
bool ProfileShape::is_peak(std::size_t row, std::size_t end) const {
    const std::size_t reach = 2 * half_ + 1;
    const auto is_less = [&](std::uint64_t volume) { return volume < smooth_[row]; };
    const auto at = [&](std::size_t place) {
        return smooth_.begin() + static_cast<std::ptrdiff_t>(place);
    };
    return std::all_of(at(row - std::min(row, reach)), at(row), is_less) &&
           std::all_of(at(end), at(std::min(end + reach, smooth_.size())), is_less);
}

void ProfileShape::find_nodes(const VolumeProfile& profile) {
    std::uint64_t total = 0;
    for (const std::uint64_t volume : smooth_) {
        total += volume;
    }
    const double average = static_cast<double>(total) / static_cast<double>(smooth_.size());
    std::optional<std::size_t> last;
    for (std::size_t row = 0, end = 0; row < smooth_.size(); row = end) {
        end = run_end(row);
        if (static_cast<double>(smooth_[row]) < high_share * average || !is_peak(row, end)) {
            continue;
        }
        if (last) {
            add_valley(*last, row, profile.low_ticks());
        }
        add_peak(row, end, profile);
        last = row;
    }
}

// The price with the most volume of those that were summed up there, nearest to the middle of them.
void ProfileShape::add_peak(std::size_t row, std::size_t end, const VolumeProfile& profile) {
    const auto half = static_cast<std::int64_t>(half_);
    const std::int64_t low = profile.low_ticks() + static_cast<std::int64_t>(row) - half;
    const std::int64_t high = profile.low_ticks() + static_cast<std::int64_t>(end) - 1 + half;
    high_nodes_.add(largest_of(profile, low, high));
}

void ProfileShape::add_valley(std::size_t from, std::size_t to, std::int64_t low_ticks) {
    std::size_t first = from;
    std::size_t last = from;
    for (std::size_t row = from; row < to; ++row) {
        if (smooth_[row] < smooth_[first]) {
            first = row;
        }
        last = smooth_[row] <= smooth_[first] ? row : last;
    }
    const auto bound = low_share * static_cast<double>(std::min(smooth_[from], smooth_[to]));
    if (static_cast<double>(smooth_[first]) <= bound) {
        low_nodes_.add(low_ticks + static_cast<std::int64_t>((first + last) / 2));
    }
}

}  // namespace mia::market
