"""Meetings, and what the customer said and did: lists of an account's."""

from models.meeting import Meeting
from models.voice import Concern, Feedback, Signal
from resolvers.listing import children
from resolvers.paging import By

meetings = children(
    Meeting, order=(By("held_on", descending=True), By("starts_at", descending=True))
)
feedback = children(Feedback, order=(By("said_at", descending=True),))
concerns = children(Concern, order=(By("raised_at", descending=True),))
signals = children(Signal, order=(By("observed_at", descending=True),))
