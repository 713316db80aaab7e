// A simulated Sierra Chart: charts, instruments and loaded study libraries, driven by a caller
// who also owns the clock. It calls one study at a time, on the caller's thread.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "acsil/sim/chart.hpp"
#include "acsil/sim/host_services.hpp"
#include "acsil/sim/instrument.hpp"
#include "acsil/sim/study_call.hpp"
#include "acsil/sim/study_instance.hpp"
#include "acsil/sim/study_library.hpp"

namespace mia::sim {

struct HostOptions {
    int tape_capacity = 10'000;  // records kept per symbol
    int depth_levels_max = 100;
    std::string chartbook = "simulated.cht";
    std::string data_folder;
    // Sierra takes a study's drawings away when it is fully recalculated or removed; without that
    // a test sees what the study takes away itself.
    bool is_cleaning_drawings = true;
    // Studies are called on a chart without bars too. Whether Sierra does that is nowhere said, so they must bear it.
    bool is_calling_without_bars = false;
    // What a study keeps beyond its call is made invalid, so that a sanitizer sees its use.
    bool is_poisoning = false;
};

struct LogMessage {
    int chart = 0;
    int study = 0;
    std::string text;
    bool shows_log = false;
};

// What the user typed over a study's default, by input index.
struct InputChoice {
    int index = 0;
    bool is_text = false;
    double number = 0;
    std::string text;
};

// A caller's mistake (a chart, study or library that is not there) throws std::invalid_argument
// or std::runtime_error; what a study does wrong is put on record in errors().
class Host {
public:
    explicit Host(HostOptions options = {});
    // Every study on every chart gets its last call.
    ~Host();  // NOLINT(bugprone-exception-escape): see there
    Host(const Host&) = delete;
    Host& operator=(const Host&) = delete;

    const HostOptions& options() const { return options_; }
    void set_time_ns(std::int64_t now_ns) { now_ns_ = now_ns; }
    std::int64_t now_ns() const { return now_ns_; }

    Chart& add_chart(ChartSettings settings);
    Chart& chart(int number);
    Chart* find_chart(int number);
    int highest_chart_number() const;
    // Every study on it gets its last call.
    void close_chart(int number);
    // Forgets the bars; the next update is a full recalculation.
    void change_symbol(int chart, const std::string& symbol);

    Instrument& instrument(const std::string& symbol);
    Instrument* find_instrument(const std::string& symbol);

    StudyLibrary& load(const std::filesystem::path& path);
    // Unloads the code without a last call. True when it really left the process.
    bool release(StudyLibrary& library);
    // Loads it again; its studies are recalculated at their charts' next update.
    void allow(StudyLibrary& library);

    // Gives the handle of the new instance. Its first call with data is the next update's.
    int attach(
        int chart, StudyLibrary& library, const std::string& function,
        const std::vector<InputChoice>& inputs = {}, int study_id = 0
    );
    StudyInstance& instance(int handle);
    void set_input(int handle, const InputChoice& choice);
    void remove(int handle);

    // One chart update: every study on it is called once, those of low precedence last.
    void update(int chart);
    // As update, but from the first bar; followed at once by an ordinary call, as Sierra does.
    void recalculate(int chart);

    void name_built_in(int identifier, std::string name) {
        built_in_names_[identifier] = std::move(name);
    }
    const std::string* find_built_in_name(int identifier) const;
    // The identifier of the built-in study of this name, which gets one if it has none.
    int built_in(const std::string& name);

    const std::vector<LogMessage>& messages() const { return messages_; }
    std::vector<LogMessage> take_messages();
    const std::vector<std::string>& errors() const { return errors_; }

    void put_message(LogMessage message) { messages_.push_back(std::move(message)); }
    void put_error(std::string text) { errors_.push_back(std::move(text)); }

private:
    void call(StudyInstance& instance, CallReason reason);
    std::vector<StudyInstance*> instances_in_order(int chart);
    void forget(int handle);
    void clean_drawings(const StudyInstance& instance);

    HostOptions options_;
    std::int64_t now_ns_ = 0;
    std::map<int, std::unique_ptr<Chart>> charts_;
    std::map<std::string, std::unique_ptr<Instrument>, std::less<>> instruments_;
    std::vector<std::unique_ptr<StudyLibrary>> libraries_;
    std::map<int, std::unique_ptr<StudyInstance>> instances_;
    std::map<int, std::string> built_in_names_;
    std::vector<LogMessage> messages_;
    std::vector<std::string> errors_;
    HostServices services_;
    int next_handle_ = 1;
};

}  // namespace mia::sim
