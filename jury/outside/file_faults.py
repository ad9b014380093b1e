"""What may be wrong with a file of votes or truths, each in a sentence that names the line."""

from jury.rules.errors import N_, Invalid


class BadFile(Invalid):
    """A file that cannot be used as it stands; nothing was computed from it."""


class Empty(BadFile):
    sentence = N_(
        "%(file)s holds no rows, so there is nothing to compute. It needs a first line "
        "with the columns %(columns)s and then one row a line."
    )


class ColumnMissing(BadFile):
    sentence = N_(
        "%(file)s has no column %(column)s: its first line names %(found)s. Nothing was "
        "computed. Rename the columns to %(columns)s; others may stay and are not read."
    )


class ColumnTwice(BadFile):
    sentence = N_(
        "The first line of %(file)s names the column %(column)s twice. Nothing was computed. "
        "Rename one of the two."
    )


class NotCsv(BadFile):
    sentence = N_(
        "Line %(line)d of %(file)s cannot be read as CSV in UTF-8 (%(why)s). Nothing was "
        "computed. Save the file as CSV in UTF-8 and run the command again."
    )


class Ragged(BadFile):
    sentence = N_(
        "Line %(line)d of %(file)s has %(found)d fields where the first line has "
        "%(expected)d. Nothing was computed. Mend that line; a comma within a field needs "
        "quotes around it."
    )


class FieldEmpty(BadFile):
    sentence = N_(
        "Line %(line)d of %(file)s has no %(column)s. Nothing was computed. Fill it in or "
        "take the line out."
    )


class VotedTwice(BadFile):
    sentence = N_(
        "%(worker)s votes twice on %(task)s: lines %(first)d and %(second)d of %(file)s. "
        "Nothing was computed. A juror has one vote a case: take one of the lines out."
    )


class ToldTwice(BadFile):
    sentence = N_(
        "%(file)s names %(task)s twice, in lines %(first)d and %(second)d. Nothing was "
        "computed. A case has one truth: take one of the lines out."
    )


class LabelUnknown(BadFile):
    sentence = N_(
        "Line %(line)d of %(file)s says %(label)s, for which nobody voted. Nothing was "
        "computed. The labels voted are %(labels)s: write it as one of them. Taking audits out "
        "instead would leave a sample that is not random."
    )


class LabelsTooFew(BadFile):
    sentence = N_(
        "Every vote of %(file)s is for %(label)s. Nothing was computed: with one label only, "
        "there is nothing to decide."
    )


class LabelsTooMany(BadFile):
    sentence = N_(
        "The column label of %(file)s holds %(found)d different labels; with %(workers)d "
        "workers, at most %(most)d can be weighed. Nothing was computed. Is it the right "
        "column?"
    )
