//! The steps to an answer.

use std::collections::BTreeMap;

use access::Caller;
use domain::{
    Journal, Line, Note, Prose, Stamp, SubjectAccessId,
    journal::Hash,
    subject_access::{Beside, Counts, Found, SubjectAccess},
    time,
};
use edge::{App, Fields, Problem, once::changed};
use serde::Deserialize;
use store::{
    Commit, Once, Outcome,
    reads::{Disclosed, Disclosure},
    subject_access::{Held, HeldBeside, Whereabouts},
};

use super::{
    bundle::{self, AllHeld},
    view::{RequestView, href},
};

/// A step.
#[derive(Debug, Clone, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = SubjectAccessStep, example = json!({"step": "words", "words": "the man with the dog"}))]
pub(crate) struct StepBody {
    /// `words`, `extend`, `look`, `release` or `close`.
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
    Look,
    Release,
    Close(Note),
}

impl StepBody {
    fn read(&self) -> Result<Step, Problem> {
        let mut fields = Fields::default();
        let known = |value: &str| {
            ["words", "extend", "look", "release", "close"]
                .into_iter()
                .find(|known| *known == value)
        };
        let reason = |fields: &mut Fields| fields.note("reason", "the reason", self.reason.clone());
        let step = match fields.choice("step", "what comes next", self.step.clone(), known) {
            Some("extend") => reason(&mut fields).map(Step::Extend),
            Some("close") => reason(&mut fields).map(Step::Close),
            Some("look") => Some(Step::Look),
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
    let mut disclosed = Vec::new();
    // Whoever may not answer it learns nothing by a faulty body.
    let request = match sent.read()? {
        Step::Words(words) => request.set_words(words, &stamp)?,
        Step::Extend(reason) => request.extend(reason, &stamp)?,
        Step::Close(reason) => request.close(reason, &stamp)?,
        Step::Look => {
            let found = app.store.look_beside(&request, caller, stamp.at).await?;
            request.look(found, &stamp)?
        }
        Step::Release => {
            let (released, all) = release(app, caller, request, &stamp).await?;
            disclosed = all;
            released
        }
    };
    let today = time::london_date(stamp.at);
    let view = RequestView::of(&request, &Whereabouts::default(), &file.entries, today);
    let outcome = changed(href(&request), &view)?;
    // The release and its log on everything that it hands over are one transaction: when it conflicts, or
    // the process dies, nothing was handed over and nothing says that it was. The bundle is kept before:
    // one that no request names cannot be fetched, and expires.
    let commit = Commit::of(request).disclosing(&disclosed);
    let commit = commit.once(key, outcome.clone());
    app.store.commit(commit).await?;
    Ok(outcome)
}

/// Makes the bundle and keeps it; with what is to be logged of it on each thing that it holds, when the
/// release is committed.
async fn release(
    app: &App,
    caller: &Caller,
    request: Journal<SubjectAccess>,
    stamp: &Stamp,
) -> Result<(Journal<SubjectAccess>, Vec<Disclosed>), Problem> {
    let found = app.store.cases_about(&request, caller, stamp.at).await?;
    let rows = app.store.found_beside(&request, caller, stamp.at).await?;
    let rows = rows.iter().filter(|row| !row.has_moved);
    let beside: Vec<_> = rows.map(|row| (row.beside, row.version)).collect();
    let mut held = AllHeld::default();
    for case in &found.cases {
        let one = app.store.held_on(case.id, &request, caller, stamp.at);
        held.cases.push(one.await?);
    }
    for (beside, _) in &beside {
        // What is another person's is not read again.
        if bundle::answers(&request, *beside) {
            let one = app.store.held_beside(*beside, &request, caller, stamp.at);
            held.beside.push(one.await?);
        }
    }
    let (asked, elsewhere, at) = (request.record().clone(), found.elsewhere, stamp.at);
    let (made, held) = edge::aside(move || {
        let made = bundle::make(&asked, &held, &elsewhere, at)?;
        Ok((made, held))
    })
    .await?;
    let cases: Vec<_> = held.cases.iter().map(Held::standing).collect();
    let hash = Hash::of(&made.zip);
    let counts = Counts {
        bundle: hash,
        disclosed: made.disclosed,
        withheld: made.withheld,
    };
    // By the versions that are in the bundle, which may be newer than those of the list.
    let read = held.beside.iter().map(HeldBeside::standing);
    let read: BTreeMap<Beside, u64> = beside.into_iter().chain(read).collect();
    let beside: Vec<_> = read.into_iter().collect();
    let found = Found {
        cases: &cases,
        beside: &beside,
    };
    let released = request.release(found, counts, stamp)?;
    app.store.put_bundle(hash, made.zip).await?;
    let disclosed = held.handing_over(&released, caller, stamp)?;
    Ok((released, disclosed))
}

impl AllHeld {
    /// What is to be logged of the release on each thing of which it hands something over.
    fn handing_over(
        &self,
        request: &SubjectAccess,
        caller: &Caller,
        stamp: &Stamp,
    ) -> Result<Vec<Disclosed>, Problem> {
        let disclosure = Disclosure {
            recipient: "The person themselves, or who acts for them".to_owned(),
            justification: Prose::parse(&format!("Request {}", request.reference))
                .map_err(|_| Problem::Broken("reference".into()))?,
        };
        let mut all = Vec::new();
        for one in &self.cases {
            all.push(one.handing_over(caller, disclosure.clone(), stamp.at)?);
        }
        let theirs = self.beside.iter();
        for one in theirs.filter(|one| bundle::withheld_of(request, one.row.beside).is_some()) {
            all.push(one.handing_over(caller, disclosure.clone(), stamp.at)?);
        }
        Ok(all)
    }
}
