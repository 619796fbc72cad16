//! The document for a meeting, as one recipient may read it (R5.3).
