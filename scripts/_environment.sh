# shellcheck shell=bash
# What scripts/run, scripts/test and the other scripts share: a virtual environment in .venv, made and filled only when needed.
#
# Source it, then call `prepare_environment runtime` or `prepare_environment dev`. Afterwards the working directory is the root of
# the repository (relative paths in settings are read from there) and "$VENV/bin" comes first in PATH.

ROOT="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd -P)"
VENV="$ROOT/.venv"

say() { printf '%s\n' "$*" >&2; }
die() { say "error: $*"; exit 1; }

# Prints the command of a Python that is new enough. PYTHON=... chooses one; otherwise python3 comes first, then the versions that
# a system may have beside it. The command is tried, because a version manager may leave a name in PATH that starts nothing.
find_python() {
    local candidate
    for candidate in ${PYTHON:+"$PYTHON"} python3 python3.13 python3.12 python3.11; do
        if "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; then
            printf '%s\n' "$candidate"
            return 0
        fi
    done
    say "error: Incubator needs Python 3.11 or newer; found: $(python3 --version 2>/dev/null || printf 'no python3')."
    say "Install it, then start this script again:"
    say "  Debian 12, Ubuntu 24.04 or newer: apt-get install python3 python3-venv"
    say "  Fedora: dnf install python3.12        macOS with Homebrew: brew install python@3.12"
    say "If it is installed under another name, give it: PYTHON=/path/to/python3.12 scripts/run"
    return 1
}

# Makes .venv, or makes it again when it no longer works: its Python was removed, the folder was moved, a first try was interrupted.
make_venv() {
    local python
    if [ "$(cat "$VENV/made-for" 2>/dev/null)" = "$ROOT" ] && "$VENV/bin/python" -c 'import pip' >/dev/null 2>&1; then
        return 0
    fi
    python="$(find_python)" || exit 1
    if ! "$python" -c 'import venv, ensurepip' >/dev/null 2>&1; then
        die "this Python has no venv module; on Debian or Ubuntu: apt-get install python3-venv"
    fi
    say "Making the virtual environment .venv with $("$python" --version)..."
    "$python" -m venv --clear "$VENV" || die "the virtual environment could not be made in $VENV (see above)"
    printf '%s\n' "$ROOT" >"$VENV/made-for"
}

# Installs one lock file (runtime or dev) and the project itself, unless that was done before with the same files.
prepare_environment() {
    local kind="$1" lock stamp now
    cd "$ROOT" || exit 1
    lock="requirements/$kind.txt"
    stamp="$VENV/installed-$kind"
    # The checksum is cksum's, since every POSIX system has that command; it detects a change, it does not protect from anyone.
    now="$(cat "$lock" pyproject.toml | cksum)"
    if [ "$(cat "$stamp" 2>/dev/null)" != "$now" ] || [ "$(cat "$VENV/made-for" 2>/dev/null)" != "$ROOT" ] ||
        ! [ -x "$VENV/bin/python" ]; then
        make_venv
        say "Installing what $lock lists (needed once, and again after it changes)..."
        "$VENV/bin/python" -m pip install --quiet --disable-pip-version-check --requirement "$lock" ||
            die "pip could not install $lock (see above); is the network reachable?"
        "$VENV/bin/python" -m pip install --quiet --disable-pip-version-check --no-deps --editable . ||
            die "pip could not install the project itself (see above)"
        printf '%s\n' "$now" >"$stamp"
        rm -f "$VENV/charts-tried"
        # The dev lock holds everything that the runtime lock holds, at the same versions (scripts/lock sees to it).
        if [ "$kind" = dev ]; then
            cat requirements/runtime.txt pyproject.toml | cksum >"$VENV/installed-runtime"
        fi
    fi
    PATH="$VENV/bin:$PATH"
    export PATH
}

# Gets a Plotly.js of a quarter of the size with npm, for charts to show sooner. It is tried once, and again after an installation:
# without npm or a network the server sends the one that Python's package brought, and starts no later for it.
fetch_charts() {
    if [ -e "$VENV/charts-tried" ] || ! command -v npm >/dev/null 2>&1; then
        return 0
    fi
    : >"$VENV/charts-tried"
    incubator charts fetch --timeout 20 >/dev/null 2>&1 ||
        say "A smaller Plotly.js could not be fetched; charts do without. To try again: incubator charts fetch"
}
