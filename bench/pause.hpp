// What the thread does between two calls of a study. A chart is updated some times a second; between the updates Sierra's
// thread works on other memory, and the caches hold that; or it sleeps.
#pragma once

#include <chrono>
#include <cstddef>
#include <thread>
#include <vector>

namespace mia::bench {

// Writes one byte in each step of a memory.
inline void touch(std::vector<unsigned char>& bytes, std::size_t step) {
    for (std::size_t at = 0; at < bytes.size(); at += step) {
        static_cast<volatile unsigned char&>(bytes[at]) = static_cast<unsigned char>(at);
    }
}

enum class Pause { none, busy, asleep };

class Between {
public:
    explicit Between(Pause pause) : pause_(pause), work_(pause == Pause::busy ? work_bytes : 0) {}

    void wait() {
        if (pause_ == Pause::asleep) {
            std::this_thread::sleep_for(interval);
        } else if (pause_ == Pause::busy) {
            const auto end = std::chrono::steady_clock::now() + interval;
            while (std::chrono::steady_clock::now() < end) {
                touch(work_, line_bytes);
            }
        }
    }

private:
    static constexpr std::chrono::milliseconds interval{20};
    static constexpr std::size_t line_bytes = 64;
    static constexpr std::size_t work_bytes = std::size_t{32} * 1024 * 1024;

    Pause pause_;
    std::vector<unsigned char> work_;
};

}  // namespace mia::bench
