// ladder: several levels of one side, next to each other or nearly, that became far larger than usual
// within a few seconds and stay: somebody stacks orders. One large level is a wall. A side that is
// thick all over is none, nor is a run of large levels that a shift of the book brings into view:
// what counts is that levels grew together while others did not.
#pragma once

#include "bridge/detectors/detector.hpp"

#include <algorithm>
#include <limits>

namespace mia::detectors {

class Ladder {
public:
    static constexpr std::array parameters{
        Parameter{"hold_s", 1.5, 0.1, 60.0, "s", "how long the levels must have stood"},
        Parameter{
            "together_s", 4.0, 0.1, 60.0, "s",
            "within what time the first and the last must have come"},
        Parameter{"levels", 3.0, 2.0, 10.0, "levels", "how many it needs"},
        Parameter{"ratio", 2.2, 1.1, 50.0, "", "size of each, in medians of its side's levels"},
        Parameter{
            "contrast", 1.6, 1.0, 20.0, "",
            "size of the smallest, in medians of the side's other levels as they are now"},
        Parameter{
            "gap_levels", 1.0, 0.0, 5.0, "levels", "ordinary levels that may lie between two"},
        Parameter{
            "near_levels", 12.0, 2.0, 16.0, "levels", "how far behind the touch it is looked for"},
        Parameter{
            "keep_share", 0.75, 0.05, 1.0, "",
            "part of the size it needed below which a level belongs to it no longer"},
    };
    static constexpr std::array<std::string_view, 7> evidence{
        "levels", "size", "smallest", "median", "others", "held_s", "behind_touch_levels"};
    static constexpr DetectorInfo info{
        "ladder", "Large levels stacked next to each other, that came together.", parameters,
        evidence};

    explicit Ladder(const ParameterValues& values)
        : hold_ns_(values.nanoseconds(row_of(parameters, "hold_s"))),
          together_ns_(values.nanoseconds(row_of(parameters, "together_s"))),
          levels_(static_cast<std::size_t>(values.integer(row_of(parameters, "levels")))),
          ratio_(values[row_of(parameters, "ratio")]),
          contrast_(values[row_of(parameters, "contrast")]),
          gap_levels_(static_cast<std::size_t>(values.integer(row_of(parameters, "gap_levels")))),
          near_levels_(static_cast<std::size_t>(values.integer(row_of(parameters, "near_levels")))),
          keep_share_(values[row_of(parameters, "keep_share")]) {}

    void on_change(const BookChange& change, const Context& context) {
        Flank& flank = flanks_[market::index_of(change.side)];
        Rung& rung = flank.place_of(change.price_ticks);
        const bool is_known = rung.is_used && rung.price_ticks == change.price_ticks;
        if (change.size_after < flank.needed) {
            if (is_known && change.size_after < flank.kept) {
                flank.was_hidden = change.at_window_edge;
                rung = {};
            }
            return;
        }
        const bool is_farther =
            rung.is_used &&
            market::ticks_behind(change.side, rung.price_ticks, change.price_ticks) > 0;
        const bool doubled = change.size_after / 2 >= change.size_before;
        if (is_farther || (is_known && (rung.is_own || !doubled))) {
            return;
        }
        const bool grew =
            has_looked_ && !change.at_window_edge && (doubled || change.size_before < flank.needed);
        rung = {true, grew, false, change.price_ticks, context.now_ns};
        flank.is_awaited = flank.is_awaited || grew;
    }

    void on_batch(const Context& context) {
        has_looked_ = true;
        for (const Side side : market::both_sides) {
            Flank& flank = flanks_[market::index_of(side)];
            if (flank.episode != 0) {
                follow(flank, side, context);
            } else if (flank.is_awaited) {
                look_at(flank, side, context);
            }
            follow_sizes(flank, context.sizes_of(side));
        }
    }

    void reset() {
        flanks_ = {};
        has_looked_ = false;
    }

private:
    static constexpr std::size_t prices = 64;  // a power of two, more than near_levels spans
    static constexpr std::size_t near_max = 16;
    static constexpr std::size_t others_max = 32;
    static constexpr std::size_t others_wanted = 3;

    // A level that is far larger than usual.
    struct Rung {
        bool is_used = false;
        bool grew = false;    // in view and at a time that is known; one ladder uses it up
        bool is_own = false;  // of the episode under way
        std::int64_t price_ticks = 0;
        std::int64_t since_ns = 0;
    };

    struct Flank {
        std::uint32_t needed = std::numeric_limits<std::uint32_t>::max();
        std::uint32_t kept = 0;
        bool is_awaited = false;  // some have grown that belong to no ladder yet
        bool was_hidden = false;  // what left last, left at the far end of the window
        std::uint64_t episode = 0;
        std::int64_t since_ns = 0;
        std::int64_t nearest_ticks = 0;
        std::array<Rung, prices> rungs{};

