"""The wire in numpy: dtypes made from the compiled schema, and batches put together or taken apart.

No layout is declared here; the field tables of `bridge/wire` are the only place for that.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import msgspec
import numpy as np

from mia_core import _native

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = [
    "BATCH_HEADER",
    "CONSTANTS",
    "FRAME_HEADER",
    "KINDS",
    "LAYOUTS",
    "Frame",
    "KindLayout",
    "layouts_of",
    "make_batch",
    "make_frame",
    "make_hello",
    "newest_of",
    "read_frames",
    "text_of",
]

_NUMBERS = {
    "u8": "<u1",
    "u16": "<u2",
    "u32": "<u4",
    "u64": "<u8",
    "i32": "<i4",
    "i64": "<i8",
    "f64": "<f8",
}


class KindLayout(msgspec.Struct, frozen=True, kw_only=True):
    """One revision of one kind of frame: its numbers, its head and, when it has a tail, the entries of that."""

    kind: int
    revision: int
    name: str
    hash: int
    head: np.dtype[np.void]
    entry: np.dtype[np.void] | None


class Frame(msgspec.Struct, frozen=True, kw_only=True):
    """A frame in a batch; `head` and `entries` are views of the batch's own bytes."""

    layout: KindLayout
    head: np.void
    entries: NDArray[np.void]


def _format(field: _native.FieldRow) -> str:
    if field["type"] != "chars":
        return _NUMBERS[field["type"]]
    # Zeros at the end mean nothing in a text and much in a token.
    return f"{'S' if field['unit'] == 'text' else 'V'}{field['size']}"


def _dtype(fields: Sequence[_native.FieldRow], size: int) -> np.dtype[np.void]:
    table: Any = {
        "names": [field["name"] for field in fields],
        "offsets": [field["offset"] for field in fields],
        "formats": [_format(field) for field in fields],
        "itemsize": size,
    }
    dtype: np.dtype[np.void] = np.dtype(table)
    return dtype


_SCHEMA = _native.schema()

CONSTANTS: Mapping[str, Mapping[str, int]] = MappingProxyType(
    {group: MappingProxyType(values) for group, values in _SCHEMA["constants"].items()},
)
"""What flags and sides are called: `CONSTANTS["batch_flag"]["snapshot"]`."""

BATCH_HEADER = _dtype(_SCHEMA["batch_header"]["fields"], _SCHEMA["batch_header"]["size"])
FRAME_HEADER = _dtype(_SCHEMA["frame_header"]["fields"], _SCHEMA["frame_header"]["size"])


def _layout(row: _native.KindRow) -> KindLayout:
    entry = _dtype(row["entry_fields"], row["entry_size"]) if row["entry_size"] else None
    return KindLayout(
        kind=row["kind"],
        revision=row["revision"],
        name=row["name"],
        hash=row["hash"],
        head=_dtype([*_SCHEMA["frame_header"]["fields"], *row["fields"]], row["head_size"]),
        entry=entry,
    )


def layouts_of(rows: Iterable[_native.KindRow]) -> Mapping[tuple[int, int], KindLayout]:
    """Key what a schema lists by (kind, revision): a kind may have been laid out in several ways."""
    return MappingProxyType({(row["kind"], row["revision"]): _layout(row) for row in rows})


def newest_of(layouts: Mapping[tuple[int, int], KindLayout]) -> Mapping[str, KindLayout]:
    """Key the newest revision of each kind by the kind's name."""
    ascending = sorted(layouts.items())
    return MappingProxyType({layout.name: layout for _, layout in ascending})


LAYOUTS = layouts_of(_SCHEMA["kinds"])
"""Every layout that can be read, by kind and revision."""

KINDS = newest_of(LAYOUTS)
"""What is written: the newest layout of every kind, by its name."""

_NO_ENTRIES: NDArray[np.void] = np.empty(0, dtype="V8")


def make_frame(
    name: str,
    head: Mapping[str, Any] | None = None,
    *,
    entries: Sequence[Mapping[str, Any]] | NDArray[np.void] = (),
) -> bytes:
    """Make one whole frame; fields that are not named are zero."""
    layout = KINDS[name]
    tail = _tail(layout, entries)
    place = np.zeros((), dtype=layout.head)
    length = layout.head.itemsize + len(tail)
    for field, value in (head or {}).items():
        place[field] = value
    for field, value in (("kind", layout.kind), ("revision", layout.revision), ("length", length)):
        place[field] = value
    return place.tobytes() + tail


def _tail(layout: KindLayout, entries: Sequence[Mapping[str, Any]] | NDArray[np.void]) -> bytes:
    if len(entries) == 0:
        return b""
    if layout.entry is None:
        message = f"no entries were expected in a frame {layout.name}, found: {len(entries)}"
        raise ValueError(message)
    if isinstance(entries, np.ndarray):
        return entries.astype(layout.entry, copy=False).tobytes()
    rows = np.zeros(len(entries), dtype=layout.entry)
    for row, entry in zip(rows, entries, strict=True):
        for field, value in entry.items():
            row[field] = value
    return rows.tobytes()


def make_hello(instance: int, *, token: bytes = bytes(32), mia_version: str = "") -> bytes:
    """Make the frame that introduces a publisher and lists every layout of this build."""
    head = {"token": np.void(token), "instance": instance, "mia_version": mia_version}
    kinds = [
        {
            "kind": layout.kind,
            "revision": layout.revision,
            "head_size": layout.head.itemsize,
            "hash": layout.hash,
        }
        for layout in LAYOUTS.values()
    ]
    return make_frame("Hello", head, entries=kinds)


def make_batch(header: Mapping[str, int], frames: Sequence[bytes]) -> bytes:
    """Make a batch of whole frames; count, length and checksum are filled in."""
    return _native.encode(dict(header), list(frames))


def read_frames(batch: bytes, *, only: Collection[str] | None = None) -> Iterator[Frame]:
    """Go through the frames that this build knows; nothing at all when the batch is not sound.

    With `only`, frames of other kinds are passed over before anything of them is read.
    """
    for kind, revision, offset, length in _native.decode(batch).frames:
        layout = LAYOUTS.get((kind, revision))
        if layout is None or (only is not None and layout.name not in only):
            continue
        head = np.frombuffer(batch, dtype=layout.head, count=1, offset=offset)[0]
        entries = _NO_ENTRIES
        if layout.entry is not None:
            tail = length - layout.head.itemsize
            entries = np.frombuffer(
                batch,
                dtype=layout.entry,
                count=tail // layout.entry.itemsize,
                offset=offset + layout.head.itemsize,
            )
        yield Frame(layout=layout, head=head, entries=entries)


def text_of(value: bytes) -> str:
    """Read a text field of a head or an entry: what comes before its first zero."""
    return bytes(value).split(b"\0", 1)[0].decode("utf-8", errors="replace").strip()
