//! Who gets what at every route, as `tests/matrix.toml` says it is required (R3.1–R3.6): every role
//! at every stand to a case, in every representation, with words planted in every personal field.
//!
//! | file | what it holds |
//! |---|---|
//! | `../matrix.toml` | the rows: a route, the rule, who gets what; and what is planted in which field |
//! | `table` | the same, read |
//! | `cast` | everybody who asks |
//! | `fields` | what requests are filled with |
//! | `stage` | the case that it is all about |
//! | `ask` | one request |
//! | `routes` | every route of the code |
//! | `told` | what came back, compared with what is expected |
//!
//! Every role at every stand asks for JSON; for pages, forms and PDFs, which are made of the same,
//! each role asks at every third stand, and each stand with every third role.

mod ask;
mod cast;
mod fields;
pub(crate) mod routes;
mod stage;
mod table;
mod told;

use std::{collections::BTreeSet, path::Path};

use http::Method;

use self::{
    ask::Ask,
    cast::{ROLES, STANDS},
    fields::Words,
    stage::Stage,
    table::Table,
    told::Tally,
};
use crate::{
    asvs::tests_in_the_code, guess::join_all, log::Log, template::doors::open_routes, world::World,
};

/// How many requests are under way at once.
const AT_ONCE: usize = 6;

#[test]
fn every_route_of_the_code_stands_in_the_table() {
    let table = Table::read();
    let routes = table.rows.iter().flat_map(|row| row.at.iter().cloned());
    let listed: BTreeSet<String> = routes.collect();
    let open: BTreeSet<_> = open_routes().map(|(path, _)| path).collect();
    let mut coded = routes::in_the_code();
    assert!(coded.len() > 100, "{}", coded.len());
    coded.retain(|route| {
        let path = route.split_once(' ').unwrap().1;
        path == "/" || !open.contains(path)
    });
    let without: Vec<_> = coded.difference(&listed).collect();
    let gone: Vec<_> = listed.difference(&coded).collect();
    assert!(
        without.is_empty() && gone.is_empty(),
        "without a row in tests/matrix.toml: {without:?}; a row without a route: {gone:?}"
    );
}

#[test]
fn every_name_in_the_table_is_there() {
    let roles = ROLES.map(|(name, _)| name);
    let stands = STANDS.each_ref().map(|stand| stand.name);
    let table = Table::read();
    assert_eq!(table.loose_ends(&roles, &stands), [""; 0]);
    let tests = tests_in_the_code(&Path::new(env!("CARGO_MANIFEST_DIR")).join(".."));
    let proofs = table.rows.iter().filter_map(|row| row.proof_in.as_ref());
    for named in proofs.chain(table.planted_in.values()) {
        assert!(tests.contains(named), "{named} is no test");
    }
    for field in table.planted_in.keys() {
        assert!(table.fields.contains_key(field), "{field} is no field");
    }
}

