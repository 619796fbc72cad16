use askama::Template;
use domain::{
    Journal, Prose,
    case::{Case, Outcome, Status},
    meeting::{
        Adjustment, Agenda, Meeting, Refused, Section,
        agenda::{Change, Item},
    },
    referral::form::CaseKind,
};
use edge::page::Form;

use super::{
    show::{AgendaPage, AgendaPageView},
    *,
};
use crate::{meeting::MeetingView, sample};

fn view(meeting: Journal<Meeting>, cases: Vec<Case>, caller: &Caller) -> AgendaPageView {
    let seen = sample::seen(meeting, cases);
    AgendaPageView {
        meeting: MeetingView::of(&seen.meeting, &seen.area, caller, sample::now()),
        agenda: AgendaView::of(&seen, caller, sample::now()),
        changes: None,
    }
}

fn html(view: &AgendaPageView, caller: &Caller, form: Form) -> String {
    AgendaPage::new(caller, view, form, None).render().unwrap()
}

fn adjusted(change: Change, case: &Case) -> Journal<Meeting> {
    let meeting = sample::scheduled("2026-11-24");
    let agenda = Agenda {
        items: vec![item(case)],
        ..Agenda::default()
    };
    let reason = Prose::parse("The family asked to be heard early.").unwrap();
    let adjustment = Adjustment {
        change,
        case: case.id,
        reason,
    };
    meeting
        .adjust(adjustment, &agenda, &sample::stamp())
        .unwrap()
}

fn item(case: &Case) -> Item {
    Item {
        case: case.id,
        section: Section::CasesDue,
        reason: None,
    }
}

#[test]
fn sections_come_in_order_and_each_case_says_why_it_is_there() {
    let closing = Case {
        status: Status::ClosureProposed {
            reason: Prose::parse("Quiet for months").unwrap(),
        },
        ..sample::case(2)
    };
    let meeting = sample::scheduled("2026-11-24");
    let view = view(meeting, vec![sample::case(1), closing], &sample::officer());
    let sections: Vec<_> = view
        .agenda
        .sections
        .iter()
        .map(|section| section.section)
        .collect();
    assert_eq!(
        sections,
        ["new_referrals", "cases_due", "closures", "added"]
    );
    assert_eq!(
        view.agenda.sections[1].items[0].why,
        "Review due on 20 November 2026."
    );
    assert_eq!(view.agenda.sections[2].items[0].reference, "RUN-2026-0002");
    assert_eq!(view.agenda.count(), 2);
}

#[test]
fn the_action_log_tells_what_is_overdue_now_and_by_the_meeting() {
    let mut soon = sample::case(2);
    for action in soon.actions.values_mut() {
        action.task.due_on = "2026-11-23".parse().unwrap();
    }
    let meeting = sample::scheduled("2026-11-24");
    let view = view(meeting, vec![sample::case(1), soon], &sample::officer());
    let states: Vec<_> = view
        .agenda
        .action_log
        .iter()
        .map(|line| (line.overdue, line.due_before_meeting, line.own))
        .collect();
    assert_eq!(states, [(true, false, true), (false, true, true)]);
    assert_eq!(view.agenda.action_log[0].agency_name, "Surrey Police");
}

#[test]
fn a_case_taken_first_is_said_at_the_top() {
    let second = sample::case(2);
    let meeting = adjusted(Change::First, &second);
    let coordinator = sample::coordinator();
    let view = view(meeting, vec![sample::case(1), second], &coordinator);
    let items = &view.agenda.sections[1].items;
    assert_eq!(
        (items[0].reference.as_str(), items[0].order),
        ("RUN-2026-0002", 1)
    );
    assert!(items[0].taken_first && !items[1].taken_first);
    assert_eq!(view.agenda.first(), "RUN-2026-0002");
    let html = html(&view, &coordinator, Form::new());
    assert!(html.contains("The chair wants these taken first"));
    assert!(html.contains("The family asked to be heard early."));
}

#[test]
fn only_those_who_run_the_meeting_get_the_controls() {
    let view = |caller| {
        view(
            sample::scheduled("2026-11-24"),
            vec![sample::case(1)],
            caller,
        )
    };
    let (coordinator, officer) = (sample::coordinator(), sample::officer());
    let theirs = html(&view(&coordinator), &coordinator, Form::new());
    assert!(theirs.contains("<form method=\"post\" action=\"/meetings/"));
    assert!(theirs.contains("name=\"_version\""));
    assert!(theirs.contains("?change=remove&amp;case_reference=RUN-2026-0001#change-agenda"));
    let partner = html(&view(&officer), &officer, Form::new());
    assert!(!partner.contains("/agenda\" novalidate"));
    assert!(!partner.contains("change=remove"));
}

#[test]
fn headlines_never_become_markup() {
    let case = Case {
        headline: domain::Line::parse("<img src=x onerror=alert(1)>").unwrap(),
        ..sample::case(1)
    };
    let officer = sample::officer();
    let view = view(sample::scheduled("2026-11-24"), vec![case], &officer);
    let html = html(&view, &officer, Form::new());
    assert!(html.contains("&#60;img") && !html.contains("<img"));
}

#[test]
fn a_meeting_deals_only_with_open_cases_of_its_area_and_kind() {
    let meeting = sample::meeting_on("2026-11-24");
    let refused = |change: fn(&mut Case)| {
        let mut case = sample::case(1);
        change(&mut case);
        meeting.admits(&case).err()
    };
    assert_eq!(refused(|_| {}), None);
    let elsewhere = refused(|case| case.area = "WOK".parse().unwrap());
    assert_eq!(elsewhere, Some(Refused::OtherArea));
    let place = refused(|case| case.kind = CaseKind::Place);
    assert_eq!(place, Some(Refused::OtherForum("CHaRMM")));
    let closed = refused(|case| {
        case.status = Status::Closed {
            on: "2026-11-01".parse().unwrap(),
            outcome: Outcome::ALL[0],
        };
    });
    assert_eq!(closed, Some(Refused::CaseClosed));
}

#[test]
fn orders_about_places_have_a_heading_of_their_own_at_a_jag() {
    use domain::{
        case::Used,
        meeting::Forum,
        powers::{Due, Occasion, Power},
        referral::form::CaseKind,
    };
    let mut used = Used::new(3, Power::Pspo, None);
    used.due = vec![Due {
        on: "2026-12-31".parse().unwrap(),
        occasion: Occasion::ApplyToExtend,
        rule: None,
    }];
    let place = Case {
        kind: CaseKind::Place,
        powers: vec![used],
        ..sample::case(1)
    };
    let jag = sample::scheduled_of(Forum::Jag, "2026-11-24");
    let shown = view(jag, vec![place.clone()], &sample::officer());
    let page = html(&shown, &sample::officer(), Form::new());
    assert!(page.contains("6. Orders about places"));
    assert!(page.contains("Last day to apply for an extension"));
    assert!(page.contains("31 December 2026"));
    assert!(page.contains(&format!("/cases/{}/powers/3", place.id)));
    let charmm = sample::scheduled("2026-11-24");
    let shown = view(charmm, vec![place], &sample::officer());
    assert!(shown.agenda.orders.is_empty());
    assert!(!html(&shown, &sample::officer(), Form::new()).contains("Orders about places"));
}
