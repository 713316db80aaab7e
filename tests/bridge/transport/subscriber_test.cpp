#include "bridge/transport/subscriber.hpp"

#include "bridge/wire/batch_writer.hpp"

#include <gtest/gtest.h>
#include <zmq.h>

#include <chrono>
#include <string>
#include <type_traits>
#include <vector>

namespace mia::transport {
namespace {

static_assert(std::is_trivially_copyable_v<Subscriber>, "it may outlive the code that made it");

constexpr std::uint64_t publisher_id = 0x1122334455667788ULL;

std::string magic() {
    return {reinterpret_cast<const char*>(&wire::batch_magic), sizeof wire::batch_magic};
}
std::string prefix(std::uint64_t id) {
    return magic() + std::string(reinterpret_cast<const char*>(&id), sizeof id);
}

// The host's side of the socket, made with the system's libzmq through its ordinary header.
class Host {
public:
    explicit Host(const std::string& address = "tcp://127.0.0.1:*") {
        const int one = 1;
        zmq_setsockopt(socket_, ZMQ_LINGER, &zero_, sizeof zero_);
        zmq_setsockopt(socket_, ZMQ_XPUB_VERBOSE, &one, sizeof one);
        EXPECT_EQ(zmq_bind(socket_, address.c_str()), 0);
        char endpoint[64];
        std::size_t size = sizeof endpoint;
        zmq_getsockopt(socket_, ZMQ_LAST_ENDPOINT, endpoint, &size);
        address_ = endpoint;
    }
    Host(const Host&) = delete;
    Host& operator=(const Host&) = delete;
    ~Host() {
        zmq_close(socket_);
        zmq_ctx_term(context_);
    }
    const std::string& address() const { return address_; }

    // What a subscriber did, its first byte included; empty when that takes longer.
    std::string hear(int wait_ms = 5000) {
        std::string message(64, '\0');
        zmq_setsockopt(socket_, ZMQ_RCVTIMEO, &wait_ms, sizeof wait_ms);
        const int size = zmq_recv(socket_, message.data(), message.size(), 0);
        message.resize(size < 0 ? 0 : static_cast<std::size_t>(size));
        return message;
    }
    void send(const std::string& bytes) { zmq_send(socket_, bytes.data(), bytes.size(), 0); }

private:
    static constexpr int zero_ = 0;
    void* context_ = zmq_ctx_new();
    void* socket_ = zmq_socket(context_, ZMQ_XPUB);
    std::string address_;
};

class SubscriberTest : public testing::Test {
protected:
    void SetUp() override {
        ASSERT_NE(load_zmq().api, nullptr) << load_error_text(load_zmq().error);
        ASSERT_TRUE(subscriber.open(*load_zmq().api, host.address().c_str()));
    }
    void TearDown() override { subscriber.close(); }

    // Anything but nothing, or nothing after five seconds.
    Received receive() {
        const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(5);
        Received seen;
        while (seen.what == Received::What::nothing && std::chrono::steady_clock::now() < deadline
        ) {
            seen = subscriber.receive(buffer);
        }
        return seen;
    }
    std::string text(const Received& seen) const {
        return {reinterpret_cast<const char*>(buffer.data()), seen.size};
    }

    Host host;
    Subscriber subscriber{};
    std::array<std::byte, 64> buffer{};
};

TEST_F(SubscriberTest, listens_to_every_publisher_and_to_nothing_else) {
    ASSERT_EQ(host.hear(), '\1' + magic());
    host.send("something else");
    host.send(prefix(1) + "first");
    host.send(prefix(2) + "second");
    EXPECT_EQ(text(receive()), prefix(1) + "first");
    EXPECT_EQ(text(receive()), prefix(2) + "second");
    EXPECT_EQ(subscriber.receive(buffer).what, Received::What::nothing) << "it never waits";
}

TEST_F(SubscriberTest, asks_one_publisher_without_hearing_anything_twice) {
    ASSERT_EQ(host.hear(), '\1' + magic());
    for (int i = 0; i < 2; ++i) {
        ASSERT_TRUE(subscriber.ask(publisher_id));
        EXPECT_EQ(host.hear(), '\1' + prefix(publisher_id));
        EXPECT_EQ(host.hear(), std::string(1, '\0') + prefix(publisher_id));
    }
    host.send(prefix(publisher_id) + "once");
    EXPECT_EQ(text(receive()), prefix(publisher_id) + "once");
    EXPECT_EQ(subscriber.receive(buffer).what, Received::What::nothing);
}

TEST_F(SubscriberTest, says_what_is_too_large_and_takes_the_next) {
    ASSERT_EQ(host.hear(), '\1' + magic());
    host.send(prefix(1) + std::string(100, 'x'));
    host.send(prefix(1) + "small");
    EXPECT_EQ(receive().what, Received::What::too_large);
    EXPECT_EQ(text(receive()), prefix(1) + "small");
}

TEST_F(SubscriberTest, meets_a_host_that_comes_back) {
    const std::string address = host.address();
    ASSERT_EQ(host.hear(), '\1' + magic());
    host.~Host();
    new (&host) Host(address);
    // libzmq subscribes anew while the study calls into its socket, as it does at every chart update.
    std::string heard;
    const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(5);
    while (heard.empty() && std::chrono::steady_clock::now() < deadline) {
        EXPECT_EQ(subscriber.receive(buffer).what, Received::What::nothing);
        heard = host.hear(10);
    }
    EXPECT_EQ(heard, '\1' + magic());
    host.send(prefix(3) + "again");
    EXPECT_EQ(text(receive()), prefix(3) + "again");
}

TEST(Subscriber, is_closed_when_zeroed_or_refused) {
    Subscriber subscriber{};
    std::array<std::byte, 64> buffer{};
    EXPECT_FALSE(subscriber.is_open());
    EXPECT_FALSE(subscriber.ask(publisher_id));
    EXPECT_EQ(subscriber.receive(buffer).what, Received::What::failed);
    subscriber.close();
    EXPECT_FALSE(subscriber.open(*load_zmq().api, "nonsense"));
    EXPECT_NE(subscriber.last_error, 0);
    EXPECT_FALSE(subscriber.is_open());
}

}  // namespace
}  // namespace mia::transport
