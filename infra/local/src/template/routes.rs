//! Which function answers which paths.

use serde_json::Value;

use super::{Resource, Template};

/// One of the two HTTP APIs that lead to the functions.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Door {
    /// Browsers with a session cookie.
    People,
    /// Programs with a bearer token.
    Programs,
}

impl Door {
    /// Its logical name.
    pub fn name(self) -> &'static str {
        match self {
            Self::People => "People",
            Self::Programs => "Programs",
        }
    }
}

/// A route of an HTTP API.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Route {
    /// `$default`, an exact path, or one that ends in `/{proxy+}` and covers what lies below.
    pub path: String,
    /// `ANY`, or one method.
    pub method: String,
    /// The program that answers, such as `case-updates`.
    pub function: String,
    /// Whether it says that no authorizer is asked.
    pub open: bool,
}

impl Template {
    /// The routes of a door, sorted by path.
    ///
    /// **Errors:** a function with routes that does not name its program.
    pub fn routes(&self, door: Door) -> anyhow::Result<Vec<Route>> {
        let mut routes = Vec::new();
        for function in self.functions() {
            for (_, event) in function.events("HttpApi") {
                let api = event.pointer("/ApiId/Ref").and_then(Value::as_str);
                if api == Some(door.name()) {
                    routes.push(route(function, event)?);
                }
            }
        }
        routes.sort();
        Ok(routes)
    }
}

fn route(function: Resource<'_>, event: &Value) -> anyhow::Result<Route> {
    let text = |name: &str, otherwise: &str| {
        let text = event.get(name).and_then(Value::as_str);
        text.unwrap_or(otherwise).to_owned()
    };
    let authorizer = event.pointer("/Auth/Authorizer").and_then(Value::as_str);
    Ok(Route {
        // SAM takes a route without path and method for the one that gets everything else.
        path: text("Path", "$default"),
        method: text("Method", "ANY"),
        function: function.binary()?.to_owned(),
        open: authorizer == Some("NONE"),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_nobody_else_answers_goes_to_case_updates() {
        let template = Template::embedded().unwrap();
        for door in [Door::People, Door::Programs] {
            let routes = template.routes(door).unwrap();
            let rest = routes.iter().find(|route| route.path == "$default");
            assert_eq!(rest.unwrap().function, "case-updates");
            let refer = routes.iter().find(|route| route.path == "/refer/{proxy+}");
            assert_eq!(refer.unwrap().function, "referral-intake");
        }
    }
}
