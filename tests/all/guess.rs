//! Guessed ids: none of them is answered differently from one that is there and not theirs. At the
//! edge, `matrix` compares every refusal with what is missing.

use std::{collections::BTreeMap, future::Future};

use domain::{AccessId, ActionId, CaseId, MeetingId, ReferralId, journal::Hash};
use serde_json::json;
use store::{Error, explain::Topic};
use uuid::Uuid;

use crate::{journey::open_case, world::World};

/// How many ids are guessed.
const GUESSES: u64 = 10_000;
const AT_ONCE: usize = 64;

/// Ways in by an id.
const DOORS: u64 = 10;

/// Ids that are there, of each kind that is guessed.
struct Theirs {
    cases: Vec<Uuid>,
    referrals: Vec<Uuid>,
    meetings: Vec<Uuid>,
    actions: Vec<Uuid>,
}

impl Theirs {
    async fn of(world: &World, cases: &[CaseId]) -> Self {
        let coordinator = world.coordinator().await;
        let id = |item: &serde_json::Value| item["id"].as_str().unwrap().parse().unwrap();
        let of = |list: serde_json::Value, names: &[&str]| -> Vec<Uuid> {
            let lists = names.iter().filter_map(|name| list[*name].as_array());
            lists.flatten().map(id).collect()
        };
        let referrals = coordinator.get("/referrals?view=decided").await.expect(200);
        let meetings = coordinator.get("/meetings").await.expect(200);
        let mut actions = Vec::new();
        for case in cases {
            let shown = coordinator.get(&format!("/cases/{case}")).await.expect(200);
            actions.extend(of(shown.json(), &["open_actions"]));
        }
        let theirs = Self {
            cases: cases.iter().map(|id| id.uuid()).collect(),
            referrals: of(referrals.json(), &["referrals"]),
            meetings: of(meetings.json(), &["upcoming", "past"]),
            actions,
        };
        assert!(
            theirs.referrals.len() > 3 && theirs.meetings.len() > 1 && theirs.actions.len() > 3
        );
        theirs
    }

    fn behind(&self, door: u64) -> &[Uuid] {
        match door {
            2 => &self.referrals,
            3 => &self.meetings,
            4 => &self.actions,
            _ => &self.cases,
        }
    }
}

/// An id near one that is there: the same moment and other random bits, as somebody would guess who
/// knows when it was made.
fn near(known: Uuid, n: u64) -> Uuid {
    let mut bytes = *known.as_bytes();
    for (byte, with) in bytes[8..]
        .iter_mut()
        .zip((n + 1).wrapping_mul(0x9E37_79B9_7F4A_7C15).to_be_bytes())
    {
        *byte ^= with;
    }
    bytes[8] = (bytes[8] & 0x3F) | 0x80;
    Uuid::from_bytes(bytes)
}

