"""What families tell us: comments, what came of them, and surveys."""

from feedback.models.answers import Channel, Draft, Invitation, Link, PaperCode, Response, Said, Sealed, Theme, Wave
from feedback.models.comments import (
    ENTRIES_PER_PAGE,
    Comment,
    CommentQuerySet,
    Usefulness,
    UsefulnessQuerySet,
    YouSaidWeDidIndexPage,
    YouSaidWeDidPage,
    YouSaidWeDidQuerySet,
)
from feedback.models.surveys import Survey

__all__ = [
    "ENTRIES_PER_PAGE",
    "Channel",
    "Comment",
    "CommentQuerySet",
    "Draft",
    "Invitation",
    "Link",
    "PaperCode",
    "Response",
    "Said",
    "Sealed",
    "Survey",
    "Theme",
    "Usefulness",
    "UsefulnessQuerySet",
    "Wave",
    "YouSaidWeDidIndexPage",
    "YouSaidWeDidPage",
    "YouSaidWeDidQuerySet",
]
