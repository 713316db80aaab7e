"""The rules of the house that a program can check. Each failure lists who breaks the rule and where."""

from __future__ import annotations

import ast
import re
from importlib import resources
from pathlib import PurePosixPath

import pytest

from mia_core._native import schema
from mia_core.config import decode_toml, load_contract
from mia_core.strategies.card import load_card
from mia_core.studymap.rows import load_rows
from tests.house.cpp_functions import bare, functions
from tests.house.exceptions import PRINTERS, SECRETS, UNTESTED, WATCHES, WITHOUT_SOURCE
from tests.house.sources import (
    CODE,
    CPP,
    PACKAGE,
    ROOT,
    bound_names,
    dotted,
    files,
    imported,
    nodes,
    places,
    sources_of,
    text_of,
    tree_of,
    under,
)

LINES_MAX = 400
FUNCTION_LINES_MAX = 60

MODULES = under(PACKAGE, ".py")
TESTS = [path for path in under("tests/", ".py") if PurePosixPath(path).name.startswith("test_")]
OWN_CPP = [path for path in under("", *CPP) if not path.startswith("tests/")]
THIS = "tests/test_house.py"

# Which stage may know which: the line goes one way.
STAGES = {
    "feeds": set[str](),
    "studymap": set[str](),
    "experiments": set[str](),
    "features": {"studymap", "experiments"},
    "execution": set[str](),
    "strategies": {"features", "execution"},
    "risk": {"strategies", "execution"},
    "dtc": {"execution"},
    "journal": {"execution", "strategies", "risk"},
}
SHARED = {"_native", "clock", "config", "errors", "frames", "events"}
ABOVE = {"journal": {"decision"}}
# What does the work of a stage; only the engine puts two of them together.
WORKERS = {
    "mia_core._native.Market",
    "mia_core.features.board.FeatureBoard",
    "mia_core.strategies.score.score",
    "mia_core.strategies.trader.CardTrader",
    "mia_core.risk.gate.Gate",
    "mia_core.execution.ledger.Ledger",
}
CLOCKS = re.compile(
    r"time\.(time|monotonic|perf_counter|process_time|localtime|gmtime|sleep)(_ns)?$"
    r"|(datetime|date)\.(now|utcnow|today)$"
)
BANNED_WORDS = {"util", "utils", "helper", "helpers", "manager", "managers", "new", "old", "misc"}


def check(offenders: list[str], rule: str) -> None:
    assert not offenders, "\n  ".join([rule, *offenders])


def test_every_test_file_mirrors_a_source_file() -> None:
    tests = TESTS + under("tests/", "_test.cpp")
    known = set(files())
    strays = [path for path in tests if not known.intersection(sources_of(path))]

    check([path for path in strays if path not in WITHOUT_SOURCE], "tests that mirror nothing:")


def test_every_source_file_has_its_test() -> None:
    known = set(files())
    missing = []
    for path in MODULES + under("bridge/", ".hpp"):
        stem, folder = PurePosixPath(path).stem, PurePosixPath(path).parent
        if path in UNTESTED or stem == "__init__" or path.startswith("bridge/python/"):
            continue
        is_python = path.endswith(".py")
        package = folder.relative_to("python") if is_python else folder
        test = f"tests/{package}/" + (f"test_{stem}.py" if is_python else f"{stem}_test.cpp")
        if test not in known:
            missing.append(f"{path}: expected {test}")

    check(missing, "sources without a test:")


def test_exceptions_are_about_files_that_exist() -> None:
    named = [*UNTESTED, *WITHOUT_SOURCE, *WATCHES, *SECRETS, *PRINTERS]

    check([path for path in named if path not in files()], "exceptions for files that are gone:")


