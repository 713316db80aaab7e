// What the machine takes, after a pause, for the two things that no study call can do without: to touch the memory of 500
// subgraphs, and to hand ZeroMQ a message, which wakes another thread. A virtual machine charges much for both.
#pragma once

#include "acsil/sim/call_cost.hpp"
#include "bench/pause.hpp"
#include "bridge/transport/publisher.hpp"
#include "tests/studies/subscriber.hpp"

#include <chrono>
#include <stdexcept>
#include <thread>
#include <vector>

namespace mia::bench {

class Machine {
public:
    explicit Machine(std::size_t message_bytes) : message_(message_bytes) {
        const auto* api = transport::load_zmq().api;
        if (api == nullptr || !publisher_.open(*api, subscriber_.address().c_str(), 1)) {
            throw std::runtime_error("the bare socket did not open");
        }
        subscriber_.subscribe_to_all();
        for (int i = 0; i < 5000 && publisher_.has_subscriber == 0; ++i) {
            (void)subscriber_.receive(1);
            (void)publisher_.poll_subscriptions();
        }
        wire::BatchHeader header{};
        header.magic = wire::batch_magic;
        std::memcpy(message_.data(), &header, sizeof header);
    }
    Machine(const Machine&) = delete;
    Machine& operator=(const Machine&) = delete;
    ~Machine() { publisher_.close(); }

    void measure() {
        const auto begin = std::chrono::steady_clock::now();
        touch(pages_, page_bytes);
        (void)publisher_.send(message_);
        cost_.add((std::chrono::steady_clock::now() - begin).count());
        (void)subscriber_.receive(1000);
    }
    [[nodiscard]] const sim::CallCost& cost() const { return cost_; }

private:
    static constexpr std::size_t page_bytes = 4096;
    static constexpr std::size_t pages = 500;

    std::vector<unsigned char> pages_ = std::vector<unsigned char>(pages * page_bytes);
    std::vector<std::byte> message_;
    studies::Subscriber subscriber_;
    transport::Publisher publisher_{};
    sim::CallCost cost_;
};

}  // namespace mia::bench
