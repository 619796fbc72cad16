//! Powers as pages and programs get them.

use chrono::{DateTime, NaiveDate, Utc};
use domain::{
    case::{Case, Taken, Used},
    law::{Finding, rule},
    powers::{Act, Due, Facts},
    time,
};
use serde::Serialize;

use crate::case::opened::Opened;

/// The powers of a case.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
#[schema(as = CasePowers)]
pub(super) struct PowersView {
    /// By number.
    pub(super) powers: Vec<PowerView>,
    /// What falls due on the case, by day: its order calendar.
    pub(super) calendar: Vec<DayView>,
    /// Whether the caller may record a step.
    pub(super) may_record: bool,
    /// The case's version, as in `ETag`.
    #[schema(example = 8)]
    pub(super) version: u64,
}

/// A tool or power on a case.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
#[schema(as = CasePower)]
pub(super) struct PowerView {
    /// Its number on the case, from 1.
    pub(super) number: u32,
    /// Its address.
    pub(super) href: String,
    /// Which power, such as `cbo`.
    #[schema(example = "cbo")]
    pub(super) power: &'static str,
    /// The same in words.
    pub(super) power_words: &'static str,
    /// The number of the subject it is against or for.
    pub(super) subject: Option<u32>,
    /// Who or what that is.
    pub(super) respondent: Option<String>,
    /// The last step.
    pub(super) standing: String,
    /// Whether it binds somebody today.
    pub(super) live: bool,
    /// Whether its last day has passed and nobody has recorded how it ended.
    pub(super) lapsed: bool,
    /// Every step, oldest first.
    pub(super) steps: Vec<StepView>,
    /// What falls due, soonest first.
    pub(super) due: Vec<DueView>,
    /// What can be done next.
    pub(super) next: Vec<ActView>,
}

/// Something that can be done next.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
#[schema(as = PowerAct)]
pub(super) struct ActView {
    /// Such as `applied`.
    pub(super) act: &'static str,
    /// The same in words.
    pub(super) words: &'static str,
}

/// A step that was taken.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
#[schema(as = PowerStep)]
pub(super) struct StepView {
    /// Such as `applied`.
    act: &'static str,
    /// The same in words.
    pub(super) words: &'static str,
    /// On which day.
    on: NaiveDate,
    /// Who recorded it.
    pub(super) by: String,
    /// Of which agency.
    pub(super) agency_name: String,
    /// When it was recorded, UTC.
    at: DateTime<Utc>,
    /// The facts that were used.
    pub(super) facts: Vec<FactView>,
    /// The rules that permitted it.
    pub(super) relied: Vec<ReliedView>,
    /// What was warned of.
    pub(super) warned: Vec<FindingView>,
    /// Why it was done all the same.
    pub(super) acknowledged: Option<String>,
    /// What else was noted.
    pub(super) note: Option<String>,
}

/// A fact.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
#[schema(as = PowerFact)]
pub(super) struct FactView {
    /// What it is.
    pub(super) name: String,
    /// What it was taken to be.
    pub(super) value: String,
}

/// A rule that a step relied on.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
#[schema(as = PowerRelied)]
pub(super) struct ReliedView {
    /// Its id.
    pub(super) rule: String,
    /// Its citation.
    pub(super) citation: String,
    /// The rules of that day, where it stands.
    pub(super) href: String,
}

/// What a rule warned of.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
#[schema(as = PowerFinding)]
pub(super) struct FindingView {
    /// The rule.
    pub(super) rule: String,
    /// Its citation.
    pub(super) citation: String,
    /// Statute, case law, guidance or local policy.
    pub(super) kind: &'static str,
    /// Why.
    pub(super) text: String,
}

/// Something that falls due.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
#[schema(as = PowerDue)]
pub(super) struct DueView {
    /// The day by which.
    pub(super) on: NaiveDate,
    /// What.
    pub(super) words: &'static str,
    /// The rule that says so.
    pub(super) rule: Option<String>,
    /// Whether the day has passed.
    pub(super) past: bool,
}

/// A day on which something falls due with one of the case's powers.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
#[schema(as = CasePowerDay)]
pub(super) struct DayView {
    /// The day, and what falls due.
    pub(super) due: DueView,
    /// The number of the power.
    pub(super) number: u32,
    /// Where it stands.
    pub(super) href: String,
    /// Which power, in words.
    pub(super) power_words: &'static str,
    /// Whether the agency that leads has been reminded, ahead of the day or after it.
    pub(super) reminded: bool,
}

