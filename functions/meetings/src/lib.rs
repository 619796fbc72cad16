//! Meetings, their agenda, and packs to read.
