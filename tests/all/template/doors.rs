//! The two HTTP APIs: who is asked who they are, and where.

use std::collections::BTreeSet;

use charmm::template::{Door, Resource, Template};
use serde_json::json;

use super::{Faults, at, expect, get_att, reference};

/// Routes at which nobody is asked, with what stands there.
const OPEN: &str = include_str!("../../template/open-routes.txt");

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
            Some(api) => common(api, faults),
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
    for limit in ["ThrottlingBurstLimit", "ThrottlingRateLimit"] {
        let bounded = at(api, &format!("/DefaultRouteSettings/{limit}")).is_u64();
        expect(bounded, faults, || format!("{name}: no {limit}"));
    }
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
