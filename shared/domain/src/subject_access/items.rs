//! What a case holds that somebody may ask for: every text, with whose it is (R12.1).

use chrono::NaiveDate;

use crate::{
    AgencyId, Entry, Line, Prose,
    case::{Case, Event},
    questions::Answered,
    referral::{self, Referral, form::Subject},
    time,
};

/// A text on a case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Item {
    /// What it is known by within the case: the number of its entry, and its part.
    pub key: String,
    /// On which day it was written.
    pub on: NaiveDate,
    /// What it is, in words.
    pub what: &'static str,
    /// The agency that it comes from; `None` for what the system wrote or the public reported.
    pub agency: Option<AgencyId>,
    /// The text; `None` where its agency limited it to others: that agency is asked itself.
    pub text: Option<String>,
}

/// Every text of a case's journal, oldest first. What was corrected or withdrawn is still held, and is
/// here with what replaced it. `sees` tells whether an entry of the chronology is open to the reader.
pub fn items(
    case: &Case,
    journal: &[Entry<Event>],
    sees: impl Fn(crate::EntryId) -> bool,
) -> Vec<Item> {
    let mut items = Vec::new();
    for entry in journal {
        let Some(event) = &entry.event else {
            continue;
        };
        let limited = event.entry().is_some_and(|id| !sees(id));
        for (part, (what, text)) in texts(case, event).into_iter().enumerate() {
            items.push(Item {
                key: format!("{}-{part}", entry.header.seq),
                on: time::london_date(entry.header.at),
                what,
                agency: entry.header.actor.agency().cloned(),
                text: (!limited).then_some(text),
            });
        }
    }
    items
}

