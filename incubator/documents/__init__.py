"""Documents for other programs: calendars and PDF. They know no table, no setting, no web."""
