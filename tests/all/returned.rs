//! An email that does not arrive reaches somebody who acts on it, and is written down (R4.2, R3.6).

use access::Caller;
use action_notifications::Notifier;
use charmm::mailbox::Email;
use domain::{AgencyId, notice::Came};
use http::{Method, StatusCode};
use serde_json::{Value, json};
use store::{Commit, Store, mail::Mail};

use crate::{
    journey::{add_agency, assign, open_case},
    lists,
    log::Log,
    world::{CANARIES, World, fresh_key, referral},
};

const SYSTEM: Caller = Caller::System("test");
const POLICE: &str = "surrey-police";
const BROKEN: &str = "bounce@police.example";
const LIST: &str = "/notices/returned";

/// Gives an agency another inbox, as its administrator would, once what was sent so far is there.
async fn inbox(world: &World, agency: &str, address: &str) {
    world.local.settle().await.unwrap();
    let id: AgencyId = agency.parse().unwrap();
    let store = world.local.store();
    let agency = store.agency(&id).await.unwrap();
    let mut profile = agency.profile.clone();
    profile.inbox = address.to_owned();
    let stamp = edge::stamp(&SYSTEM, world.local.clock().now()).unwrap();
    let agency = agency.amend(profile, &stamp).unwrap();
    store.commit(Commit::of(agency)).await.unwrap();
}

/// The function as Lambda calls it, on the store of `world` or another.
fn function(world: &World, store: &Store) -> Notifier {
    let aws = world.local.aws();
    let mail = Mail::new(aws.ses.clone(), "no-reply@charmm.example".into(), None);
    let clock = edge::Clock::shifted(world.local.clock().offset());
    Notifier::new(
        store.clone(),
        mail,
        aws.sns.clone(),
        "https://charmm.example".into(),
        clock,
    )
}

/// An event of SES about the email with this tag, as SNS hands it to Lambda.
fn event(kind: &str, field: &str, content: Value, notice: Option<&str>) -> Value {
    let tags = notice.map_or(json!({}), |id| json!({ "notice": [id] }));
    let message = json!({
        "eventType": kind,
        field: content,
        "mail": {
            "timestamp": "2026-11-20T09:00:00.000Z", "messageId": "EXAMPLE-1",
            "destination": [BROKEN], "source": "no-reply@charmm.example", "tags": tags,
        },
    });
    json!({ "Records": [{
        "EventSource": "aws:sns", "EventVersion": "1.0",
        "Sns": { "MessageId": "1", "Message": message.to_string(), "Type": "Notification" },
    }] })
}

fn bounce(kind: &str, sub: &str, notice: Option<&str>) -> Value {
    let content = json!({
        "bounceType": kind, "bounceSubType": sub, "feedbackId": fresh_key(),
        "bouncedRecipients": [{
            "emailAddress": BROKEN, "diagnosticCode": "smtp; 550 5.1.1 user unknown",
        }],
        "timestamp": "2026-11-20T09:00:02.000Z",
    });
    event("Bounce", "bounce", content, notice)
}

/// The emails with this subject's end, and the ids of their notices.
fn emails(world: &World, subject: &str) -> Vec<(Email, String)> {
    let emails = world.local.mailbox().outbox().emails().into_iter();
    let tagged = |email: Email| {
        let id = email.tags.iter().find(|(name, _)| name == "notice")?;
        let id = id.1.clone();
        Some((email, id))
    };
    emails
        .filter(|email| email.subject.ends_with(subject))
        .filter_map(tagged)
        .collect()
}

const ASSIGNED: &str = "Your agency has a new action";

fn told(remedy: &str) -> Value {
    json!({ "remedy": remedy, "note": "Told the duty sergeant by telephone at 10:15" })
}

