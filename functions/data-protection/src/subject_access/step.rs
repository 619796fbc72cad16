//! The steps to an answer.

use access::Caller;
use domain::{
    Journal, Line, Note, Prose, SubjectAccessId,
    journal::Hash,
    subject_access::{Counts, SubjectAccess},
    time,
};
use edge::{App, Fields, Problem, once::changed};
use serde::Deserialize;
use store::{
    Commit, Once, Outcome,
    reads::Disclosure,
    subject_access::{Held, Whereabouts},
};

use super::{
    bundle,
    view::{RequestView, href},
};

/// A step.
#[derive(Debug, Clone, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = SubjectAccessStep, example = json!({"step": "words", "words": "the man with the dog"}))]
pub(crate) struct StepBody {
    /// `words`, `extend`, `release` or `close`.
    #[schema(value_type = String)]
    step: Option<String>,
    /// For `words`: all of them, one on each line; at most fifty.
    words: Option<String>,
    /// For `extend` and `close`: why; up to 1,000 characters.
    reason: Option<String>,
}

/// A step, read.
#[derive(Debug, Clone)]
enum Step {
    Words(Vec<Line>),
    Extend(Note),
    Release,
    Close(Note),
}

impl StepBody {
    fn read(&self) -> Result<Step, Problem> {
        let mut fields = Fields::default();
        let known = |value: &str| {
            ["words", "extend", "release", "close"]
                .into_iter()
                .find(|known| *known == value)
        };
        let reason = |fields: &mut Fields| fields.note("reason", "the reason", self.reason.clone());
        let step = match fields.choice("step", "what comes next", self.step.clone(), known) {
            Some("extend") => reason(&mut fields).map(Step::Extend),
            Some("close") => reason(&mut fields).map(Step::Close),
            Some("release") => Some(Step::Release),
            Some("words") => {
                let lines = self.words.as_deref().unwrap_or_default().lines();
                let lines = lines
                    .filter(|line| !line.trim().is_empty())
                    .map(Line::parse);
                let words: Result<Vec<Line>, _> = lines.collect();
                fields.check(
                    "words",
                    words.is_ok(),
                    "Each line of words to take out must be 200 characters or fewer",
                );
                words.ok().map(Step::Words)
            }
            _ => None,
        };
        fields.finish(|| step)
    }
}

/// Takes a step.
pub(super) async fn take(
    app: &App,
    caller: &Caller,
    id: SubjectAccessId,
    sent: &StepBody,
    key: &Once,
) -> Result<Outcome, Problem> {
    let stamp = app.stamp(caller)?;
    let file = app.store.subject_access(id, caller, stamp.at).await?;
    let request = file.journal;
    // Whoever may not answer it learns nothing by a faulty body.
    let request = match sent.read()? {
        Step::Words(words) => request.set_words(words, &stamp)?,
        Step::Extend(reason) => request.extend(reason, &stamp)?,
        Step::Close(reason) => request.close(reason, &stamp)?,
        Step::Release => release(app, caller, request, &stamp).await?,
    };
    let today = time::london_date(stamp.at);
    let view = RequestView::of(&request, &Whereabouts::default(), &file.entries, today);
    let outcome = changed(href(&request), &view)?;
    let commit = Commit::of(request).once(key, outcome.clone());
    app.store.commit(commit).await?;
    Ok(outcome)
}

/// Makes the bundle, keeps it, and logs on each case what was handed over.
async fn release(
    app: &App,
    caller: &Caller,
    request: Journal<SubjectAccess>,
    stamp: &domain::Stamp,
) -> Result<Journal<SubjectAccess>, Problem> {
    let found = app.store.cases_about(&request, caller, stamp.at).await?;
    let mut held: Vec<Held> = Vec::new();
    for case in &found.cases {
        let one = app.store.held_on(case.id, &request, caller, stamp.at);
        held.push(one.await?);
    }
    let (asked, elsewhere, at) = (request.record().clone(), found.elsewhere, stamp.at);
    let (made, held) = edge::aside(move || {
        let made = bundle::make(&asked, &held, &elsewhere, at)?;
        Ok((made, held))
    })
    .await?;
    let standings: Vec<_> = held.iter().map(Held::standing).collect();
    let hash = Hash::of(&made.zip);
    let counts = Counts {
        bundle: hash,
        disclosed: made.disclosed,
        withheld: made.withheld,
    };
    let released = request.release(&standings, counts, stamp)?;
    app.store.put_bundle(hash, made.zip).await?;
    for one in &held {
        let disclosure = Disclosure {
            recipient: "The person themselves, or who acts for them".to_owned(),
            justification: Prose::parse(&format!("Request {}", released.reference))
                .map_err(|_| Problem::Broken("reference".into()))?,
        };
        app.store
            .log_handed_over(one, caller, disclosure, stamp.at)
            .await?;
    }
    Ok(released)
}
