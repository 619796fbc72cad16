//! Every route of the code, as it is written there.

use std::collections::BTreeSet;

/// `METHOD /path` of every route that a function or `edge` gives a handler.
pub(crate) fn in_the_code() -> BTreeSet<String> {
    let mut routes = BTreeSet::new();
    for (path, text) in crate::architecture::production() {
        if path.ends_with("tests.rs") {
            continue;
        }
        // `format!("{base}/…")`, where a file has a base.
        let base = text.split("let base = \"").nth(1);
        let base = base.and_then(|rest| rest.split('"').next());
        for part in text.split(".route(").skip(1) {
            let literal = part.split('"').nth(1);
            let Some(path) = literal.filter(|path| path.starts_with(['/', '{'])) else {
                continue;
            };
            let path = path.replace("{base}", base.unwrap_or_default());
            let handlers = handlers(part);
            for (method, call) in [("GET", "get("), ("POST", "post(")] {
                let mut calls = handlers.match_indices(call);
                let own = |at: usize| {
                    let before = handlers[..at].chars().next_back();
                    !before.is_some_and(|c| c.is_alphanumeric() || "_:".contains(c))
                };
                if calls.any(|(at, _)| own(at)) {
                    routes.insert(format!("{method} {path}"));
                }
            }
        }
    }
    routes.retain(|route| !route.contains(" /dev") && !route.contains(" /v2"));
    routes
}

/// The text up to the bracket that closes `.route(`.
fn handlers(part: &str) -> &str {
    let mut open = 1;
    for (at, c) in part.char_indices() {
        match c {
            '(' => open += 1,
            ')' => open -= 1,
            _ => {}
        }
        if open == 0 {
            return &part[..at];
        }
    }
    part
}
