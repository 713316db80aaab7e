# Sourced by the other scripts: how a step is announced, run and, when it fails, explained.
# One line a step; what the tools say goes to build/log and is shown only when something broke.

log_dir=build/log

say() {
    printf '== %s\n' "$*"
}

fail() {
    printf 'error: %s\n' "$*" >&2
    exit 1
}

# quietly NAME COMMAND...: run with the output in build/log/NAME.log; on failure show its end.
quietly() {
    local log="$log_dir/$1.log"
    shift
    mkdir -p "$log_dir"
    if ! "$@" >"$log" 2>&1; then
        # Without ninja's count of what went well.
        grep -v -E '^\[[0-9]+/[0-9]+\] ' "$log" | tail -n 60 >&2
        printf 'error: failed: %s (all of its output: %s)\n' "$*" "$log" >&2
        return 1
    fi
}
