from analytics.models.annotation import Annotation
from analytics.models.collecting import CountedView, DaySecret, Heartbeat, RawEvent, Session
from analytics.models.evaluation import Evaluation
from analytics.models.imports import Import
from analytics.models.totals import ActDay, AddedMonth, DeviceDay, DropDay, PageDay, PageMonth, SiteDay

__all__ = [
    "ActDay",
    "AddedMonth",
    "Annotation",
    "CountedView",
    "DaySecret",
    "DeviceDay",
    "DropDay",
    "Evaluation",
    "Heartbeat",
    "Import",
    "PageDay",
    "PageMonth",
    "RawEvent",
    "Session",
    "SiteDay",
]
