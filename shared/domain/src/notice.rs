//! Outbound messages, decided from journal entries and never from differences (R4.2).
//!
//! A notice carries a reference, what is asked, a due date and a link – nothing personal (R3.6).
//! INVARIANT (once): a notice's id is drawn from event × recipient × channel, so the same step is
//! recorded once however often its entry is delivered.
//!
//! | room | what lives there |
//! |---|---|
//! | [`access`] | who hears of access to a case that was asked for, answered or taken |
//! | [`about`] | what a notice is about, and where its link leads |
//! | [`feedback`] | what the mail provider reports of it |
//! | [`returned`] | those that did not arrive, until somebody has dealt with them |
//! | `text` | its words |

pub mod about;
pub mod access;
pub mod feedback;
pub mod returned;
mod text;

use std::collections::BTreeSet;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

pub use about::About;
pub use feedback::{Came, Class, Feedback};
pub use returned::{CameBack, Remedy, Returned, Returns, Settled, Tells};

use crate::{
    ActionId, AgencyId, AreaCode, PersonId,
    case::{self, Action, ActionStatus, Case, Reminder, Step, When},
    case_review::{self, CaseReview, Sitting},
    choice::choices,
    directory::Partner,
    journal::{Hash, Header},
    meeting::{self, Meeting},
    referral::{self, Referral},
    retention, time,
};

/// To whom a notice goes.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(tag = "to", content = "id", rename_all = "snake_case")]
pub enum Recipient {
    /// An agency's shared mailbox.
    AgencyInbox(AgencyId),
    /// The mailbox of an agency's lead.
    AgencyLead(AgencyId),
    /// An agency's SNS topic, for its own systems.
    AgencyTopic(AgencyId),
    /// The mailbox of an area's community safety team.
    AreaInbox(AreaCode),
    /// A person's work email.
    Person(PersonId),
}

choices! {
    /// What a notice says.
    Message {
        ReferralReceived "referral_received" "Your referral has been received",
        ReferralToTriage "referral_to_triage" "A referral is waiting for triage",
        ReferralMoreAsked "referral_more_asked" "More information is needed on your referral",
        ReferralAnswered "referral_answered" "More information has arrived on a referral",
        ReferralDecided "referral_decided" "A decision has been made on your referral",
        AgencyAdded "agency_added" "Your agency has been added to a case",
        ActionAssigned "action_assigned" "Your agency has a new action",
        ActionDeclined "action_declined" "An action has been declined",
        ActionEnded "action_ended" "An action has ended",
        ActionReminder "action_reminder" "An action is due soon",
        ActionChased "action_chased" "An action is overdue",
        ActionEscalatedToLead "action_escalated_to_lead" "An overdue action has been escalated to you as agency lead",
        ActionEscalatedToChair "action_escalated_to_chair" "An overdue action has been escalated to you as chair",
        PowerDue "power_due" "An order or contract falls due soon",
        PowerPassed "power_passed" "A day of an order or contract has passed",
        AccessRequested "access_requested" "Access to a case has been asked for",
        AccessChased "access_chased" "Access to a case still waits for an answer",
        EmergencyChased "emergency_chased" "Access taken in an emergency still waits for its review",
        AccessAnswered "access_answered" "Your request for access has been answered",
        AccessEnded "access_ended" "Your access to a case has ended",
        EmergencyOpened "emergency_opened" "A case has been opened in an emergency",
        EmergencyReviewed "emergency_reviewed" "Your emergency access has been reviewed",
        EntryChanged "entry_changed" "Something your agency read on a case has changed",
        HandedOverChanged "handed_over_changed" "Something handed over from a case has changed",
        EntryErased "entry_erased" "Something your agency read on a case has been erased",
        ErasureOrdered "erasure_ordered" "A case that your agency is on is to be erased",
        PackReady "pack_ready" "Your meeting pack is ready",
        MinutesReady "minutes_ready" "The minutes of a meeting are ready",
        MinutesChanged "minutes_changed" "The minutes of a meeting have changed",
        MeetingCancelled "meeting_cancelled" "A meeting has been cancelled",
        MeetingMoved "meeting_moved" "A meeting has been moved",
        MeetingChanged "meeting_changed" "How to join a meeting has been changed",
        CaseReviewApplied "case_review_applied" "Somebody has asked for an ASB Case Review",
        CaseReviewUnanswered "case_review_unanswered" "An ASB Case Review is to be acknowledged",
        CaseReviewUnansweredLate "case_review_unanswered_late" "An ASB Case Review has not been acknowledged in time",
        CaseReviewDue "case_review_due" "The outcome of an ASB Case Review is due soon",
        CaseReviewLate "case_review_late" "The outcome of an ASB Case Review is overdue",
        AccountAsked "account_asked" "Your agency is asked what it did, for an ASB Case Review",
    }
}

