//! A request as lists and its own page show it.

use access::Caller;
use chrono::{DateTime, NaiveDate, Utc};
use domain::{
    Entry, Journal,
    subject_access::{Beside, Event, Status, SubjectAccess},
    time,
};
use edge::{App, Problem};
use serde::Serialize;
use store::subject_access::{BesideRow, Whereabouts};
use utoipa::ToSchema;

/// A request in a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = SubjectAccessRow, example = json!({
    "href": "/subject-access/0190a2f4-7c1e-7bd3-9f57-2d7f8a4be0f1", "reference": "S-2D7F8A4B",
    "received_on": "2026-11-20", "due_on": "2026-12-21", "overdue": false, "status": "open",
    "status_words": "Being answered"
}))]
pub(crate) struct RowView {
    /// Its address.
    pub(crate) href: String,
    /// Its reference.
    pub(crate) reference: String,
    /// The day it arrived.
    pub(crate) received_on: NaiveDate,
    /// The day by which it must be answered.
    pub(crate) due_on: NaiveDate,
    /// Whether that day has passed and it is not.
    pub(crate) overdue: bool,
    /// `open`, `released`, `closed` or `erased`.
    pub(crate) status: &'static str,
    /// The same in words.
    pub(crate) status_words: &'static str,
}

impl RowView {
    pub(crate) fn of(request: &SubjectAccess, today: NaiveDate) -> Self {
        let (status, status_words) = words(&request.status);
        Self {
            href: href(request),
            reference: request.reference.clone(),
            received_on: request.about.received_on,
            due_on: request.due_on,
            overdue: request.status == Status::Open && request.due_on < today,
            status,
            status_words,
        }
    }

    pub(crate) fn received(&self) -> String {
        time::long_date(self.received_on)
    }

    pub(crate) fn due(&self) -> String {
        time::long_date(self.due_on)
    }
}

fn words(status: &Status) -> (&'static str, &'static str) {
    match status {
        Status::Open => ("open", "Being answered"),
        Status::Released { .. } => ("released", "Answered with a bundle"),
        Status::Closed { .. } => ("closed", "Closed without a bundle"),
        Status::Erased { .. } => ("erased", "Erased"),
    }
}

/// The address of a request.
pub(crate) fn href(request: &SubjectAccess) -> String {
    format!("/subject-access/{}", request.id)
}

/// A case that was found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = SubjectAccessCase, example = json!({
    "href": "/subject-access/0190a2f4-7c1e-7bd3-9f57-2d7f8a4be0f1/cases/0190a2f4-7c1e-7bd3-9f57-2d7f8a4be0aa",
    "reference": "RUN-2026-0001", "recorded_as": "Alleged perpetrator", "state": "to_review",
    "withheld": 0
}))]
pub(crate) struct CaseView {
    /// Where it is reviewed.
    pub(crate) href: String,
    /// The case's reference.
    pub(crate) reference: String,
    /// What the person is recorded as on it.
    pub(crate) recorded_as: String,
    /// `to_review`, `changed` since it was reviewed, or `reviewed`.
    pub(crate) state: &'static str,
    /// How many texts are withheld.
    pub(crate) withheld: usize,
}

impl CaseView {
    pub(crate) fn state_words(&self) -> &'static str {
        match self.state {
            "reviewed" => "Reviewed",
            "changed" => "Changed since: review it again",
            _ => "To be reviewed",
        }
    }
}

/// What was found beside cases.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = SubjectAccessBeside, example = json!({
    "href": "/subject-access/0190a2f4-7c1e-7bd3-9f57-2d7f8a4be0f1/beside/referral-0190a2f4-7c1e-7bd3-9f57-2d7f8a4be0aa",
    "kind": "referral", "kind_words": "Referral", "reference": "R-7K3M9-QX2FV", "on": "2026-11-20",
    "stands": "Declined", "recorded_as": "Alleged perpetrator", "matched": "name",
    "matched_words": "Same name; nothing else to compare", "state": "to_decide"
}))]
pub(crate) struct BesideView {
    /// Where it is read and decided.
    pub(crate) href: String,
    /// `referral`, `report` or `case_review`.
    pub(crate) kind: &'static str,
    /// The same in words.
    pub(crate) kind_words: &'static str,
    /// Its reference.
    pub(crate) reference: String,
    /// The day it arrived.
    pub(crate) on: NaiveDate,
    /// Where it stands, in words.
    pub(crate) stands: &'static str,
    /// As what the person stands in it.
    pub(crate) recorded_as: String,
    /// By what it was found: `name_and_birth`, `name_and_postcode`, `name`, `birth` or
    /// `name_other_birth`.
    pub(crate) matched: &'static str,
    /// The same in words.
    pub(crate) matched_words: &'static str,
    /// `to_decide`, `changed` since it was decided, `theirs`, `another`, `withheld`, or `moved` when it
    /// has led to a case since or is gone.
    pub(crate) state: &'static str,
}

impl BesideView {
    /// A row of what was found; nothing for what is not among it.
    pub(crate) fn of(request: &SubjectAccess, row: &BesideRow) -> Option<Self> {
        let hit = request.hit(row.beside)?;
        let state = match &hit.ruling {
            _ if row.has_moved => "moved",
            None => "to_decide",
            Some(ruling) if ruling.version != row.version => "changed",
            Some(ruling) => ruling.belongs.value(),
        };
        Some(Self {
            href: format!("{}/beside/{}", href(request), row.beside),
            kind: row.beside.kind(),
            kind_words: kind_words(row.beside),
            reference: row.reference.clone(),
            on: row.on,
            stands: row.stands,
            recorded_as: row.recorded_as.clone(),
            matched: hit.matched.value(),
            matched_words: hit.matched.label(),
            state,
        })
    }