#[tokio::test(flavor = "multi_thread")]
async fn a_bounce_reaches_the_coordinator_and_stays_until_it_is_dealt_with() {
    let log = Log::listen();
    let world = World::start().await;
    let coordinator = world.coordinator().await;
    let case = open_case(&world, &[POLICE]).await;
    let start = coordinator.get("/").await.expect(200).json();
    assert_eq!(start["desks"][0]["returned"]["count"], 0, "{start}");
    inbox(&world, POLICE, BROKEN).await;
    let action = assign(&coordinator, &case, POLICE, "2026-11-27").await;
    world.local.settle().await.unwrap();

    // On the start page, in the list, and on the action's own page.
    let start = coordinator.get("/").await.expect(200).json();
    assert_eq!(start["desks"][0]["returned"]["count"], 1, "{start}");
    let page = coordinator.get_as("/", "text/html").await.expect(200);
    assert!(page.text().contains("1 to deal with"));
    let before = lists::readings(&world, &coordinator).await.len();
    let list = coordinator.get(LIST).await.expect(200).json();
    let left = lists::readings(&world, &coordinator)
        .await
        .split_off(before);
    assert_eq!(left.len(), 1, "{left:?}");
    assert_eq!(left[0].what, "list of returned notices");
    let row = &list["items"][0];
    assert_eq!(row["to"], "Surrey Police (shared inbox)");
    assert_eq!(row["message"], "action_assigned");
    assert_eq!(row["reference"], "RUN-2026-0001");
    assert_eq!(row["about"], action);
    assert_eq!(
        (row["came"].as_str(), row["class"].as_str()),
        (Some("bounced"), Some("Permanent/General"))
    );
    let one = row["href"].as_str().unwrap();
    let sentence = "The email “Your agency has a new action” to Surrey Police (shared inbox) did not arrive (permanent bounce)";
    let officer = world.officer().await;
    for reader in [&coordinator, &officer] {
        let seen = reader.get(&action).await.expect(200).json();
        let not_told = &seen["not_told"][0];
        assert_eq!(not_told["words"], format!("{sentence}, 20 November 2026."));
        let deals = reader.email == coordinator.email;
        assert_eq!(not_told["href"].as_str(), deals.then_some(one));
        let last = seen["steps"].as_array().unwrap().last().unwrap().clone();
        assert_eq!(
            (&last["words"], &last["by"]),
            (&json!(sentence), &json!("charmm"))
        );
    }

    // Dealt with, with a reason: it leaves the list and stays in the history.
    let version = coordinator.get(&case).await.expect(200).version();
    coordinator
        .post(one, json!({ "remedy": "told" }))
        .await
        .expect(400);
    coordinator.post(one, told("told")).await.expect(200);
    let start = coordinator.get("/").await.expect(200).json();
    assert_eq!(start["desks"][0]["returned"]["count"], 0);
    let list = coordinator.get(LIST).await.expect(200).json();
    assert_eq!(list["items"], json!([]));
    let seen = officer.get(&action).await.expect(200).json();
    assert_eq!(seen["not_told"], json!([]));
    let last = seen["steps"].as_array().unwrap().last().unwrap().clone();
    assert_eq!(last["text"], "Told the duty sergeant by telephone at 10:15");
    assert_eq!(last["by"], "Priya Fernsby");
    assert_eq!(
        coordinator.get(&case).await.expect(200).version(),
        version + 1
    );
    let history = coordinator
        .get(&format!("{case}/history"))
        .await
        .expect(200)
        .json();
    assert_eq!(history["verified"], true);
    let kinds: Vec<_> = [0, 1].map(|n| history["entries"][n]["kind"].clone()).into();
    assert_eq!(kinds, ["notice_settled", "notice_returned"]);
    // A second time there is nothing left to deal with.
    coordinator.post(one, told("told")).await.expect(422);
    coordinator.get(one).await.expect(404);
    let led = coordinator.get_as(one, "text/html").await.expect(303);
    assert_eq!(led.location(), "/notices/returned?area=RUN&done=before");

    for path in ["/", LIST, case.as_str(), action.as_str(), "/actions"] {
        for accept in ["text/html", "application/json"] {
            let text = coordinator.get_as(path, accept).await.expect(200).text();
            assert!(!text.contains(BROKEN), "{path}");
            assert!(!text.contains("5.1.1"), "{path}");
        }
    }
    let logged = log.text();
    assert!(logged.contains("a notice came back"), "{logged}");
    for personal in CANARIES.iter().chain(&[BROKEN, "5.1.1", "@police"]) {
        assert!(!logged.contains(personal), "{personal} in the log");
    }
    world.local.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn once_the_address_is_corrected_the_message_is_sent_again() {
    let world = World::start().await;
    let coordinator = world.coordinator().await;
    let case = open_case(&world, &[POLICE]).await;
    inbox(&world, POLICE, BROKEN).await;
    assign(&coordinator, &case, POLICE, "2026-11-27").await;
    world.local.settle().await.unwrap();
    let one = || async {
        let list = coordinator.get(LIST).await.expect(200).json();
        list["items"][0]["href"].as_str().unwrap().to_owned()
    };
    // Not yet corrected: it comes back again, as a message of its own.
    let first = one().await;
    coordinator
        .post(&first, told("sent_again"))
        .await
        .expect(200);
    world.local.settle().await.unwrap();
    let second = one().await;
    assert_ne!(first, second);

    inbox(&world, POLICE, "desk@police.example").await;
    coordinator
        .post(&second, told("sent_again"))
        .await
        .expect(200);
    world.local.settle().await.unwrap();
    let list = coordinator.get(LIST).await.expect(200).json();
    assert_eq!(list["items"], json!([]));
    let to: Vec<_> = emails(&world, ASSIGNED)
        .into_iter()
        .map(|(email, _)| email.to)
        .collect();
    assert_eq!(to, [[BROKEN], [BROKEN], ["desk@police.example"]]);
    world.local.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_report_delivered_twice_or_at_once_is_written_down_once() {
    let world = World::start().await;
    let coordinator = world.coordinator().await;
    let case = open_case(&world, &[POLICE]).await;
    assign(&coordinator, &case, POLICE, "2026-11-27").await;
    world.local.settle().await.unwrap();
    let notice = emails(&world, ASSIGNED)[0].1.clone();
    let version = coordinator.get(&case).await.expect(200).version();
    let function = function(&world, world.local.store());

    // What is no return is noted beside the notice, and changes no case.
    let at = json!({ "timestamp": "2026-11-20T09:00:01.000Z", "delayType": "MailboxFull" });
    let delay = event("DeliveryDelay", "deliveryDelay", at.clone(), Some(&notice));
    let delivery = event("Delivery", "delivery", at, Some(&notice));
    let reply = bounce("Transient", "General", Some(&notice));
    for event in [&delay, &delivery, &reply, &delivery] {
        function.on_event(event.clone()).await.unwrap();
    }
    assert_eq!(coordinator.get(&case).await.expect(200).version(), version);

    let call = || function.on_event(bounce("Permanent", "NoEmail", Some(&notice)));
    let (one, two, three, four) = tokio::join!(call(), call(), call(), call());
    for answer in [one, two, three, four] {
        answer.unwrap();
    }
    let again = bounce("Permanent", "NoEmail", Some(&notice));
    function.on_event(again.clone()).await.unwrap();
    assert_eq!(
        coordinator.get(&case).await.expect(200).version(),
        version + 1
    );
    let list = coordinator.get(LIST).await.expect(200).json();
    assert_eq!(list["items"].as_array().unwrap().len(), 1);

    // Nor does it come back once it has been dealt with.
    let one = format!("{LIST}/{notice}");
    coordinator.post(&one, told("told")).await.expect(200);
    function.on_event(again).await.unwrap();
    let list = coordinator.get(LIST).await.expect(200).json();
    assert_eq!(list["items"], json!([]));

    let kept = world
        .local
        .store()
        .feedback(notice.parse().unwrap())
        .await
        .unwrap();
    let mut came: Vec<_> = kept.iter().map(|feedback| feedback.came).collect();
    came.sort();
    assert_eq!(
        came,
        [
            Came::Delivered,
            Came::Delayed,
            Came::AutoReply,
            Came::Bounced
        ]
    );
    let kept = serde_json::to_string(&kept).unwrap();
    assert!(
        kept.contains("Permanent/NoEmail") && !kept.contains('@'),
        "{kept}"
    );
    world.local.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_not_ours_is_let_go_and_what_fails_comes_again() {
    let world = World::start().await;
    let coordinator = world.coordinator().await;
    let case = open_case(&world, &[POLICE]).await;
    assign(&coordinator, &case, POLICE, "2026-11-27").await;
    world.local.settle().await.unwrap();
    let notice = emails(&world, ASSIGNED)[0].1.clone();
    let version = coordinator.get(&case).await.expect(200).version();
    let function = function(&world, world.local.store());

    let unknown = "0".repeat(64);
    for id in [None, Some(unknown.as_str()), Some("no id")] {
        let event = bounce("Permanent", "General", id);
        assert_eq!(function.on_event(event).await.unwrap(), Value::Null);
    }
    let mut greeting = bounce("Permanent", "General", None);
    greeting["Records"][0]["Sns"]["Message"] =
        json!("Successfully validated SNS topic for Amazon SES event publishing.");
    function.on_event(greeting.clone()).await.unwrap();
    greeting["Records"][0]["Sns"]["Message"] = json!("something else");
    function.on_event(greeting).await.unwrap_err();
    for shape in [
        json!({}),
        json!({ "run": "packs" }),
        json!({ "Records": [] }),
    ] {
        function.on_event(shape).await.unwrap_err();
    }
    assert_eq!(coordinator.get(&case).await.expect(200).version(), version);

    // A table that does not answer: the topic has to come again, and nothing was lost.
    let aws = world.local.aws();
    let away = Store::new(
        aws.dynamodb.clone(),
        "charmm-away-table",
        aws.s3.clone(),
        "away",
    );
    let event = bounce("Permanent", "General", Some(&notice));
    let fault = self::function(&world, &away)
        .on_event(event.clone())
        .await
        .unwrap_err();
    assert!(!fault.to_string().contains('@'), "{fault}");
    function.on_event(event).await.unwrap();
    assert_eq!(
        coordinator.get(&case).await.expect(200).version(),
        version + 1
    );
    let run = function.on_event(json!({ "run": "sweep" })).await.unwrap();
    assert_eq!(run["failed"], 0);
    world.local.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn only_the_areas_coordinator_sees_and_settles_what_came_back() {
    let world = World::start().await;
    let coordinator = world.coordinator().await;
    let case = open_case(&world, &[POLICE]).await;
    inbox(&world, POLICE, BROKEN).await;
    assign(&coordinator, &case, POLICE, "2026-11-27").await;
    world.local.settle().await.unwrap();
    let list = coordinator.get(LIST).await.expect(200).json();
    let one = list["items"][0]["href"].as_str().unwrap().to_owned();
    let missing = format!("{LIST}/{}", "0".repeat(64));

    let woking = world.user("Coordinator (WOK)", "").await;
    let chair = world.user("Chair (RUN)", "").await;
    let officer = world.officer().await;
    for other in [&woking, &chair, &officer] {
        for path in [&one, &missing] {
            other.get(path).await.expect(404);
            other.get_as(path, "text/html").await.expect(404);
            other.post(path, told("told")).await.expect(404);
        }
        let start = other.get_as("/", "text/html").await.expect(200).text();
        assert!(!start.contains("to deal with"), "{}", other.email);
    }
    for other in [&chair, &officer] {
        other.get(LIST).await.expect(403);
    }
    // Another area's coordinator gets their own list, whatever area the address names.
    let theirs = woking
        .get(&format!("{LIST}?area=RUN"))
        .await
        .expect(200)
        .json();
    assert_eq!(
        (&theirs["area"], &theirs["items"]),
        (&json!("WOK"), &json!([]))
    );
    let nobody = world.anonymous(Method::GET, LIST, "application/json").await;
    assert_eq!(nobody.status, StatusCode::UNAUTHORIZED);
    world.local.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_agency_that_was_taken_off_is_named_and_sent_nothing_more() {
    let world = World::start().await;
    let coordinator = world.coordinator().await;
    let case = open_case(&world, &[]).await;
    inbox(&world, POLICE, BROKEN).await;
    add_agency(&coordinator, &case, POLICE).await.expect(201);
    world.local.settle().await.unwrap();
    let removal = json!({ "reason": "Added by mistake" });
    coordinator
        .post(&format!("{case}/agencies/{POLICE}/remove"), removal)
        .await
        .expect(200);
    let list = coordinator.get(LIST).await.expect(200).json();
    let row = &list["items"][0];
    assert_eq!(row["to"], "Surrey Police (shared inbox)");
    assert_eq!(row["about"], case);
    let one = row["href"].as_str().unwrap();
    let refused = coordinator.post(one, told("sent_again")).await.expect(422);
    assert!(
        refused.text().contains("no longer sees"),
        "{}",
        refused.text()
    );
    let sent = world.sent().len();
    coordinator.post(one, told("not_needed")).await.expect(200);
    world.local.settle().await.unwrap();
    assert_eq!(world.sent().len(), sent);
    world.local.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_referral_says_it_too() {
    let world = World::start().await;
    let coordinator = world.coordinator().await;
    let area = "RUN".parse().unwrap();
    let store = world.local.store();
    let team = store.area(&area).await.unwrap();
    let mut profile = team.profile.clone();
    profile.inbox = "complaint@runnymede.example".into();
    let stamp = edge::stamp(&SYSTEM, world.local.clock().now()).unwrap();
    store
        .commit(Commit::of(team.amend(profile, &stamp).unwrap()))
        .await
        .unwrap();
    let arrived = world.housing().await.post("/referrals", referral()).await;
    arrived.expect(201);
    world.local.settle().await.unwrap();
    let list = coordinator.get(LIST).await.expect(200).json();
    let row = &list["items"][0];
    assert_eq!(
        (&row["came"], &row["to"]),
        (&json!("complained"), &json!("the community safety team"))
    );
    let about = row["about"].as_str().unwrap();
    let shown = coordinator.get(about).await.expect(200).text();
    assert!(shown.contains("was reported as unwanted"), "{shown}");
    coordinator
        .post(row["href"].as_str().unwrap(), told("not_needed"))
        .await
        .expect(200);
    let shown = coordinator.get(about).await.expect(200).text();
    assert!(shown.contains("no longer needed"), "{shown}");
    world.local.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_pack_says_it_too() {
    let world = World::start().await;
    let coordinator = world.coordinator().await;
    open_case(&world, &[POLICE]).await;
    inbox(&world, POLICE, BROKEN).await;
    let body = json!({
        "area": "RUN", "forum": "charmm", "on": "2026-11-24", "at": "10:00", "place": "Teams",
    });
    let meeting = coordinator
        .post("/meetings", body)
        .await
        .expect(201)
        .location();
    let packs = format!("{meeting}/packs");
    coordinator.post(&packs, json!({})).await.expect(202);
    world.local.settle().await.unwrap();
    let list = coordinator.get(LIST).await.expect(200).json();
    let rows = list["items"].as_array().unwrap();
    let row = rows
        .iter()
        .find(|row| row["to"] == "Surrey Police (shared inbox)")
        .unwrap();
    assert_eq!(
        (&row["message"], &row["about"]),
        (&json!("pack_ready"), &json!(packs))
    );
    let marked = |shown: &Value| {
        let all = shown["packs"].as_array().unwrap();
        all.iter().find(|pack| pack["agency"] == POLICE).unwrap()["returned"].clone()
    };
    assert_eq!(
        marked(&coordinator.get(&packs).await.expect(200).json()),
        true
    );
    let page = coordinator
        .get_as(&packs, "text/html")
        .await
        .expect(200)
        .text();
    assert!(page.contains("Email came back"));
    coordinator
        .post(row["href"].as_str().unwrap(), told("told"))
        .await
        .expect(200);
    assert_eq!(
        marked(&coordinator.get(&packs).await.expect(200).json()),
        false
    );
    world.local.stop().await;
}
