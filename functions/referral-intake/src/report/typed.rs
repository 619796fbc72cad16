//! What somebody typed so far, in the area that it concerns, and which page it leads to.

use chrono::NaiveDate;
use domain::{
    Journal,
    directory::Area,
    questions::{Audience, Question},
    referral::Report,
    time,
};
use edge::{
    App, Body, Problem,
    page::{Fault, Form},
};

use super::{area, body::ReportBody, parse::parse};
use crate::own::{FIELD, asked, field_of};

/// Leaves out answers to what a form asks no longer: to the questions of another area, if the place was
/// changed since, and to those that were retired.
pub(super) fn still_asked(
    mut sent: ReportBody,
    area: Option<&Area>,
    today: NaiveDate,
) -> ReportBody {
    if let Some(shown) = &sent.asked {
        let here = area.filter(|area| area.code.as_str() == shown);
        let asks = asked(here, Audience::Public, today);
        let still = |id: &String| asks.iter().any(|question| question.id == *id);
        sent.own_answers.retain(|id, _| still(id));
    }
    sent
}

/// What was typed so far.
pub(super) struct Typed {
    sent: ReportBody,
    pub(super) form: Form,
    pub(super) area: Option<Journal<Area>>,
    today: NaiveDate,
}

/// Which page comes next.
pub(super) enum Next {
    /// The questions that everybody is asked, with these to mend.
    Questions(Vec<Fault>),
    /// What the area also asks, with these to mend.
    Own(Vec<Fault>),
    /// The answers to check.
    Check(Box<Report>),
}

impl Typed {
    /// What was typed in a form.
    pub(super) async fn of(app: &App, body: Body<ReportBody>) -> Result<Self, Problem> {
        let today = time::london_date(app.clock.now());
        let area = area::area_of(app, &body.value, today).await?;
        let sent = still_asked(body.value, area.as_deref(), today);
        let kept: Vec<String> = sent.own_answers.keys().map(|id| field_of(id)).collect();
        let stale = |name: &str| name.starts_with(FIELD) && !kept.iter().any(|it| it == name);
        Ok(Self {
            form: body.form.without(stale),
            sent,
            area,
            today,
        })
    }

    /// Which page it leads to.
    ///
    /// **Errors:** what is not a fault of an answer.
    pub(super) fn next(&self) -> Result<Next, Problem> {
        let shown = self.was_shown() || self.asks().is_empty();
        match parse(self.sent.clone(), self.area.as_deref(), self.today) {
            Ok(report) if shown => Ok(Next::Check(Box::new(report))),
            Ok(_) => Ok(Next::Own(Vec::new())),
            Err(Problem::Malformed(faults)) => {
                let of_own = |fault: &Fault| fault.field.starts_with(FIELD);
                let (own, common): (Vec<_>, Vec<_>) = faults.into_iter().partition(of_own);
                Ok(match common.is_empty() {
                    false => Next::Questions(common),
                    // Nobody is told to mend what they were not asked yet.
                    true if shown => Next::Own(own),
                    true => Next::Own(Vec::new()),
                })
            }
            Err(problem) => Err(problem),
        }
    }

    /// What the area also asks today.
    pub(super) fn asks(&self) -> Vec<&Question> {
        asked(self.area.as_deref(), Audience::Public, self.today)
    }

    /// The area's name; empty without one.
    pub(super) fn area_name(&self) -> String {
        let name = |area: &Journal<Area>| area.name.clone();
        self.area.as_ref().map(name).unwrap_or_default()
    }

    /// Whether what this area also asks has been shown since the questions that everybody is asked.
    fn was_shown(&self) -> bool {
        let here = self.area.as_ref().map(|area| area.code.as_str());
        self.sent.shown.is_some() && here.is_some() && self.sent.asked.as_deref() == here
    }
}
