"""The case file as one download: page, pictures, proofs, how to recheck them, and the sums."""

import hashlib
import io
import json
import zipfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from jury.court import certifying, entries_told
from jury.store.cases import Case, Exhibit
from jury.store.panels import Hearing

from .pictures import vault

VERIFIERS = Path(__file__).parents[2] / "docs" / "verify"
ENDINGS = {"image/jpeg": "jpg", "image/png": "png", "image/webp": "webp"}
README = """\
本案卷宗（案件 %(code)s）

case.html           整个案件，用浏览器打开即可阅读或打印。
exhibit-*           评审员看到的图片，未向评审员展示的不在其中。原图不保存，这里是众议重新编码的
                    副本；其 SHA-256 值记在 entries.json 中提交陈述的条目（statement_handed_in）里。
certificate-*.json  每次已结束的合议组审理的抽签凭证。
entries.json        台账中本案的条目，一条接一条用哈希值相连。
verify_*.py         两个验证程序，只需 Python 3.11，不需要其他软件。
SHA256SUMS          以上各文件的 SHA-256 值。

如何验证：
1. 文件完整：sha256sum -c SHA256SUMS
2. 抽签：python3 verify_panel.py certificate-1.json
3. 台账：python3 verify_entries.py entries.json
两个程序也在众议源代码的 docs/verify 目录中；若不愿相信这里的副本，请用那里的。
哈希规则：对一个零字节加该条目的 JSON 文本取 SHA-256。JSON 含 at、actor、act、case、
body、previous 六项，键按字母排序，不含空格，UTF-8 编码，NFC 形式。
只有 leaf_hash 和 previous 的条目是众议不对外公开的（例如评审员的行为），仍可验证其在链中
的位置。合议组投票期间，条目到传召合议组之前为止。

--------------------------------------------------------------------------

Case file (case %(code)s)

case.html           The whole case: open it in a browser to read or print it.
exhibit-*           The pictures jurors saw; those withheld from them are left out. Originals are
                    not kept; these are the court's own re-encoded copies. Their SHA-256 stands in
                    entries.json, in the entry of the statement they came with
                    (statement_handed_in).
certificate-*.json  The certificate of each draw whose panel has closed.
entries.json        The case's entries in the ledger, each chained to the one before by hash.
verify_*.py         The two programs that recheck them; Python 3.11 and nothing else is needed.
SHA256SUMS          The SHA-256 of each of these files.

How to verify:
1. The files are whole: sha256sum -c SHA256SUMS
2. The draw: python3 verify_panel.py certificate-1.json
3. The entries: python3 verify_entries.py entries.json
Both programs are also in docs/verify of the court's source, for whoever mistrusts these copies.
The hash rule: SHA-256 over a zero byte and the entry's JSON text. It holds at, actor, act,
case, body and previous, keys sorted, no spaces, UTF-8, form NFC.
Entries with nothing but leaf_hash and previous are kept back by the court (what jurors did, for
one); their place in the chain can still be rechecked. While a panel votes, the entries end
before it was called.
"""


def pictures(exhibits: Iterable[Exhibit]) -> dict[UUID, tuple[str, bytes]]:
    """The names and pixels of the pictures that are still there, named by side and number."""
    found = {}
    for exhibit in exhibits:
        try:
            pixels = vault().path(exhibit.file).read_bytes()
        except FileNotFoundError:
            continue
        name = f"exhibit-{exhibit.side}-{exhibit.number}.{ENDINGS[exhibit.media_type]}"
        found[exhibit.id] = (name, pixels)
    return found


def packed(session: Session, case: Case, html: str, shown: Iterable[tuple[str, bytes]]) -> bytes:
    """The whole download, made in memory."""
    files = {
        "README.txt": (README % {"code": case.code}).encode(),
        "case.html": html.encode(),
        "entries.json": _json(entries_told.chain(session, case)),
        **dict(shown),
        **{each.name: each.read_bytes() for each in sorted(VERIFIERS.glob("verify_*.py"))},
    }
    for heard in case.hearings:
        if _is_proven(heard):
            proof = _json(certifying.certificate(session, heard))
            files[f"certificate-{heard.instance}.json"] = proof
    sums = [f"{hashlib.sha256(data).hexdigest()}  {name}\n" for name, data in files.items()]
    files["SHA256SUMS"] = "".join(sums).encode()
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return held.getvalue()


def _is_proven(heard: Hearing) -> bool:
    has_closed = heard.panel is not None and heard.panel.closed_at is not None
    return bool(heard.instance) and has_closed and heard.draw is not None


def _json(told: dict[str, Any]) -> bytes:
    return json.dumps(told, indent=1, ensure_ascii=False).encode()
