// The simulated host as a program of its own, driven by lines: a command and its arguments, divided
// by tabs, in UTF-8. It answers each with one line, "ok ..." or "error ...", and ends with its input.
// A test plays Sierra Chart with it where Python is not: on Windows, or under wine.
#include <algorithm>
#include <exception>
#include <filesystem>
#include <iostream>
#include <map>
#include <sstream>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "acsil/sim/console/chartbook.hpp"

namespace mia::sim {
namespace {

using Words = std::vector<std::string>;
using Command = std::string (*)(Chartbook&, const Words&);

Words split(std::string_view line) {
    if (line.ends_with('\r'))
        line.remove_suffix(1);
    Words words;
    for (std::size_t begin = 0; begin <= line.size();) {
        const std::size_t end = std::min(line.find('\t', begin), line.size());
        words.emplace_back(line.substr(begin, end - begin));
        begin = end + 1;
    }
    return words;
}

const std::string& argument(const Words& words, std::size_t index) {
    if (index >= words.size())
        throw std::invalid_argument(words.front() + " lacks an argument");
    return words[index];
}

std::string load(Chartbook& book, const Words& words) {
    const std::string& path = argument(words, 1);
    book.load(std::filesystem::path(std::u8string(path.begin(), path.end())));
    return book.library().name() + " " + std::to_string(book.library().version());
}

std::string attach(Chartbook& book, const Words& words) {
    const int chart = std::stoi(argument(words, 1));
    return std::to_string(book.attach(chart, argument(words, 2), argument(words, 3)));
}

std::string overlay(Chartbook& book, const Words& words) {
    const int chart = std::stoi(argument(words, 1));
    return std::to_string(book.attach_overlay(chart, argument(words, 2), argument(words, 3)));
}

std::string play(Chartbook& book, const Words& words) {
    for (int step = std::stoi(argument(words, 1)); step > 0; --step)
        book.step();
    return {};
}

// What the study of this handle shows: batches sent, and whether its host has the whole snapshot.
std::string shown(Chartbook& book, const Words& words) {
    constexpr int batches_sent = 2;
    constexpr int synchronised = 3;
    auto& kept = book.host().instance(std::stoi(argument(words, 1))).persistent.int64s;
    return std::to_string(kept[batches_sent]) + " " + std::to_string(kept[synchronised]);
}

std::string levels(Chartbook& book, const Words&) {
    std::ostringstream text;
    const OrderBook& shown_book = book.host().instrument(Chartbook::es_symbol).book;
    for (const auto* side : {&shown_book.bids, &shown_book.asks}) {
        for (const BookLevel& level : *side)
            text << level.price << ' ' << level.quantity << ' ';
    }
    return text.str();
}

// What has words of all that is drawn on this chart, as "words=value" divided by tabs; a line that
// ends within the words is a bar.
std::string drawn(Chartbook& book, const Words& words) {
    std::ostringstream text;
    for (const Drawing& each : book.host().chart(std::stoi(argument(words, 1))).drawings().all()) {
        std::string label = each.tool.Text.GetChars();
        std::replace(label.begin(), label.end(), '\n', '|');
        if (!label.empty())
            text << label << '=' << each.tool.BeginValue << '\t';
    }
    return text.str();
}

// Unloads the code without a last call.
std::string release(Chartbook& book, const Words&) {
    return book.host().release(book.library()) ? "gone" : "still there";
}

std::string allow(Chartbook& book, const Words&) {
    book.host().allow(book.library());
    return {};
}

std::string remove(Chartbook& book, const Words& words) {
    book.host().remove(std::stoi(argument(words, 1)));
    return {};
}

// All that was logged or went wrong since the last time.
std::string complaints(Chartbook& book, const Words&) {
    std::string text;
    for (const LogMessage& message : book.host().take_messages())
        text += message.text + "; ";
    for (const std::string& error : book.host().errors())
        text += error + "; ";
    return text;
}

const std::map<std::string, Command, std::less<>> commands{
    {"load", load},     {"attach", attach},   {"overlay", overlay},       {"drawn", drawn},
    {"play", play},     {"shown", shown},     {"levels", levels},         {"allow", allow},
    {"remove", remove}, {"release", release}, {"complaints", complaints},
};

std::string answer(Chartbook& book, const std::string& line) {
    try {
        const Words words = split(line);
        const auto command = commands.find(words.front());
        if (command == commands.end())
            return "error no such command: " + words.front();
        return "ok " + command->second(book, words);
    } catch (const std::exception& error) {
        return std::string("error ") + error.what();
    }
}

}  // namespace
}  // namespace mia::sim

int main() {
    mia::sim::Chartbook book;
    for (std::string line; std::getline(std::cin, line);)
        std::cout << mia::sim::answer(book, line) << std::endl;
    return 0;
}