/// A message to be sent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Notice {
    /// Its id, for the ledger and for the recipient to recognise a second copy.
    pub id: Hash,
    /// To whom.
    pub recipient: Recipient,
    /// What it says.
    pub message: Message,
    /// The reference of the referral or case, or the title of the meeting.
    pub reference: String,
    /// By when something is asked, if by a day.
    pub due_on: Option<NaiveDate>,
    /// The path behind which everything personal stays, such as `/actions/…`.
    pub path: String,
}

/// One entry being told about: its header and hash.
#[derive(Debug, Clone, Copy)]
pub struct Told<'a> {
    /// The entry's header.
    pub header: &'a Header,
    /// The entry's hash.
    pub hash: Hash,
}

impl Told<'_> {
    fn notice(
        &self,
        recipient: Recipient,
        message: Message,
        reference: &str,
        due_on: Option<NaiveDate>,
        path: String,
    ) -> Notice {
        // Recipient and message are plain values; their JSON is as good a name as any.
        let to = serde_json::to_string(&recipient).unwrap_or_default();
        let name = format!("{}|{to}|{}", self.hash, message.value());
        Notice {
            id: Hash::of(name.as_bytes()),
            recipient,
            message,
            reference: reference.to_owned(),
            due_on,
            path,
        }
    }

    /// The same message to the same recipient, told anew by this entry; none unless that is what
    /// was done about it.
    fn again(&self, settled: &Settled) -> Vec<Notice> {
        if settled.remedy != Remedy::SentAgain {
            return Vec::new();
        }
        let old = settled.notice.clone();
        vec![self.notice(
            old.recipient,
            old.message,
            &old.reference,
            old.due_on,
            old.path,
        )]
    }
}

impl Notice {
    /// What it is about; `None` only for a path that no notice was ever given.
    pub fn about(&self) -> Option<About> {
        About::parse(&self.path)
    }
}

/// The notices that an event on a referral gives rise to.
pub fn for_referral(referral: &Referral, event: &referral::Event, told: Told<'_>) -> Vec<Notice> {
    use referral::Event;
    let path = About::Referral(referral.id).path();
    let to = |recipient: Recipient, message: Message, due_on: Option<NaiveDate>| {
        told.notice(
            recipient,
            message,
            &referral.reference,
            due_on,
            path.clone(),
        )
    };
    // A member of the public is reached in the way they gave, by a person: they get no notice.
    let referrer = |message: Message, due_on: Option<NaiveDate>| {
        let person = referral.referrer.map(Recipient::Person);
        person.map(|person| to(person, message, due_on))
    };
    let team = Recipient::AreaInbox(referral.area.clone());
    match event {
        Event::Received { due_on, .. } | Event::Reported { due_on, .. } => {
            let mut notices = Vec::from_iter(referrer(Message::ReferralReceived, Some(*due_on)));
            notices.push(to(team, Message::ReferralToTriage, Some(*due_on)));
            notices
        }
        Event::MoreAsked { .. } => Vec::from_iter(referrer(Message::ReferralMoreAsked, None)),
        Event::MoreAnswered { .. } => {
            vec![to(team, Message::ReferralAnswered, Some(referral.due_on))]
        }
        Event::Accepted { .. }
        | Event::Joined { .. }
        | Event::Signposted { .. }
        | Event::Declined { .. } => Vec::from_iter(referrer(Message::ReferralDecided, None)),
        // What arrives while it waits is there when it is looked at.
        Event::EvidenceKept { .. } if !referral.status.is_open() => {
            vec![to(team, Message::ReferralAnswered, None)]
        }
        Event::NoticeReturned(_)
        | Event::Retention(_)
        | Event::EvidenceFiled { .. }
        | Event::EvidenceKept { .. }
        | Event::EvidenceRefused { .. }
        | Event::Erased(_) => Vec::new(),
        Event::NoticeSettled(settled) => told.again(settled),
    }
}

