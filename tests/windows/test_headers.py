"""The studies against both headers and with both compilers, as users may build them: not a word from our code."""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import subprocess
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.house.sources import ROOT, text_of, under

GCC = "x86_64-w64-mingw32-g++-posix"
COMMANDS = ROOT / "build" / "mingw" / "compile_commands.json"
SOURCES = [
    path
    for folder in ("acsil/", "studies/", "bridge/transport/")
    for path in under(folder, ".cpp")
    if not path.startswith("acsil/sim/")
]
# The oldest that Sierra Chart still loads, and those just before a member that the studies use.
OLDER = (2155, 2385, 2450, 2483, 2525, 2562, 2655, 2736, 2747, 2761)


def _flags() -> list[str]:
    """Read how the build compiles a study: its warnings, its definitions and where it looks for headers."""
    if shutil.which(GCC) is None or not COMMANDS.exists():
        pytest.skip(f"{GCC} or {COMMANDS} is missing: scripts/dll.sh wine makes the latter")
    entries = json.loads(COMMANDS.read_text(encoding="utf-8"))
    (line,) = [
        entry["command"] for entry in entries if entry["file"].endswith("/acsil/session.cpp")
    ]
    wanted = ("-W", "-D", "-std=", "-I")
    flags = [flag for flag in shlex.split(line) if flag.startswith(wanted)]
    return [*flags, "-fsyntax-only"]


def _clang() -> list[str]:
    """Name clang for Windows: with the C++ library of mingw's gcc, whose folder it does not find alone."""
    if shutil.which("clang++") is None:
        pytest.skip("clang++ is not installed")
    place = [GCC, "-print-file-name=include/c++"]
    library = Path(subprocess.run(place, check=True, capture_output=True, text=True).stdout.strip())
    folders = [library, library / "x86_64-w64-mingw32", library / "backward"]
    found = [word for folder in folders for word in ("-isystem", str(folder))]
    return ["clang++", "--target=x86_64-w64-mingw32", "-Wno-unknown-warning-option", *found]


def _against_sierras(flags: list[str]) -> list[str]:
    given = os.environ.get("ACS_SOURCE_DIR")
    if not given:
        pytest.skip(
            "ACS_SOURCE_DIR names no folder of Sierra's headers, which are not ours to ship"
        )
    rest = [flag for flag in flags if not flag.endswith("acsil/sim/include")]
    return [*rest, "-isystem", given]


def _complaints(command: list[str], sources: list[str]) -> str:
    """Compile the sources; what the compiler says of any of them."""

    def compile_one(source: str) -> str:
        ended = subprocess.run(
            [*command, source], cwd=ROOT, check=False, capture_output=True, text=True
        )
        return ended.stderr or ("" if ended.returncode == 0 else f"{source}: {ended.returncode}")

    with ThreadPoolExecutor(os.cpu_count()) as pool:
        return "".join(pool.map(compile_one, sources))


@pytest.mark.slow
@pytest.mark.parametrize(
    ("headers", "compiler", "macros"),
    [
        # The build itself is gcc with NOMINMAX; mingw's C++ library defines it when nobody else does, clang does not.
        ("ours", "gcc", "min and max"),
        ("ours", "clang", "NOMINMAX"),
        ("sierras", "gcc", "NOMINMAX"),
        ("sierras", "gcc", "min and max"),
        ("sierras", "clang", "NOMINMAX"),
        ("sierras", "clang", "min and max"),
    ],
)
def test_the_studies_compile_without_a_warning(headers: str, compiler: str, macros: str) -> None:
    flags = _flags()
    if headers == "sierras":
        flags = _against_sierras(flags)
    if macros != "NOMINMAX":
        flags = [flag for flag in flags if flag != "-DNOMINMAX"]
    name = [GCC] if compiler == "gcc" else _clang()

    assert _complaints([*name, *flags], SOURCES) == ""


@pytest.mark.slow
def test_the_studies_compile_where_min_and_max_are_macros(tmp_path: Path) -> None:
    # The C++ library's own headers come first: they would not compile, and mingw's define NOMINMAX.
    own = [path for folder in ("acsil/", "bridge/") for path in under(folder, ".hpp")]
    text = "\n".join(text_of(path) for path in [*SOURCES, *own])
    library = sorted(set(re.findall(r"^#include <[a-z_]+>$", text, re.MULTILINE)))
    macros = tmp_path / "macros.h"
    defines = [
        "#undef NOMINMAX",
        "#include <windows.h>",
        "#undef min",
        "#undef max",
        "#define min(a, b) (((a) < (b)) ? (a) : (b))",
        "#define max(a, b) (((a) > (b)) ? (a) : (b))",
    ]
    macros.write_text("\n".join([*library, *defines, ""]), encoding="utf-8")
    flags = [flag for flag in _flags() if flag != "-DNOMINMAX"]

    assert _complaints([GCC, *flags, "-include", str(macros)], SOURCES) == ""


@pytest.mark.slow
@pytest.mark.parametrize("version", OLDER)
def test_the_studies_need_no_member_that_older_headers_lack(version: int) -> None:
    # At the oldest every guard must be there; at the others each must be at its version.
    guarded = [path for path in SOURCES if "SC_DLL_VERSION" in text_of(path)]
    sources = SOURCES if version == min(OLDER) else guarded

    assert _complaints([GCC, *_flags(), f"-DSC_DLL_VERSION={version}"], sources) == ""
