"""Identity out of a text: findings become placeholders, doubts become suggestions for a human."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from .finding import PEOPLE, TRADERS, Cover, Finding, Hit, Kind, Source
from .known import Known
from .notation import fold
from .placeholders import Placeholders, unmarked

LONGEST = 5_000
FUZZY = PEOPLE | TRADERS
JOINING = " ,，、-·"


@dataclass(frozen=True)
class Redacted:
    """A text as jurors will see it, what was taken out, and what a human should look at."""

    original: str
    text: str
    findings: list[Finding]
    unresolved: list[Finding]

    def segments(self) -> list[tuple[str, Kind | None]]:
        """The redacted text in pieces; a placeholder has its kind, plain words have None."""
        pieces: list[tuple[str, Kind | None]] = []
        at = read = 0
        for finding in self.findings:
            before = at + finding.start - read
            pieces += [(self.text[at:before], None), (finding.placeholder, finding.kind)]
            at, read = before + len(finding.placeholder), finding.end
        pieces.append((self.text[at:], None))
        return [(words, kind) for words, kind in pieces if words]

    def findings_json(self) -> list[dict[str, Any]]:
        return [finding.to_json() for finding in self.findings]

    def unresolved_json(self) -> list[dict[str, Any]]:
        return [finding.to_json() for finding in self.unresolved]


def redact(
    text: str,
    known: Known | Mapping[str, Sequence[str]],
    *,
    covers: Iterable[tuple[int, int] | tuple[int, int, str]] = (),
    uncovers: Iterable[tuple[int, int]] = (),
    placeholders: Placeholders | None = None,
    language: str = "zh",
    is_quoting: bool = False,
) -> Redacted:
    """The text without identity.

    ``covers`` are spans of the original to take out besides; ``uncovers`` are spans in which
    findings and suggestions are put back. A cover outlives an uncover. ``placeholders`` is the
    case's book and grows; without one a new book in ``language`` is used. What the
    text itself writes like a placeholder gets other brackets, unless the writer ``is_quoting``.

    Raises ValueError for a text of more than 5,000 characters or a span outside it.
    """
    if len(text) > LONGEST:
        raise ValueError(f"a text of {len(text)} characters; at most {LONGEST} can be redacted")
    known = known if isinstance(known, Known) else Known(known)
    book = placeholders or Placeholders.for_known(
        {kind.value: given for kind, given in known.identifiers.items()}, language
    )
    covered = [_cover(text, cover) for cover in covers]
    lifted = [_cover(text, uncover) for uncover in uncovers]
    found = [*known.find(text), *_shapes(text)]
    found += _repeats(text, found)
    settled = _lift(_settle(text, [hit for hit in found if hit.sure]), lifted)
    settled = _settle(text, [*settled, *covered])
    doubts = _lift([hit for hit in found if not hit.sure], lifted)
    open_doubts = [
        doubt
        for doubt in doubts
        if not any(hit.overlaps(doubt.start, doubt.end) for hit in settled)
    ]
    findings = [_finding(hit, book) for hit in settled]
    return Redacted(
        text,
        _replaced(text, findings, str if is_quoting else unmarked),
        findings,
        [_finding(d, None) for d in _settle(text, open_doubts)],
    )


def _shapes(text: str) -> Iterator[Hit]:
    from . import patterns  # a third of a second to compile, which only a text need pay

    return patterns.find(fold(text))


def _repeats(text: str, found: list[Hit]) -> Iterator[Hit]:
    """Where a name that a pattern found once stands again without the words that gave it away."""
    names = {
        text[hit.start : hit.end]: hit
        for hit in found
        if hit.source is Source.PATTERN and hit.sure and hit.kind in FUZZY and len(hit) > 2
    }
    for name, hit in names.items():
        at = text.find(name)
        while at >= 0:
            yield replace(hit, start=at, end=at + len(name))
            at = text.find(name, at + len(name))


def _cover(text: str, cover: Sequence[Any]) -> Hit:
    start, end, kind = Cover(*cover)
    if not 0 <= start < end <= len(text):
        raise ValueError(f"no such span in the text: {start}–{end}")
    return Hit(start, end, Kind(kind), Source.COVER, text[start:end])


def _settle(text: str, hits: list[Hit]) -> list[Hit]:
    """One hit where several overlap or touch on the same thing: nothing covered is laid bare."""
    known = [hit for hit in hits if hit.source is Source.KNOWN]
    hits = [hit for hit in hits if not _guesses_at(hit, known)]
    settled: list[Hit] = []
    for hit in sorted(hits, key=lambda hit: (hit.start, -hit.end)):
        if settled and (hit.start < settled[-1].end or _goes_on(text, settled[-1], hit)):
            settled[-1] = _union(settled[-1], hit)
        else:
            settled.append(hit)
    return settled


def _guesses_at(hit: Hit, known: list[Hit]) -> bool:
    """A guess at a name, whose edges are rough, where the name itself is known."""
    return (
        hit.source is Source.PATTERN
        and hit.kind in FUZZY
        and any(k.kind in FUZZY and k.overlaps(hit.start, hit.end) for k in known)
    )


def _goes_on(text: str, before: Hit, after: Hit) -> bool:
    same = before.kind is after.kind is Kind.ADDRESS or (
        (before.kind, before.key) == (after.kind, after.key)
    )
    return same and not text[before.end : after.start].strip(JOINING)


def _union(one: Hit, other: Hit) -> Hit:
    """Both spans, with the kind and key of the longer; of one kind, what is known leads."""
    order = {Source.KNOWN: 2, Source.COVER: 1, Source.PATTERN: 0}
    if one.kind is other.kind:
        lead = max(one, other, key=lambda hit: (order[hit.source], len(hit)))
    else:
        lead = max(one, other, key=lambda hit: (len(hit), order[hit.source]))
    return Hit(
        min(one.start, other.start), max(one.end, other.end), lead.kind, lead.source, lead.key
    )


def _lift(hits: list[Hit], uncovers: list[Hit]) -> list[Hit]:
    return [
        hit for hit in hits if not any(u.start <= hit.start and hit.end <= u.end for u in uncovers)
    ]


def _finding(hit: Hit, book: Placeholders | None) -> Finding:
    placeholder = book.word(hit.kind, hit.key) if book else ""
    return Finding(hit.start, hit.end, hit.kind, hit.source, placeholder, hit.sure)


def _replaced(text: str, findings: list[Finding], kept: Callable[[str], str]) -> str:
    def pieces() -> Iterator[str]:
        at = 0
        for finding in findings:
            yield kept(text[at : finding.start])
            yield finding.placeholder
            at = finding.end
        yield kept(text[at:])

    return "".join(pieces())
