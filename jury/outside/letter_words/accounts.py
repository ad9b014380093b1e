"""What is written to people about their way in."""

from jury.rules.errors import N_

from .words import Words

KINDS: dict[str, Words] = {
    "invited": Words(
        N_("Your order can be taken to the court"),
        N_(
            "The marketplace has told us of an order of yours: %(item)s. If you and the other "
            "side cannot agree on it, this court can decide. The link opens your account here; "
            "it works once, within 30 days. You need do nothing while all is well."
        ),
    ),
    "address_changed": Words(
        N_("Your e-mail address was changed"),
        N_(
            "From now on messages go to another address, and you sign in with it. If it was not "
            "you who changed it, tell the marketplace at once."
        ),
    ),
    "recover": Words(
        N_("Set a new password"),
        N_(
            "Somebody, we hope you, asked for a new password. The link lets you set one; it works "
            "once, within two hours. If it was not you, do nothing: your password stays as it is."
        ),
    ),
}
