//! Which function answers which paths.

use axum::Router;

/// The routers of the HTTP functions, by the paths they answer.
#[derive(Clone)]
pub(crate) struct Routes {
    table: Vec<(&'static str, Router)>,
    fallback: Router,
}

impl Routes {
    /// `fallback` answers every path that no prefix covers, with a 404 where it knows no better.
    pub(crate) fn new(fallback: Router) -> Self {
        Self {
            table: Vec::new(),
            fallback,
        }
    }

    /// Gives a function its prefixes.
    pub(crate) fn give(mut self, prefixes: &[&'static str], function: &Router) -> Self {
        let entries = prefixes.iter().map(|prefix| (*prefix, function.clone()));
        self.table.extend(entries);
        self
    }

    /// The function for a path.
    pub(super) fn find(&self, path: &str) -> Router {
        let found = self.table.iter().find(|(prefix, _)| under(prefix, path));
        found
            .map_or(&self.fallback, |(_, function)| function)
            .clone()
    }
}

/// Whether `path` is `prefix` or lies below it.
pub(super) fn under(prefix: &str, path: &str) -> bool {
    path.strip_prefix(prefix)
        .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

#[cfg(test)]
mod tests {
    use super::under;

    #[test]
    fn prefixes_end_at_a_segment() {
        assert!(under("/refer", "/refer"));
        assert!(under("/refer", "/refer/people"));
        assert!(!under("/refer", "/referrals"));
    }
}
