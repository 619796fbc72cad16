//! Recording on a case of the meeting what is decided, who is asked to do what, and how it is rated: all
//! in one request, which is kept whole or not at all (R5.4, R5.5).

use access::{Caller, case as policy};
use axum::{extract::State, response::Response};
use chrono::{DateTime, NaiveDate, Utc};
use domain::{
    AgencyId, CaseId, Journal, Line, MeetingId, Prose, Stamp,
    case::{Case, Event, Pace, Rag, Rating, Sharing, Task},
    gateway::Gateway,
    meeting::Matter,
    time,
};
use edge::{
    Accept, App, Body, Fields, IfMatch, Problem, Within,
    accept::see_other,
    once::{created, once},
};
use serde::{Deserialize, Serialize};
use store::{Commit, Once, Outcome};
use utoipa::ToSchema;

use super::show::{self, Sent};
use crate::{meeting::must_run, running::settled};

/// The ground on which agencies that work on a case share what they decide on it together.
const GROUND: Gateway = Gateway::CrimeAndDisorder;

/// What is recorded on a case: a decision, an action, RAG and the next review, or several of them.
#[derive(Debug, Clone, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = RecordOnCase)]
pub(crate) struct RecordBody {
    /// What is decided; 5,000 characters at most.
    #[schema(example = "Police and housing visit together.")]
    decision: Option<String>,
    /// Why it is decided; 5,000 characters at most.
    #[schema(example = "Neither lever works alone.")]
    reason: Option<String>,
    /// What is to be done, in a line of up to 200 characters.
    #[schema(example = "Visit the address with housing")]
    what: Option<String>,
    /// The agency that is to do it: one on the case.
    #[schema(example = "surrey-police")]
    agency: Option<String>,
    /// By which day it is to be done: today or later, within 366 days.
    #[schema(example = "2026-12-01")]
    due_on: Option<String>,
    /// `red`, `amber` or `green`; left out, it stays as it is.
    #[schema(example = "amber")]
    rag: Option<String>,
    /// When the case comes up for review; left out, it stays as it is.
    #[schema(example = "2026-12-22")]
    next_review_on: Option<String>,
    /// Why RAG or the next review is set so; 5,000 characters at most.
    #[schema(example = "No report since the visit.")]
    why: Option<String>,
    /// `next` when a person is to be led to the case after it.
    #[schema(example = json!(null))]
    then: Option<String>,
}

/// That something was recorded.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = RecordedOutcome)]
pub(crate) struct SavedView {
    /// The case's id.
    #[schema(example = "0190a2f4-7c1e-7bd3-9f57-2d7f8a4be002")]
    case: String,
    /// Its reference.
    #[schema(example = "RUN-2026-0042")]
    reference: String,
    /// Its version now.
    #[schema(example = 15)]
    version: u64,
    /// Which things were recorded: `decision`, `action`, `rating`.
    #[schema(example = json!(["decision", "action"]))]
    matters: Vec<&'static str>,
}

/// How a case is to be rated: what is left out stays.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Rated {
    rag: Option<Rag>,
    next_review_on: Option<NaiveDate>,
    reason: Prose,
}

/// What is recorded, read.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
struct Asked {
    decision: Option<(Prose, Prose)>,
    task: Option<(Line, AgencyId, NaiveDate)>,
    rating: Option<Rated>,
}

/// Records on a case of the meeting what is decided, asked and rated.
///
/// Needs a `decision` with its `reason`; or `what` is to be done by which `agency` until `due_on`; or
/// `rag`, `next_review_on` or both, with `why`; or several of these. They stand in the case's journal
/// with the meeting at which they were made. What sets RAG or the next review names the case's version
/// in `If-Match`; the rest adds, and overwrites nothing of anybody's.
#[utoipa::path(
    post,
    path = "/meetings/{id}/cases/{case}",
    tag = "Meetings",
    params(
        ("id" = String, Path, description = "The meeting", example = "0190a2f4-7c1e-7bd3-9f57-2d7f8a4be001"),
        ("case" = String, Path, description = "The case", example = "0190a2f4-7c1e-7bd3-9f57-2d7f8a4be002"),
        ("If-Match" = Option<String>, Header, description = "The case's version that this is based on; required for `rag` and `next_review_on`", example = "\"12\""),
    ),
    request_body = RecordBody,
    responses((status = 201, description = "Recorded", body = SavedView)),
)]
pub(crate) async fn post(
    State(app): State<App>,
    caller: Caller,
    accept: Accept,
    Within(id, case): Within<MeetingId, CaseId>,
    body: Body<RecordBody>,
) -> Result<Response, Problem> {
    let key = body.once(&caller, app.clock.now())?;
    let made = once(&app.store, &key, || {
        record(&app, &caller, (id, case), &body, &key)
    });
    match made.await {
        Ok(_) if accept.html() => {
            let which = match body.value.then.as_deref() {
                Some("next") => "after",
                _ => "case",
            };
            Ok(see_other(&format!("/meetings/{id}/run?{which}={case}")))
        }
        Ok(outcome) => Ok(accept.outcome(&outcome)),
        Err(problem) if accept.html() && !problem.faults().is_empty() => {
            let sent = (Sent::Case(case), body.form);
            show::again(&app, &caller, id, sent, &problem).await
        }
        Err(problem) => Err(problem),
    }
}

