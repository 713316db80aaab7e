// Arrays a study sees. They are views of memory the program owns, valid for one study call, and
// an index outside them is clamped in silence: a wrong index reads a plausible neighbour.
#ifndef MIA_SIM_SIERRA_ARRAY_H
#define MIA_SIM_SIERRA_ARRAY_H

#include "constants.h"
#include "date_time.h"
#include "text.h"

template <typename T>
class c_ArrayWrapper {
public:
    c_ArrayWrapper() : m_default(T(0)) {}
    explicit c_ArrayWrapper(int) : m_default(T(0)) {}
    c_ArrayWrapper(const c_ArrayWrapper& other)
        : m_data(other.m_data), m_size(other.m_size), m_default(T(0)) {}
    const c_ArrayWrapper& operator=(const c_ArrayWrapper& other) {
        m_data = other.m_data;
        m_size = other.m_size;
        return *this;
    }

    T& operator[](int index) { return ElementAt(index); }
    const T& operator[](int index) const { return ElementAt(index); }
    T& ElementAt(int index) { return m_size == 0 ? m_default : m_data[clamped(index)]; }
    const T& ElementAt(int index) const { return m_size == 0 ? m_default : m_data[clamped(index)]; }

    int GetArraySize() const { return m_size; }
    int GetExtendedArraySize() const { return m_size; }
    T* GetPointer() { return m_data; }
    const T* GetPointer() const { return m_data; }

    // For the program's side only.
    void InternalSetArray(T* data, int size, int = 0) {
        m_data = data;
        m_size = data == nullptr ? 0 : size;
    }

private:
    int clamped(int index) const {
        if (index < 0)
            return 0;
        return index >= m_size ? m_size - 1 : index;
    }

    T* m_data = nullptr;
    int m_size = 0;
    T m_default;
};

class SCDateTimeArray : public c_ArrayWrapper<SCDateTime> {
public:
    int DateAt(int index) const { return ElementAt(index).GetDate(); }
    int TimeAt(int index) const { return ElementAt(index).GetTimeInSeconds(); }
};

typedef SCDateTimeArray& SCDateTimeArrayRef;
typedef c_ArrayWrapper<float> SCFloatArray;
typedef c_ArrayWrapper<float>& SCFloatArrayRef;
typedef const c_ArrayWrapper<float>& SCFloatArrayInRef;
typedef c_ArrayWrapper<uint32_t> SCColorArray;
typedef c_ArrayWrapper<uint32_t>& SCColorArrayRef;
typedef c_ArrayWrapper<SCFloatArray> SCFloatArrayArray;
typedef c_ArrayWrapper<SCFloatArray>& SCBaseDataRef;

// Every array of one study or chart at once. A study or chart that does not exist leaves it with
// size 0; an array that exists but is unused is itself of size 0.
class SCGraphData : public SCFloatArrayArray {
public:
    SCGraphData() { InternalSetArray(m_arrays, SC_SUBGRAPHS_AVAILABLE); }
    SCGraphData(const SCGraphData&) = delete;
    SCGraphData& operator=(const SCGraphData&) = delete;

    // For the program's side only.
    SCFloatArrayRef InternalAccessBaseDataArray(int index) { return m_arrays[index]; }

private:
    SCFloatArray m_arrays[SC_SUBGRAPHS_AVAILABLE];
};

#endif
