#include "bridge/market/profile_shape.hpp"

#include <algorithm>

namespace mia::market {

void ProfileShape::follow(const VolumeProfile& profile, std::int64_t now_ns) {
    const std::uint64_t changed = profile.turnover() - seen_turnover_;
    const std::int64_t age_ns = now_ns - updated_ns_;
    if (changed == 0 || (age_ns >= 0 && age_ns < at_most_every_ns)) {
        return;
    }
    const bool is_little = changed * change_share < profile.volume();
    if (age_ns < 0 || age_ns >= at_least_every_ns || !is_little) {
        update(profile);
        updated_ns_ = now_ns;
    }
}

void ProfileShape::update(const VolumeProfile& profile) {
    seen_turnover_ = profile.turnover();
    area_.reset();
    high_nodes_.clear();
    low_nodes_.clear();
    if (!profile.is_empty()) {
        load(profile);
        area_ = find_area(profile);
        smooth();
        find_nodes();
    }
}

void ProfileShape::load(const VolumeProfile& profile) {
    low_ticks_ = profile.low_ticks();
    volumes_.resize(static_cast<std::size_t>(profile.high_ticks() - low_ticks_ + 1));
    for (std::size_t row = 0; row < volumes_.size(); ++row) {
        volumes_[row] = profile.volume_at(price_of(row));
    }
}

// Of several rows with the most volume the one nearest to the middle.
std::size_t ProfileShape::largest_of(std::size_t begin, std::size_t end) const {
    const auto off_middle = [&](std::size_t row) {
        return row - begin < end - 1 - row ? end - 1 - row : row - begin;
    };
    std::size_t largest = begin;
    for (std::size_t row = begin + 1; row < end; ++row) {
        if (volumes_[row] > volumes_[largest] ||
            (volumes_[row] == volumes_[largest] && off_middle(row) < off_middle(largest))) {
            largest = row;
        }
    }
    return largest;
}

ValueArea ProfileShape::find_area(const VolumeProfile& profile) const {
    const std::size_t rows = volumes_.size();
    const std::size_t poc = largest_of(0, rows);
    std::size_t low = poc;
    std::size_t end = poc + 1;
    std::uint64_t inside = volumes_[poc];
    while (inside * 100 < profile.volume() * value_percent) {
        const std::uint64_t above =
            (end < rows ? volumes_[end] : 0) + (end + 1 < rows ? volumes_[end + 1] : 0);
        const std::uint64_t below =
            (low > 0 ? volumes_[low - 1] : 0) + (low > 1 ? volumes_[low - 2] : 0);
        const bool has_above = end < rows;
        const bool has_below = low > 0;
        // Where both hold the same, neither direction is the better one.
        if (has_above && (!has_below || above >= below)) {
            end = std::min(end + 2, rows);
            inside += above;
        }
        if (has_below && (!has_above || below >= above)) {
            low -= std::min<std::size_t>(low, 2);
            inside += below;
        }
    }
    return {price_of(poc), price_of(low), price_of(end - 1)};
}

void ProfileShape::smooth() {
    const std::size_t rows = volumes_.size();
    half_ = std::max<std::size_t>(1, rows / 32);
    smooth_.resize(rows);
    std::uint64_t sum = 0;
    for (std::size_t row = 0; row < std::min(half_, rows); ++row) {
        sum += volumes_[row];
    }
    for (std::size_t row = 0; row < rows; ++row) {
        sum += row + half_ < rows ? volumes_[row + half_] : 0;
        smooth_[row] = sum;
        sum -= row >= half_ ? volumes_[row - half_] : 0;
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

void ProfileShape::find_nodes() {
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
            add_valley(*last, row);
        }
        add_peak(row, end);
        last = row;
    }
}

// The price with the most volume of those that were summed up there.
void ProfileShape::add_peak(std::size_t row, std::size_t end) {
    const std::size_t begin = row - std::min(row, half_);
    high_nodes_.add(price_of(largest_of(begin, std::min(end + half_, volumes_.size()))));
}

void ProfileShape::add_valley(std::size_t from, std::size_t to) {
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
        low_nodes_.add(price_of((first + last) / 2));
    }
}

}  // namespace mia::market
