//! Case reviews are kept for a time and erased; what is published of them stays (R12.2, R7.5).

use access::Caller;
use domain::{
    Actor, Line, Prose, Stamp,
    case_review::{Applicant, Application, Attendance, CaseReview, Complaint, Contact},
    journal::{chain, fold},
    law::Adopted,
    referral::report::Way,
};
use http::Method;
use serde_json::json;
use store::Commit;

use super::{erase, eraser, everything, sealed};
use crate::{
    case_review::{
        PERSONAL, application, apply,
        figures::{published, recount},
        id, page, step,
    },
    world::World,
};

/// A review that ran to its end six years ago, with words of its own at every step.
async fn concluded(world: &World) -> String {
    let at = "2020-11-20T09:00:00Z".parse().unwrap();
    let (line, prose) = (
        |text| Line::parse(text).unwrap(),
        |text| Prose::parse(text).unwrap(),
    );
    let complaint = |on: &str| Complaint {
        happened_on: on.parse().unwrap(),
        complained_on: on.parse().unwrap(),
        to: line("The council"),
        what: prose("Drumming in the stairwell"),
    };
    let application = Application {
        area: "RUN".parse().unwrap(),
        place: line("Marmalade Crescent car park"),
        postcode: None,
        applicant: Applicant::Victim,
        contact: Contact {
            name: line("Ottoline Wigglesworth"),
            way: Way::Letter,
            reach: line("79 Marmalade Crescent"),
            post: None,
            mind: None,
        },
        behalf: None,
        complaints: ["2020-10-01", "2020-10-08", "2020-10-15"]
            .map(complaint)
            .into(),
        people: 1,
        harm: prose("Sleepless for weeks"),
        response: prose("Nobody came"),
        attendance: Attendance::InPerson,
    };
    let applying = Stamp::new(Actor::Public, at, [1; 32]);
    let job = Caller::System("test");
    let taking = |seed| Stamp::new(job.actor(), at, [seed; 32]);
    let review = CaseReview::apply(application, &Adopted::default(), &applying)
        .and_then(|review| review.acknowledge(&taking(2)))
        .and_then(|review| review.decide(true, None, prose("Ottoline counts"), &taking(3)))
        .and_then(|review| {
            let account = prose("Heard the Drumming");
            review.take_account(line("Surrey Police"), account, &taking(4))
        })
        .and_then(|review| review.recommend(line("Homes"), prose("Move them"), &taking(5)))
        .and_then(|review| review.conclude(prose("No longer Sleepless"), &taking(6)))
        .unwrap();
    let id = review.id.to_string();
    world
        .local
        .store()
        .commit(Commit::of(review))
        .await
        .unwrap();
    world.local.settle().await.unwrap();
    id
}

