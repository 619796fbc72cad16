//! A referral being written: pages of one thing each, kept under their writer until sent (R1.9).
//!
//! | file | what it does |
//! |---|---|
//! | [`start`] | begin one, take one up again |
//! | [`step`] | the steps, their order and their fields |
//! | [`part`] | the pages about one person or place |
//! | [`question`] | what each page asks |
//! | [`own`] | the area's own questions |
//! | [`write`](mod@write) | a page of questions, shown and saved |
//! | [`subjects`], [`subject`], [`incidents`] | lists: add another, change, remove |
//! | [`check`] | check your answers, and send |
//! | [`delete`] | throw it away |
//!
//! A draft holds a [`ReferralBody`] that fills up page by page. Each page reads its own fields and
//! is judged by [`parse`](crate::referral::parse) with the faults of the other pages left out.

pub(crate) mod check;
pub(crate) mod delete;
pub(crate) mod incidents;
pub(crate) mod own;
pub(crate) mod part;
pub(crate) mod question;
pub(crate) mod start;
pub(crate) mod step;
pub(crate) mod subject;
pub(crate) mod subjects;
pub(crate) mod view;
pub(crate) mod write;

use std::{fmt, str::FromStr};

use access::Caller;
use chrono::{DateTime, NaiveDate, Utc};
use domain::{Journal, PersonId, directory::Area, journal::Hash, questions::Audience, time};
use edge::{App, Problem, page::Fault};
use serde::{Deserialize, Serialize};

use self::step::Step;
use crate::{
    own as own_questions,
    referral::{body::ReferralBody, parse::parse},
};

/// The name of a draft in its address.
///
/// **Shape:** 16 hexadecimal digits; unguessable is not needed, as only its writer finds it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct DraftId(String);

impl DraftId {
    /// The draft that a request to start one begins: the same request begins the same draft, and
    /// in the next round, once that one was sent, another.
    pub(crate) fn of(key: &str, round: u32) -> Self {
        let digits = Hash::of(format!("{round} {key}").as_bytes()).to_string();
        Self(digits.chars().take(Self::LEN).collect())
    }

    const LEN: usize = 16;
}

impl FromStr for DraftId {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        let digits = text.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'));
        if text.len() == Self::LEN && digits {
            Ok(Self(text.to_owned()))
        } else {
            Err(())
        }
    }
}

impl fmt::Display for DraftId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A draft.
#[derive(Debug, Clone)]
pub(crate) struct Draft {
    pub(crate) id: DraftId,
    pub(crate) saved_at: DateTime<Utc>,
    pub(crate) written: Written,
}

/// What is stored of it, as JSON text.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Written {
    /// The answers so far.
    pub(crate) answers: ReferralBody,
    /// The step to go on with.
    #[serde(default)]
    pub(crate) next: Step,
}

impl Draft {
    /// A draft of the caller's own; nobody finds another's.
    pub(crate) async fn load(app: &App, caller: &Caller, id: DraftId) -> Result<Self, Problem> {
        let stored = app.store.draft(writer(caller)?, &id.0).await?;
        Self::read(stored)
    }

    pub(crate) fn read(stored: store::drafts::Draft) -> Result<Self, Problem> {
        let unreadable = || Problem::Broken("a draft cannot be read".to_owned());
        Ok(Self {
            id: stored.id.parse().map_err(|()| unreadable())?,
            saved_at: stored.saved_at,
            written: serde_json::from_str(&stored.body).map_err(|_| unreadable())?,
        })
    }

    pub(crate) async fn save(&mut self, app: &App, caller: &Caller) -> Result<(), Problem> {
        self.saved_at = app.clock.now();
        let draft = self.stored()?;
        Ok(app.store.save_draft(writer(caller)?, &draft).await?)
    }

    /// Deletes it after it was sent, unless a page of it was saved since it was loaded.
    pub(crate) async fn delete(&self, app: &App, caller: &Caller) -> Result<(), Problem> {
        let draft = self.stored()?;
        Ok(app.store.delete_sent_draft(writer(caller)?, &draft).await?)
    }