#[tokio::test(flavor = "multi_thread")]
async fn ten_thousand_guesses_find_nothing() {
    let world = World::demonstration().await;
    let store = world.local.store();
    let now = world.local.clock().now();
    let people = world.local.people().await.unwrap();
    // Woking's practitioner at the council, whose agency is on none of Runnymede's cases.
    let email = people
        .iter()
        .find(|person| person.role == "Practitioner (WOK)" && person.agency.contains("Woking"));
    let person = store
        .person_by_email(&email.unwrap().email)
        .await
        .unwrap()
        .unwrap();
    let caller = access::Caller::of(&person, &Default::default(), Default::default()).unwrap();
    let own = person.id;
    let system = access::Caller::System("test");
    let area = "RUN".parse().unwrap();
    let rows = store
        .cases_in(&area, &system, 200, None, now)
        .await
        .unwrap();
    let known: Vec<CaseId> = rows.items.iter().map(|row| row.id).collect();
    assert!(known.len() > 5, "{}", known.len());
    let theirs = Theirs::of(&world, &known).await;
    let guesses = (0..GUESSES).map(|n| {
        // Among the guesses are ids that are there, of the kind that is asked for, at every door.
        let door = (n + n / 50) % DOORS;
        let ids = theirs.behind(door);
        let base = ids[usize::try_from(n / 50).unwrap() % ids.len()];
        (door, if n % 50 == 0 { base } else { near(base, n) })
    });
    let guesses: Vec<(u64, Uuid)> = guesses.collect();
    let mut asked_at = BTreeMap::new();
    for (n, (door, _)) in guesses.iter().enumerate() {
        let (there, all): &mut (u32, u32) = asked_at.entry(*door).or_default();
        *all += 1;
        *there += u32::from(n % 50 == 0);
    }
    let every = (0..DOORS).map(|door| (door, (20, 1_000))).collect();
    assert_eq!(asked_at, every, "ids that are there, and all, at each door");
    let (mut missed, mut hit) = (0, 0);
    for some in guesses.chunks(AT_ONCE) {
        let asked = some.iter().map(|(door, id)| {
            let (caller, id) = (&caller, *id);
            async move {
                match door {
                    0 => store.case(CaseId::from(id), caller, now).await.map(drop),
                    1 => store
                        .case_history(CaseId::from(id), caller, now)
                        .await
                        .map(drop),
                    2 => store
                        .referral(ReferralId::from(id), caller, now)
                        .await
                        .map(drop),
                    3 => store
                        .agenda(MeetingId::from(id), caller, now)
                        .await
                        .map(drop),
                    4 => store
                        .case_of_action(ActionId::from(id), caller, now)
                        .await
                        .map(drop),
                    5 => store
                        .access(AccessId::from(id), caller, now)
                        .await
                        .map(drop),
                    6 => store
                        .case_to_take_out(CaseId::from(id), caller, now)
                        .await
                        .map(drop),
                    7 => store
                        .case_chain(CaseId::from(id), (caller, "as_at"), now)
                        .await
                        .map(drop),
                    8 => {
                        let topic = Topic::Case(CaseId::from(id));
                        let asked = store.explain(own, &topic, None, (caller, now));
                        asked.await.map(drop)
                    }
                    // What a stub is known by is a hash, which names its case to whoever may know.
                    _ => {
                        let stub = Hash::of(id.as_bytes());
                        store.behind(stub, caller, now).await.map(drop)
                    }
                }
            }
        });
        for answer in join_all(asked).await {
            match answer {
                Err(Error::NotFound) => missed += 1,
                other => {
                    hit += 1;
                    println!("{other:?}");
                }
            }
        }
    }
    assert_eq!((missed, hit), (GUESSES, 0));
    println!(
        "{GUESSES} guessed ids, {} of them there: nothing found",
        GUESSES / 50
    );
    world.local.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_searches_without_end_is_held_up_until_the_next_hour() {
    let world = World::start().await;
    let case = open_case(&world, &[]).await;
    let (officer, housing) = (world.coordinator().await, world.housing().await);
    let find = |n: u32| json!({ "name": format!("Guessed {n} Quill"), "born_on": "1990-02-28" });
    for n in 0..300 {
        officer.post("/find", find(n)).await.expect(200);
    }
    let refused = officer.post("/find", find(300)).await.expect(429);
    assert_eq!(refused.headers["retry-after"], "3600");
    let told = refused.json()["detail"].as_str().unwrap().to_owned();
    assert!(told.contains("300 cases within an hour"), "{told}");
    // Taking an audit out reads more than anything else.
    let audit = json!({ "recipient": "Chair of the review", "reason": "Terms of reference" });
    let audit = officer.post(&format!("{case}/audit"), audit).await;
    audit.expect(429);
    // Others go on, and so does everything that is no case.
    housing.post("/find", find(300)).await.expect(200);
    officer.get("/cases").await.expect(200);
    world.clock("2026-11-20T09:59:00Z").await;
    officer.post("/find", find(301)).await.expect(429);
    world.clock("2026-11-20T10:00:30Z").await;
    let officer = world.coordinator().await;
    officer.post("/find", find(302)).await.expect(200);
}

/// All of these, at once.
pub(crate) async fn join_all<F: Future>(all: impl Iterator<Item = F>) -> Vec<F::Output> {
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
