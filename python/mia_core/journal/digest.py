"""A digest over the decisions of a run: two runs that decided the same have the same one."""

from __future__ import annotations

import hashlib

import msgspec

__all__ = ["DIGEST_BYTES", "DigestChain"]

DIGEST_BYTES = 16
_PERSON = b"mia-decision"  # keeps these digests apart from any other use of the same hash

# Structs are packed field by field as declared, mappings and sets by sorted key, floats by their 64
# bits: no text form of a number comes into it, so equal digests mean equal bits.
_CANONICAL = msgspec.msgpack.Encoder(order="deterministic")


class DigestChain:
    """Links each decision to all before it, so that one head stands for the whole run.

    Only what is passed in is covered: a caller keeps paths, process ids and wall times out by not
    putting them into the decision.
    """

    def __init__(self, head: str = "") -> None:
        self._head = bytes.fromhex(head) if head else bytes(DIGEST_BYTES)

    @property
    def head(self) -> str:
        """The digest of all decisions so far, in hex."""
        return self._head.hex()

    def add(self, decision: msgspec.Struct) -> str:
        """Append one decision; the new head."""
        link = hashlib.blake2b(self._head, digest_size=DIGEST_BYTES, person=_PERSON)
        link.update(_CANONICAL.encode(decision))
        self._head = link.digest()
        return self._head.hex()
