from __future__ import annotations

import pytest

from mia_core.experiments import experimental
from mia_core.experiments.pattern import pattern_of


class Quiet:
    def __init__(self, parameters: object) -> None:
        pass

    def on_batch(self, seen: object, events: object, episodes: object) -> None:
        pass

    def reset(self) -> None:
        pass


def test_a_marked_class_is_a_detector_and_its_child_is_none() -> None:
    class Own(Quiet):
        pass

    marked = experimental("quiet", evidence=("a",), parameters={"b": 1})(Own)

    pattern = pattern_of(marked)

    assert pattern is not None
    assert (pattern.name, pattern.evidence, pattern.parameters) == ("quiet", ("a",), {"b": 1.0})
    assert pattern_of(type("Child", (marked,), {})) is None
    assert pattern_of("text") is None


@pytest.mark.parametrize("name", ["", "Quiet", "a-b", "1st", "wall"])
def test_a_name_has_to_be_plain_and_no_compiled_detectors(name: str) -> None:
    with pytest.raises(ValueError, match="expected"):
        experimental(name)


def test_a_class_without_the_calls_is_refused() -> None:
    with pytest.raises(TypeError, match="expected a method on_batch"):
        experimental("quiet")(object)  # type: ignore[type-var]
