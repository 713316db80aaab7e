#!/usr/bin/env bash
# Install what is missing of the system packages: packages.sh cpp|python|lint|dll|wine...
# What counts is whether the thing works, not whether a package of that name is there, so that
# other distributions and hand-made installations are left alone.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
source scripts/progress.sh

has_compiler() { command -v c++ || command -v g++; }
has_header() { printf '#include <%s>\n' "$1" | c++ -std=c++20 -E -x c++ - -o /dev/null; }
has_wine() { [ -x /usr/lib/wine/wine64 ] || command -v wine64 || command -v wine; }
has_python() { scripts/python.sh; }
has_venv() { "$(scripts/python.sh)" -c 'import venv, ensurepip'; }
has_python_headers() {
    "$(scripts/python.sh)" -c '
import pathlib, sys, sysconfig
sys.exit(not (pathlib.Path(sysconfig.get_path("include")) / "Python.h").exists())'
}

missing=()
need() {
    local package=$1
    shift
    "$@" >/dev/null 2>&1 || missing+=("$package")
}

for half in "$@"; do
    case $half in
    cpp)
        need g++ has_compiler
        need cmake command -v cmake
        need ninja-build command -v ninja
        need libgtest-dev has_header gtest/gtest.h
        need libzmq3-dev has_header zmq.h
        ;;
    python)
        need python3 has_python
        need python3-venv has_venv
        need python3-dev has_python_headers
        ;;
    lint)
        need clang-format command -v clang-format
        need clang-tidy command -v run-clang-tidy
        ;;
    dll)
        need g++-mingw-w64-x86-64-posix command -v x86_64-w64-mingw32-g++-posix
        need cmake command -v cmake
        need ninja-build command -v ninja
        need dpkg-dev command -v dpkg-source
        ;;
    wine)
        need wine64 has_wine
        need clang command -v clang++
        ;;
    *) fail "packages.sh: cpp, python, lint, dll or wine was expected, found: $half" ;;
    esac
done
[ ${#missing[@]} -eq 0 ] && exit 0

command -v apt-get >/dev/null ||
    fail "missing system packages, by their Debian names: ${missing[*]}; install them and try again"
as_root=()
if [ "$(id -u)" -ne 0 ]; then
    by_hand="missing system packages; as root: apt-get install ${missing[*]}"
    command -v sudo >/dev/null || fail "$by_hand"
    sudo -n true 2>/dev/null || [ -t 0 ] || fail "$by_hand"
    as_root=(sudo)
fi

say "installing system packages: ${missing[*]}"
# A package list that is out of date is not an error yet: what is asked for may be in it.
"${as_root[@]}" apt-get -q update >/dev/null 2>&1 || true
quietly packages "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive \
    apt-get -q -y install --no-install-recommends "${missing[@]}"
