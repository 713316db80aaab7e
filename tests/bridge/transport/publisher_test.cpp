#include "bridge/transport/publisher.hpp"

#include "bridge/wire/batch_writer.hpp"

#include <gtest/gtest.h>
#include <zmq.h>

#include <chrono>
#include <cstring>
#include <string>
#include <vector>

namespace mia::transport {
namespace {

constexpr std::uint64_t publisher_id = 0x1122334455667788ULL;

// The host's side of the socket, made with the system's libzmq through its ordinary header.
class Host {
public:
    Host() {
        zmq_setsockopt(socket_, ZMQ_LINGER, &zero_, sizeof zero_);
        zmq_bind(socket_, "tcp://127.0.0.1:*");
        char address[64];
        std::size_t size = sizeof address;
        zmq_getsockopt(socket_, ZMQ_LAST_ENDPOINT, address, &size);
        address_ = address;
    }
    explicit Host(const std::string& address) : address_(address) {
        zmq_setsockopt(socket_, ZMQ_LINGER, &zero_, sizeof zero_);
        EXPECT_EQ(zmq_bind(socket_, address.c_str()), 0);
    }
    Host(const Host&) = delete;
    Host& operator=(const Host&) = delete;
    ~Host() {
        zmq_close(socket_);
        zmq_ctx_term(context_);
    }
    const std::string& address() const { return address_; }
    // A socket takes in connections only while its own thread calls into it, as a host's loop always does.
    void pump() {
        int events = 0;
        std::size_t size = sizeof events;
        zmq_getsockopt(socket_, ZMQ_EVENTS, &events, &size);
    }
    void subscribe(const std::string& prefix) { say('\1' + prefix); }
    void unsubscribe(const std::string& prefix) { say('\0' + prefix); }
    void say(const std::string& words) { zmq_send(socket_, words.data(), words.size(), 0); }
    std::string receive() {
        std::string message(4096, '\0');
        const int timeout_ms = 2000;
        zmq_setsockopt(socket_, ZMQ_RCVTIMEO, &timeout_ms, sizeof timeout_ms);
        const int size = zmq_recv(socket_, message.data(), message.size(), 0);
        message.resize(size < 0 ? 0 : static_cast<std::size_t>(size));
        return message;
    }

private:
    static constexpr int zero_ = 0;
    void* context_ = zmq_ctx_new();
    void* socket_ = zmq_socket(context_, ZMQ_XSUB);
    std::string address_;
};

std::string magic() {
    return {reinterpret_cast<const char*>(&wire::batch_magic), sizeof wire::batch_magic};
}

std::string own_prefix(std::uint64_t id = publisher_id) {
    return magic() + std::string(reinterpret_cast<const char*>(&id), sizeof id);
}

// Lets both sides work until a condition holds or five seconds have gone.
template <class Done>
Subscriptions poll_until(Publisher& publisher, Host* host, Done done) {
    Subscriptions total;
    const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(5);
    while (!done(total) && std::chrono::steady_clock::now() < deadline) {
        if (host != nullptr) {
            host->pump();
        }
        const Subscriptions now = publisher.poll_subscriptions();
        total.joined += now.joined;
        total.asked += now.asked;
        total.left += now.left;
    }
    return total;
}

class PublisherTest : public testing::Test {
protected:
    void SetUp() override {
        ASSERT_NE(load_zmq().api, nullptr) << load_error_text(load_zmq().error);
        ASSERT_TRUE(publisher.open(*load_zmq().api, host.address().c_str(), publisher_id));
    }
    void TearDown() override { publisher.close(); }

    void join() {
        host.subscribe(magic());
        ASSERT_EQ(
            poll_until(
                publisher, &host, [](const Subscriptions& s) { return s.joined != 0; }
            ).joined,
            1U
        );
    }

    std::span<const std::byte> batch() {
        wire::BatchWriter writer(buffer);
        writer.begin({.publisher = publisher_id, .sequence = 1});
        EXPECT_NE(writer.add<wire::Heartbeat>(), nullptr);
        return *writer.finish(0);
    }

