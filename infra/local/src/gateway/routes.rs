//! Which function answers which paths.

use anyhow::Context;
use axum::Router;

use crate::template::Route;

/// What ends the path of a route that covers everything below it.
const BELOW: &str = "/{proxy+}";

/// The routers of the HTTP functions, by the routes of the template.
#[derive(Clone)]
pub(crate) struct Routes {
    table: Vec<(String, Router)>,
    rest: Router,
}

impl Routes {
    /// Gives each route to the router of its function.
    ///
    /// **Errors:** a function that is not there, or no route for everything else.
    pub(crate) fn new(
        routes: &[Route],
        router: impl Fn(&str) -> Option<Router>,
    ) -> anyhow::Result<Self> {
        let mut table = Vec::new();
        let mut rest = None;
        for route in routes {
            let router = router(&route.function);
            let router = router.with_context(|| format!("no function {}", route.function))?;
            match route.path.as_str() {
                "$default" => rest = Some(router),
                path => table.push((path.to_owned(), router)),
            }
        }
        Ok(Self {
            table,
            rest: rest.context("no function for other paths")?,
        })
    }

    /// The function for a path: a route that is the path before one that fits it, and that before
    /// the longest that covers it.
    pub(super) fn find(&self, path: &str) -> Router {
        let exact = self.table.iter().find(|(route, _)| route == path);
        let fitting = || self.table.iter().find(|(route, _)| fits(route, path));
        let covering = || {
            let covers = self.table.iter().filter(|(route, _)| covers(route, path));
            covers.max_by_key(|(route, _)| route.len())
        };
        let found = exact.or_else(fitting).or_else(covering);
        found.map_or(&self.rest, |(_, router)| router).clone()
    }
}

/// Whether a route with variables has as many segments as the path, and the same ones beside them.
fn fits(route: &str, path: &str) -> bool {
    let variable = |segment: &str| segment.starts_with('{') && segment != "{proxy+}";
    route.split('/').count() == path.split('/').count()
        && route
            .split('/')
            .zip(path.split('/'))
            .all(|(wanted, given)| wanted == given || variable(wanted) && !given.is_empty())
}

/// Whether a route covers a path below it.
fn covers(route: &str, path: &str) -> bool {
    let below = route
        .strip_suffix(BELOW)
        .and_then(|prefix| path.strip_prefix(prefix));
    below.is_some_and(|rest| rest.len() > 1 && rest.starts_with('/'))
}

/// Whether `path` is `prefix` or lies below it.
pub(super) fn under(prefix: &str, path: &str) -> bool {
    path.strip_prefix(prefix)
        .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn routes_end_at_a_segment() {
        assert!(covers("/refer/{proxy+}", "/refer/people"));
        assert!(covers("/refer/{proxy+}", "/refer/people/1"));
        for other in ["/refer", "/refer/", "/referrals", "/referrals/1"] {
            assert!(!covers("/refer/{proxy+}", other), "{other}");
        }
        assert!(!covers("/refer", "/refer/people"));
        assert!(under("/dev", "/dev") && under("/dev", "/dev/x") && !under("/dev", "/devil"));
    }

    #[test]
    fn a_variable_stands_for_one_segment() {
        assert!(fits("/cases/{id}/audit", "/cases/1/audit"));
        for other in ["/cases//audit", "/cases/1/2/audit", "/cases/1/history"] {
            assert!(!fits("/cases/{id}/audit", other), "{other}");
        }
        assert!(!fits("/cases/{proxy+}", "/cases/1"));
    }

    #[test]
    fn a_function_that_is_not_there_is_an_error() {
        let route = |path: &str, function: &str| Route {
            path: path.to_owned(),
            method: "ANY".to_owned(),
            function: function.to_owned(),
            open: false,
        };
        let known = |name: &str| (name == "here").then(Router::new);
        assert!(Routes::new(&[route("$default", "here")], known).is_ok());
        assert!(Routes::new(&[route("$default", "gone")], known).is_err());
        assert!(Routes::new(&[route("/x", "here")], known).is_err());
    }
}