/// R3.6: a field that is new says what is planted in it, or why it says nothing about a subject.
#[test]
fn every_field_of_a_request_is_planted_or_says_why_not() {
    let words = Words::published();
    let listed: BTreeSet<_> = words.fields.keys().cloned().collect();
    let published = words.of_requests();
    assert!(published.len() > 80, "{}", published.len());
    assert_eq!(listed, published, "[fields] of tests/matrix.toml");
    let table = Table::read();
    for (field, mark) in &words.fields {
        let why = ["choice", "staff", "asked"].contains(&mark.as_str());
        assert!(why || table.marks.contains_key(mark), "{field}: {mark}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn everybody_gets_what_the_table_says_and_meets_only_what_is_theirs() {
    let log = Log::listen();
    let world = World::start_in_memory().await;
    let table = Table::read();
    let begun = std::time::Instant::now();
    let stage = stage::set(&world).await;
    let mut tally = Tally::new(&table);
    let order = |first: bool, last: bool, method: &'static str| {
        let rows = table.rows.iter();
        let rows = rows.filter(move |row| row.first == first && row.last == last);
        let each = rows.flat_map(|row| row.routes().map(move |route| (row, route)));
        each.filter(move |(_, route)| route.0 == method)
    };
    let all = order(true, false, "POST")
        .chain(order(false, false, "GET"))
        .chain(order(false, false, "POST"))
        .chain(order(false, true, "POST"));
    for (row, (method, path)) in all {
        for form in row.forms.iter().copied() {
            let ask = Ask {
                row,
                method,
                path,
                form,
            };
            measure(&world, &stage, &mut tally, ask).await;
        }
        prove(&world, &stage, &mut tally, row, (method, path)).await;
    }
    ask_as_nobody(&world, &stage, &mut tally).await;
    world.local.settle().await.unwrap();
    tally.nothing_elsewhere(&world, &log).await;
    println!("{} in {:?}", tally.counts(), begun.elapsed());
    let wrong = tally.wrong;
    assert!(
        wrong.is_empty(),
        "{} of these:\n{}",
        wrong.len(),
        wrong.join("\n")
    );
    world.local.stop().await;
}

/// Everybody asks.
async fn measure(world: &World, stage: &Stage, tally: &mut Tally<'_>, ask: Ask<'_>) {
    let asking: Vec<_> = stage
        .all
        .iter()
        .filter(|somebody| tally.table.asks(ask.row, somebody))
        .collect();
    let mut refused = Vec::new();
    for some in asking.chunks(AT_ONCE) {
        let answers = some
            .iter()
            .map(|somebody| ask.put(world, stage, somebody, false));
        for (somebody, answer) in some.iter().zip(join_all(answers).await) {
            if answer.status == 404 {
                refused.push((*somebody, answer.text()));
            }
            tally.take(ask, somebody, &answer);
        }
    }
    // What is missing answers alike; of all who are told nothing, the first and the last ask.
    refused.dedup_by_key(|(somebody, _)| somebody.stand);
    let ends = [refused.first(), refused.last()];
    for (somebody, forbidden) in ends.into_iter().flatten() {
        if ask.names_something() {
            let missing = ask.put(world, stage, somebody, true).await;
            tally.compare(ask, somebody, forbidden, &missing);
        }
    }
}

/// Whoever does not say who they are asks every open route, with the ids of what was planted.
async fn ask_as_nobody(world: &World, stage: &Stage, tally: &mut Tally<'_>) {
    let mut found = BTreeSet::new();
    for (route, _) in open_routes() {
        // An id of each kind: that of a case opens nothing where that of a report does.
        for thing in stage.things.values() {
            let path = route.replace("{id}", thing).replace("{file}", "none.css");
            for accept in ["application/json", "text/html"] {
                let answer = world.anonymous(Method::GET, &path, accept).await;
                if answer.status == 200 {
                    found.insert(route);
                }
                tally.take_open(&format!("GET {route} as {accept}"), &answer);
            }
            if path == route {
                break;
            }
        }
    }
    // Otherwise it was asked for what is not there.
    for route in ["/report/{id}", "/case-review/{id}", "/case-review/figures"] {
        assert!(found.contains(route), "{route} is empty");
    }
}

/// What was sent to a route that changes something succeeds for somebody.
async fn prove(
    world: &World,
    stage: &Stage,
    tally: &mut Tally<'_>,
    row: &table::Row,
    (method, path): (&str, &str),
) {
    if method != "POST" || row.proof_in.is_some() || tally.has_succeeded(path) {
        return;
    }
    let noun = path.split('/').nth(1).unwrap();
    let administers = ["people", "agencies", "areas", "reorganisations", "rules"].contains(&noun);
    let usual = if administers {
        "administrator lead"
    } else {
        "coordinator lead"
    };
    let name = row.proof.as_deref().unwrap_or(usual);
    let somebody = stage.all.iter().find(|each| each.name() == name).unwrap();
    let ask = Ask {
        row,
        method,
        path,
        form: row.forms[0],
    };
    let answer = ask.prove(world, stage, somebody).await;
    tally.prove(ask, somebody, &answer);
}
