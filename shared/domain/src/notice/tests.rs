use super::*;
use crate::{
    Actor, Line, Prose, Stamp,
    case::{Joining, Opening, Pace, Task},
    gateway::Gateway,
    journal::Journal,
    referral::form::testing,
};

pub(super) fn stamp() -> Stamp {
    let actor = Actor::Person {
        person: PersonId::from(uuid::Uuid::from_u128(1)),
        name: "Robin Referrer".into(),
        agency: "riverside-homes".parse().unwrap(),
    };
    Stamp::new(actor, "2026-11-20T09:00:00Z".parse().unwrap(), [3; 32])
}

pub(super) fn tasked() -> Journal<Case> {
    let form = testing::form();
    let referral = Referral::receive(form.clone(), 5, &stamp()).unwrap();
    let joining = Joining {
        agency: "surrey-police".parse().unwrap(),
        name: "Surrey Police".into(),
        gateway: Gateway::CrimeAndDisorder,
        reason: Prose::parse("leads").unwrap(),
    };
    let opening = Opening {
        area: referral.area.clone(),
        reference: "RUN-2026-0001".into(),
        lead: joining.clone(),
        referrer: joining,
        reason: Prose::parse("meets the threshold").unwrap(),
        pace: Pace::default(),
    };
    let task = Task {
        what: Line::parse("Visit Sam Sample at 1 Example Road").unwrap(),
        detail: Some(Prose::parse("Ask about the noise").unwrap()),
        agency: "surrey-police".parse().unwrap(),
        person: None,
        due_on: "2026-11-27".parse().unwrap(),
        meeting: None,
    };
    let case = Case::open(&referral, &form, opening, &stamp()).unwrap();
    case.assign(task, Gateway::CrimeAndDisorder, &stamp())
        .unwrap()
}

pub(super) fn notices(case: &Journal<Case>) -> Vec<Notice> {
    let sealed = case.pending().last().unwrap();
    let event = sealed.open::<Case>().unwrap().event.unwrap();
    for_case(
        case,
        None,
        &event,
        Told {
            header: &sealed.header,
            hash: sealed.hash,
        },
    )
}

#[test]
fn a_task_is_told_to_inbox_and_topic_under_ids_that_never_change() {
    let case = tasked();
    let told = notices(&case);
    let recipients: Vec<_> = told.iter().map(|notice| notice.recipient.clone()).collect();
    let police: AgencyId = "surrey-police".parse().unwrap();
    assert_eq!(
        recipients,
        [
            Recipient::AgencyInbox(police.clone()),
            Recipient::AgencyTopic(police)
        ]
    );
    assert_ne!(told[0].id, told[1].id);
    assert_eq!(told, notices(&case));
}

#[test]
fn a_notice_holds_nothing_that_anybody_wrote() {
    for notice in notices(&tasked()) {
        let all = format!(
            "{}\n{}\n{}",
            notice.subject(),
            notice.text("https://charmm.example"),
            notice.json("https://charmm.example")
        );
        for personal in ["Sam", "Example Road", "noise", "Visit", "Referrer"] {
            assert!(!all.contains(personal), "{personal} in {all}");
        }
        assert!(all.contains("RUN-2026-0001") && all.contains("https://charmm.example/actions/"));
    }
}

#[test]
fn the_words_of_an_email_are_plain() {
    let text = notices(&tasked())[0].text("https://charmm.example");
    let lines: Vec<_> = text.lines().collect();
    assert_eq!(lines[0], "Your agency has a new action (RUN-2026-0001).");
    assert_eq!(lines[2], "Please accept it, or decline it with a reason.");
    assert_eq!(lines[3], "Due: Friday 27 November 2026.");
}

#[test]
fn an_escalation_without_a_chair_reaches_the_team() {
    let case = tasked();
    let id = *case.actions.keys().next().unwrap();
    let event = case::Event::ActionChased {
        action: id,
        step: Step::EscalatedToChair,
    };
    let sealed = &case.pending()[0];
    let told = Told {
        header: &sealed.header,
        hash: sealed.hash,
    };
    let chair = PersonId::from(uuid::Uuid::from_u128(7));
    assert_eq!(
        for_case(&case, Some(chair), &event, told)[0].recipient,
        Recipient::Person(chair)
    );
    let team = Recipient::AreaInbox("RUN".parse().unwrap());
    assert_eq!(for_case(&case, None, &event, told)[0].recipient, team);
}
