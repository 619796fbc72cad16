//! The two HTTP APIs: who is asked who they are, and where.

use std::collections::BTreeSet;

use charmm::template::{Door, Resource, Route, Template};
use serde_json::json;

use super::{Faults, at, expect, get_att, reference};

/// Routes at which nobody is asked, with what stands there.
const OPEN: &str = include_str!("../../template/open-routes.txt");

/// Where, among these, anybody may write something or begin to sign in.
const FLOODED: [&str; 3] = ["/report", "/case-review", "/sign-in"];

/// What a limit on requests is made of.
const LIMITS: [&str; 2] = ["ThrottlingBurstLimit", "ThrottlingRateLimit"];

/// A line of that list: the route, and whether the programs' gateway lets it through as well.
pub(crate) fn open_routes() -> impl Iterator<Item = (&'static str, bool)> {
    let lines = OPEN.lines().filter(|line| !line.starts_with('#'));
    lines.filter_map(|line| {
        let mut words = line.split_whitespace();
        Some((words.next()?, words.next()? == "both"))
    })
}

pub(super) fn check(template: &Template, faults: &mut Faults) {
    for door in [Door::People, Door::Programs] {
        let api = template
            .of_type("AWS::Serverless::HttpApi")
            .find(|api| api.name == door.name());
        match api {
            Some(api) => {
                common(api, faults);
                limits(api, &template.routes(door).unwrap_or_default(), faults);
            }
            None => faults.push(format!("no door {}", door.name())),
        }
    }
    people(template, faults);
    programs(template, faults);
    same_routes(template, faults);
}

fn common(api: Resource<'_>, faults: &mut Faults) {
    let name = api.name;
    let stage = at(api, "/StageName") == &json!("$default");
    expect(stage, faults, || {
        format!("{name}: the stage would stand in every path")
    });
    let format = at(api, "/AccessLogSettings/Format").to_string();
    for told in [
        "$context.path",
        "$context.identity",
        "$context.authorizer",
        "error.message",
    ] {
        expect(!format.contains(told), faults, || {
            format!("{name}: the access log holds {told}")
        });
    }
    let logged = at(api, "/AccessLogSettings/DestinationArn") == &get_att("RequestsLog", "Arn");
    expect(logged, faults, || {
        format!("{name}: requests are not logged")
    });
    for limit in LIMITS {
        let bounded = at(api, &format!("/DefaultRouteSettings/{limit}")).is_u64();
        expect(bounded, faults, || format!("{name}: no {limit}"));
    }
}

/// The limits of single routes are of routes that are there, or the stage cannot be deployed; and a
/// flood where nobody is asked leaves something of what the door lets through.
fn limits(api: Resource<'_>, routes: &[Route], faults: &mut Faults) {
    let name = api.name;
    let keys: BTreeSet<_> = routes.iter().map(key).collect();
    let set = at(api, "/RouteSettings").as_object();
    for route in set.into_iter().flat_map(|set| set.keys()) {
        expect(keys.contains(route), faults, || {
            format!("{name}: limits for {route}, which is no route")
        });
    }
    let flooded: BTreeSet<_> = open_routes()
        .filter(|(path, both)| (*both || name == "People") && is_flooded(path))
        .flat_map(|(path, _)| answering(routes, path).into_iter().map(key))
        .collect();
    expect(
        name != "People" || flooded.len() >= FLOODED.len(),
        faults,
        || format!("{name}: hardly anything is open: {flooded:?}"),
    );
    for limit in LIMITS {
        let most = at(api, &format!("/DefaultRouteSettings/{limit}")).as_u64();
        let most = most.unwrap_or_default();
        let mut all = 0;
        for route in &flooded {
            let own = set.and_then(|set| set.get(route)?.get(limit)?.as_u64());
            expect(own.is_some_and(|own| own < most), faults, || {
                format!("{name}: {limit} of {route} is not below the door's")
            });
            all += own.unwrap_or(most);
        }
        expect(flooded.is_empty() || all < most, faults, || {
            format!("{name}: {limit} of open routes is together {all}, of {most}")
        });
    }
}

/// What the gateway calls a route.
fn key(route: &Route) -> String {
    match route.path.as_str() {
        "$default" => "$default".to_owned(),
        path => format!("{} {path}", route.method),
    }
}

fn is_flooded(path: &str) -> bool {
    let under = |rest: &str| rest.is_empty() || rest.starts_with('/');
    let mut bases = FLOODED.into_iter();
    bases.any(|base| path.strip_prefix(base).is_some_and(under))
}

/// The routes that answer a path, one for each method: that path, or else the longest that covers
/// it, or else the one for everything else.
fn answering<'r>(routes: &'r [Route], path: &str) -> Vec<&'r Route> {
    let covers = |route: &&Route| {
        let prefix = route.path.strip_suffix("{proxy+}");
        route.path == "$default" || prefix.is_some_and(|prefix| path.starts_with(prefix))
    };
    let of = |wanted: &str| routes.iter().filter(|route| route.path == wanted).collect();
    let exact: Vec<_> = of(path);
    if !exact.is_empty() {
        return exact;
    }
    let covering = routes.iter().filter(covers);
    // `$default` is shorter than any path with a variable at its end.
    let longest = covering.max_by_key(|route| route.path.len());
    longest.map_or_else(Vec::new, |route| of(&route.path))
}

fn people(template: &Template, faults: &mut Faults) {
    let find = |name: &str| template.resources().find(|resource| resource.name == name);
    let hidden = find("People")
        .is_some_and(|people| at(people, "/DisableExecuteApiEndpoint") == &json!(true));
    expect(hidden, faults, || {
        "People: reached by another name than Origin's".to_owned()
    });
    let tls = "/DomainNameConfigurations/0/SecurityPolicy";
    let modern = find("PeopleName").is_some_and(|name| at(name, tls) == &json!("TLS_1_2"));
    expect(modern, faults, || "PeopleName: old TLS".to_owned());
}

/// Every route has the authorizer except those on the list.
fn programs(template: &Template, faults: &mut Faults) {
    let api = template.resources().find(|api| api.name == "Programs");
    let auth = api.map_or(json!(null), |api| at(api, "/Auth").clone());
    let wanted = json!({
        "DefaultAuthorizer": "Token",
        "Authorizers": { "Token": {
            "IdentitySource": "$request.header.Authorization",
            "JwtConfiguration": {
                "issuer": reference("Issuer"),
                "audience": [reference("Audience")],
            },
        } },
    });
    expect(auth == wanted, faults, || {
        "Programs: tokens are not asked for on every route".to_owned()
    });
    let open: BTreeSet<_> = open_routes()
        .filter_map(|(path, both)| both.then_some(path))
        .collect();
    for route in template.routes(Door::Programs).unwrap_or_default() {
        let listed = open.contains(route.path.as_str()) && route.method == "GET";
        expect(!route.open || listed, faults, || {
            format!("Programs: {} is open", route.path)
        });
    }
}

/// What people reach by a browser, programs reach by a token: no function is left out.
fn same_routes(template: &Template, faults: &mut Faults) {
    let of = |door| -> BTreeSet<_> {
        let routes = template.routes(door).unwrap_or_default().into_iter();
        routes
            .filter(|route| !route.open)
            .map(|route| (route.path, route.method, route.function))
            .collect()
    };
    let (people, programs) = (of(Door::People), of(Door::Programs));
    expect(people == programs && !people.is_empty(), faults, || {
        format!("the doors differ: {people:?}, {programs:?}")
    });
}
