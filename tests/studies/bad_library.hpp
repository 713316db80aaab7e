// A file that the studies are told is libzmq and that is none, and how often somebody opened it.
#pragma once

#include <sys/inotify.h>
#include <unistd.h>

#include <array>
#include <cstddef>
#include <cstdlib>
#include <optional>
#include <string>

#include "tests/temp_folder.hpp"

namespace mia::studies {

class BadLibrary {
public:
    BadLibrary() {
        folder_.write("libzmq.so.5", "this is no library\n");
        const std::string path = folder_.file("libzmq.so.5");
        inotify_add_watch(queue_, path.c_str(), IN_OPEN);
        if (const char* told = std::getenv("MIA_LIBZMQ"); told != nullptr) {
            told_before_ = told;
        }
        setenv("MIA_LIBZMQ", path.c_str(), 1);
    }
    ~BadLibrary() {
        if (told_before_) {
            setenv("MIA_LIBZMQ", told_before_->c_str(), 1);
        } else {
            unsetenv("MIA_LIBZMQ");
        }
        close(queue_);
    }
    BadLibrary(const BadLibrary&) = delete;
    BadLibrary& operator=(const BadLibrary&) = delete;

    // Whether it was opened since the last look; several times count as one.
    bool was_opened() const {
        alignas(inotify_event) std::array<std::byte, 4096> events;
        return read(queue_, events.data(), events.size()) > 0;
    }

private:
    test::TempFolder folder_;
    int queue_ = inotify_init1(IN_NONBLOCK);
    std::optional<std::string> told_before_;
};

}  // namespace mia::studies