    /// Tells drafts with other answers apart.
    pub(crate) fn content(&self) -> Result<Hash, Problem> {
        Ok(Hash::of(self.stored()?.body.as_bytes()))
    }

    fn stored(&self) -> Result<store::drafts::Draft, Problem> {
        let body = serde_json::to_string(&self.written)
            .map_err(|_| Problem::Broken("a draft cannot be written".to_owned()))?;
        Ok(store::drafts::Draft {
            id: self.id.to_string(),
            body,
            saved_at: self.saved_at,
        })
    }

    /// `step` is done: the draft is taken up again after it, unless it had come further.
    pub(crate) fn go_on(&mut self, step: Step) {
        self.written.next = self.written.next.max(step.next());
    }

    /// Where a list leads: onwards, or back to check for whoever had come that far.
    pub(crate) fn after_list(&self, step: Step) -> Step {
        if self.written.next == Step::Check {
            Step::Check
        } else {
            step.next()
        }
    }

    /// Where its pages are.
    pub(crate) fn base(&self) -> String {
        format!("/refer/{}", self.id)
    }

    /// Everything that keeps it from being sent.
    pub(crate) fn faults(&self, area: Option<&Area>, now: DateTime<Utc>) -> Vec<Fault> {
        let today = time::london_date(now);
        let read = parse(self.answers(area, today), area, today);
        read.err()
            .map(|problem| problem.faults())
            .unwrap_or_default()
    }

    /// The answers as they are sent: those to questions that the area has retired since are left out.
    pub(crate) fn answers(&self, area: Option<&Area>, today: NaiveDate) -> ReferralBody {
        let mut answers = self.written.answers.clone();
        if area.is_some() {
            let asked = own_questions::asked(area, Audience::Agencies, today);
            let still = |id: &String| asked.iter().any(|question| question.id == *id);
            answers.own_answers.retain(|id, _| still(id));
        }
        answers
    }

    /// The area it names, if that exists.
    pub(crate) async fn area(&self, app: &App) -> Result<Option<Journal<Area>>, Problem> {
        area_of(app, &self.written.answers).await
    }
}

/// The area that a referral names, if that exists.
pub(crate) async fn area_of(
    app: &App,
    sent: &ReferralBody,
) -> Result<Option<Journal<Area>>, Problem> {
    let Some(Ok(code)) = sent.area.as_deref().map(|code| code.trim().parse()) else {
        return Ok(None);
    };
    // A draft that was begun before its area ended goes to the one that took over (R11.3).
    let (plans, today) = (app.store.plans().await?, app.today());
    match app.store.area_lately(&plans.now(&code, today)).await {
        Ok(area) if area.is_there(&plans, today) => Ok(Some(area)),
        Ok(_) => Ok(None),
        Err(store::Error::NotFound) => Ok(None),
        Err(fault) => Err(fault.into()),
    }
}

/// Who writes.
///
/// **Errors:** 403 for a caller that is nobody: a referral needs a referrer.
pub(crate) fn writer(caller: &Caller) -> Result<PersonId, Problem> {
    let nobody =
        || Problem::Forbidden("Only a person who acts for an agency can refer.".to_owned());
    caller.person().ok_or_else(nobody)
}

/// Where a page leads when it is saved.
#[derive(Debug, Clone, Default, Deserialize)]
pub(crate) struct Then {
    /// `check` when the page was opened from there.
    #[serde(default)]
    to: String,
}

impl Then {
    /// Whether the page was opened to change an answer.
    pub(crate) fn changing(&self) -> bool {
        self.to == "check"
    }

    /// The same page again keeps where it leads.
    pub(crate) fn query(&self) -> &'static str {
        if self.changing() { "?to=check" } else { "" }
    }
}

#[cfg(test)]
mod tests;