def test_stages_know_only_what_comes_before_them() -> None:
    offenders = []
    for stage, may_know in STAGES.items():
        allowed = SHARED | may_know | {stage} | ABOVE.get(stage, set())
        for path in under(f"{PACKAGE}{stage}/", ".py"):
            names = {name for name in imported(path) if name.startswith("mia_core.")}
            wrong = {name for name in names if name.split(".")[1] not in allowed}
            offenders += [
                f"{path} imports {name}" for name in sorted(wrong - {"mia_core.__version__"})
            ]

    check(offenders, "imports against the line:")


def test_only_the_engine_calls_two_stages() -> None:
    offenders = []
    for path in MODULES:
        works = sorted(WORKERS.intersection(imported(path, at_run_time=True)))
        if len(works) > 1 and path != f"{PACKAGE}engine.py":
            offenders.append(f"{path}: {', '.join(works)}")

    check(offenders, "modules that join stages beside the engine:")
    joined = set(imported(f"{PACKAGE}engine.py", at_run_time=True))
    assert joined >= WORKERS


@pytest.mark.parametrize(
    ("made", "maker"), [("SubmitOrder", "engine.py"), ("Approved", "risk/gate.py")]
)
def test_an_order_is_made_in_one_place(made: str, maker: str) -> None:
    offenders = [
        f"{path}:{node.lineno}"
        for path in MODULES
        for node in nodes(path)
        if isinstance(node, ast.Call) and dotted(node.func).split(".")[-1] == made
        if path != PACKAGE + maker
    ]

    check(offenders, f"{made} is made by {maker} alone:")


def test_no_wall_clock_outside_the_clock() -> None:
    offenders, watching = [], set()
    for path in MODULES:
        for node in nodes(path):
            if not isinstance(node, ast.Attribute) or not CLOCKS.search(dotted(node)):
                continue
            watching.add(path)
            if path not in WATCHES:
                offenders.append(f"{path}:{node.lineno}: {dotted(node)}")
        hidden = [name for name in imported(path) if CLOCKS.match(name)]
        offenders += [f"{path}: from {name}" for name in hidden]

    check(offenders, "clocks outside clock.py:")
    check(sorted(set(WATCHES) - watching), "exceptions that are not needed any more:")


def test_no_clock_in_the_state_and_the_schema() -> None:
    paths = [
        path for folder in ("wire", "market", "detectors") for path in under(f"bridge/{folder}/")
    ]
    cpp = [path for path in paths if path.endswith(CPP)]

    check(places(r"\bchrono\b|\bclock_gettime\b|\btime\s*\(", cpp), "clocks in pure code:")


def test_chance_comes_from_a_seed() -> None:
    offenders = []
    for path in MODULES:
        for node in nodes(path):
            name = dotted(node) if isinstance(node, ast.Attribute) else ""
            is_loose = name.startswith("random.") and name != "random.Random"
            if is_loose or name in {
                "np.random",
                "numpy.random",
                "os.urandom",
                "secrets.SystemRandom",
            }:
                offenders.append(f"{path}:{node.lineno}: {name}")  # type: ignore[attr-defined]
            if (
                isinstance(node, ast.Call)
                and dotted(node.func) == "random.Random"
                and not node.args
            ):
                offenders.append(f"{path}:{node.lineno}: random.Random() without a seed")
        for name in imported(path):
            module = name.split(".")[0]
            is_secret = module == "secrets" and path not in SECRETS
            if is_secret or module == "uuid" or name.startswith("random."):
                offenders.append(f"{path} imports {name}")
    offenders += places(r"\bmt19937|\brandom_device|\bs?rand\s*\(", under("bridge/", *CPP))

    check(offenders, "chance without a seed:")


def test_no_study_id_outside_presets() -> None:
    cpp = [path for path in OWN_CPP if path.startswith(("acsil/", "studies/", "bridge/"))]
    paths = [path for path in cpp if not path.startswith("acsil/sim/")] + MODULES
    literal = r"\bstudy(_id)?\s*(==|=|\{)\s*[1-9]\d*|\bGetStudy\w*\(\s*[1-9]\d*"

    check(places(literal, paths, flags=re.IGNORECASE), "study ids outside presets:")


