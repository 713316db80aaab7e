// A moment as Sierra keeps it: whole microseconds since 1899-12-30 00:00, in whatever time
// zone the value came from. It carries no zone of its own.
#ifndef MIA_SIM_SIERRA_DATE_TIME_H
#define MIA_SIM_SIERRA_DATE_TIME_H

#include <cmath>
#include <cstdint>

static const int64_t MICROSECONDS_PER_MILLISECOND = 1000;
static const int64_t MICROSECONDS_PER_SECOND = 1000000;
static const int64_t MICROSECONDS_PER_MINUTE = 60 * MICROSECONDS_PER_SECOND;
static const int64_t MICROSECONDS_PER_HOUR = 60 * MICROSECONDS_PER_MINUTE;
static const int64_t MICROSECONDS_PER_DAY = 24 * MICROSECONDS_PER_HOUR;
static const int SECONDS_PER_DAY = 86400;
static const int SCDATETIME_UNIX_EPOCH_DATE = 25569;

class SCDateTime {
public:
    SCDateTime() = default;
    SCDateTime(double days) : m_dt(from_days(days)) {}
    // Spelled out, not defaulted: Sierra's is user-declared too, which decides how it is returned.
    SCDateTime(const SCDateTime& other) : m_dt(other.m_dt) {}
    SCDateTime(int date, int time_in_seconds)
        : m_dt(date * MICROSECONDS_PER_DAY + time_in_seconds * MICROSECONDS_PER_SECOND) {}
    SCDateTime(int year, int month, int day, int hour, int minute, int second) {
        SetDateTimeYMDHMS(year, month, day, hour, minute, second);
    }
    SCDateTime(int year, int month, int day, int hour, int minute, int second, int millisecond) {
        SetDateTimeYMDHMS_MS(year, month, day, hour, minute, second, millisecond);
    }

    const SCDateTime& operator=(double days) {
        m_dt = from_days(days);
        return *this;
    }
    const SCDateTime& operator=(const SCDateTime& other) {
        m_dt = other.m_dt;
        return *this;
    }
    const SCDateTime& operator+=(const SCDateTime& other) {
        m_dt += other.m_dt;
        return *this;
    }
    const SCDateTime& operator-=(const SCDateTime& other) {
        m_dt -= other.m_dt;
        return *this;
    }

    bool operator==(const SCDateTime& other) const { return m_dt == other.m_dt; }
    bool operator!=(const SCDateTime& other) const { return m_dt != other.m_dt; }
    bool operator<(const SCDateTime& other) const { return m_dt < other.m_dt; }
    bool operator<=(const SCDateTime& other) const { return m_dt <= other.m_dt; }
    bool operator>(const SCDateTime& other) const { return m_dt > other.m_dt; }
    bool operator>=(const SCDateTime& other) const { return m_dt >= other.m_dt; }

    void Clear() { m_dt = 0; }
    bool IsUnset() const { return m_dt == 0; }

    // These two round to the nearest second first, as Sierra's do.
    int GetDate() const { return static_cast<int>(rounded_to_second() / MICROSECONDS_PER_DAY); }
    int GetTimeInSeconds() const {
        return static_cast<int>(
            rounded_to_second() % MICROSECONDS_PER_DAY / MICROSECONDS_PER_SECOND
        );
    }
    int GetTimeInSecondsWithoutMilliseconds() const {
        return static_cast<int>(m_dt % MICROSECONDS_PER_DAY / MICROSECONDS_PER_SECOND);
    }
    int GetMillisecond() const {
        return static_cast<int>(m_dt / MICROSECONDS_PER_MILLISECOND % 1000);
    }
    double GetAsDouble() const {
        return static_cast<double>(m_dt) / static_cast<double>(MICROSECONDS_PER_DAY);
    }
    void GetDateYMD(int& year, int& month, int& day) const {
        civil_from_days(GetDate(), year, month, day);
    }
    void GetTimeHMS(int& hour, int& minute, int& second) const {
        const int seconds = GetTimeInSeconds();
        hour = seconds / 3600;
        minute = seconds / 60 % 60;
        second = seconds % 60;
    }
    void
    GetDateTimeYMDHMS(int& year, int& month, int& day, int& hour, int& minute, int& second) const {
        GetDateYMD(year, month, day);
        GetTimeHMS(hour, minute, second);
    }