/// The notices that an event on an application for a case review gives rise to. The applicant is
/// reached by letter, in the way they chose.
pub fn for_case_review(
    review: &CaseReview,
    event: &case_review::Event,
    told: Told<'_>,
) -> Vec<Notice> {
    use case_review::{Deadline, Event};
    let team = |message: Message, due_on: NaiveDate| {
        vec![told.notice(
            Recipient::AreaInbox(review.area.clone()),
            message,
            &review.reference,
            Some(due_on),
            About::CaseReview(review.id).path(),
        )]
    };
    match event {
        Event::Applied { acknowledge_by, .. } => team(Message::CaseReviewApplied, *acknowledge_by),
        Event::Reminded(reminder) => {
            let message = match (reminder.deadline, reminder.when) {
                (Deadline::Acknowledgement, When::Ahead) => Message::CaseReviewUnanswered,
                (Deadline::Acknowledgement, When::Passed) => Message::CaseReviewUnansweredLate,
                (Deadline::Outcome, When::Ahead) => Message::CaseReviewDue,
                (Deadline::Outcome, When::Passed) => Message::CaseReviewLate,
            };
            team(message, reminder.on)
        }
        Event::Called(sitting) => accounts_asked(review, sitting, told),
        Event::NoticeSettled(settled) => told.again(settled),
        _ => Vec::new(),
    }
}

/// What agencies on the case are told, by the case's reference: they know nothing else of the review.
fn accounts_asked(review: &CaseReview, sitting: &Sitting, told: Told<'_>) -> Vec<Notice> {
    let Some(case) = &review.case else {
        return Vec::new();
    };
    let on = time::london_date(sitting.starts_at);
    let each = sitting.told.iter().map(|agency| {
        told.notice(
            Recipient::AgencyInbox(agency.clone()),
            Message::AccountAsked,
            &case.reference,
            Some(on),
            About::Case(case.case).path(),
        )
    });
    each.collect()
}

/// Whether an event on a case can give rise to notices: of most nobody is told, and then the case
/// need not be read.
pub fn of_case(event: &case::Event) -> bool {
    use case::Event;
    matches!(
        event,
        Event::AgencyAdded { .. }
            | Event::ActionAssigned { .. }
            | Event::ActionDeclined { .. }
            | Event::ActionEnded { .. }
            | Event::ActionChased { .. }
            | Event::PowerReminded { .. }
            | Event::EntryCorrected { since: Some(_), .. }
            | Event::EntryWithdrawn { since: Some(_), .. }
            | Event::DocumentWithdrawn { since: Some(_), .. }
            | Event::SubjectCorrected { .. }
            | Event::Reworded { .. }
            | Event::EntryErased { .. }
            | Event::AccessRequested { .. }
            | Event::AccessGranted { .. }
            | Event::AccessRefused { .. }
            | Event::AccessEnded { .. }
            | Event::EmergencyOpened { .. }
            | Event::EmergencyReviewed { .. }
            | Event::AccessChased { .. }
            | Event::NoticeSettled(_)
            | Event::Retention(retention::Step::Ordered { .. })
    )
}

