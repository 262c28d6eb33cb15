"""The whole exception tree.

::

    GraphkitError
    ├─ CaseError        NotACase · NewerCase · CaseLocked · DamagedCase · UnknownEntity
    ├─ SourceError      UnreadableSource · UnknownIngestor · Refused
    ├─ ModelError       InvalidDate · InvalidInterval · UnknownKind · UnknownProperty · InvalidValue · KindClash
    ├─ ResolveError     ContradictoryJudgement
    ├─ StoreError       StoreUnavailable · QueryRejected · QueryTimedOut · ForeignNodes · DownloadFailed
    ├─ PackError        InvalidPack · StaleLock · FailedExample · NotReadOnly
    └─ ExportError      UnsourcedFinding

A message says where, what, and what to do next; only the command line prints it.
"""

from collections.abc import Sequence


class GraphkitError(Exception):
    """Base of every error that graphkit raises on purpose: its text is meant for the person at the keyboard."""


class CaseError(GraphkitError):
    """The case folder cannot be used as it is."""


class NotACase(CaseError):
    """The folder holds no case."""


class NewerCase(CaseError):
    """The case was written in a format that this version does not know."""


class CaseLocked(CaseError):
    """Another process is writing to the case."""


class DamagedCase(CaseError):
    """A file of the case is missing, cut or altered."""


class UnknownEntity(CaseError):
    """Nothing in the case is named or numbered so."""


class SourceError(GraphkitError):
    """A file cannot be taken in."""


class UnreadableSource(SourceError):
    """The file is truncated, wrongly encoded, hostile, or not of the format that the ingestor reads."""


class UnknownIngestor(SourceError):
    """No ingestor of that name is shipped or lies in the folder given."""


class Refused(SourceError):
    """Records of a file were refused; holds every reason, so that all can be mended at once."""

    def __init__(self, message: str, problems: Sequence[str] = ()) -> None:
        super().__init__("\n".join([message, *(f"  {problem}" for problem in problems)]))
        self.problems = tuple(problems)


class ModelError(GraphkitError):
    """A value cannot be what the model says it is."""


class InvalidDate(ModelError):
    """The text is not a date, month, year or range that a calendar knows."""


class InvalidInterval(ModelError):
    """An interval ends before it starts, or its bounds are out of order."""


class UnknownKind(ModelError):
    """The ontology has no kind of that name."""


class UnknownProperty(ModelError):
    """The kind has no property of that name."""


class InvalidValue(ModelError):
    """The value is empty, too long, or not of the property's type."""


class KindClash(ModelError):
    """One entity is said to be of two kinds that exclude each other."""


class ResolveError(GraphkitError):
    """Identities cannot be decided as asked."""


class ContradictoryJudgement(ResolveError):
    """The judgement says the opposite of one that stands; neither wins silently."""


class StoreError(GraphkitError):
    """The graph database cannot be used as asked."""


class StoreUnavailable(StoreError):
    """No server answers, or it refuses the credentials."""


class QueryRejected(StoreError):
    """The server refused the query: a mistake in it, or an attempt to write."""


class QueryTimedOut(StoreError):
    """The query ran longer than its time limit and was stopped."""


class ForeignNodes(StoreError):
    """The database holds nodes that graphkit did not make."""


class DownloadFailed(StoreError):
    """The server's files cannot be downloaded, or are not the pinned ones."""


class PackError(GraphkitError):
    """A query pack is not fit to run."""


class InvalidPack(PackError):
    """The pack's header or query breaks a rule of packs."""


class StaleLock(PackError):
    """The pack's text differs from the one that the lock pins under the same version."""


class FailedExample(PackError):
    """An example of the pack does not find what it must, or finds what it must not."""


class NotReadOnly(PackError):
    """The pack's query writes."""


class ExportError(GraphkitError):
    """A result cannot leave the case as asked."""


class UnsourcedFinding(ExportError):
    """A finding rests on no statement: it is not a finding."""