/// The texts of an event. Total: a new kind of event does not compile without an answer.
fn texts(case: &Case, event: &Event) -> Vec<(&'static str, String)> {
    let reason = |reason: &crate::Prose| vec![("Reason", reason.to_string())];
    match event {
        Event::Opened {
            headline, reason, ..
        } => vec![
            ("What the case is about", headline.to_string()),
            ("Why the case was opened", reason.to_string()),
        ],
        Event::Imported(imported) => {
            let before = &imported.before;
            let closing = before
                .closed
                .as_ref()
                .and_then(|ended| ended.reason.as_ref());
            let texts = [
                ("Summary", before.summary.as_ref()),
                ("Notes", before.notes.as_ref()),
                ("Why the case was closed", closing),
            ];
            let texts = texts.into_iter();
            let texts = texts.filter_map(|(what, text)| Some((what, text?.to_string())));
            std::iter::once(("What the case is about", before.headline.to_string()))
                .chain(texts)
                .collect()
        }
        Event::ReferralJoined { reason, .. } => {
            vec![("Why a referral was joined", reason.to_string())]
        }
        Event::SubjectCategorised { role, reason, .. } => vec![(
            "Why somebody’s category was changed",
            format!("{}: {reason}", role.label()),
        )],
        // What is recorded of the person as it now is stands with them; of anybody else it is theirs.
        Event::SubjectCorrected { reason, .. } => vec![(
            "Why what is recorded of somebody was corrected",
            reason.to_string(),
        )],
        Event::Reworded {
            instead, reason, ..
        } => {
            let words = instead.as_ref().map(|event| event.wordings());
            let words = words.unwrap_or_default().into_iter();
            words
                .filter(|wording| !wording.text.is_empty())
                .map(|wording| ("Corrected to", wording.text))
                .chain([("Why it was corrected", reason.to_string())])
                .collect()
        }
        Event::AgencyAdded { agency } => vec![(
            "Why an agency was added",
            format!("{}: {}", agency.name, agency.reason),
        )],
        Event::AgencyRemoved { reason, agency } => vec![(
            "Why an agency was taken off",
            format!("{}: {reason}", case.agency_name(agency)),
        )],
        Event::LeadChanged { reason: why, .. } => reason(why),
        Event::EntryRecorded { kind, text, .. } => vec![(kind.label(), text.to_string())],
        Event::EntryCorrected { text, reason, .. } => vec![
            ("Corrected to", text.to_string()),
            ("Why it was corrected", reason.to_string()),
        ],
        Event::EntryWithdrawn { reason, .. } | Event::DocumentWithdrawn { reason, .. } => {
            vec![("Why it was withdrawn", reason.to_string())]
        }
        Event::EntryErased { reason, .. } => vec![("Why it was erased", reason.to_string())],
        // The file itself is looked through by whoever answers: only its title can be read here.
        Event::DocumentFiled { title, kind, .. } => {
            vec![("Document", format!("{title} ({})", kind.label()))]
        }
        Event::Assessed { assessment, .. } => assessment.texts(),
        Event::Rated(rating) => vec![(
            "Why RAG and the next review were set",
            format!("RAG {}: {}", rating.rag.label(), rating.reason),
        )],
        Event::Decided {
            decision,
            rationale,
            ..
        } => vec![
            ("Decision", decision.to_string()),
            ("Why it was decided", rationale.to_string()),
        ],
        Event::PowerStepped { power, stepped, .. } => {
            let step = format!("{}: {}", power.label(), stepped.act.label());
            let acknowledged = stepped.acknowledged.as_ref();
            let noted = stepped
                .note
                .as_ref()
                .map(|note| ("What was noted of a power", note));
            let texts = acknowledged.map(|why| ("Why a power was used despite a warning", why));
            let texts = texts.into_iter().chain(noted);
            [("Tool or power", step)]
                .into_iter()
                .chain(texts.map(|(what, text)| (what, text.to_string())))
                .collect()
        }
        Event::ActionAssigned { task, .. } => {
            let detail = task.detail.iter();
            let detail = detail.map(|detail| ("Detail of an action", detail.to_string()));
            [("Action", task.what.to_string())]
                .into_iter()
                .chain(detail)
                .collect()
        }
        Event::ActionDeclined { reason, .. } => {
            vec![("Why an action was declined", reason.to_string())]
        }
        Event::ActionEnded { evidence, .. } => {
            vec![("What came of an action", evidence.to_string())]
        }
        Event::ClosureProposed { reason } => vec![("Why closing was proposed", reason.to_string())],
        Event::Closed { reason, outcome } => {
            vec![("Closed", format!("{}: {reason}", outcome.label()))]
        }
        Event::Reopened { reason, .. } => vec![("Why it was reopened", reason.to_string())],
        Event::Planned(step) => step.texts(),
        Event::Elsewhere(step) => step.texts(),
        // Why somebody was, or was not, taken for another may tell of the other case. Each case is answered
        // for by itself, to whoever answers for its area.
        Event::Same(_) => Vec::new(),
        // Who asked for access, and why, is about staff; who was given it is among the recipients.
        Event::AccessRequested { .. }
        | Event::AccessGranted { .. }
        | Event::AccessRefused { .. }
        | Event::AccessEnded { .. }
        | Event::EmergencyOpened { .. }
        | Event::EmergencyReviewed { .. }
        | Event::EntryLimited { .. }
        | Event::ActionAccepted { .. }
        | Event::ActionChased { .. }
        | Event::AccessChased { .. }
        | Event::PowerReminded { .. }
        | Event::NoticeReturned(_)
        | Event::Review(_)
        | Event::NoticeSettled(_)
        | Event::Retention(_)
        | Event::DocumentKept { .. }
        | Event::DocumentRefused { .. }
        | Event::Erased(_) => Vec::new(),
    }
}

