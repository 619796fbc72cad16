//! Notices by email and SNS from the journal stream; reminders and escalation on a schedule.
