from analytics.models.annotation import Annotation
from analytics.models.collecting import CountedView, DaySecret, Heartbeat, RawEvent, Session
from analytics.models.evaluation import Evaluation
from analytics.models.holidays import SchoolHoliday
from analytics.models.imports import Import
from analytics.models.indicators import Indicator, IndicatorCorrection, IndicatorYear
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
    "Indicator",
    "IndicatorCorrection",
    "IndicatorYear",
    "PageDay",
    "PageMonth",
    "RawEvent",
    "SchoolHoliday",
    "Session",
    "SiteDay",
]