async fn record(
    app: &App,
    caller: &Caller,
    (id, case): (MeetingId, CaseId),
    body: &Body<RecordBody>,
    key: &Once,
) -> Result<Outcome, Problem> {
    let now = app.clock.now();
    let (meeting, _) = app.store.meeting(id, caller).await?;
    must_run(caller, &meeting)?;
    let asked = body.value.clone().read()?;
    let case = app.store.case_alone(case, caller, now).await?.journal;
    if !policy::manage(caller, &case).is_permitted() {
        return Err(Problem::Forbidden(
            "Only those who manage this case can record something on it.".into(),
        ));
    }
    let pace = match asked.rating {
        Some(_) => {
            fresh(app, caller, &case, body.if_match, now).await?;
            pace(app, &case).await?
        }
        None => Pace::default(),
    };
    let stamp = app.stamp(caller)?;
    let meeting = settled(app, caller, meeting, &stamp).await?;
    let matters = asked.matters();
    let meeting = meeting.recorded_on(case.id, matters.clone(), &stamp)?;
    let case = asked.apply(case, id, pace, &stamp)?;
    let saved = SavedView {
        case: case.id.to_string(),
        reference: case.reference.clone(),
        version: case.version(),
        matters: matters.iter().map(|matter| matter.value()).collect(),
    };
    let outcome = created(format!("/meetings/{id}/run?case={}", case.id), &saved)?;
    let commit = Commit::of(case).with(meeting);
    app.store.commit(commit.once(key, outcome.clone())).await?;
    Ok(outcome)
}

/// Refuses to set RAG and the next review where somebody else has set them since the version that was
/// seen; whatever else has happened to the case does no harm.
async fn fresh(
    app: &App,
    caller: &Caller,
    case: &Journal<Case>,
    seen: IfMatch,
    now: DateTime<Utc>,
) -> Result<(), Problem> {
    let seen = seen.required()?;
    if seen >= case.version() {
        return Ok(());
    }
    let file = app.store.case(case.id, caller, now).await?;
    if file.from > seen + 1 {
        let lines = vec!["Much has happened to the case since you looked at it".to_owned()];
        return Err(Problem::Conflict(lines));
    }
    let later = file.entries.iter().filter(|entry| entry.header.seq > seen);
    let set = later.filter_map(|entry| {
        let (by, at) = (entry.header.actor.name(), time::long_time(entry.header.at));
        let (rag, next) = match entry.event.as_ref()? {
            Event::Rated(rating) => (rating.rag, rating.next_review_on),
            Event::Assessed { assessment, .. } => (assessment.rag, assessment.next_review_on),
            _ => return None,
        };
        let (rag, next) = (rag.label().to_lowercase(), time::long_date(next));
        Some(format!(
            "{by} set RAG to {rag} and the next review to {next}, {at}"
        ))
    });
    let set: Vec<_> = set.collect();
    if set.is_empty() {
        Ok(())
    } else {
        Err(Problem::Conflict(set))
    }
}

/// How far a review may be put off where the case is.
async fn pace(app: &App, case: &Case) -> Result<Pace, Problem> {
    let area = app.area_now(&case.area).await?;
    let adopted = app.store.adopted().await?;
    Ok(Pace::of(&area, &adopted, app.today()))
}

/// Whether any of these was filled in.
fn any(sent: &[&Option<String>]) -> bool {
    let filled =
        |each: &&&Option<String>| each.as_deref().is_some_and(|text| !text.trim().is_empty());
    sent.iter().any(|each| filled(&each))
}

