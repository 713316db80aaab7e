#!/usr/bin/env bash
# Run the tests: test.sh [cpp] [windows] [python]. Each part runs even when one before it fails; the
# closing lines of ctest and pytest stand last, and the exit status is 0 only when everything passed.
# `windows` builds the DLLs that pytest then loads under wine.
set -uo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
source scripts/progress.sh
mkdir -p "$log_dir"

failed=0
closing=()

# close NAME LINE: remember how a part ended, or that it never came to run.
close() {
    closing+=("$(printf '%-18s %s' "$1" "${2:-did not run: see above and $log_dir}")")
}

run_ctest() {
    local preset=$1 log="$log_dir/ctest-$1.log"
    rm -f "$log"
    say "C++ tests, preset $preset"
    if quietly "configure-$preset" cmake --preset "$preset" &&
        quietly "build-$preset" cmake --build --preset "$preset"; then
        # Passed tests stay in the log; failed ones are shown with their output.
        ctest --preset "$preset" --parallel "$(nproc)" 2>&1 | tee "$log" |
            grep -v -E '^ *(Start +[0-9]+:|[0-9]+/[0-9]+ Test +#[0-9]+: .* Passed )'
        [ "${PIPESTATUS[0]}" -eq 0 ] || failed=1
    else
        failed=1
    fi
    close "ctest ($preset)" "$(grep -h 'tests passed' "$log" 2>/dev/null)"
}

# What cannot be installed here is no failure: pytest skips what needs it and says so.
build_windows() {
    if ! scripts/packages.sh dll wine; then
        rm -rf build/wine/bin
        close "Windows" "left out: mingw-w64 or wine is missing and could not be installed"
    elif scripts/dll.sh wine; then
        close "Windows" "built build/wine/bin; pytest has loaded it, see its line"
    else
        failed=1
        rm -rf build/wine/bin
        close "Windows" ""
    fi
}

run_pytest() {
    local log="$log_dir/pytest.log"
    rm -f "$log"
    if scripts/setup.sh; then
        # The one C++ test that needs the environment of Python.
        run_ctest embed
        say "Python tests"
        .venv/bin/python -m pytest 2>&1 | tee "$log"
        [ "${PIPESTATUS[0]}" -eq 0 ] || failed=1
    else
        failed=1
    fi
    close "pytest" "$(tail -n 1 "$log" 2>/dev/null)"
}

[ $# -gt 0 ] || set -- cpp windows python
for half in "$@"; do
    case $half in
    cpp)
        if scripts/packages.sh cpp; then
            run_ctest dev
            run_ctest asan-ubsan
        else
            failed=1
            close ctest ""
        fi
        ;;
    windows) build_windows ;;
    python) run_pytest ;;
    *) fail "test.sh: cpp, windows or python was expected, found: $half" ;;
    esac
done

printf '\n'
printf '%s\n' "${closing[@]}"
exit "$failed"
