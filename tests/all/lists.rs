//! Whoever is shown a list leaves one reading of it, which names what was shown (R3.4).

use std::collections::BTreeSet;

use aws_sdk_dynamodb::{
    Client,
    config::{
        ConfigBag, Intercept, RuntimeComponents,
        interceptors::BeforeSerializationInterceptorContextMut,
    },
    error::BoxError,
    operation::put_item::PutItemInput,
    types::AttributeValue,
};
use domain::audit::Reading;
use serde_json::{Value, json};
use store::{keys, reads::reading_from_item};

use crate::{
    case_review::{application, apply},
    journey::{assign, meeting_with_packs, open_case},
    retention::close,
    sharing::quentin,
    subject_access::take,
    world::{User, World, referral},
};

/// Lists, by whether their page is one list; the start page has one for each area and one for work.
const LISTS: [(&str, usize); 21] = [
    ("/cases", 1),
    ("/cases?tab=closed", 1),
    ("/cases?area=ours", 1),
    ("/cases?area=ours&tab=closed", 1),
    ("/actions", 1),
    ("/actions?tab=mine", 1),
    ("/actions?tab=ours", 1),
    ("/actions?tab=ended", 1),
    ("/actions?tab=outstanding", 1),
    ("/referrals?view=waiting", 1),
    ("/referrals?view=decided", 1),
    ("/referrals?view=ours", 1),
    ("/case-reviews", 1),
    ("/orders", 1),
    ("/notices/returned", 1),
    ("/access-requests", 2),
    ("/subject-access", 1),
    ("/subject-access?list=answered", 1),
    ("/retention?list=due", 1),
    ("/retention?list=held", 1),
    ("/", 2),
];

/// Readings of lists that somebody left, oldest first.
pub(crate) async fn readings(world: &World, user: &User<'_>) -> Vec<Reading> {
    let person = world.local.store().person_by_email(&user.email).await;
    let pk = keys::person(person.unwrap().unwrap().id);
    let db = &world.local.aws().dynamodb;
    let query = db.query().table_name("charmm-local-table");
    let got = query
        .key_condition_expression("pk = :pk AND begins_with(sk, :readings)")
        .expression_attribute_values(":pk", AttributeValue::S(pk))
        .expression_attribute_values(":readings", AttributeValue::S("A#".into()))
        .send()
        .await
        .unwrap();
    let items = got.items.unwrap_or_default().into_iter();
    let opened = items.map(|item| reading_from_item(item).unwrap().open().unwrap().unwrap());
    opened.filter(|read| read.what != "search").collect()
}

/// What a list's rows are called: the reference beside each address of a row.
fn shown(value: &Value, found: &mut BTreeSet<String>) {
    match value {
        Value::Object(fields) => {
            if let Some(Value::String(reference)) = fields.get("reference") {
                found.insert(reference.clone());
            }
            for (name, value) in fields {
                // The case that a decided referral led to is told of, and is no row of its own.
                if name != "case" && name != "decision" {
                    shown(value, found);
                }
            }
        }
        Value::Array(items) => items.iter().for_each(|item| shown(item, found)),
        _ => {}
    }
}

/// Asks for a list and gives what is newly logged, which is what the answer shows and no more than
/// `most` readings.
async fn asked(world: &World, user: &User<'_>, path: &str, most: usize) -> Vec<Reading> {
    let before = readings(world, user).await.len();
    let answer = user.get(path).await;
    if answer.status != 200 {
        assert_eq!(readings(world, user).await.len(), before, "{path} refused");
        return Vec::new();
    }
    let left = readings(world, user).await.split_off(before);
    let mut names = BTreeSet::new();
    shown(&answer.json(), &mut names);
    let logged: BTreeSet<_> = left.iter().flat_map(|read| read.named.clone()).collect();
    let missing: Vec<_> = names.difference(&logged).collect();
    assert!(missing.is_empty(), "{path}: {missing:?} not in {left:?}");
    assert!(left.len() <= most, "{path}: {left:?}");
    if most == 1 {
        assert_eq!(names, logged, "{path}");
    }
    for read in &left {
        assert!(
            !read.named.is_empty() && !read.policies.is_empty(),
            "{path}: {read:?}"
        );
        assert!(read.actor.person().is_some());
    }
    left
}