impl RecordBody {
    fn read(self) -> Result<Asked, Problem> {
        let mut fields = Fields::default();
        let decides = any(&[&self.decision, &self.reason]);
        let tasks = any(&[&self.what, &self.agency, &self.due_on]);
        let rates = any(&[&self.rag, &self.next_review_on, &self.why]);
        let mut asked = Asked::default();
        if decides {
            let decision = fields.prose("decision", "the decision", self.decision);
            let reason = fields.prose("reason", "why it is decided", self.reason);
            asked.decision = decision.zip(reason);
        }
        if tasks {
            let what = fields.line("what", "what is to be done", self.what);
            let agency =
                fields.choice("agency", "the agency that is to do it", self.agency, |id| {
                    id.parse().ok()
                });
            let due_on = fields.date("due_on", "the day by which it is to be done", self.due_on);
            asked.task = what
                .zip(agency)
                .zip(due_on)
                .map(|((what, agency), due)| (what, agency, due));
        }
        if rates {
            let rag = fields.choice_if_any("rag", "RAG status", self.rag, Rag::parse);
            let next = fields.date_if_any("next_review_on", "next review", self.next_review_on);
            let reason = fields.prose("why", "why RAG or the next review is set so", self.why);
            let set = rag.is_some() || next.is_some() || fields.is_faulty();
            fields.check("rag", set, "Select a RAG status, or enter the next review");
            asked.rating = reason.map(|reason| Rated {
                rag,
                next_review_on: next,
                reason,
            });
        }
        let empty = !(decides || tasks || rates);
        let nothing = "Enter a decision, an action, or RAG and the next review";
        fields.check("decision", !empty, nothing);
        fields.finish(|| Some(asked))
    }
}

impl Asked {
    fn matters(&self) -> Vec<Matter> {
        let decision = self.decision.as_ref().map(|_| Matter::Decision);
        let action = self.task.as_ref().map(|_| Matter::Action);
        let rating = self.rating.as_ref().map(|_| Matter::Rating);
        [decision, action, rating].into_iter().flatten().collect()
    }

    fn apply(
        self,
        case: Journal<Case>,
        meeting: MeetingId,
        pace: Pace,
        stamp: &Stamp,
    ) -> Result<Journal<Case>, Problem> {
        let mut case = case;
        if let Some(decided) = self.decision {
            case = case.decide(decided, Some(meeting), Sharing::openly(GROUND), stamp)?;
        }
        if let Some((what, agency, due_on)) = self.task {
            let task = Task {
                what,
                detail: None,
                agency,
                person: None,
                due_on,
                meeting: Some(meeting),
            };
            case = case.assign_shared(task, Sharing::openly(GROUND), stamp)?;
        }
        if let Some(rated) = self.rating {
            let rating = rated.complete(&case, meeting, stamp)?;
            case = case.rate(rating, pace, stamp)?;
        }
        Ok(case)
    }
}

impl Rated {
    /// With what stays as it is on the case.
    fn complete(self, case: &Case, meeting: MeetingId, stamp: &Stamp) -> Result<Rating, Problem> {
        let rag = self.rag.or(case.rag);
        let rag = rag.ok_or_else(|| Problem::field("rag", "Select a RAG status"))?;
        let stands = Some(case.next_review_on).filter(|on| *on >= stamp.today());
        let next = self.next_review_on.or(stands);
        let message = "Enter the next review: the day that stands has passed";
        let next_review_on = next.ok_or_else(|| Problem::field("next_review_on", message))?;
        Ok(Rating {
            rag,
            next_review_on,
            reason: self.reason,
            gateway: GROUND,
            meeting: Some(meeting),
        })
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn read(value: Value) -> Result<Asked, Problem> {
        serde_json::from_value::<RecordBody>(value).unwrap().read()
    }

    fn faulty(value: Value) -> Vec<String> {
        let faults = read(value).unwrap_err().faults();
        faults.into_iter().map(|fault| fault.field).collect()
    }

    #[test]
    fn each_part_is_whole_or_left_out() {
        assert_eq!(faulty(json!({})), ["decision"]);
        assert_eq!(faulty(json!({"decision": "Visit"})), ["reason"]);
        assert_eq!(faulty(json!({"what": "Visit"})), ["agency", "due_on"]);
        assert_eq!(faulty(json!({"rag": "red"})), ["why"]);
        assert_eq!(faulty(json!({"why": "Worse"})), ["rag"]);
        let whole = json!({
            "decision": "Visit", "reason": "It helps", "what": "Visit", "agency": "surrey-police",
            "due_on": "2026-12-01", "rag": "green", "why": "Quiet",
        });
        assert_eq!(read(whole).unwrap().matters(), Matter::ALL);
        let one = read(json!({"next_review_on": "2026-12-01", "why": "Quiet"}));
        assert_eq!(one.unwrap().matters(), [Matter::Rating]);
    }
}
