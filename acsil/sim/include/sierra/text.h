// Sierra's string: a heap copy of a C string that crosses the boundary between the program and
// its study libraries, so its memory comes from the process and not from a runtime of either.
#ifndef MIA_SIM_SIERRA_TEXT_H
#define MIA_SIM_SIERRA_TEXT_H

#include <cstdarg>
#include <cstdio>
#include <cstdlib>
#include <cstring>

#ifdef _WIN32
#include <windows.h>
#endif

// Lets the compiler check what is passed to Format, where it can.
#if defined(__GNUC__) && !defined(_WIN32)
#define MIA_SIM_PRINTF(text, first) __attribute__((format(printf, text, first)))
#else
#define MIA_SIM_PRINTF(text, first)
#endif

namespace sierra_memory {
inline char* take(size_t bytes) {
#ifdef _WIN32
    return static_cast<char*>(HeapAlloc(GetProcessHeap(), HEAP_ZERO_MEMORY, bytes));
#else
    return static_cast<char*>(std::calloc(bytes, 1));
#endif
}
inline void give(char* block) {
#ifdef _WIN32
    if (block != nullptr)
        HeapFree(GetProcessHeap(), 0, block);
#else
    std::free(block);
#endif
}
}  // namespace sierra_memory

class SCString {
public:
    SCString() = default;
    SCString(int) {}
    SCString(const char* text) { assign(text, length_of(text)); }
    SCString(const char* text, int length) {
        assign(text, length < 0 ? length_of(text) : static_cast<size_t>(length));
    }
    SCString(const SCString& other) { assign(other.m_text, length_of(other.m_text)); }
    SCString& operator=(const SCString& other) {
        if (this != &other)
            assign(other.m_text, length_of(other.m_text));
        return *this;
    }
    SCString& operator=(const char* text) {
        if (text != m_text)
            assign(text, length_of(text));
        return *this;
    }
    ~SCString() { sierra_memory::give(m_text); }

    void Clear() { assign(nullptr, 0); }

    bool operator==(const SCString& other) const { return Compare(other.GetChars()) == 0; }
    bool operator==(const char* other) const { return Compare(other) == 0; }
    bool operator!=(const SCString& other) const { return Compare(other.GetChars()) != 0; }
    bool operator!=(const char* other) const { return Compare(other) != 0; }
    bool operator<(const SCString& other) const { return Compare(other.GetChars()) < 0; }

    SCString& operator+=(const SCString& other) { return Append(other); }
    SCString operator+(const SCString& other) const {
        SCString result(*this);
        result += other;
        return result;
    }
    operator const char*() const { return GetChars(); }

    MIA_SIM_PRINTF(2, 3) SCString& Format(const char* format, ...) {
        va_list arguments;
        va_start(arguments, format);
        SCString result;
        result.append_formatted(format, arguments);
        va_end(arguments);
        swap(result);
        return *this;
    }
    MIA_SIM_PRINTF(2, 3) SCString& AppendFormat(const char* format, ...) {
        va_list arguments;
        va_start(arguments, format);
        append_formatted(format, arguments);
        va_end(arguments);
        return *this;
    }
    SCString& Append(const SCString& other) {
        append(other.GetChars(), length_of(other.m_text));
        return *this;
    }

    // A null argument compares equal to everything; a count of 0 means the whole string.
    int Compare(const char* other, int count = 0) const {
        if (other == nullptr)
            return 0;
        return count == 0 ? std::strcmp(GetChars(), other)
                          : std::strncmp(GetChars(), other, static_cast<size_t>(count));
    }
    int IsEmpty() const { return GetChars()[0] == '\0' ? 1 : 0; }
    const char* GetChars() const { return m_text != nullptr ? m_text : ""; }
    int GetLength() const { return static_cast<int>(length_of(m_text)); }
    int IndexOf(char wanted, int start = 0) const {
        const int length = GetLength();
        for (int i = start; i < length; ++i) {
            if (m_text[i] == wanted)
                return i;
        }
        return -1;
    }
    SCString GetSubString(int count, int start = 0) const {
        const int length = GetLength();
        if (start >= length)
            return SCString();
        const int rest = length - start;
        return SCString(m_text + start, count < 0 || count > rest ? rest : count);
    }
    SCString Left(int count) const { return GetSubString(count > 0 ? count : 0, 0); }

private:
    static size_t length_of(const char* text) { return text == nullptr ? 0 : std::strlen(text); }

    void swap(SCString& other) {
        char* mine = m_text;
        m_text = other.m_text;
        other.m_text = mine;
    }
    void assign(const char* text, size_t length) {
        char* fresh = nullptr;
        if (length != 0) {
            fresh = sierra_memory::take(length + 1);
            if (fresh != nullptr)
                std::memcpy(fresh, text, length);
        }
        sierra_memory::give(m_text);
        m_text = fresh;
    }
    void append(const char* text, size_t length) {
        const size_t before = length_of(m_text);
        char* fresh = sierra_memory::take(before + length + 1);
        if (fresh == nullptr)
            return;
        std::memcpy(fresh, GetChars(), before);
        std::memcpy(fresh + before, text, length);
        sierra_memory::give(m_text);
        m_text = fresh;
    }
    MIA_SIM_PRINTF(2, 0) void append_formatted(const char* format, va_list arguments) {
        va_list again;
        va_copy(again, arguments);
        const int length = std::vsnprintf(nullptr, 0, format, again);
        va_end(again);
        if (length <= 0)
            return;
        char* formatted = sierra_memory::take(static_cast<size_t>(length) + 1);
        if (formatted == nullptr)
            return;
        std::vsnprintf(formatted, static_cast<size_t>(length) + 1, format, arguments);
        append(formatted, static_cast<size_t>(length));
        sierra_memory::give(formatted);
    }

    char* m_text = nullptr;
};

#endif
