"""The files of the repository as its rules see them: tracked, or about to be."""

from __future__ import annotations

import ast
import re
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path, PurePosixPath

from tests.house.cpp_functions import bare

ROOT = Path(__file__).parents[2]
PACKAGE = "python/mia_core/"
CPP = (".cpp", ".hpp", ".h")
CODE = (*CPP, ".py", ".pyi", ".sh", ".cmake", ".toml")


@cache
def files() -> tuple[str, ...]:
    """List every file that git knows or would add, as paths from the root."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
    listed = subprocess.run(command, cwd=ROOT, check=True, capture_output=True).stdout.decode()
    return tuple(sorted(path for path in listed.split("\0") if path and (ROOT / path).is_file()))


def under(folder: str, *suffixes: str) -> list[str]:
    return [path for path in files() if path.startswith(folder) and path.endswith(suffixes)]


@cache
def text_of(path: str) -> str:
    return (ROOT / path).read_text(encoding="utf-8")


@cache
def tree_of(path: str) -> ast.Module:
    return ast.parse(text_of(path), path)


def nodes(path: str) -> Iterator[ast.AST]:
    return ast.walk(tree_of(path))


def dotted(node: ast.AST) -> str:
    """Write `a.b.c` back as text; empty for anything else."""
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute) and (owner := dotted(node.value)):
        return f"{owner}.{node.attr}"
    return ""


def imported(path: str, *, at_run_time: bool = False) -> Iterator[str]:
    """Name everything a module imports, `mia_core.engine.Engine`; with or without what only types need."""
    skipped: set[ast.AST] = set()
    if at_run_time:
        for node in nodes(path):
            if isinstance(node, ast.If) and dotted(node.test).endswith("TYPE_CHECKING"):
                skipped.update(ast.walk(node))
    for node in nodes(path):
        if node in skipped:
            continue
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield from (f"{node.module}.{name.name}" for name in node.names)


def places(pattern: str, paths: list[str], *, flags: int = 0) -> list[str]:
    """List `path:line: match` for every match in C++ without its comments, or in any other text."""
    found = []
    for path in paths:
        text = bare(text_of(path)) if path.endswith(CPP) else text_of(path)
        found += [
            f"{path}:{text.count(chr(10), 0, match.start()) + 1}: {match[0]}"
            for match in re.finditer(pattern, text, flags)
        ]
    return found


def sources_of(test: str) -> list[str]:
    """Name the files that a test file may be about; `host_market_test.cpp` may be about `host.cpp`."""
    path = PurePosixPath(test)
    folder = path.parent.relative_to("tests")
    words = path.stem.removeprefix("test_").removesuffix("_test").split("_")
    stems = ["_".join(words[:count]) for count in range(len(words), 0, -1)]
    if path.suffix == ".cpp":
        return [f"{folder}/{stem}{suffix}" for stem in stems for suffix in CPP] + [
            f"{folder}/include/{stem}.h" for stem in stems
        ]
    folders = (f"python/{folder}", f"tests/{folder}", str(folder))
    compiled = [f"python/{folder}/_{stem}.pyi" for stem in stems]
    return compiled + [f"{place}/{stem}.py" for place in folders for stem in stems]


def bound_names(path: str) -> set[str]:
    names = set()
    for node in nodes(path):
        if isinstance(node, (ast.FunctionDef, ast.ClassDef)):
            names.add(node.name)
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            names.add(node.id)
        elif isinstance(node, (ast.Import, ast.ImportFrom)):
            names.update(alias.asname or alias.name for alias in node.names)
    return names
