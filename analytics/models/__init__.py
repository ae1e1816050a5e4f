from analytics.models.collecting import CountedView, DaySecret, Heartbeat, RawEvent, Session
from analytics.models.evaluation import Evaluation
from analytics.models.imports import Import
from analytics.models.totals import ActDay, DropDay, PageDay, SiteDay

__all__ = ["ActDay", "CountedView", "DaySecret", "DropDay", "Evaluation", "Heartbeat", "Import", "PageDay", "RawEvent", "Session", "SiteDay"]
