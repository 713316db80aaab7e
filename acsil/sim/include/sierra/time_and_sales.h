// The tape: trades and quotes in the order they arrived, oldest first, in a buffer that forgets.
#ifndef MIA_SIM_SIERRA_TIME_AND_SALES_H
#define MIA_SIM_SIERRA_TIME_AND_SALES_H

#include <cstdint>

#include "constants.h"
#include "date_time.h"

struct s_TimeAndSales {
    SCDateTimeMS DateTime;  // UTC, unlike everything else a chart shows
    float Price = 0;        // not multiplied yet: see operator*=
    uint32_t Volume = 0;
    float Bid = 0;
    float Ask = 0;
    uint32_t BidSize = 0;
    uint32_t AskSize = 0;
    uint32_t Sequence = 0;  // ascends with gaps; starts again at a restart and at a replay's start
    int16_t UnbundledTradeIndicator = 0;
    int16_t Type = 0;
    uint32_t TotalBidDepth = 0;
    uint32_t TotalAskDepth = 0;
    int8_t TradeIndicator = 0;
    uint16_t NumberOfTrades = 0;

    s_TimeAndSales() = default;
    explicit s_TimeAndSales(int) {}

    s_TimeAndSales& operator*=(float multiplier) {
        Price *= multiplier;
        Bid *= multiplier;
        Ask *= multiplier;
        return *this;
    }
};

class c_SCTimeAndSalesArray {
public:
    c_SCTimeAndSalesArray() = default;
    // Copies where the records are, not the records.
    c_SCTimeAndSalesArray(const c_SCTimeAndSalesArray&) = default;
    c_SCTimeAndSalesArray& operator=(const c_SCTimeAndSalesArray& other) {
        m_data = other.m_data;
        m_capacity = other.m_capacity;
        m_next = other.m_next;
        m_full = other.m_full;
        return *this;
    }

    int IsCreated() const { return m_data != nullptr ? 1 : 0; }
    int MaxSize() const { return m_capacity; }
    int Size() const {
        if (m_data == nullptr)
            return 0;
        return m_full ? m_capacity : m_next;
    }
    int GetArraySize() const { return Size(); }

    const s_TimeAndSales& operator[](int index) const {
        static const s_TimeAndSales nothing;
        if (index < 0 || index >= Size())
            return nothing;
        if (!m_full)
            return m_data[index];
        const int wrapped = m_next + index;
        return m_data[wrapped >= m_capacity ? wrapped - m_capacity : wrapped];
    }

    // When nothing is newer this gives the index of the last record, which is not newer:
    // the caller still has to look at its sequence.
    uint32_t GetRecordIndexAtGreaterThanSequenceNumber(uint32_t sequence) const {
        const int size = Size();
        if (size == 0)
            return static_cast<uint32_t>(-1);
        int low = 0;
        int high = size;
        while (low < high) {
            const int middle = low + (high - low) / 2;
            if ((*this)[middle].Sequence > sequence) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        return static_cast<uint32_t>(low == size ? size - 1 : low);
    }
    uint32_t GetSequenceNumberOfLastElement() const {
        return Size() == 0 ? 0 : (*this)[Size() - 1].Sequence;
    }
    void ValidateAndCorrectPriorSequenceNumber(uint32_t& prior) const {
        if (prior > GetSequenceNumberOfLastElement())
            prior = 0;
    }

protected:
    const s_TimeAndSales* m_data = nullptr;
    int m_capacity = 0;
    int m_next = 0;
    bool m_full = false;
};

#endif
