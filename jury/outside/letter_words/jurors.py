"""What is written to jurors; it names no case, for a code could tell an old one from a new."""

from jury.rules.errors import N_

from .words import Words

KINDS: dict[str, Words] = {
    "summoned": Words(
        N_("You are called to a case"),
        N_(
            "You have been drawn as a juror. Please read both sides and vote by %(lapses_at)s. If "
            "you know a party, or have no time, say so there: it costs nothing."
        ),
        act_by="lapses_at",
    ),
    "reminded": Words(
        N_("A case still waits for your vote"),
        N_(
            "You are called to a case and have not voted yet. After %(lapses_at)s the seat goes "
            "to another juror."
        ),
        act_by="lapses_at",
    ),
    "summons_lapsed": Words(
        N_("Your summons has lapsed"),
        N_(
            "You were called to a case and did not vote by %(lapses_at)s, so the seat goes to "
            "another juror. If you have little time just now, go off duty: that costs nothing."
        ),
    ),
    "case_decided": Words(
        N_("A case on which you voted is decided"),
        N_(
            "The outcome, your own vote and the reasons of both sides can be read now. Nobody "
            "gains or loses by having been in the majority."
        ),
    ),
    "parties_settled": Words(
        N_("A case to which you were called is settled"),
        N_(
            "The two sides have settled, so nobody rules on it and no more votes are needed. If "
            "you have voted, your ballot stays as you cast it. It counts for nothing against you."
        ),
    ),
    "gold_dispute_answered": Words(
        N_("Your objection is answered"),
        N_("Staff have looked at the case again. What they found stands on its page."),
    ),
    "suspended": Words(
        N_("You are suspended as a juror"),
        N_(
            "You are not called to panels for now. The reason: %(reason)s. The way back: "
            "%(way_back)s."
        ),
    ),
    "reinstated": Words(
        N_("You are a juror again"),
        N_("Your suspension has ended. From the next roll on you can be called to panels."),
    ),
}