/// Whether an event on a meeting can give rise to notices.
pub fn of_meeting(event: &meeting::Event) -> bool {
    use meeting::Event;
    matches!(
        event,
        Event::PacksMade { .. }
            | Event::MinutesSent { .. }
            | Event::Cancelled { .. }
            | Event::Moved(_)
            | Event::NoticeSettled(_)
    )
}

/// The notices that an event on a case gives rise to; `chair` is who chairs the area's meetings.
pub fn for_case(
    case: &Case,
    chair: Option<PersonId>,
    event: &case::Event,
    told: Told<'_>,
) -> Vec<Notice> {
    use case::Event;
    match event {
        Event::AgencyAdded { agency } => vec![told.notice(
            Recipient::AgencyInbox(agency.agency.clone()),
            Message::AgencyAdded,
            &case.reference,
            None,
            About::Case(case.id).path(),
        )],
        Event::ActionAssigned { action, .. } => action_notices(case, *action, told, |task| {
            let mut told = both_ways(task);
            told.extend(
                task.person
                    .as_ref()
                    .map(|person| Recipient::Person(person.id)),
            );
            (Message::ActionAssigned, told)
        }),
        Event::ActionDeclined { action, .. } => action_notices(case, *action, told, |task| {
            (Message::ActionDeclined, vec![in_charge(case, task)])
        }),
        Event::ActionEnded { action, .. } => action_notices(case, *action, told, |task| {
            (Message::ActionEnded, vec![in_charge(case, task)])
        }),
        Event::ActionChased { action, step } => {
            action_notices(case, *action, told, |task| chased(case, task, *step, chair))
        }
        Event::PowerReminded { number, reminder } => reminded(case, (*number, *reminder), told),
        Event::NoticeSettled(settled) => told.again(settled),
        // Each agency answers for what it brought, and may need it longer.
        Event::Retention(retention::Step::Ordered { on, .. }) => {
            let tell = |agency: &AgencyId| {
                let to = Recipient::AgencyInbox(agency.clone());
                let (about, reference) = (About::Case(case.id).path(), &case.reference);
                told.notice(to, Message::ErasureOrdered, reference, Some(*on), about)
            };
            case.agencies.keys().map(tell).collect()
        }
        _ => Vec::new(),
    }
}

fn chased(
    case: &Case,
    task: &Action,
    step: Step,
    chair: Option<PersonId>,
) -> (Message, Vec<Recipient>) {
    match step {
        Step::Reminded => (Message::ActionReminder, both_ways(task)),
        Step::Chased => (Message::ActionChased, both_ways(task)),
        Step::EscalatedToLead => (
            Message::ActionEscalatedToLead,
            vec![Recipient::AgencyLead(task.agency.clone())],
        ),
        // To a chair who may not see it, it does not exist.
        Step::EscalatedToChair if is_limited(case, task) => {
            (Message::ActionChased, vec![in_charge(case, task)])
        }
        // An area without a chair: its team hears instead of nobody.
        Step::EscalatedToChair => (
            Message::ActionEscalatedToChair,
            vec![chair.map_or(Recipient::AreaInbox(case.area.clone()), Recipient::Person)],
        ),
    }
}

/// The agency that leads hears of it, and the area's team: an order outlasts whoever obtained it.
fn reminded(case: &Case, (number, reminder): (u32, Reminder), told: Told<'_>) -> Vec<Notice> {
    let message = match reminder.when {
        When::Ahead => Message::PowerDue,
        When::Passed => Message::PowerPassed,
    };
    let to = [
        Recipient::AgencyInbox(case.lead.clone()),
        Recipient::AgencyTopic(case.lead.clone()),
        Recipient::AreaInbox(case.area.clone()),
    ];
    let (path, on) = (About::Power(case.id, number).path(), Some(reminder.on));
    to.map(|to| told.notice(to, message, &case.reference, on, path.clone()))
        .into()
}

fn is_limited(case: &Case, task: &Action) -> bool {
    case.limits.contains_key(&task.id.into())
}

