// Volume traded at each price of each bar. Only the reading half exists: Sierra's writing half
// does not compile under g++, so a study that must build there cannot use it.
#ifndef MIA_SIM_SIERRA_VOLUME_AT_PRICE_H
#define MIA_SIM_SIERRA_VOLUME_AT_PRICE_H

#include <cstddef>

struct s_VolumeAtPriceV2 {
    int PriceInTicks = 0;
    unsigned int Volume = 0;
    unsigned int BidVolume = 0;
    unsigned int AskVolume = 0;
    unsigned int NumberOfTrades = 0;
};

class c_VAPContainer {
public:
    unsigned int GetNumberOfBars() const { return m_bars; }

    unsigned int GetSizeAtBarIndex(unsigned int bar) const {
        return bar < m_bars ? m_first[bar + 1] - m_first[bar] : 0;
    }

    // The element index is clamped to the bar unless the caller asks for an error; a bar without
    // elements, or outside, gives false.
    bool GetVAPElementAtIndex(
        unsigned int bar, int index, const s_VolumeAtPriceV2** element,
        bool error_when_outside = false
    ) const {
        *element = nullptr;
        const int size = static_cast<int>(GetSizeAtBarIndex(bar));
        if (size == 0)
            return false;
        if (error_when_outside && (index < 0 || index >= size))
            return false;
        const int inside = index < 0 ? 0 : (index >= size ? size - 1 : index);
        *element = m_elements + m_first[bar] + static_cast<unsigned int>(inside);
        return true;
    }

    // For the program's side only: `first` has one more element than there are bars.
    void
    InternalSet(const s_VolumeAtPriceV2* elements, const unsigned int* first, unsigned int bars) {
        m_elements = elements;
        m_first = first;
        m_bars = bars;
    }

private:
    const s_VolumeAtPriceV2* m_elements = nullptr;
    const unsigned int* m_first = nullptr;
    unsigned int m_bars = 0;
};

#endif
