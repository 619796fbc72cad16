//! Who may see and do what: callers, policies and decisions.