/// Something on most of the lists: a case with an action, one that is closed and held, a referral
/// that waits, access asked for, an application for a review, and a request for what is held.
async fn story(world: &World) {
    let coordinator = world.coordinator().await;
    let closed = open_case(world, &[]).await;
    close(world, &closed).await;
    let hold = json!({ "step": "hold", "reason": "A claim was announced" });
    let keeping = format!("/retention{closed}");
    coordinator.post(&keeping, hold).await.expect(200);
    let case = open_case(world, &["health-partners"]).await;
    assign(&coordinator, &case, "health-partners", "2026-11-27").await;
    let housing = world.housing().await;
    housing.post("/referrals", referral()).await.expect(201);
    let found = world.officer().await.post("/find", quentin()).await;
    let stub = found.expect(200).json()["stubs"][0]["href"].clone();
    let request = format!("{}/request", stub.as_str().unwrap());
    let why = json!({ "reason": "About to house them" });
    let officer = world.officer().await;
    officer.post(&request, why).await.expect(201);
    apply(world, application()).await.expect(201);
    take(&world.user("Data-protection officer", "").await).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn every_list_leaves_one_reading_that_names_what_it_showed_and_an_empty_one_none() {
    let world = World::start().await;
    story(&world).await;
    let roles = [
        ("Coordinator (RUN)", ""),
        ("Chair (RUN)", ""),
        ("Data-protection officer", ""),
        ("Practitioner", "Surrey Police"),
        ("Practitioner", "Hom"),
        ("Practitioner", "Health"),
        ("Administrator", ""),
    ];
    let (mut kinds, mut empty) = (BTreeSet::new(), 0);
    for (role, agency) in roles {
        let user = world.user(role, agency).await;
        for (path, most) in LISTS {
            let left = asked(&world, &user, path, most).await;
            empty += usize::from(left.is_empty());
            kinds.extend(left.into_iter().map(|read| read.what));
        }
    }
    let expected = [
        "area at a glance",
        "list of access",
        "list of actions",
        "list of case reviews",
        "list of cases",
        "list of referrals",
        "list of subject access",
        "list of what is kept",
        "work at a glance",
    ];
    let kinds: Vec<_> = kinds.iter().map(String::as_str).collect();
    println!("{kinds:?}; {empty} without a row");
    for kind in expected {
        assert!(kinds.contains(&kind), "{kind} in {kinds:?}");
    }
    assert!(empty > 10);
    world.local.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn agendas_feeds_and_pages_leave_the_same_and_redirects_nothing() {
    let world = World::start().await;
    let case = open_case(&world, &["surrey-police"]).await;
    let coordinator = world.coordinator().await;
    assign(&coordinator, &case, "surrey-police", "2026-11-27").await;
    let meeting = meeting_with_packs(&world).await;
    // The one who makes packs is a job of the system, and leaves nothing with anybody.
    let agenda = format!("{meeting}/agenda");
    for path in [agenda.as_str(), meeting.as_str()] {
        for accept in ["application/json", "text/html"] {
            let before = readings(&world, &coordinator).await.len();
            coordinator.get_as(path, accept).await.expect(200);
            let left = readings(&world, &coordinator).await.split_off(before);
            assert_eq!(left.len(), 1, "{path}: {left:?}");
            assert_eq!(left[0].what, "agenda");
            assert_eq!(left[0].named, ["RUN-2026-0001"]);
            let policies = ["case.member-agency", "case.area-coordinator"];
            assert_eq!(left[0].policies, policies);
        }
    }
    let officer = world.officer().await;
    for path in ["/cases", "/actions", "/"] {
        let before = readings(&world, &officer).await.len();
        officer.get_as(path, "text/html").await.expect(200);
        let left = readings(&world, &officer).await.split_off(before);
        assert_eq!(left.len(), 1, "{path}: {left:?}");
        assert_eq!(left[0].named, ["RUN-2026-0001"]);
    }
    // Nothing runs on the case, so there is nothing in the feed.
    let before = readings(&world, &coordinator).await.len();
    coordinator
        .get_as("/orders.ics", "text/calendar")
        .await
        .expect(200);
    // A reference leads to the case, where the reading is logged.
    coordinator
        .get("/cases?reference=RUN-2026-0001")
        .await
        .expect(303);
    assert_eq!(readings(&world, &coordinator).await.len(), before);
    // A case that is put on the agenda is shown by it.
    let version = coordinator.get(&agenda).await.expect(200).version();
    let before = readings(&world, &coordinator).await.len();
    let change = json!({
        "change": "remove", "case_reference": "RUN-2026-0001", "reason": "Heard last week",
    });
    coordinator.post_at(&agenda, change, version).await;
    assert!(readings(&world, &coordinator).await.len() > before);
    world.local.stop().await;
}

/// Refuses to put any item by itself, as readings are.
#[derive(Debug)]
struct Unwritable;

impl Intercept for Unwritable {
    fn name(&self) -> &'static str {
        "Unwritable"
    }

    fn modify_before_serialization(
        &self,
        context: &mut BeforeSerializationInterceptorContextMut<'_>,
        _components: &RuntimeComponents,
        _bag: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        match context.input().downcast_ref::<PutItemInput>() {
            Some(_) => Err("nothing can be written".into()),
            None => Ok(()),
        }
    }
}

/// R3.4: what cannot be logged is not shown: a page answers that the service is away.
#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_logged_is_not_shown() {
    let world = World::start().await;
    let case = open_case(&world, &[]).await;
    let id = case.rsplit('/').next().unwrap().parse().unwrap();
    let coordinator = world.coordinator().await;
    let store = world.local.store();
    let person = store.person_by_email(&coordinator.email).await;
    let person = person.unwrap().unwrap();
    let caller = access::Caller::of(&person, &Default::default(), Default::default()).unwrap();
    let now = world.local.clock().now();
    assert!(store.case(id, &caller, now).await.is_ok());

    let aws = world.local.aws();
    let config = aws.dynamodb.config().to_builder();
    let client = Client::from_conf(config.interceptor(Unwritable).build());
    let unlogged = store::Store::new(client, "charmm-local-table", aws.s3.clone(), "away");
    // It can be read, by whoever leaves no reading.
    let job = access::Caller::System("test");
    assert!(unlogged.case(id, &job, now).await.is_ok());
    let refused = unlogged.case(id, &caller, now).await.map(|_| ());
    let refused = refused.expect_err("nobody is shown what is not logged");
    assert!(matches!(refused, store::Error::Unavailable(_)), "{refused}");
    assert_eq!(edge::Problem::from(refused).status(), 503);
    world.local.stop().await;
}
