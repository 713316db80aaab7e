#include "acsil/sim/drawings.hpp"

#include <algorithm>

namespace mia::sim {
namespace {

// Numbers that Sierra takes for none: -1 is unset, and 0 never finds a drawing again.
bool is_number(int line) {
    return line != 0 && line != -1;
}

template <class T>
void take(T& kept, const T& given, const T& unset) {
    if (given != unset)
        kept = given;
}

void take_text(s_UseTool& kept, const s_UseTool& given) {
    if (given.ClearExistingText != 0)
        kept.Text.Clear();
    if (!given.Text.IsEmpty())
        kept.Text = given.Text;
    if (!given.FontFace.IsEmpty())
        kept.FontFace = given.FontFace;
    if (!given.Symbol.IsEmpty())
        kept.Symbol = given.Symbol;
}

void take_place(s_UseTool& kept, const s_UseTool& given) {
    const s_UseTool unset;
    take(kept.BeginValue, given.BeginValue, unset.BeginValue);
    take(kept.EndValue, given.EndValue, unset.EndValue);
    take(kept.Region, given.Region, unset.Region);
    take(
        kept.UseRelativeVerticalValues, given.UseRelativeVerticalValues,
        unset.UseRelativeVerticalValues
    );
    // A place is a time or an index: the one given last replaces the other.
    if (!given.BeginDateTime.IsUnset() || given.BeginIndex != unset.BeginIndex) {
        kept.BeginDateTime = given.BeginDateTime;
        kept.BeginIndex = given.BeginIndex;
    }
    if (!given.EndDateTime.IsUnset() || given.EndIndex != unset.EndIndex) {
        kept.EndDateTime = given.EndDateTime;
        kept.EndIndex = given.EndIndex;
    }
}

// Only what was set; all else stays as it was drawn.
void adjust(s_UseTool& kept, const s_UseTool& given) {
    const s_UseTool unset;
    const auto each = [&](auto member) { take(kept.*member, given.*member, unset.*member); };
    each(&s_UseTool::DrawingType);
    each(&s_UseTool::Color);
    each(&s_UseTool::SecondaryColor);
    each(&s_UseTool::FontBackColor);
    each(&s_UseTool::TransparencyLevel);
    each(&s_UseTool::LineWidth);
    each(&s_UseTool::LineStyle);
    each(&s_UseTool::FontSize);
    each(&s_UseTool::FontBold);
    each(&s_UseTool::FontItalic);
    each(&s_UseTool::TextAlignment);
    each(&s_UseTool::ReverseTextColor);
    each(&s_UseTool::MultiLineLabel);
    each(&s_UseTool::TransparentLabelBackground);
    each(&s_UseTool::DisplayHorizontalLineValue);
    each(&s_UseTool::ShowPrice);
    each(&s_UseTool::MarkerType);
    each(&s_UseTool::MarkerSize);
    each(&s_UseTool::DrawUnderneathMainGraph);
    each(&s_UseTool::AllowSaveToChartbook);
    each(&s_UseTool::AssociatedStudyID);
    each(&s_UseTool::HideDrawing);
    each(&s_UseTool::LockDrawing);
    take_place(kept, given);
    take_text(kept, given);
}

}  // namespace

int Drawings::use(s_UseTool& tool, int study) {
    ++uses_;
    const bool is_user_drawn = tool.AddAsUserDrawnDrawing != 0;
    const Drawing* found = find(tool.LineNumber, is_user_drawn);
    if (found != nullptr && tool.AddMethod == UTAM_ADD_OR_ADJUST) {
        // Whoever drew it: the number is the chart's.
        adjust(all_[static_cast<std::size_t>(found - all_.data())].tool, tool);
        return 1;
    }
    const bool may_double = tool.AddMethod == UTAM_ADD_ALWAYS && !is_user_drawn;
    if (tool.DrawingType == DRAWING_UNKNOWN || (found != nullptr && !may_double))
        return 0;
    if (tool.LineNumber == -1)
        tool.LineNumber = next_line_++;
    all_.push_back({tool, study});
    return 1;
}

int Drawings::erase(int line) {
    return static_cast<int>(std::erase_if(all_, [line](const Drawing& each) {
        return !each.is_user_drawn() && each.tool.LineNumber == line;
    }));
}

void Drawings::erase_all() {
    std::erase_if(all_, [](const Drawing& each) { return !each.is_user_drawn(); });
}

void Drawings::forget(int study) {
    std::erase_if(all_, [study](const Drawing& each) {
        return !each.is_user_drawn() && each.study == study;
    });
}

const Drawing* Drawings::find(int line, bool user_drawn) const {
    if (!is_number(line))
        return nullptr;
    const auto found = std::find_if(all_.begin(), all_.end(), [=](const Drawing& each) {
        return each.tool.LineNumber == line && each.is_user_drawn() == user_drawn;
    });
    return found == all_.end() ? nullptr : &*found;
}

}  // namespace mia::sim
