// All publishers that introduced themselves, and those that may not count: refused, or replaced by
// a later start.
#pragma once

#include "bridge/market/publisher.hpp"
#include "bridge/wire/token.hpp"

#include <memory>
#include <optional>
#include <span>

namespace mia::market {

class PublisherTable {
public:
    static constexpr std::size_t publishers_max = 256;

    explicit PublisherTable(const wire::Token& token) : token_(token) {}

    [[nodiscard]] Publisher* find(std::uint64_t id) noexcept;
    // Why batches of a publisher that is not known do not count.
    [[nodiscard]] Outcome reason(std::uint64_t id) const noexcept;

    struct Introduction {
        Outcome outcome = Outcome::ok;
        bool is_repeated = false;               // refused for the same reason before
        Publisher* publisher = nullptr;         // when the outcome is ok
        std::optional<std::uint64_t> replaced;  // an earlier start of the same study
        std::string fault;                      // which layout differs
    };
    [[nodiscard]] Introduction
    introduce(const wire::BatchHeader& header, const wire::FrameView& frame);
    // A frame that does not fit says what the hello, wherever it is, would have said.
    Introduction refuse_layout(std::uint64_t id, const wire::KindInfo& misfit);

    [[nodiscard]] std::span<const std::unique_ptr<Publisher>> all() const noexcept {
        return publishers_;
    }

private:
    struct Excluded {
        std::uint64_t id;
        Outcome outcome;
    };
    [[nodiscard]] bool exclude(std::uint64_t id, Outcome outcome);
    void forget_replaced();

    wire::Token token_;
    std::vector<std::unique_ptr<Publisher>> publishers_;
    std::vector<Excluded> refused_;       // the newest few
    std::vector<std::uint64_t> retired_;  // replaced; their late hellos are none
};

}  // namespace mia::market
