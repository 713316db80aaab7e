#!/usr/bin/env bash
# Check the form of both languages: lint.sh [python] [cpp]. Every check runs, then the status tells.
set -uo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
source scripts/progress.sh

failed=0
check() {
    say "$1"
    shift
    "$@" || failed=1
}

stubs_match() {
    .venv/bin/python -m mypy.stubtest --mypy-config-file pyproject.toml \
        mia_core._native mia_core._sierra
}

cpp_sources() {
    find acsil bench bridge studies tests -name '*.[ch]pp' -o -name '*.h'
}

cpp_formatted() {
    cpp_sources | tr '\n' '\0' | xargs -0 clang-format --dry-run -Werror
}

# tidy PRESET PATTERN: clang-tidy over the sources of that build whose path matches.
tidy() {
    local log="$log_dir/tidy-$1.log"
    quietly "configure-$1" cmake --preset "$1" || return 1
    # The flags in the compile commands are gcc's, and clang does not know all of them. It writes
    # colours even to a file.
    run-clang-tidy -quiet -p "build/$1" -extra-arg=-Wno-unknown-warning-option \
        -extra-arg=-Wno-ignored-optimization-argument "$2" 2>&1 |
        sed 's/\x1b\[[0-9;]*m//g' >"$log"
    [ "${PIPESTATUS[0]}" -eq 0 ] && return
    # A finding in a header comes once for each source that includes it.
    grep -E '(warning|error):' "$log" | sort -u | grep . || tail -n 40 "$log"
    return 1
}

lint_python() {
    check "ruff check" .venv/bin/python -m ruff check --quiet .
    check "ruff format" .venv/bin/python -m ruff format --check --quiet .
    check "mypy --strict" .venv/bin/python -m mypy --strict
    check "stubtest" stubs_match
}

lint_cpp() {
    check "clang-format" cpp_formatted
    check "clang-tidy" tidy dev "$PWD/(acsil|bridge|studies|tests)/"
    check "clang-tidy, Python modules" tidy python "$PWD/(bridge/python|acsil/sim/python)/"
}

scripts/setup.sh || exit 1
scripts/packages.sh lint || exit 1
[ $# -gt 0 ] || set -- python cpp
for half in "$@"; do
    case $half in
    python) lint_python ;;
    cpp) lint_cpp ;;
    *) fail "lint.sh: python or cpp was expected, found: $half" ;;
    esac
done

[ "$failed" -eq 0 ] && say "lint: clean"
exit "$failed"
