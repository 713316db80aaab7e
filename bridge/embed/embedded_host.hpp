// The Python host inside this process: opt-in, for those who accept that a Python fault takes the program with it.
// Fed over inproc through the host's own ZeroMQ context; the host works on a thread of its own.
#pragma once

#include <cstdint>
#include <memory>
#include <string>

namespace mia::embed {

struct HostOptions {
    std::string home;                // folder of the token, the orders and the recordings
    std::string config;              // configuration file; empty for the defaults
    std::string mode = "read-only";  // as of `mia run`
    std::string recording;           // file to record into; empty for none
    std::int64_t start_ns = 0;       // not 0: time stands still there until set_time
};

// One per process: an interpreter cannot be started twice. Throws std::runtime_error with Python's own words.
class EmbeddedHost {
public:
    explicit EmbeddedHost(const HostOptions& options);
    // Stops a host that was not stopped. Close your own sockets first, as before stop.
    ~EmbeddedHost();
    EmbeddedHost(const EmbeddedHost&) = delete;
    EmbeddedHost& operator=(const EmbeddedHost&) = delete;

    [[nodiscard]] void* zmq_context() const;
    [[nodiscard]] std::string feed_address() const;
    [[nodiscard]] std::uint64_t received() const;
    void set_time(std::int64_t now_ns);

    void start();
    // Ends in order; the report as JSON, what is left open in it. May be called again. Throws what
    // ended the host before, with what it left open.
    std::string stop();

private:
    struct Interpreter;
    std::unique_ptr<Interpreter> interpreter_;
};

}  // namespace mia::embed
