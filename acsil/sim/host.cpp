#include "acsil/sim/host.hpp"

#include <algorithm>
#include <stdexcept>
#include <utility>

namespace mia::sim {
namespace {

void apply(StudyInstance& instance, const InputChoice& choice) {
    if (choice.index < 0 || choice.index >= SC_INPUTS_AVAILABLE) {
        throw std::invalid_argument(
            "input index was " + std::to_string(choice.index) + ", expected 0 to 127"
        );
    }
    s_SCInput_145& input = instance.inputs[static_cast<std::size_t>(choice.index)];
    if (input.ValueType == NO_VALUE || input.UsesStringValue() != choice.is_text) {
        throw std::invalid_argument(
            "input " + std::to_string(choice.index) + " of " + instance.function +
            (choice.is_text ? " takes no text" : " takes no number")
        );
    }
    if (choice.is_text) {
        input.InternalSetText(choice.text.c_str());
    } else {
        input.InternalSetNumber(choice.number);
    }
}

// What other studies read of this one's inputs.
void show_inputs(const StudyInstance& instance, Study& study) {
    std::vector<StudyInput>& shown = study.description.inputs;
    shown.clear();
    for (const s_SCInput_145& input : instance.inputs) {
        if (input.ValueType == NO_VALUE)
            break;
        const bool is_text = input.UsesStringValue();
        shown.push_back(
            {input.Name.GetChars(), input.GetDouble(), is_text ? input.GetString() : "",
             input.ValueType, input.GetChartStudySubgraphValues()}
        );
    }
}

}  // namespace

Host::Host(HostOptions options) : options_(std::move(options)), services_(*this) {}

// NOLINTNEXTLINE(bugprone-exception-escape): what fails here is a bug of ours and ends the program
Host::~Host() {
    while (!charts_.empty())
        close_chart(charts_.begin()->first);
}

Chart& Host::add_chart(ChartSettings settings) {
    const int number = settings.number;
    if (number < 1 || charts_.contains(number)) {
        throw std::invalid_argument(
            "chart number " + std::to_string(number) + " was taken or below 1"
        );
    }
    instrument(settings.symbol);
    return *(charts_[number] = std::make_unique<Chart>(std::move(settings)));
}

Chart* Host::find_chart(int number) {
    const auto found = charts_.find(number);
    return found == charts_.end() ? nullptr : found->second.get();
}

Chart& Host::chart(int number) {
    Chart* found = find_chart(number);
    if (found == nullptr)
        throw std::invalid_argument("no chart has the number " + std::to_string(number));
    return *found;
}

int Host::highest_chart_number() const {
    return charts_.empty() ? 0 : charts_.rbegin()->first;
}

void Host::close_chart(int number) {
    chart(number);
    for (StudyInstance* instance : instances_in_order(number))
        remove(instance->handle);
    charts_.erase(number);
}

void Host::change_symbol(int number, const std::string& symbol) {
    Chart& changed = chart(number);
    changed.settings().symbol = symbol;
    changed.clear_bars();
    instrument(symbol);
    for (StudyInstance* instance : instances_in_order(number))
        instance->needs_full_recalculation = true;
}

Instrument* Host::find_instrument(const std::string& symbol) {
    const auto found = instruments_.find(symbol);
    return found == instruments_.end() ? nullptr : found->second.get();
}

Instrument& Host::instrument(const std::string& symbol) {
    auto& slot = instruments_[symbol];
    if (!slot)
        slot = std::make_unique<Instrument>(options_.tape_capacity);
    return *slot;
}

StudyLibrary& Host::load(const std::filesystem::path& path) {
    const auto wanted = std::filesystem::absolute(path);
    for (const auto& library : libraries_) {
        if (library->path() != wanted)
            continue;
        library->load();
        return *library;
    }
    return *libraries_.emplace_back(std::make_unique<StudyLibrary>(wanted));
}

bool Host::release(StudyLibrary& library) {
    return library.release();
}

void Host::allow(StudyLibrary& library) {
    library.load();
    for (const auto& [handle, instance] : instances_) {
        if (instance->library == &library)
            instance->needs_full_recalculation = true;
    }
}

int Host::attach(
    int chart_number, StudyLibrary& library, const std::string& function,
    const std::vector<InputChoice>& inputs, int study_id
) {
    Chart& on = chart(chart_number);
    library.function(function);
    StudyDescription description;
    description.id = study_id;
    auto fresh = std::make_unique<StudyInstance>();
    fresh->handle = next_handle_++;
    fresh->chart = chart_number;
    fresh->library = &library;
    fresh->function = function;
    fresh->study = on.add_study(description, true).description.id;
    StudyInstance& added = *(instances_[fresh->handle] = std::move(fresh));
    call(added, CallReason::defaults);
    try {
        for (const InputChoice& choice : inputs)
            apply(added, choice);
    } catch (...) {
        forget(added.handle);
        throw;
    }
    show_inputs(added, *on.find_study(added.study));
    return added.handle;
}

StudyInstance& Host::instance(int handle) {
    const auto found = instances_.find(handle);
    if (found == instances_.end())
        throw std::invalid_argument("no study has the handle " + std::to_string(handle));
    return *found->second;
}

void Host::set_input(int handle, const InputChoice& choice) {
    StudyInstance& changed = instance(handle);
    apply(changed, choice);
    changed.needs_full_recalculation = true;
    show_inputs(changed, *chart(changed.chart).find_study(changed.study));
}

void Host::remove(int handle) {
    StudyInstance& leaving = instance(handle);
    if (leaving.library->is_loaded())
        call(leaving, CallReason::last);
    forget(handle);
}

void Host::forget(int handle) {
    StudyInstance& leaving = instance(handle);
    clean_drawings(leaving);
    chart(leaving.chart).remove_study(leaving.study);
    instances_.erase(handle);
}

void Host::clean_drawings(const StudyInstance& instance) {
    if (options_.is_cleaning_drawings)
        chart(instance.chart).drawings().forget(instance.study);
}

void Host::update(int number) {
    Chart& updated = chart(number);
    if (updated.bars().size() == 0 && !options_.is_calling_without_bars)
        return;
    for (StudyInstance* instance : instances_in_order(number)) {
        if (!instance->library->is_loaded())
            continue;
        if (std::exchange(instance->needs_full_recalculation, false)) {
            clean_drawings(*instance);
            call(*instance, CallReason::full_recalculation);
        }
        call(*instance, CallReason::update);
    }
}

void Host::recalculate(int number) {
    for (StudyInstance* instance : instances_in_order(number))
        instance->needs_full_recalculation = true;
    update(number);
}

std::vector<StudyInstance*> Host::instances_in_order(int number) {
    std::vector<StudyInstance*> found;
    for (const auto& [handle, instance] : instances_) {
        if (instance->chart == number)
            found.push_back(instance.get());
    }
    std::stable_sort(
        found.begin(), found.end(),
        [](const StudyInstance* left, const StudyInstance* right) {
            return left->sc.CalculationPrecedence < right->sc.CalculationPrecedence;
        }
    );
    return found;
}

void Host::call(StudyInstance& instance, CallReason reason) {
    if (services_.is_in_call())
        throw std::logic_error("the host was driven from inside a study's call");
    Chart& on = chart(instance.chart);
    const CallContext context{
        on, find_instrument(on.settings().symbol), now_ns_, options_.is_poisoning};
    const std::string thrown = StudyCall(services_, instance, context).run(reason);
    if (!thrown.empty()) {
        put_error(instance.function + " on chart " + std::to_string(instance.chart) + " " + thrown);
    }
    if (instance.sc.FlagFullRecalculate != 0) {
        instance.sc.FlagFullRecalculate = 0;
        instance.needs_full_recalculation = true;
    }
    if (!options_.is_poisoning)
        return;
    for (const auto& [number, each] : charts_)
        each->move_arrays();
}

const std::string* Host::find_built_in_name(int identifier) const {
    const auto found = built_in_names_.find(identifier);
    return found == built_in_names_.end() ? nullptr : &found->second;
}

int Host::built_in(const std::string& name) {
    for (const auto& [identifier, known] : built_in_names_) {
        if (known == name)
            return identifier;
    }
    const int next = built_in_names_.empty() ? 1 : built_in_names_.rbegin()->first + 1;
    name_built_in(next, name);
    return next;
}

std::vector<LogMessage> Host::take_messages() {
    return std::exchange(messages_, {});
}

}  // namespace mia::sim
