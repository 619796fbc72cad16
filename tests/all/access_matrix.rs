//! Who gets what at every route: expected in `tests/access_matrix.txt`, found by asking (R3.1, R3.2).
//!
//! | file | what it holds |
//! |---|---|
//! | `table` | the expectations, read |
//! | `routes` | every route of the code, with its methods and what it is asked with |
//! | `cast` | one person for each role at each kind of agency, and the case they are measured by |
//! | `canary` | what must never reach somebody who is not entitled, in every personal field |
//! | `guess` | ids that are guessed |

mod canary;
mod cast;
mod guess;
mod routes;
mod table;

use std::collections::{BTreeMap, BTreeSet};

use self::{
    canary::Canaries,
    cast::{Cast, Member, RELATIONS, ROLES},
    routes::{Ask, Asked},
    table::{Block, Form},
};
use crate::{access::without_ids, log::Log, world::World};

/// How many requests are under way at once.
const AT_ONCE: usize = 16;

#[test]
fn every_route_of_the_code_stands_in_the_table() {
    let mut listed = BTreeSet::new();
    let mut forms = BTreeSet::new();
    for block in table::blocks() {
        for ask in block.asks {
            assert!(!ask.forms.is_empty(), "{ask:?} answers in no form");
            for form in &ask.forms {
                let place = (ask.method.clone(), ask.path.clone(), form.accept());
                assert!(forms.insert(place.clone()), "{place:?} twice");
            }
            listed.insert((ask.method, ask.path));
        }
    }
    let open: BTreeSet<_> = crate::template::doors::open_routes()
        .map(|(path, _)| path)
        .collect();
    let mut routes: BTreeSet<_> = routes::in_the_code();
    assert!(routes.len() > 60, "{}", routes.len());
    routes.retain(|(_, path)| path == "/" || !open.contains(path.as_str()));
    assert_eq!(
        listed, routes,
        "tests/access_matrix.txt and the code differ"
    );
}

#[test]
fn every_block_says_what_each_gets() {
    for block in table::blocks() {
        for role in ROLES {
            for relation in RELATIONS {
                let cell = (role.name.to_owned(), relation.name.to_owned());
                assert!(block.cells.contains_key(&cell), "{cell:?}: {}", block.title);
            }
        }
        assert_eq!(
            block.cells.len(),
            ROLES.len() * RELATIONS.len(),
            "{}",
            block.title
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn everybody_gets_what_the_table_says_and_nobody_else_meets_a_name() {
    let log = Log::listen();
    let world = World::start().await;
    let canaries = Canaries::plant();
    let cast = Cast::gather(&world, &canaries).await;
    let mut tally = Tally {
        wrong: canaries.missing(&world, &cast).await,
        ..Tally::default()
    };
    for block in table::blocks() {
        for ask in &block.asks {
            for form in &ask.forms {
                tally.measure(&world, &cast, &block, ask, *form).await;
            }
        }
    }
    world.local.settle().await.unwrap();
    let told: String = world
        .sent()
        .iter()
        .map(|(_, _, text)| text.as_str())
        .collect();
    assert!(told.len() > 1_000, "nothing was told");
    canaries.absent("a notice", &told);
    canaries.absent("the log", &log.text());
    let keys = cast.object_keys(&world).join("\n");
    assert!(keys.contains("packs"), "{keys}");
    canaries.absent("a name in the bucket", &keys);
    tally.wrong.extend(canaries.unseen(&tally.shown));
    let wrong = &tally.wrong;
    assert!(
        wrong.is_empty(),
        "{} cells differ:\n{}",
        wrong.len(),
        wrong.join("\n")
    );
    println!(
        "access matrix: {} routes and forms, {} cells, {} as expected; {} refusals compared with \
         what is missing; {} answers searched for {} canaries",
        tally.asked.len(),
        tally.cells,
        tally.cells - wrong.len(),
        tally.compared,
        tally.searched,
        canaries.len()
    );
    world.local.stop().await;
}

/// What was found.
#[derive(Default)]
struct Tally {
    asked: BTreeSet<(String, String, &'static str)>,
    cells: usize,
    compared: usize,
    searched: usize,
    wrong: Vec<String>,
    /// What the entitled were shown, in one text.
    shown: String,
}

impl Tally {
    async fn measure(&mut self, world: &World, cast: &Cast, block: &Block, ask: &Ask, form: Form) {
        self.asked
            .insert((ask.method.clone(), ask.path.clone(), form.accept()));
        for members in cast.members.chunks(AT_ONCE) {
            let answers = members
                .iter()
                .map(|member| cell(world, cast, block, ask, form, member));
            for found in join_all(answers).await {
                self.take(found, ask, form);
            }
        }
    }

    fn take(&mut self, found: Found<'_>, ask: &Ask, form: Form) {
        self.cells += 1;
        let Found {
            member,
            expected,
            answer,
            twin,
        } = found;
        let place = format!(
            "{} {} as {} by {} at {}",
            ask.method,
            ask.path,
            form.accept(),
            member.role,
            member.relation
        );
        if answer.status != expected {
            self.wrong
                .push(format!("{place}: {} instead of {expected}", answer.status));
        }
        if member.entitled {
            self.shown += &answer.text;
        } else {
            self.searched += 1;
            self.wrong
                .extend(canary::found_in(&answer.text).map(|word| format!("{place}: {word}")));
        }
        if let Some(twin) = twin {
            self.compared += 1;
            if (twin.status, without_ids(&twin.text)) != (answer.status, without_ids(&answer.text))
            {
                self.wrong.push(format!(
                    "{place}: told apart from what is missing ({} {})",
                    twin.status, twin.text
                ));
            }
        }
    }
}

/// What somebody got, and what they get of something that is missing.
struct Found<'m> {
    member: &'m Member,
    expected: u16,
    answer: Asked,
    twin: Option<Asked>,
}

async fn cell<'m>(
    world: &World,
    cast: &Cast,
    block: &Block,
    ask: &Ask,
    form: Form,
    member: &'m Member,
) -> Found<'m> {
    let key = (member.role.to_owned(), member.relation.to_owned());
    let expected = block.cells[&key];
    let answer = ask.put(world, cast, member, form, false).await;
    let twin = match answer.status {
        404 => Some(ask.put(world, cast, member, form, true).await),
        _ => None,
    };
    Found {
        member,
        expected,
        answer,
        twin,
    }
}

/// All of these, at once.
async fn join_all<F: Future>(all: impl Iterator<Item = F>) -> Vec<F::Output> {
    let mut waiting: Vec<_> = all.map(|each| Box::pin(each)).collect();
    let mut done: BTreeMap<usize, F::Output> = BTreeMap::new();
    std::future::poll_fn(|context| {
        for (at, each) in waiting.iter_mut().enumerate() {
            if done.contains_key(&at) {
                continue;
            }
            if let std::task::Poll::Ready(out) = each.as_mut().poll(context) {
                done.insert(at, out);
            }
        }
        if done.len() == waiting.len() {
            std::task::Poll::Ready(())
        } else {
            std::task::Poll::Pending
        }
    })
    .await;
    done.into_values().collect()
}