impl DayView {
    /// What falls due with every power of a case, the soonest first.
    fn all(case: &Case, today: NaiveDate) -> Vec<Self> {
        let of = |used: &Used, due: &Due| Self {
            due: DueView::of(due, today),
            number: used.number,
            href: format!("/cases/{}/powers/{}", case.id, used.number),
            power_words: used.power.label(),
            reminded: used.has_reminded(due),
        };
        let of_each = |used| {
            let used: &Used = used;
            used.due.iter().map(move |due| of(used, due))
        };
        let mut days: Vec<_> = case.powers.iter().flat_map(of_each).collect();
        days.sort_by_key(|day| (day.due.on, day.number));
        days
    }
}

impl PowersView {
    pub(super) fn of(opened: &Opened, may_record: bool) -> Self {
        let case = opened.case();
        Self {
            powers: case
                .powers
                .iter()
                .map(|used| PowerView::of(opened, used))
                .collect(),
            calendar: DayView::all(case, opened.today()),
            may_record,
            version: case.version(),
        }
    }
}

impl PowerView {
    pub(super) fn of(opened: &Opened, used: &Used) -> Self {
        let case = opened.case();
        let respondent = case.respondent(used.subject);
        let standing = used
            .last()
            .map(|last| format!("{} on {}", last.act.label(), time::long_date(last.on)));
        Self {
            number: used.number,
            href: format!("/cases/{}/powers/{}", case.id, used.number),
            power: used.power.value(),
            power_words: used.power.label(),
            subject: used.subject,
            respondent: respondent.map(|subject| subject.name.to_string()),
            standing: standing.unwrap_or_default(),
            live: used.binds_on(opened.today()),
            lapsed: used.is_live() && !used.binds_on(opened.today()),
            steps: used
                .steps
                .iter()
                .map(|step| StepView::of(opened, step))
                .collect(),
            due: used
                .due
                .iter()
                .map(|due| DueView::of(due, opened.today()))
                .collect(),
            next: match case.is_open() {
                true => used.next_acts().into_iter().map(ActView::of).collect(),
                false => Vec::new(),
            },
        }
    }

    /// What stands above its page.
    pub(super) fn heading(&self) -> String {
        match &self.respondent {
            Some(respondent) => format!("{}: {respondent}", self.power_words),
            None => self.power_words.to_owned(),
        }
    }
}

impl ActView {
    fn of(act: Act) -> Self {
        let (act, words) = (act.value(), act.label());
        Self { act, words }
    }
}

impl StepView {
    fn of(opened: &Opened, step: &Taken) -> Self {
        Self {
            act: step.act.value(),
            words: step.act.label(),
            on: step.on,
            by: step.by.clone(),
            agency_name: opened.names.get(&step.agency),
            at: step.at,
            facts: facts(&step.facts),
            relied: step.relied.iter().map(|id| relied(id, step.on)).collect(),
            warned: step.warned.iter().map(FindingView::of).collect(),
            acknowledged: step.acknowledged.as_ref().map(ToString::to_string),
            note: step.note.as_ref().map(ToString::to_string),
        }
    }

    pub(super) fn day(&self) -> String {
        time::long_date(self.on)
    }
}

pub(super) fn facts(facts: &Facts) -> Vec<FactView> {
    let view = |(key, value): (&domain::powers::Key, &domain::powers::Value)| FactView {
        name: key.label().to_owned(),
        value: value.words(*key),
    };
    facts.0.iter().map(view).collect()
}

fn relied(id: &str, on: NaiveDate) -> ReliedView {
    ReliedView {
        rule: id.to_owned(),
        citation: rule(id)
            .map(|rule| rule.citation.clone())
            .unwrap_or_default(),
        href: format!("/rules?on={on}#{id}"),
    }
}

impl FindingView {
    fn of(finding: &Finding) -> Self {
        Self {
            rule: finding.rule.clone(),
            citation: finding.citation.clone(),
            kind: finding.kind.label(),
            text: finding.text.clone(),
        }
    }
}

impl DueView {
    fn of(due: &Due, today: NaiveDate) -> Self {
        Self {
            on: due.on,
            words: due.occasion.label(),
            rule: due.rule.clone(),
            past: due.on < today,
        }
    }

    pub(super) fn day(&self) -> String {
        time::long_date(self.on)
    }
}
