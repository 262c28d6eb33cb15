"""Intake: from a publisher's file to a capture and statements, with nothing left unread."""

from graphkit.intake.draft import Draft, Subject
from graphkit.intake.file import SourceFile
from graphkit.model.source import Dataset, SourceKind

__all__ = ["Dataset", "Draft", "SourceFile", "SourceKind", "Subject"]
