from __future__ import annotations

import importlib.metadata
import re
import tomllib
from pathlib import Path
from typing import Any

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

ROOT = Path(__file__).parents[1]
PYTHONS = ("3.11", "3.12", "3.13")
LOCKS = ("runtime.lock", "dev.lock")
RIVALS = "rivals.lock"


def _pyproject() -> dict[str, Any]:
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def _locked(lock: str, python: str) -> dict[str, Version]:
    """Return what a lock file installs with this Python on this platform."""
    lines = (ROOT / "requirements" / lock).read_text(encoding="utf-8").splitlines()
    pinned: dict[str, Version] = {}
    environment = {"python_version": python, "python_full_version": f"{python}.0"}
    for line in lines:
        if "==" not in line:
            continue
        requirement = Requirement(line.removesuffix("\\").strip())
        if requirement.marker is None or requirement.marker.evaluate(environment):
            name = canonicalize_name(requirement.name)
            assert name not in pinned, f"{lock}: {name} is pinned twice for Python {python}"
            pinned[name] = Version(str(requirement.specifier).removeprefix("=="))
    return pinned


def _development() -> list[str]:
    groups = _pyproject()["dependency-groups"]
    return [
        entry
        for name, group in groups.items()
        for entry in group
        if isinstance(entry, str) and name != "rivals"
    ]


def _unmet(wanted: list[str], pinned: dict[str, Version]) -> list[str]:
    requirements = [Requirement(text) for text in wanted]
    return [
        str(requirement)
        for requirement in requirements
        if (version := pinned.get(canonicalize_name(requirement.name))) is None
        or version not in requirement.specifier
    ]


@pytest.mark.parametrize("python", PYTHONS)
@pytest.mark.parametrize("lock", LOCKS)
def test_every_runtime_dependency_is_locked(lock: str, python: str) -> None:
    wanted = _pyproject()["project"]["dependencies"]

    assert _unmet(wanted, _locked(lock, python)) == []


@pytest.mark.parametrize("python", PYTHONS)
def test_every_development_dependency_is_locked(python: str) -> None:
    assert _unmet(_development(), _locked("dev.lock", python)) == []


@pytest.mark.parametrize("python", PYTHONS)
def test_what_benchmarks_compare_with_is_locked(python: str) -> None:
    wanted = _pyproject()["dependency-groups"]["rivals"]

    assert _unmet(wanted, _locked(RIVALS, python)) == []


@pytest.mark.parametrize("python", PYTHONS)
def test_development_runs_with_what_users_run(python: str) -> None:
    runtime, development = (_locked(lock, python) for lock in LOCKS)

    assert {name: development.get(name) for name in runtime} == runtime


@pytest.mark.parametrize("lock", [*LOCKS, RIVALS])
def test_every_locked_package_has_a_hash(lock: str) -> None:
    text = (ROOT / "requirements" / lock).read_text(encoding="utf-8")
    blocks = re.split(r"^(?=\S+==)", text, flags=re.MULTILINE)[1:]

    assert [block.splitlines()[0] for block in blocks if "--hash=sha256:" not in block] == []


@pytest.mark.parametrize("lock", [*LOCKS, RIVALS])
def test_a_lock_file_names_no_registry(lock: str) -> None:
    text = (ROOT / "requirements" / lock).read_text(encoding="utf-8")

    assert re.findall(r"\S+://\S*|--(?:extra-)?index-url.*|--find-links.*", text) == []


def test_the_installed_version_is_the_one_in_pyproject() -> None:
    assert importlib.metadata.version("mia-core") == _pyproject()["project"]["version"]


def test_continuous_integration_runs_every_test() -> None:
    lines = (ROOT / ".ci" / "run").read_text(encoding="utf-8").splitlines()
    commands = [line for line in lines if line and not line.startswith("#")]

    assert commands[-1] == "exec make test"


def test_everything_that_make_offers_is_described() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    phony = re.findall(r"^\.PHONY: (.*)$", makefile, flags=re.MULTILINE)[0].split()

    assert re.findall(r"^([a-z-]+):.*## ", makefile, flags=re.MULTILINE) == phony
