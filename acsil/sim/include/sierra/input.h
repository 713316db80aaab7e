// One setting of a study as the user sees it. Reading it as another kind than it was set to
// gives what Sierra gives: a rounded number or a zero, never an error.
#ifndef MIA_SIM_SIERRA_INPUT_H
#define MIA_SIM_SIERRA_INPUT_H

#include "array.h"
#include "constants.h"
#include "text.h"
#include "time_zone_ids.h"

struct s_ChartStudySubgraphValues {
    int ChartNumber = 0;
    int StudyID = 0;
    int SubgraphIndex = 0;
};

struct s_SCInput_145 {
    SCString Name;
    unsigned char ValueType = NO_VALUE;
    uint16_t DisplayOrder = 0;

    s_SCInput_145() = default;
    explicit s_SCInput_145(int) {}

    s_SCInput_145& SetInt(int value) { return set_number(INT_VALUE, value); }
    s_SCInput_145& SetFloat(float value) {
        return set_number(FLOAT_VALUE, static_cast<double>(value));
    }
    s_SCInput_145& SetDouble(double value) { return set_number(DOUBLE_VALUE, value); }
    s_SCInput_145& SetYesNo(unsigned int value) {
        return set_number(YESNO_VALUE, value != 0 ? 1 : 0);
    }
    s_SCInput_145& SetColor(unsigned int value) { return set_number(COLOR_VALUE, value); }
    s_SCInput_145& SetChartNumber(int value) { return set_number(CHART_NUMBER, value); }
    s_SCInput_145& SetStudyID(unsigned int value) { return set_number(STUDYID_VALUE, value); }
    s_SCInput_145& SetSubgraphIndex(unsigned int value) {
        return set_number(SUBGRAPHINDEX_VALUE, value);
    }
    s_SCInput_145& SetCustomInputIndex(unsigned int value) {
        return set_number(CUSTOM_STRING_VALUE, value);
    }
    s_SCInput_145& SetTimeZone(TimeZonesEnum value) { return set_number(TIMEZONE_VALUE, value); }
    s_SCInput_145& SetChartStudySubgraphValues(int chart, int study, int subgraph) {
        return set_study(CHART_STUDY_SUBGRAPH_VALUES, chart, study, subgraph);
    }
    s_SCInput_145& SetStudySubgraphValues(int study, int subgraph) {
        return set_study(STUDY_SUBGRAPH_VALUES, 0, study, subgraph);
    }
    s_SCInput_145& SetString(const char* value) { return set_text(STRING_VALUE, value); }
    s_SCInput_145& SetPathAndFileName(const char* value) {
        return set_text(PATH_AND_FILE_NAME_VALUE, value);
    }
    s_SCInput_145& SetSymbol(const char* value) { return set_text(FIND_SYMBOL_VALUE, value); }

    void SetIntLimits(int least, int most) {
        m_least = least;
        m_most = most;
    }
    void SetFloatLimits(float least, float most) {
        SetDoubleLimits(static_cast<double>(least), static_cast<double>(most));
    }
    void SetDoubleLimits(double least, double most) {
        m_least = least;
        m_most = most;
    }
    void SetDescription(const char* text) { m_description = text; }
    void SetCustomInputStrings(const char* choices) {
        m_choices = choices;
        ValueType = CUSTOM_STRING_VALUE;
    }

    int GetInt() const {
        return UsesStringValue() || uses_study() ? 0 : static_cast<int>(std::lround(m_number));
    }
    unsigned int GetIndex() const { return static_cast<unsigned int>(GetInt()); }
    unsigned int GetYesNo() const { return GetBoolean(); }
    unsigned int GetBoolean() const {
        return !UsesStringValue() && !uses_study() && m_number != 0 ? 1U : 0U;
    }
    float GetFloat() const { return static_cast<float>(GetDouble()); }
    double GetDouble() const { return UsesStringValue() || uses_study() ? 0.0 : m_number; }
    unsigned int GetColor() const {
        return ValueType == COLOR_VALUE ? static_cast<unsigned int>(m_number) : 0U;
    }
    unsigned int GetStudyID() const {
        return uses_study() ? static_cast<unsigned int>(m_study.StudyID)
                            : static_cast<unsigned int>(GetInt());
    }
    unsigned int GetSubgraphIndex() const {
        return uses_study() ? static_cast<unsigned int>(m_study.SubgraphIndex)
                            : static_cast<unsigned int>(GetInt());
    }
    int GetChartNumber() { return uses_study() ? m_study.ChartNumber : GetInt(); }
    s_ChartStudySubgraphValues GetChartStudySubgraphValues() const { return m_study; }
    TimeZonesEnum GetTimeZone() {
        return ValueType == TIMEZONE_VALUE && m_number >= 0 &&
                       m_number < static_cast<double>(NUM_TIME_ZONES)
                   ? static_cast<TimeZonesEnum>(GetInt())
                   : TIMEZONE_NOT_SPECIFIED;
    }
    // An empty text input reads as the word "Unset" here and as "" through the two getters
    // below; a study that takes the word for a value connects to a host called Unset.
    const char* GetString() const {
        return UsesStringValue() && !m_text.IsEmpty() ? m_text.GetChars() : "Unset";
    }
    const char* GetPathAndFileName() { return UsesStringValue() ? m_text.GetChars() : ""; }
    const char* GetSymbol() { return GetPathAndFileName(); }

    bool UsesStringValue() const {
        return ValueType == STRING_VALUE || ValueType == PATH_AND_FILE_NAME_VALUE ||
               ValueType == FIND_SYMBOL_VALUE;
    }

    // For the program's side only: the user types a number into this input.
    void InternalSetNumber(double value) { m_number = value; }
    void InternalSetText(const char* value) { m_text = value; }

private:
    bool uses_study() const {
        return ValueType == CHART_STUDY_SUBGRAPH_VALUES || ValueType == STUDY_SUBGRAPH_VALUES ||
               ValueType == CHART_STUDY_VALUES;
    }
    s_SCInput_145& set_number(InputValueTypes type, double value) {
        ValueType = static_cast<unsigned char>(type);
        m_number = value;
        return *this;
    }
    s_SCInput_145& set_text(InputValueTypes type, const char* value) {
        ValueType = static_cast<unsigned char>(type);
        m_text = value;
        return *this;
    }
    s_SCInput_145& set_study(InputValueTypes type, int chart, int study, int subgraph) {
        ValueType = static_cast<unsigned char>(type);
        m_study.ChartNumber = chart;
        m_study.StudyID = study;
        m_study.SubgraphIndex = subgraph;
        return *this;
    }

    double m_number = 0;
    double m_least = 0;
    double m_most = 0;
    s_ChartStudySubgraphValues m_study;
    SCString m_text;
    SCString m_description;
    SCString m_choices;
};

typedef c_ArrayWrapper<s_SCInput_145> SCInput145Array;
typedef s_SCInput_145& SCInputRef;

#endif