        Rung& place_of(std::int64_t price_ticks) {
            return rungs[static_cast<std::uint64_t>(price_ticks) % prices];
        }
        // Null when the level there is an ordinary one.
        Rung* find(std::int64_t price_ticks) {
            Rung& rung = place_of(price_ticks);
            return rung.is_used && rung.price_ticks == price_ticks ? &rung : nullptr;
        }
    };

    // Rungs next to each other, nearest first.
    struct Run {
        std::array<Rung*, near_max> rungs{};
        std::array<std::uint32_t, near_max> sizes{};
        std::array<std::size_t, near_max> behind{};  // levels between the touch and each
        std::size_t count = 0;

        void add(Rung* rung, std::uint32_t size, std::size_t at) {
            rungs[count] = rung;
            sizes[count] = size;
            behind[count++] = at;
        }
    };

    void follow_sizes(Flank& flank, const SizeDistribution& sizes) const {
        const std::uint32_t median = sizes.median();
        if (median == 0) {
            flank.needed = std::numeric_limits<std::uint32_t>::max();
            return;
        }
        flank.needed = static_cast<std::uint32_t>(ratio_ * median) + 1;
        flank.kept = static_cast<std::uint32_t>(keep_share_ * flank.needed);
    }

    std::span<const market::BookLevel> near(Side side, const Context& context) const {
        const auto levels = context.book.side(side).levels();
        return levels.first(std::min(levels.size(), near_levels_));
    }

    void look_at(Flank& flank, Side side, const Context& context) {
        const auto levels = near(side, context);
        bool is_awaited = false;
        Run run;
        std::size_t gap = 0;
        for (std::size_t at = 0; at < levels.size(); ++at) {
            Rung* rung = flank.find(levels[at].price_ticks);
            if (rung == nullptr) {
                if (++gap > gap_levels_) {
                    is_awaited = judge(flank, run, side, context) || is_awaited;
                    run = {};
                }
                continue;
            }
            gap = 0;
            if (rung->grew && levels[at].size >= flank.needed) {
                run.add(rung, levels[at].size, at);
            }
        }
        is_awaited = judge(flank, run, side, context) || is_awaited;
        // Farther away some may have grown that the price is still to come near.
        flank.is_awaited = flank.episode == 0 && (is_awaited || has_young(flank, context));
    }

    bool has_young(const Flank& flank, const Context& context) const {
        return std::any_of(flank.rungs.begin(), flank.rungs.end(), [&](const Rung& rung) {
            return rung.is_used && rung.grew &&
                   context.now_ns - rung.since_ns <= hold_ns_ + together_ns_;
        });
    }

    // True while it may still become a ladder.
    bool judge(Flank& flank, const Run& run, Side side, const Context& context) const {
        if (run.count < levels_ || flank.episode != 0) {
            return false;
        }
        const Run part = come_together(run);
        if (part.count < levels_) {
            return false;
        }
        const std::uint32_t others = median_of_others(part, side, context);
        if (others == 0 || smallest_of(part) < contrast_ * others) {
            spend(part);  // the whole side grows
        } else if (has_stood(part, context)) {
            report(flank, part, side, context);
        }
        return true;
    }

    // The most of them that came within the time allowed and are alike in size.
    Run come_together(const Run& run) const {
        Run most;
        for (std::size_t first = 0; first < run.count; ++first) {
            const Run part = alike(come_with(run, run.rungs[first]->since_ns));
            most = part.count > most.count ? part : most;
        }
        return most;
    }

    // Those that came in the time that begins with one of them.
    Run come_with(const Run& run, std::int64_t begin_ns) const {
        Run part;
        for (std::size_t i = 0; i < run.count; ++i) {
            const std::int64_t later_ns = run.rungs[i]->since_ns - begin_ns;
            if (later_ns >= 0 && later_ns <= together_ns_) {
                part.add(run.rungs[i], run.sizes[i], run.behind[i]);
            }
        }
        return part;
    }

    // Without those that are just large beside the others.
    static Run alike(const Run& run) {
        Run part;
        auto sizes = run.sizes;
        const auto middle = sizes.begin() + static_cast<std::ptrdiff_t>(run.count / 2);
        std::nth_element(
            sizes.begin(), middle, sizes.begin() + static_cast<std::ptrdiff_t>(run.count)
        );
        for (std::size_t i = 0; i < run.count; ++i) {
            if (2 * std::uint64_t{run.sizes[i]} >= *middle) {
                part.add(run.rungs[i], run.sizes[i], run.behind[i]);
            }
        }
        return part;
    }

    // While more of them come, the one nearest the touch is not yet known.
    bool has_stood(const Run& run, const Context& context) const {
        const auto end = run.rungs.begin() + static_cast<std::ptrdiff_t>(run.count);
        return std::all_of(run.rungs.begin(), end, [&](const Rung* rung) {
            return context.now_ns - rung->since_ns >= hold_ns_;
        });
    }

    static void spend(const Run& run) {
        for (std::size_t i = 0; i < run.count; ++i) {
            run.rungs[i]->grew = false;
        }
    }

