"""What a statement that convinces would also say: when, what for, and which exhibit proves it."""

import re
from collections.abc import Mapping

from flask_babel import gettext as _

from jury.rules.words import Side
from jury.store.cases import Case, Passage

NAMES_AN_EXHIBIT = re.compile(
    r"(?:exhibit|picture|photo|screenshot|证据|图片|照片|截图|附件|图)s?\s*"
    r"(?:no\.?|nr\.?|#|第|号|:|：)?\s*[0-9０-９一二三四五六七八九]",
    re.IGNORECASE,
)


def missing_in(case: Case, side: Side, texts: Mapping[str, Passage]) -> list[tuple[str, str]]:
    """What a good statement says and this one does not yet, each with its field; none is a must."""
    draft = case.statement_of(side)
    brought = [exhibit for exhibit in case.exhibits if exhibit.side is side]
    words = " ".join(text.raw for text in texts.values())
    lines = [
        ("happened_on", not (draft and draft.happened_on), _("When it happened.")),
        ("wish", "wish" not in texts, _("What you ask for, and why it is right.")),
        ("pictures", not brought, _("An exhibit: so far your words alone stand for it.")),
        (
            "story",
            bool(brought) and not NAMES_AN_EXHIBIT.search(words),
            _("Which exhibit proves what: your text names none, such as “see exhibit 1”."),
        ),
    ]
    return [(field, sentence) for field, is_missing, sentence in lines if is_missing]
