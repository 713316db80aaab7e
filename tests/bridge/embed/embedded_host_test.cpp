// Feeds a recorded session over inproc into the host of an embedded interpreter and expects what replay gives.
#include "bridge/embed/embedded_host.hpp"

#include "bridge/transport/publisher.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <thread>
#include <vector>

namespace mia::embed {
namespace {

struct RecordedBatch {
    std::int64_t t_ns;
    std::string data;
};

std::string environment(const char* name) {
    const char* value = std::getenv(name);
    return value == nullptr ? "" : value;
}

// Written by make_session.py: for each batch its time, its length, its bytes.
std::vector<RecordedBatch> read_session(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    const std::string all{std::istreambuf_iterator<char>(file), {}};
    std::vector<RecordedBatch> session;
    std::size_t at = 0;
    while (at + 16 <= all.size()) {
        std::int64_t head[2];
        std::memcpy(head, all.data() + at, sizeof head);
        session.push_back({head[0], all.substr(at + 16, static_cast<std::size_t>(head[1]))});
        at += 16 + static_cast<std::size_t>(head[1]);
    }
    return session;
}

std::string word_in(const std::string& path) {
    std::ifstream file(path);
    std::string word;
    file >> word;
    EXPECT_GE(word.size(), 16U) << path;
    return word;
}

bool wait_until(const auto& condition) {
    const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(20);
    while (!condition()) {
        if (std::chrono::steady_clock::now() > deadline) {
            return false;
        }
        std::this_thread::yield();
    }
    return true;
}

HostOptions options_for(const std::string& folder, const char* recording) {
    HostOptions options;
    options.home = folder + "/home";
    options.config = folder + "/mia.toml";
    options.recording = folder + "/" + recording;
    std::filesystem::remove(options.recording);
    return options;
}

// In a process of its own, for an interpreter starts once. Whoever waits for ever is ended by ctest.
[[noreturn]] void leave_without_stopping(const HostOptions& options) {
    {
        EmbeddedHost host(options);
        host.start();
    }
    std::exit(std::filesystem::exists(options.recording) ? 0 : 1);
}

TEST(EmbeddedHostDeathTest, is_stopped_when_nobody_stopped_it) {
    GTEST_FLAG_SET(death_test_style, "threadsafe");
    const HostOptions options = options_for(environment("MIA_EMBED_SESSION"), "left.mcap");

    EXPECT_EXIT(leave_without_stopping(options), testing::ExitedWithCode(0), "");
}

[[noreturn]] void stop_in_every_state(const HostOptions& options) {
    EmbeddedHost host(options);
    const std::string report = host.stop();
    const bool told = report.find("\"left_open\": \"\"") != std::string::npos;
    const bool same = host.stop() == report;
    std::string refusal;
    try {
        host.start();
    } catch (const std::runtime_error& error) {
        refusal = error.what();
    }
    const bool refused = refusal.find("not started or stopped before") != std::string::npos;
    std::exit(told && same && refused ? 0 : 1);
}

TEST(EmbeddedHostDeathTest, may_be_stopped_before_it_was_started_and_again) {
    GTEST_FLAG_SET(death_test_style, "threadsafe");
    const HostOptions options = options_for(environment("MIA_EMBED_SESSION"), "idle.mcap");

    EXPECT_EXIT(stop_in_every_state(options), testing::ExitedWithCode(0), "");
}

TEST(EmbeddedHost, decides_over_inproc_what_replay_decides) {
    const std::string folder = environment("MIA_EMBED_SESSION");
    const auto session = read_session(folder + "/batches.bin");
    ASSERT_FALSE(session.empty()) << "the session is made by the fixture of this test";
    HostOptions options = options_for(folder, "embedded.mcap");
    options.start_ns = session.front().t_ns;
    EmbeddedHost host(options);
    const transport::ZmqLibrary& library = transport::load_zmq();
    ASSERT_NE(library.api, nullptr) << transport::load_error_text(library.error);
    transport::Publisher publisher{};
    ASSERT_TRUE(publisher.open(*library.api, host.feed_address().c_str(), 1, host.zmq_context()));

    host.start();
    ASSERT_TRUE(wait_until([&] {
        (void)publisher.poll_subscriptions();
        return publisher.has_subscriber != 0;
    }));
    std::uint64_t sent = 0;
    for (const RecordedBatch& batch : session) {
        host.set_time(batch.t_ns);
        ASSERT_EQ(
            publisher.send(std::as_bytes(std::span(batch.data))), transport::SendResult::sent
        );
        ++sent;
        ASSERT_TRUE(wait_until([&] { return host.received() == sent; })) << "batch " << sent;
    }
    publisher.close();
    const std::string report = host.stop();

    EXPECT_NE(report.find(word_in(folder + "/state.txt")), std::string::npos) << report;
    EXPECT_NE(report.find(word_in(folder + "/digest.txt")), std::string::npos) << report;
}

}  // namespace
}  // namespace mia::embed