    int64_t AsMicrosecondsSinceBaseDate() const { return m_dt; }
    int64_t ToUNIXTimeInMicroseconds() const {
        return m_dt - SCDATETIME_UNIX_EPOCH_DATE * MICROSECONDS_PER_DAY;
    }
    void SetFromUNIXTimeMicroseconds(int64_t microseconds) {
        m_dt = microseconds + SCDATETIME_UNIX_EPOCH_DATE * MICROSECONDS_PER_DAY;
    }
    SCDateTime& SetDateTimeYMDHMS(int year, int month, int day, int hour, int minute, int second) {
        return SetDateTimeYMDHMS_MS(year, month, day, hour, minute, second, 0);
    }
    SCDateTime& SetDateTimeYMDHMS_MS(
        int year, int month, int day, int hour, int minute, int second, int millisecond
    ) {
        m_dt = days_from_civil(year, month, day) * MICROSECONDS_PER_DAY +
               hour * MICROSECONDS_PER_HOUR + minute * MICROSECONDS_PER_MINUTE +
               second * MICROSECONDS_PER_SECOND + millisecond * MICROSECONDS_PER_MILLISECOND;
        return *this;
    }
    SCDateTime& AddMicroseconds(int64_t microseconds) {
        m_dt += microseconds;
        return *this;
    }
    SCDateTime& AddSeconds(int seconds) {
        return AddMicroseconds(seconds * MICROSECONDS_PER_SECOND);
    }
    SCDateTime& AddMinutes(int minutes) {
        return AddMicroseconds(minutes * MICROSECONDS_PER_MINUTE);
    }
    SCDateTime& AddDays(int days) { return AddMicroseconds(days * MICROSECONDS_PER_DAY); }

    static SCDateTime DAYS(int days) { return of(days * MICROSECONDS_PER_DAY); }
    static SCDateTime HOURS(int hours) { return of(hours * MICROSECONDS_PER_HOUR); }
    static SCDateTime MINUTES(int minutes) { return of(minutes * MICROSECONDS_PER_MINUTE); }
    static SCDateTime SECONDS(int seconds) { return of(seconds * MICROSECONDS_PER_SECOND); }
    static SCDateTime MILLISECONDS(int64_t count) {
        return of(count * MICROSECONDS_PER_MILLISECOND);
    }
    static SCDateTime MICROSECONDS(int64_t count) { return of(count); }

    // The reading overload is public and the writing one is not, so a caller holding a
    // non-const value must go through a const reference. Sierra's header has the same trap.
    int64_t GetInternalDateTime() const { return m_dt; }
    void SetInternalDateTime(int64_t value) { m_dt = value; }

protected:
    int64_t& GetInternalDateTime() { return m_dt; }

private:
    static SCDateTime of(int64_t microseconds) {
        SCDateTime result;
        result.m_dt = microseconds;
        return result;
    }
    static int64_t from_days(double days) {
        return static_cast<int64_t>(std::llround(days * static_cast<double>(MICROSECONDS_PER_DAY)));
    }
    int64_t rounded_to_second() const { return m_dt + MICROSECONDS_PER_SECOND / 2; }

    // The well-known day counting that starts its year in March, so that the leap day comes last.
    static int64_t days_from_civil(int year, int month, int day) {
        const int64_t y = year - (month <= 2 ? 1 : 0);
        const int64_t era = (y >= 0 ? y : y - 399) / 400;
        const int64_t of_era = y - era * 400;
        const int64_t of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
        const int64_t since_march_0000 =
            era * 146097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year;
        return since_march_0000 - 719468 + SCDATETIME_UNIX_EPOCH_DATE;
    }
    static void civil_from_days(int64_t date, int& year, int& month, int& day) {
        const int64_t z = date - SCDATETIME_UNIX_EPOCH_DATE + 719468;
        const int64_t era = (z >= 0 ? z : z - 146096) / 146097;
        const int64_t doe = z - era * 146097;
        const int64_t yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
        const int64_t doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
        const int64_t march_month = (5 * doy + 2) / 153;
        day = static_cast<int>(doy - (153 * march_month + 2) / 5 + 1);
        month = static_cast<int>(march_month < 10 ? march_month + 3 : march_month - 9);
        year = static_cast<int>(yoe + era * 400 + (month <= 2 ? 1 : 0));
    }

    int64_t m_dt = 0;
};

typedef SCDateTime SCDateTimeMS;

inline SCDateTime operator+(const SCDateTime& left, const SCDateTime& right) {
    SCDateTime result(left);
    result += right;
    return result;
}

inline SCDateTime operator-(const SCDateTime& left, const SCDateTime& right) {
    SCDateTime result(left);
    result -= right;
    return result;
}

#endif
