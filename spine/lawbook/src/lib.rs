//! National law, calendars and code lists as dated rows with a source; the type every rule set has. No IO.