#[tokio::test(flavor = "multi_thread")]
async fn a_review_comes_due_is_ordered_and_erased_and_its_figures_stay() {
    let world = World::start().await;
    let review = concluded(&world).await;
    let (at, kept) = (
        format!("/case-reviews/{review}"),
        format!("/retention/case-reviews/{review}"),
    );
    let figures = published(&world, "RUN", 2020).await;
    assert_eq!(figures, [1, 0, 1, 1]);
    let team = world.coordinator().await;
    let shown = team.get_as(&at, "text/html").await.expect(200).text();
    assert!(
        shown.contains(&kept),
        "the page leads to how long it is kept"
    );
    let due = json!({ "step": "erase", "ground": "due", "reason": "Long over" });

    // Today, six years on, it stands on the list, and says nothing of what was told.
    let dpo = world.user("Data-protection officer", "").await;
    let list = dpo.get("/retention").await.expect(200);
    let item = &list.json()["items"][0];
    assert_eq!(
        (&item["of"], &item["href"]),
        (&json!("case_review"), &json!(kept))
    );
    assert_eq!(item["due_on"], "2026-11-20");
    for path in ["/retention", kept.as_str()] {
        let text = dpo.get_as(path, "text/html").await.expect(200).text();
        assert!(text.contains("Case review that is over"), "{path}");
        for personal in PERSONAL {
            assert!(!text.contains(personal), "{path}: {personal}");
        }
    }
    dpo.post(&kept, due).await.expect(200);
    let before = everything(&world).await;
    for personal in PERSONAL {
        assert!(
            before.iter().any(|item| item.contains(personal)),
            "{personal}"
        );
    }

    // Its day comes two weeks later; another day on, answers to repeated requests have gone too.
    world.clock("2026-12-04T09:00:00Z").await;
    world.clock("2026-12-06T09:00:00Z").await;
    let after = everything(&world).await;
    for personal in PERSONAL {
        let left: Vec<_> = after
            .iter()
            .filter(|item| item.contains(personal))
            .collect();
        assert!(left.is_empty(), "{personal} in {left:#?}");
    }
    let team = world.coordinator().await;
    for accept in ["text/html", "application/json"] {
        let text = team.get_as(&at, accept).await.expect(200).text();
        assert!(text.contains("rased"), "{text}");
        for personal in PERSONAL {
            assert!(!text.contains(personal), "{personal}: {text}");
        }
    }
    for letter in ["acknowledgement", "threshold", "outcome"] {
        let letter = format!("{at}/letters/{letter}");
        team.get_as(&letter, "text/html").await.expect(404);
    }
    // Its sender no longer finds it, and no list of reviews has it.
    let sender = format!("/case-review/{review}");
    page(&world, &sender).await.expect(404);
    let over = team.get("/case-reviews?list=over").await.expect(200).json();
    assert_eq!(over["items"], json!([]));
    let list = team.get("/retention?list=erased").await.expect(200).json();
    assert_eq!(list["items"][0]["href"], json!(kept));

    // The chain holds, the record follows from what is left, and nothing that is published moved.
    let entries = sealed(&world, "case_review", &review).await;
    chain::verify(&entries).unwrap();
    let erased = entries.iter().filter(|entry| entry.payload.is_none());
    assert_eq!(erased.count(), entries.len() - 2);
    let opened: Vec<_> = entries
        .iter()
        .map(|entry| entry.open::<CaseReview>().unwrap())
        .collect();
    let folded = fold::<CaseReview>(&opened).unwrap().unwrap();
    let job = Caller::System("erasure");
    let store = world.local.store();
    let stored = store.to_erase::<CaseReview>(&review, &job).await.unwrap();
    assert_eq!(&folded, stored.record());
    assert_eq!(published(&world, "RUN", 2020).await, figures);
    assert_eq!(recount(&world, "RUN", 2020).await, figures);
    assert_eq!(published(&world, "RUN", 2026).await, [0; 4]);
    let again = eraser(&world).on_event(json!({ "run": "erase" })).await;
    assert_eq!(
        again.unwrap(),
        json!({ "cases": 0, "referrals": 0, "case_reviews": 0, "requests": 0, "failed": 0 })
    );
    world.local.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_hold_keeps_a_review_and_only_those_who_answer_for_the_area_decide() {
    let world = World::start().await;
    let review = id(&apply(&world, application()).await.expect(201));
    let kept = format!("/retention/case-reviews/{review}");
    let hold = json!({ "step": "hold", "reason": "A claim was announced" });
    for user in [
        world.officer().await,
        world.housing().await,
        world.user("Coordinator (WOK)", "").await,
    ] {
        user.get(&kept).await.expect(404);
        user.post(&kept, hold.clone()).await.expect(404);
    }
    let signed_out = world.anonymous(Method::GET, &kept, "application/json");
    assert_ne!(signed_out.await.status, 200);
    // While it runs it can be held, and not erased.
    let dpo = world.user("Data-protection officer", "").await;
    dpo.post(&kept, erase()).await.expect(422);
    dpo.post(&kept, hold).await.expect(200);
    let team = world.coordinator().await;
    let withdraw = json!({ "step": "withdraw", "withdrawn": "Moved away" });
    step(&team, &review, withdraw).await.expect(200);
    let refused = dpo.post(&kept, erase()).await.expect(422).text();
    assert!(refused.contains("There is a hold on this"), "{refused}");
    let lift = json!({ "step": "lift", "reason": "The claim was settled" });
    let lifted = dpo.post(&kept, lift).await.expect(200).json();
    assert_eq!(
        (&lifted["standing"], &lifted["day"]),
        (&json!("kept"), &json!("2032-11-20"))
    );
    let due = json!({ "step": "erase", "ground": "due", "reason": "Over" });
    let early = dpo.post(&kept, due).await.expect(422).text();
    assert!(early.contains("not due before 20 November 2032"), "{early}");
    // Ordered, and held again before its day: it is there afterwards.
    dpo.post(&kept, erase()).await.expect(200);
    let hold = json!({ "step": "hold", "reason": "Another claim" });
    dpo.post(&kept, hold).await.expect(200);
    world.clock("2026-12-06T09:00:00Z").await;
    let team = world.coordinator().await;
    let shown = team
        .get(&format!("/case-reviews/{review}"))
        .await
        .expect(200);
    assert_eq!(shown.json()["status"], "withdrawn");
    assert!(shown.text().contains("Wigglesworth"));
    world.local.stop().await;
}