    // 0 when there are too few to say.
    static std::uint32_t median_of_others(const Run& run, Side side, const Context& context) {
        std::array<std::uint32_t, others_max> sizes{};
        std::size_t count = 0;
        const auto levels = context.book.side(side).levels();
        for (std::size_t at = 0; at < levels.size() && count < others_max; ++at) {
            const auto end = run.behind.begin() + static_cast<std::ptrdiff_t>(run.count);
            if (std::find(run.behind.begin(), end, at) == end) {
                sizes[count++] = levels[at].size;
            }
        }
        if (count < others_wanted) {
            return 0;
        }
        const auto middle = sizes.begin() + static_cast<std::ptrdiff_t>(count / 2);
        std::nth_element(sizes.begin(), middle, sizes.begin() + static_cast<std::ptrdiff_t>(count));
        return *middle;
    }

    static std::uint32_t smallest_of(const Run& run) {
        return *std::min_element(
            run.sizes.begin(), run.sizes.begin() + static_cast<std::ptrdiff_t>(run.count)
        );
    }

    void report(Flank& flank, const Run& run, Side side, const Context& context) const {
        flank.since_ns = context.now_ns;
        flank.nearest_ticks = run.rungs[0]->price_ticks;
        for (std::size_t i = 0; i < run.count; ++i) {
            flank.since_ns = std::min(flank.since_ns, run.rungs[i]->since_ns);
            run.rungs[i]->is_own = true;
        }
        spend(run);
        const double margin = static_cast<double>(flank.needed) / smallest_of(run);
        const double confidence = 1.0 - 0.25 * margin * margin * margin;
        flank.episode = context.episodes.open(
            {info, side, flank.nearest_ticks, flank.since_ns, confidence,
             evidence_of(flank, run, side, context)},
            context.now_ns
        );
    }

    // The ladder may march with the price: what grows next to it belongs to it.
    void follow(Flank& flank, Side side, const Context& context) const {
        const auto levels = near(side, context);
        Run own;
        Run run;
        std::size_t gap = 0;
        for (std::size_t at = 0; at < levels.size(); ++at) {
            Rung* rung = flank.find(levels[at].price_ticks);
            gap = rung == nullptr ? gap + 1 : 0;
            if (gap > gap_levels_) {
                take_in(own, run);
                run = {};
            }
            if (rung != nullptr && (rung->is_own || rung->grew)) {
                run.add(rung, levels[at].size, at);
            }
        }
        take_in(own, run);
        if (own.count < 2 || own.count + 1 < levels_) {
            end(flank, own, side, context);
        }
    }

    static void take_in(Run& own, const Run& run) {
        const auto end = run.rungs.begin() + static_cast<std::ptrdiff_t>(run.count);
        if (std::none_of(run.rungs.begin(), end, [](const Rung* rung) { return rung->is_own; })) {
            return;
        }
        for (std::size_t i = 0; i < run.count; ++i) {
            run.rungs[i]->grew = false;
            run.rungs[i]->is_own = true;
            own.add(run.rungs[i], run.sizes[i], run.behind[i]);
        }
    }

    static void end(Flank& flank, const Run& own, Side side, const Context& context) {
        context.episodes.close(
            flank.episode, context.now_ns, reason_of(flank, side, context),
            evidence_of(flank, own, side, context)
        );
        flank.episode = 0;
        for (Rung& rung : flank.rungs) {
            rung.is_own = false;
        }
        flank.is_awaited = true;
    }

    static std::string_view reason_of(const Flank& flank, Side side, const Context& context) {
        const auto standing =
            std::count_if(flank.rungs.begin(), flank.rungs.end(), [](const Rung& rung) {
                return rung.is_used && rung.is_own;
            });
        const market::LevelRecord* nearest = context.levels.find(side, flank.nearest_ticks);
        const bool was_eaten = nearest != nullptr && nearest->traded > nearest->cancelled;
        return standing > 1       ? "far"
               : flank.was_hidden ? "out-of-view"
               : was_eaten        ? "eaten"
                                  : "pulled";
    }

    static Evidence
    evidence_of(const Flank& flank, const Run& run, Side side, const Context& context) {
        double size = 0.0;
        for (std::size_t i = 0; i < run.count; ++i) {
            size += run.sizes[i];
        }
        return {
            static_cast<double>(run.count),
            size,
            run.count == 0 ? 0.0 : static_cast<double>(smallest_of(run)),
            static_cast<double>(context.sizes_of(side).median()),
            static_cast<double>(median_of_others(run, side, context)),
            static_cast<double>(context.now_ns - flank.since_ns) * 1e-9,
            run.count == 0 ? 0.0 : static_cast<double>(run.behind[0])};
    }

    std::int64_t hold_ns_;
    std::int64_t together_ns_;
    std::size_t levels_;
    double ratio_;
    double contrast_;
    std::size_t gap_levels_;
    std::size_t near_levels_;
    double keep_share_;
    bool has_looked_ = false;  // a batch was over since the last reset: what comes now, came now
    std::array<Flank, 2> flanks_{};
};

static_assert(Detector<Ladder>);

}  // namespace mia::detectors
