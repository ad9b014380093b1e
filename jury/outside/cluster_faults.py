"""What may be wrong with a cluster before a fit and in the middle of one, each in a sentence."""

from jury.rules.errors import N_, Missing


class NoDask(Missing):
    sentence = N_(
        "The engine dask is not installed. Nothing was computed. Install what "
        "requirements-dask.txt lists, here and on every worker, or use --engine local."
    )


class NoScheduler(Missing):
    sentence = N_(
        "No dask scheduler answers at %(address)s. Nothing was computed. Start one, or name "
        "its address with --scheduler."
    )


class NoWorkers(Missing):
    sentence = N_(
        "The dask scheduler at %(address)s has no workers. Nothing was computed. Start some "
        "and run the command again."
    )


class NoCode(Missing):
    sentence = N_(
        "The dask scheduler at %(address)s or one of its workers cannot import jury. Nothing "
        "was computed. Start them in this version's folder, with PYTHONPATH set to it."
    )


class SchedulerGone(Missing):
    sentence = N_(
        "The dask scheduler at %(address)s went away in the middle of the fit. What was "
        "computed is lost and no file was written. Start it and its workers again and run the "
        "command again, or use --engine local."
    )


class WorkersGone(Missing):
    sentence = N_(
        "No worker of the dask scheduler at %(address)s takes work any more: they went away, or "
        "their memory is full. What was computed is lost and no file was written. Start more "
        "workers, or workers with more memory, and run the command again."
    )


class WorkersFail(Missing):
    sentence = N_(
        "Workers of the dask scheduler at %(address)s failed %(times)d times in a row at the "
        "same step, most likely because their memory was full. What was computed is lost and "
        "no file was written. Start more workers, or workers with more memory, and run the "
        "command again."
    )