/// Who is told what became of a task: the area's team, or of one that is limited the agency that leads.
fn in_charge(case: &Case, task: &Action) -> Recipient {
    match is_limited(case, task) {
        true => Recipient::AgencyInbox(case.lead.clone()),
        false => Recipient::AreaInbox(case.area.clone()),
    }
}

fn both_ways(task: &Action) -> Vec<Recipient> {
    vec![
        Recipient::AgencyInbox(task.agency.clone()),
        Recipient::AgencyTopic(task.agency.clone()),
    ]
}

fn action_notices(
    case: &Case,
    action: ActionId,
    told: Told<'_>,
    say: impl FnOnce(&Action) -> (Message, Vec<Recipient>),
) -> Vec<Notice> {
    let Some(action) = case.actions.get(&action) else {
        return Vec::new();
    };
    let (message, recipients) = say(action);
    let due_on = (!matches!(action.status, ActionStatus::Ended { .. })).then_some(action.due_on);
    recipients
        .into_iter()
        .map(|recipient| {
            let path = About::Action(action.id).path();
            told.notice(recipient, message, &case.reference, due_on, path)
        })
        .collect()
}

/// Those who are told when or where a meeting is: agencies that had a pack, those that come to it, and
/// the area's team, each once.
fn coming(meeting: &Meeting, told: &[Partner]) -> Vec<Recipient> {
    let told = told.iter().map(|each| &each.agency);
    let agencies: BTreeSet<&AgencyId> = meeting.packs.keys().chain(told).collect();
    let inboxes = agencies.into_iter().cloned().map(Recipient::AgencyInbox);
    let team = Recipient::AreaInbox(meeting.area.clone());
    inboxes.chain([team]).collect()
}

fn about_meeting(
    meeting: &Meeting,
    (message, to): (Message, Vec<Recipient>),
    title: &str,
    on: Option<NaiveDate>,
    told: Told<'_>,
) -> Vec<Notice> {
    let path = About::Meeting(meeting.id).path();
    let each = to.into_iter();
    each.map(|to| told.notice(to, message, title, on, path.clone()))
        .collect()
}

/// The notices that an event on a meeting gives rise to; `title` is what the meeting is called.
pub fn for_meeting(
    meeting: &Meeting,
    title: &str,
    event: &meeting::Event,
    told: Told<'_>,
) -> Vec<Notice> {
    use meeting::Event;
    let on = Some(meeting.on());
    match event {
        Event::PacksMade { packs, .. } => packs
            .iter()
            .flat_map(|pack| {
                let path = About::Pack(meeting.id, pack.agency.clone()).path();
                [
                    Recipient::AgencyInbox(pack.agency.clone()),
                    Recipient::AgencyTopic(pack.agency.clone()),
                ]
                .map(|to| told.notice(to, Message::PackReady, title, on, path.clone()))
            })
            .collect(),
        Event::MinutesSent { told: agencies, .. } => {
            let sent = meeting.minutes.as_ref();
            let message = match sent.map(|sent| sent.version) {
                Some(0 | 1) | None => Message::MinutesReady,
                Some(_) => Message::MinutesChanged,
            };
            let path = About::Minutes(meeting.id).path();
            agencies
                .iter()
                .flat_map(|each| {
                    [
                        Recipient::AgencyInbox(each.agency.clone()),
                        Recipient::AgencyTopic(each.agency.clone()),
                    ]
                })
                .map(|to| told.notice(to, message, title, on, path.clone()))
                .collect()
        }
        Event::Cancelled { told: also, .. } => {
            let to = coming(meeting, also);
            about_meeting(meeting, (Message::MeetingCancelled, to), title, on, told)
        }
        Event::Moved(moving) => {
            let to = coming(meeting, &moving.told);
            let message = if moving.stays {
                Message::MeetingChanged
            } else {
                Message::MeetingMoved
            };
            about_meeting(meeting, (message, to), title, on, told)
        }
        Event::NoticeSettled(settled) => told.again(settled),
        _ => Vec::new(),
    }
}

#[cfg(test)]
mod tests;