/// What a referrer told, as texts; `entry` is the first of the referral's journal.
pub fn form_items(referral: &Referral, entry: &Entry<referral::Event>) -> Vec<Item> {
    let form = match &entry.event {
        Some(referral::Event::Received { form, .. }) => form,
        Some(referral::Event::Reported { report, .. }) => {
            return numbered(referral, report_texts(report));
        }
        _ => return Vec::new(),
    };
    let optional = |what: &'static str, text: &Option<Prose>| {
        text.as_ref().map(|text| (what, text.to_string()))
    };
    let incidents = form.incidents.iter().map(|incident| {
        let text = format!("{}: {}", time::long_date(incident.on), incident.what);
        ("Referral: incident", text)
    });
    let texts = [("Referral: what it is about", form.headline.to_string())]
        .into_iter()
        .chain(optional(
            "Referral: how they are related",
            &form.relationships,
        ))
        .chain(optional("Referral: children", &form.children))
        .chain(incidents)
        .chain([
            ("Referral: impact", form.impact.to_string()),
            (
                "Referral: risk",
                format!("{}: {}", form.risk.band.label(), form.risk.rationale),
            ),
            ("Referral: what was tried", form.tried.to_string()),
            (
                "Referral: why several agencies are needed",
                form.why_multi_agency.to_string(),
            ),
            (
                "Referral: why it was shared",
                form.sharing_reason.to_string(),
            ),
        ])
        .chain(own_texts(
            "Referral: a question of the area’s own",
            &form.own,
        ));
    numbered(referral, texts)
}

fn own_texts(what: &'static str, own: &[Answered]) -> impl Iterator<Item = (&'static str, String)> {
    own.iter()
        .map(move |own| (what, format!("{} {}", own.wording, own.answer)))
}

fn numbered(
    referral: &Referral,
    texts: impl IntoIterator<Item = (&'static str, String)>,
) -> Vec<Item> {
    let texts = texts.into_iter().enumerate();
    texts
        .map(|(part, (what, text))| Item {
            key: format!("{}-{part}", referral.reference),
            on: time::london_date(referral.received_at),
            what,
            agency: referral.agency.clone(),
            text: Some(text),
        })
        .collect()
}

/// What a member of the public told, without who they are: that stands with the person, if the case
/// has them.
fn report_texts(report: &referral::Report) -> Vec<(&'static str, String)> {
    let time = report.time.iter().map(|time| format!(", {time}"));
    let when: String = [time::long_date(report.on)]
        .into_iter()
        .chain(time)
        .collect();
    let mut texts = vec![
        (
            "Public report: what happens",
            report.nuisance.label().to_owned(),
        ),
        (
            "Public report: what happened",
            format!("{when}: {}", report.what),
        ),
        ("Public report: where", report.place.to_string()),
        (
            "Public report: what it does",
            report.effect.label().to_owned(),
        ),
    ];
    let who = report.who.iter().map(ToString::to_string);
    texts.extend(who.map(|who| ("Public report: who does it", who)));
    let impact = report.impact.iter().map(ToString::to_string);
    texts.extend(impact.map(|impact| ("Public report: what it does, in their words", impact)));
    let before = report.before.iter().map(ToString::to_string);
    texts.extend(before.map(|before| ("Public report: what happened before", before)));
    texts.extend(own_texts(
        "Public report: a question of the area’s own",
        &report.own,
    ));
    texts
}

/// What is recorded of somebody themselves, a line each.
pub fn own_record(subject: &Subject) -> Vec<(&'static str, String)> {
    let line = |what: &'static str, value: Option<String>| value.map(|value| (what, value));
    let text = |value: &Option<Line>| value.as_ref().map(Line::to_string);
    let address = subject.address.as_ref();
    [
        line("Recorded as", Some(subject.role.label().to_owned())),
        line("Name", Some(subject.name.to_string())),
        line("Other names", text(&subject.aliases)),
        line("Date of birth", subject.born_on.map(time::long_date)),
        line("Address", address.map(|address| address.line.to_string())),
        line(
            "Postcode",
            address.and_then(|address| Some(address.postcode.as_ref()?.as_str().to_owned())),
        ),
        line(
            "Property reference",
            address.and_then(|address| Some(address.uprn.as_ref()?.as_str().to_owned())),
        ),
        line(
            "Home",
            subject.tenure.map(|tenure| tenure.label().to_owned()),
        ),
        line("Ethnicity", text(&subject.ethnicity)),
        line("Language", text(&subject.language)),
        line("Disability", text(&subject.disability)),
        line("Mental health", text(&subject.mental_health)),
        line("Substances", text(&subject.substances)),
        line("Safe contact", text(&subject.safe_contact)),
    ]
    .into_iter()
    .flatten()
    .collect()
}
