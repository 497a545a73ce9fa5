"""Reads a calendar file from standard input with the icalendar package and prints each event on a line of its own."""
import sys

from icalendar import Calendar


def when(of, name):
    value = of.get(name)
    return value.dt.isoformat() if value is not None else "-"


calendar = Calendar.from_ical(sys.stdin.buffer.read())
for event in calendar.walk("VEVENT"):
    rule = event.get("RRULE")
    attendee = event.get("ATTENDEE", "-")
    print(
        calendar["METHOD"], event["UID"].split("@")[0][-12:], event["SEQUENCE"], event["STATUS"], when(event, "RECURRENCE-ID"),
        when(event, "DTSTART"), event["DURATION"].dt, rule.to_ical().decode() if rule else "-", attendee, event["SUMMARY"], sep="|",
    )