    pub(crate) fn is_decided(&self) -> bool {
        matches!(self.state, "theirs" | "another" | "withheld")
    }

    pub(crate) fn state_words(&self) -> &'static str {
        match self.state {
            "theirs" => "Belongs to them",
            "another" => "Another person’s",
            "withheld" => "Withheld",
            "changed" => "Changed since: decide again",
            "moved" => "Has led to a case or is gone: look again",
            _ => "To be decided",
        }
    }
}

/// What something beside cases is, as a list and the bundle say it.
pub(crate) fn kind_words(beside: Beside) -> &'static str {
    match beside {
        Beside::Referral(_) => "Referral",
        Beside::Report(_) => "Report of the public",
        Beside::CaseReview(_) => "ASB Case Review",
    }
}

/// Something that happened to a request.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = SubjectAccessEntry)]
pub(crate) struct EntryView {
    /// When, UTC.
    pub(crate) at: DateTime<Utc>,
    /// Who.
    #[schema(example = "Rowan Inkpen")]
    pub(crate) by: String,
    /// What.
    #[schema(example = "took the request in")]
    pub(crate) what: String,
}

impl EntryView {
    pub(crate) fn when(&self) -> String {
        time::long_time(self.at)
    }
}

/// A request, what was found, and what became of it.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = SubjectAccess)]
pub(crate) struct RequestView {
    /// The request as in a list.
    #[serde(flatten)]
    pub(crate) row: RowView,
    /// Its area.
    #[schema(example = "RUN")]
    pub(crate) area: String,
    /// The person's name.
    #[schema(example = "Quentin Zebrafish")]
    pub(crate) name: String,
    /// Their date of birth.
    pub(crate) born_on: Option<NaiveDate>,
    /// Their postcode.
    pub(crate) postcode: Option<String>,
    /// Who asked.
    pub(crate) asker: &'static str,
    /// How it was made sure who they are.
    pub(crate) identity: String,
    /// Whether the time was extended.
    pub(crate) extended: bool,
    /// Words that are taken out besides those that are known.
    pub(crate) words: Vec<String>,
    /// The cases that they are a subject of, while the request is open.
    pub(crate) cases: Vec<CaseView>,
    /// What was found beside cases, while the request is open.
    pub(crate) beside: Vec<BesideView>,
    /// The day on which that was last looked for.
    pub(crate) looked_on: Option<NaiveDate>,
    /// Other areas with cases: their data-protection officer is to be asked.
    pub(crate) elsewhere: Vec<String>,
    /// How many of the cases are still to be reviewed.
    pub(crate) to_review: usize,
    /// How much of what was found beside cases is still to be decided.
    pub(crate) to_decide: usize,
    /// What happened, newest first.
    pub(crate) history: Vec<EntryView>,
    /// The number of entries of its journal.
    pub(crate) version: u64,
}

impl RequestView {
    pub(crate) fn of(
        request: &Journal<SubjectAccess>,
        found: &Whereabouts,
        entries: &[Entry<Event>],
        today: NaiveDate,
    ) -> Self {
        let about = &request.about;
        let case = |case: &Journal<domain::case::Case>| {
            let review = request.reviews.get(&case.id);
            let roles = case.subjects.iter().filter(|subject| about.is(subject));
            let roles: Vec<_> = roles.map(|subject| subject.role.label()).collect();
            CaseView {
                href: format!("{}/cases/{}", href(request), case.id),
                reference: case.reference.clone(),
                recorded_as: roles.join(", "),
                state: match review {
                    None => "to_review",
                    Some(review) if review.version != case.version() => "changed",
                    Some(_) => "reviewed",
                },
                withheld: review.map_or(0, |review| review.withheld.len()),
            }
        };
        let cases: Vec<_> = found.cases.iter().map(case).collect();
        let beside = found.beside.iter();
        let beside: Vec<_> = beside
            .filter_map(|row| BesideView::of(request, row))
            .collect();
        let entry = |entry: &Entry<Event>| EntryView {
            at: entry.header.at,
            by: entry.header.actor.name().to_owned(),
            what: match &entry.event {
                Some(event) => event.sentence(),
                None => "did something that has since been erased".into(),
            },
        };
        Self {
            row: RowView::of(request, today),
            area: request.area.to_string(),
            name: about.name.to_string(),
            born_on: about.born_on,
            postcode: about.postcode.as_ref().map(|code| code.as_str().to_owned()),
            asker: about.asker.label(),
            identity: about.identity.to_string(),
            extended: request.extended,
            words: request.words.iter().map(ToString::to_string).collect(),
            to_review: cases.iter().filter(|case| case.state != "reviewed").count(),
            cases,
            to_decide: beside.iter().filter(|each| !each.is_decided()).count(),
            beside,
            looked_on: request.beside.as_ref().map(|looked| looked.on),
            elsewhere: found.elsewhere.iter().map(ToString::to_string).collect(),
            history: entries.iter().rev().map(entry).collect(),
            version: request.version(),
        }
    }

    /// The request as it stands; while it is open, with what is found now.
    pub(crate) async fn load(
        app: &App,
        caller: &Caller,
        id: domain::SubjectAccessId,
    ) -> Result<(Self, Journal<SubjectAccess>), Problem> {
        let now = app.clock.now();
        let file = app.store.subject_access(id, caller, now).await?;
        let found = if file.journal.status == Status::Open {
            let mut found = app.store.cases_about(&file.journal, caller, now).await?;
            found.beside = app.store.found_beside(&file.journal, caller, now).await?;
            found
        } else {
            Whereabouts::default()
        };
        let today = time::london_date(now);
        let view = Self::of(&file.journal, &found, &file.entries, today);
        Ok((view, file.journal))
    }
}