def test_no_contract_outside_configuration() -> None:
    paths = [path for path in OWN_CPP + MODULES if "/sim/" not in path and "bench/" not in path]

    check(places(r"\bM?(ES|NQ)[HMUZ]\d{1,2}\b", paths), "contracts in code:")


def test_wire_document_says_what_the_schema_says() -> None:
    document = text_of("docs/wire.md")
    tables = schema()
    expected = []
    for row in tables["kinds"]:
        sizes = (
            f"{row['revision']} | {row['head_size']} | {row['entry_size']} | `{row['hash']:016x}`"
        )
        expected.append(f"| {row['kind']} | [{row['name']}](#{row['name']}) | {sizes} |")
    all_fields = [tables["batch_header"]["fields"], tables["frame_header"]["fields"]]
    all_fields += [row[part] for row in tables["kinds"] for part in ("fields", "entry_fields")]
    for field in (field for fields in all_fields for field in fields):
        size = f"[{field['size']}]" if field["type"] == "chars" else ""
        kind = f"{field['type']}{size}"
        cells = (field["offset"], kind, f"`{field['name']}`", field["unit"], field["meaning"])
        expected.append(f"| {' | '.join(map(str, cells))} |")

    check(
        [line for line in expected if line not in document],
        "missing in docs/wire.md (`make docs`):",
    )
    listed = re.findall(r"^\| \d+ \| \[(\w+)\]", document, flags=re.MULTILINE)
    assert listed == [row["name"] for row in tables["kinds"]]


def test_no_file_is_too_long() -> None:
    counts = {path: text_of(path).count("\n") for path in under("", *CODE)}

    check(
        [f"{path}: {count} lines" for path, count in counts.items() if count > LINES_MAX],
        f"files of more than {LINES_MAX} lines, split them by noun:",
    )


def test_no_function_is_too_long() -> None:
    offenders = []
    for path in under("", ".py"):
        for node in nodes(path):
            if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
                length = (node.end_lineno or node.lineno) - node.lineno + 1
                if length > FUNCTION_LINES_MAX:
                    offenders.append(f"{path}:{node.lineno}: {node.name}, {length} lines")
    for path in under("", *CPP):
        for first, last in functions(text_of(path)):
            is_table = "=" in bare(text_of(path)).splitlines()[first - 1]
            if last - first + 1 > FUNCTION_LINES_MAX and not is_table:
                offenders.append(f"{path}:{first}: {last - first + 1} lines")

    check(offenders, f"functions of more than {FUNCTION_LINES_MAX} lines:")


def test_names_say_what_a_thing_is() -> None:
    offenders = []
    for path in files():
        words = re.split(r"[/._-]", path.lower())
        if BANNED_WORDS.intersection(words) or re.search(r"_v\d+\b", path):
            offenders.append(path)
    for path in under("", ".py"):
        names = [node.name for node in nodes(path) if isinstance(node, ast.ClassDef)]
        offenders += [
            f"{path}: {name}" for name in names if re.search("Manager|Helper|Utils?$", name)
        ]
    offenders += places(r"\b(class|struct)\s+\w*(Manager|Helper|Utils?)\b", OWN_CPP)

    check(offenders, "names that say nothing:")


def test_nothing_is_left_to_do() -> None:
    paths = [path for path in under("", *CODE, ".md", ".txt", "Makefile") if path != THIS]
    offenders = [
        f"{path}:{number}"
        for path in paths
        for number, line in enumerate(text_of(path).splitlines(), start=1)
        if re.search(r"\b(TODO|FIXME|XXX|HACK)\b", line)
    ]

    check(offenders, "left to do:")


def test_code_is_ascii() -> None:
    check(places(r"[^\x00-\x7f]+", under("", *CODE)), "characters beyond ASCII in code:")


