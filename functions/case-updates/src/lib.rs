//! Cases, their chronology, assessments, decisions, actions and agencies.