    Host host;
    Publisher publisher{};
    alignas(8) std::array<std::byte, 1024> buffer{};
};

TEST_F(PublisherTest, sees_a_subscriber_and_reaches_it) {
    join();
    EXPECT_EQ(publisher.has_subscriber, 1);
    const auto sent = batch();
    EXPECT_EQ(publisher.send(sent), SendResult::sent);
    const std::string received = host.receive();
    ASSERT_EQ(received.size(), sent.size());
    EXPECT_EQ(std::memcmp(received.data(), sent.data(), sent.size()), 0);
}

TEST_F(PublisherTest, is_asked_for_a_snapshot_by_its_own_prefix_each_time_anew) {
    join();
    for (int round = 0; round < 3; ++round) {
        host.subscribe(own_prefix());
        EXPECT_EQ(
            poll_until(publisher, &host, [](const Subscriptions& s) { return s.asked != 0; }).asked,
            1U
        );
        host.unsubscribe(own_prefix());
    }
    EXPECT_EQ(publisher.has_subscriber, 1) << "asking is not leaving";
}

TEST_F(PublisherTest, does_not_answer_for_another_publisher) {
    join();
    host.subscribe(own_prefix(publisher_id + 1));
    host.subscribe(own_prefix());
    const Subscriptions seen =
        poll_until(publisher, &host, [](const Subscriptions& s) { return s.asked != 0; });
    EXPECT_EQ(seen.asked, 1U);
}

TEST_F(PublisherTest, hears_the_hosts_own_words_and_goes_on_behind_them) {
    join();
    std::array<std::byte, 64> words{};
    const auto hear = [&] {
        Subscriptions seen;
        const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(5);
        while (seen.said == 0 && std::chrono::steady_clock::now() < deadline) {
            host.pump();
            seen = publisher.poll_subscriptions(words);
        }
        return std::string(reinterpret_cast<const char*>(words.data()), seen.said);
    };
    host.say("");
    host.say(std::string(words.size() + 1, 'x'));
    host.say("first");
    host.subscribe(own_prefix());
    host.say("second");
    EXPECT_EQ(hear(), "first");
    EXPECT_EQ(hear(), "second");
    host.say("unheard");
    host.unsubscribe(own_prefix());
    host.subscribe(own_prefix());
    EXPECT_EQ(
        poll_until(publisher, &host, [](const Subscriptions& s) { return s.asked != 0; }).asked, 1U
    ) << "who has no ear for words hears the rest";
    EXPECT_EQ(publisher.has_subscriber, 1);
}

TEST_F(PublisherTest, notices_that_the_subscriber_left) {
    join();
    host.unsubscribe(magic());
    EXPECT_EQ(
        poll_until(publisher, &host, [](const Subscriptions& s) { return s.left != 0; }).left, 1U
    );
    EXPECT_EQ(publisher.has_subscriber, 0);
}

TEST(Publisher, meets_a_restarted_host_without_old_batches) {
    std::string address;
    Publisher publisher{};
    alignas(8) std::array<std::byte, 1024> buffer{};
    {
        Host first;
        address = first.address();
        ASSERT_TRUE(publisher.open(*load_zmq().api, address.c_str(), publisher_id));
        first.subscribe(magic());
        ASSERT_EQ(
            poll_until(
                publisher, &first, [](const Subscriptions& s) { return s.joined != 0; }
            ).joined,
            1U
        );
    }
    ASSERT_EQ(
        poll_until(publisher, nullptr, [](const Subscriptions& s) { return s.left != 0; }).left, 1U
    );
    wire::BatchWriter writer(buffer);
    for (std::uint64_t sequence = 1; sequence <= 100; ++sequence) {
        writer.begin({.publisher = publisher_id, .sequence = sequence});
        (void)publisher.send(*writer.finish(0));
    }
    Host second(address);
    second.subscribe(magic());
    ASSERT_EQ(
        poll_until(publisher, &second, [](const Subscriptions& s) { return s.joined != 0; }).joined,
        1U
    );
    writer.begin({.publisher = publisher_id, .sequence = 101});
    ASSERT_EQ(publisher.send(*writer.finish(0)), SendResult::sent);
    const std::string received = second.receive();
    wire::BatchHeader header{};
    ASSERT_GE(received.size(), sizeof header);
    std::memcpy(&header, received.data(), sizeof header);
    EXPECT_EQ(header.sequence, 101U);
    publisher.close();
}

TEST(Publisher, refuses_a_bad_address_by_value) {
    Publisher publisher{};
    EXPECT_FALSE(publisher.open(*load_zmq().api, "nonsense", publisher_id));
    EXPECT_FALSE(publisher.is_open());
    EXPECT_NE(publisher.last_error, 0);
    EXPECT_EQ(publisher.send({}), SendResult::failed);
    publisher.close();
}

TEST(Publisher, never_blocks_when_its_host_does_not_read) {
    Host host;
    Publisher publisher{};
    ASSERT_TRUE(publisher.open(*load_zmq().api, host.address().c_str(), publisher_id));
    host.subscribe(magic());
    ASSERT_EQ(
        poll_until(publisher, &host, [](const Subscriptions& s) { return s.joined != 0; }).joined,
        1U
    );
    std::vector<std::byte> big(1 << 16);
    std::memcpy(big.data(), &wire::batch_magic, sizeof wire::batch_magic);
    const auto begin = std::chrono::steady_clock::now();
    for (int i = 0; i < 20'000; ++i) {
        (void)publisher.send(big);
    }
    EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds(30))
        << "a blocked send would never end";
    publisher.close();
}

}  // namespace
}  // namespace mia::transport