def test_no_error_is_swallowed() -> None:
    offenders = []
    for path in under("", ".py"):
        for node in nodes(path):
            if isinstance(node, ast.ExceptHandler):
                caught = "everything" if node.type is None else ast.unparse(node.type)
                is_broad = bool(re.search(r"\b(everything|BaseException|Exception)\b", caught))
                kept = {inner.id for inner in ast.walk(node) if isinstance(inner, ast.Name)}
                raises = any(isinstance(inner, ast.Raise) for inner in ast.walk(node))
                if is_broad and not raises and node.name not in kept:
                    offenders.append(f"{path}:{node.lineno}: catches {caught}")
            elif isinstance(node, ast.Call) and dotted(node.func).endswith("suppress"):
                caught = ", ".join(map(ast.unparse, node.args))
                if re.search(r"\b(BaseException|Exception)\b", caught):
                    offenders.append(f"{path}:{node.lineno}: suppresses {caught}")

    check(offenders, "errors swallowed:")


def test_only_the_command_line_prints() -> None:
    offenders = [
        f"{path}:{node.lineno}"
        for path in MODULES
        for node in nodes(path)
        if isinstance(node, ast.Call) and dotted(node.func) == "print"
        if not path.startswith(f"{PACKAGE}cli/") and path not in PRINTERS
    ]
    offenders += places(r"\bstd::(cout|cerr|printf)|\bf?printf\s*\(", under("bridge/market/", *CPP))

    check(offenders, "prints outside cli/:")


def test_tests_neither_sleep_nor_mock() -> None:
    offenders = [
        f"{path}:{node.lineno}: {dotted(node)}"
        for path in under("tests/", ".py")
        for node in nodes(path)
        if isinstance(node, ast.Attribute) and dotted(node) == "time.sleep"
    ]
    offenders += [
        f"{path} imports {name}"
        for path in under("tests/", ".py")
        for name in imported(path)
        if name.startswith("unittest.mock") or name == "time.sleep"
    ]
    offenders += places(r"\bsleep_(for|until)\b|\bMOCK_METHOD\b", under("tests/", *CPP))

    check(offenders, "tests that sleep or mock:")


def test_every_preset_ships_and_reads() -> None:
    package = resources.files("mia_core")
    shipped = [path.removeprefix(PACKAGE) for path in under(f"{PACKAGE}presets/")]

    absent = [
        path for path in [*shipped, "py.typed", "_native.pyi"] if not (package / path).is_file()
    ]
    check(absent, "files that the package lacks:")
    for path in under(f"{PACKAGE}presets/cards/", ".toml"):
        assert load_card(PurePosixPath(path).stem).name == PurePosixPath(path).stem
    for path in under(f"{PACKAGE}presets/studies/", ".toml"):
        assert load_rows((PurePosixPath(path).stem,))
    assert load_contract("ES").tick_size == 0.25
    for path in under(f"{PACKAGE}presets/", ".toml"):
        assert decode_toml(text_of(path), dict, where=path)


def test_every_module_says_what_is_public() -> None:
    offenders = []
    for path in MODULES:
        tree = tree_of(path)
        lists = [
            ast.literal_eval(node.value)
            for node in tree.body
            if isinstance(node, ast.Assign) and dotted(node.targets[0]) == "__all__"
        ]
        defined = {
            node.name
            for node in tree.body
            if isinstance(node, (ast.FunctionDef, ast.ClassDef))
            if not any("command" in ast.unparse(made) for made in node.decorator_list)
        }
        public = {name for name in defined if not name.startswith("_")}
        if not lists:
            if public:
                offenders.append(f"{path} has no __all__")
            continue
        absent = set(lists[0]) - bound_names(path)
        offenders += [f"{path}: __all__ has {name}, the module has not" for name in sorted(absent)]
        offenders += [
            f"{path}: {name} is not in __all__" for name in sorted(public - set(lists[0]))
        ]

    check(offenders, "public names:")


def test_continuous_integration_runs_every_test() -> None:
    assert re.search(r"^(exec )?make test$", (ROOT / ".ci" / "run").read_text(), re.MULTILINE)
