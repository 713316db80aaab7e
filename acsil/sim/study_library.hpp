// A study library loaded into this process the way Sierra loads one: by path, checked for its
// version and name, searched for study functions, and unloaded again whether its studies were
// told or not.
#pragma once

#include <filesystem>
#include <string>

#include "sierrachart.h"

namespace mia::sim {

using StudyFunction = void(SCDLLCALL*)(SCStudyInterfaceRef);

class StudyLibrary {
public:
    // Throws std::runtime_error naming the file and what was wrong with it.
    explicit StudyLibrary(const std::filesystem::path& path);
    ~StudyLibrary();
    StudyLibrary(const StudyLibrary&) = delete;
    StudyLibrary& operator=(const StudyLibrary&) = delete;

    void load();
    // Unloads without a word to the studies. True when the code really left the process.
    bool release();
    bool is_loaded() const { return handle_ != nullptr; }

    const std::filesystem::path& path() const { return path_; }
    int version() const { return version_; }
    const std::string& name() const { return name_; }
    // Throws std::runtime_error when the library has no such study.
    StudyFunction function(const std::string& name) const;

private:
    std::filesystem::path path_;
    void* handle_ = nullptr;
    int version_ = 0;
    std::string name_;
};

}  // namespace mia::sim
