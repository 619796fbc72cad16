//! Meeting packs, one for each recipient agency, rendered on schedule and on demand.
