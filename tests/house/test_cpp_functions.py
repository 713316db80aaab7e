from __future__ import annotations

from tests.house.cpp_functions import functions

SOURCE = """\
#include "a{b.hpp"
namespace a::b {
namespace {
constexpr int big = 1'000'000;  // {
}
struct Point : Base<int> {
    int x = 0;
    explicit Point(int given)
        : x(given) {
        if (given) {
            x = '{';
        }
    }
    enum class Kind : int { one, two };
};
/* } { */
template <class T>
int Point::get(T t) const noexcept {
    const auto text = R"({ {{ )";
    auto inner = [&] { return "}"; };
    return inner(t);
}
extern "C" {
void plain() {}
}
}
"""


def test_functions_are_found_with_their_lines() -> None:
    assert list(functions(SOURCE)) == [(8, 13), (17, 22), (24, 24)]
