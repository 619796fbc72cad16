//! The one table and its buckets: keys, items, commit, and reads cut to the caller.
