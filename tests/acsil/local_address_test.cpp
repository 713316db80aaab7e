// Where a study may connect to.
#include "acsil/local_address.hpp"

#include <gtest/gtest.h>

#include <array>
#include <string>

namespace mia::acsil {
namespace {

std::string local(std::string_view typed) {
    std::array<char, local_address_size> address{};
    return to_local_address(typed, address) ? address.data() : "";
}

TEST(LocalAddress, is_this_machine_by_number_or_by_its_own_name) {
    EXPECT_EQ(local("tcp://127.0.0.1:5571"), "tcp://127.0.0.1:5571");
    EXPECT_EQ(local("tcp://localhost:5571"), "tcp://127.0.0.1:5571") << "without a look-up";
    EXPECT_EQ(local("tcp://127.0.0.1:1"), "tcp://127.0.0.1:1");
    EXPECT_EQ(local("tcp://localhost:65535"), "tcp://127.0.0.1:65535");
}

TEST(LocalAddress, is_nothing_else) {
    for (const char* typed :
         {"",
          "nonsense",
          "127.0.0.1:5571",
          "tcp://127.0.0.1",
          "tcp://127.0.0.1:",
          "tcp://127.0.0.1:0",
          "tcp://127.0.0.1:65536",
          "tcp://127.0.0.1:-1",
          "tcp://127.0.0.1:+5571",
          "tcp://127.0.0.1: 5571",
          "tcp://127.0.0.1:5571 ",
          "tcp://127.0.0.1:5571x",
          "tcp://127.0.0.1:99999999999999999999",
          "tcp://127.0.0.1:*",
          " tcp://127.0.0.1:5571",
          "TCP://127.0.0.1:5571",
          "tcp://127.0.0.2:5571",
          "tcp://0.0.0.0:5571",
          "tcp://[::1]:5571",
          "tcp://localhost.example:5571",
          "tcp://nohost.example:5571",
          "tcp://eth0;127.0.0.1:5571",
          "ipc://x",
          "inproc://x"}) {
        EXPECT_EQ(local(typed), "") << typed;
    }
}

TEST(LocalAddress, a_refusal_says_what_was_expected_and_what_was_found) {
    std::array<char, 96> text{};
    describe_refused_address("tcp://nohost.example:5571", text);
    EXPECT_STREQ(
        text.data(),
        "address of the MIA host: expected tcp://127.0.0.1:PORT, found tcp://nohost.example:5571"
    );
    describe_refused_address(std::string(500, 'x'), text);
    EXPECT_EQ(std::string_view(text.data()).size(), text.size() - 1);
}

}  // namespace
}  // namespace mia::acsil
