//! What is counted of an area's cases, by quarter, by forum and without a name: what its partnership
//! reports (R8.4, R10.1, R10.4), and how agencies answer for their actions (R4.4).
//!
//! Every figure is what a record adds to it, so counters move with the records and agree with a
//! recount. Each says of itself what it counts. Counters that move together lie on one [`Sheet`].

use std::{collections::BTreeMap, fmt, str::FromStr};

use crate::{
    AgencyId,
    case::Outcome,
    meeting::Forum,
    powers::Power,
    referral::{form::Behaviour, report::Nuisance},
    time::Quarter,
};

/// Which counters lie together: those of one quarter, forum and part.
///
/// **Shape:** `2026-Q4#charmm#cases`, in which order they also sort by quarter.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Sheet {
    /// When it happened.
    pub quarter: Quarter,
    /// Whose cases they are of.
    pub forum: Forum,
    /// Of what.
    pub part: Part,
}

/// What the counters of a sheet are of.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Part {
    /// Cases opened and closed. What is open at a time follows from all sheets before.
    Cases,
    /// What new cases are about.
    About,
    /// Powers used.
    Powers,
    /// Assessments of risk.
    Risk,
    /// Actions of one agency.
    Actions(AgencyId),
}

/// Not the name of a sheet.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("must be a quarter, a forum and a part, like 2026-Q4#jag#cases")]
pub struct NotASheet;

impl fmt::Display for Part {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Cases => f.write_str("cases"),
            Self::About => f.write_str("about"),
            Self::Powers => f.write_str("powers"),
            Self::Risk => f.write_str("risk"),
            Self::Actions(agency) => write!(f, "actions#{agency}"),
        }
    }
}

impl FromStr for Part {
    type Err = NotASheet;

    fn from_str(text: &str) -> Result<Self, NotASheet> {
        match text {
            "cases" => Ok(Self::Cases),
            "about" => Ok(Self::About),
            "powers" => Ok(Self::Powers),
            "risk" => Ok(Self::Risk),
            other => {
                let agency = other.strip_prefix("actions#").ok_or(NotASheet)?;
                let agency = agency.parse().map_err(|_| NotASheet)?;
                Ok(Self::Actions(agency))
            }
        }
    }
}

impl fmt::Display for Sheet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}#{}#{}", self.quarter, self.forum.value(), self.part)
    }
}

impl FromStr for Sheet {
    type Err = NotASheet;

    fn from_str(text: &str) -> Result<Self, NotASheet> {
        let (quarter, rest) = text.split_once('#').ok_or(NotASheet)?;
        let (forum, part) = rest.split_once('#').ok_or(NotASheet)?;
        Ok(Self {
            quarter: quarter.parse().map_err(|_| NotASheet)?,
            forum: Forum::parse(forum).ok_or(NotASheet)?,
            part: part.parse()?,
        })
    }
}

/// Something that is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Figure {
    /// Cases that were opened.
    Opened,
    /// Those that an agency's form said were about this.
    About(Behaviour),
    /// Those that somebody from the public reported as this.
    Reported(Nuisance),
    /// Those of which neither is known.
    Untyped,
    /// Cases that were closed with this outcome.
    Closed(Outcome),
    /// Actions that were set.
    Set,
    /// Actions that were done.
    Done,
    /// Actions that were declined.
    Declined,
    /// Actions that ended without being done.
    NotDone,
    /// Actions that ended because they were no longer possible.
    Impossible,
    /// Actions due, and done or ended by their day.
    InTime,
    /// Actions due, and done or ended later.
    Late,
    /// Actions due, and still open.
    StillOpen,
    /// Assessments of risk after a case's first.
    Rescored,
    /// Times that RAG was set lower than it was.
    Eased,
    /// Times that it was set higher.
    Worsened,
    /// Uses of a power.
    Power(Power),
}

/// Under which heading a figure stands, in order.
pub const GROUPS: [&str; 5] = [
    "Cases",
    "What new cases are about",
    "Actions",
    "Powers",
    "Risk",
];

impl Figure {
    /// What is counted of actions, in order.
    pub const ACTIONS: [Self; 8] = [
        Self::Set,
        Self::Done,
        Self::Declined,
        Self::NotDone,
        Self::Impossible,
        Self::InTime,
        Self::Late,
        Self::StillOpen,
    ];

    /// Every figure, in the order in which they are shown.
    pub fn all() -> Vec<Self> {
        let about = Behaviour::ALL.iter().map(|each| Self::About(*each));
        let reported = Nuisance::ALL.iter().map(|each| Self::Reported(*each));
        let closed = Outcome::ALL.iter().map(|each| Self::Closed(*each));
        let powers = Power::ALL.iter().map(|each| Self::Power(*each));
        [Self::Opened]
            .into_iter()
            .chain(closed)
            .chain(about)
            .chain(reported)
            .chain([Self::Untyped])
            .chain(Self::ACTIONS)
            .chain(powers)
            .chain([Self::Rescored, Self::Eased, Self::Worsened])
            .collect()
    }

    /// Its name in counters, JSON and tables. It stays, because counters are kept by it.
    pub fn name(self) -> String {
        match self {
            Self::Opened => "opened".to_owned(),
            Self::About(each) => format!("about_{}", each.value()),
            Self::Reported(each) => format!("reported_{}", each.value()),
            Self::Untyped => "about_unknown".to_owned(),
            Self::Closed(outcome) => format!("closed_{}", outcome.value()),
            Self::Set => "actions_set".to_owned(),
            Self::Done => "actions_done".to_owned(),
            Self::Declined => "actions_declined".to_owned(),
            Self::NotDone => "actions_not_done".to_owned(),
            Self::Impossible => "actions_impossible".to_owned(),
            Self::InTime => "actions_due_in_time".to_owned(),
            Self::Late => "actions_due_late".to_owned(),
            Self::StillOpen => "actions_due_open".to_owned(),
            Self::Rescored => "rescored".to_owned(),
            Self::Eased => "rag_lower".to_owned(),
            Self::Worsened => "rag_higher".to_owned(),
            Self::Power(power) => format!("power_{}", power.value()),
        }
    }

    /// What people read.
    pub fn label(self) -> String {
        match self {
            Self::Opened => "Opened".to_owned(),
            Self::About(each) => each.label().to_owned(),
            Self::Reported(each) => format!("Reported by the public: {}", each.label()),
            Self::Untyped => "Not known".to_owned(),
            Self::Closed(outcome) => format!("Closed: {}", outcome.label()),
            Self::Set => "Set".to_owned(),
            Self::Done => "Done".to_owned(),
            Self::Declined => "Declined".to_owned(),
            Self::NotDone => "Not done".to_owned(),
            Self::Impossible => "No longer possible".to_owned(),
            Self::InTime => "Due, and answered in time".to_owned(),
            Self::Late => "Due, and answered late".to_owned(),
            Self::StillOpen => "Due, and still open".to_owned(),
            Self::Rescored => "Assessed again".to_owned(),
            Self::Eased => "RAG lower than before".to_owned(),
            Self::Worsened => "RAG higher than before".to_owned(),
            Self::Power(power) => power.label().to_owned(),
        }
    }

    /// What it counts, in a sentence.
    pub fn meaning(self) -> &'static str {
        match self {
            Self::Opened => "Cases opened in the quarter.",
            Self::About(_) => {
                "Cases opened in the quarter whose referral form named this kind of behaviour. A form can name several, and a case counts under each."
            }
            Self::Reported(_) => {
                "Cases opened in the quarter from a report by the public of this kind."
            }
            Self::Untyped => "Cases opened in the quarter of which no kind was kept.",
            Self::Closed(_) => {
                "Cases closed in the quarter with this outcome. One that is reopened counts no longer."
            }
            Self::Set => "Actions assigned in the quarter.",
            Self::Done => "Actions that ended as done in the quarter.",
            Self::Declined => "Actions that were declined in the quarter, with a reason.",
            Self::NotDone => "Actions that ended as not done in the quarter.",
            Self::Impossible => "Actions that ended as no longer possible in the quarter.",
            Self::InTime => {
                "Actions with a due date in the quarter that were ended or declined on that date or before."
            }
            Self::Late => {
                "Actions with a due date in the quarter that were ended or declined after that date."
            }
            Self::StillOpen => {
                "Actions with a due date in the quarter that nobody has ended or declined until now: overdue, once the date has passed."
            }
            Self::Rescored => {
                "Assessments of risk in the quarter, without the first one of each case."
            }
            Self::Eased => {
                "Times in the quarter that RAG was set lower than it was, by an assessment or at a meeting."
            }
            Self::Worsened => {
                "Times in the quarter that RAG was set higher than it was, by an assessment or at a meeting."
            }
            Self::Power(_) => {
                "Times this power began to be used on a case in the quarter: the day it was issued, or the first day the court granted it."
            }
        }
    }

    /// The heading it stands under.
    pub fn group(self) -> &'static str {
        let [cases, about, actions, powers, risk] = GROUPS;
        match self {
            Self::Opened | Self::Closed(_) => cases,
            Self::About(_) | Self::Reported(_) | Self::Untyped => about,
            Self::Set
            | Self::Done
            | Self::Declined
            | Self::NotDone
            | Self::Impossible
            | Self::InTime
            | Self::Late
            | Self::StillOpen => actions,
            Self::Power(_) => powers,
            Self::Rescored | Self::Eased | Self::Worsened => risk,
        }
    }

    /// Whether a forum's report shows it also when there were none: a power over people is none of a
    /// JAG's, and one over places none of a CHaRMM's.
    pub fn always(self, forum: Forum) -> bool {
        match self {
            Self::Power(power) => power.is_about_place() == (forum == Forum::Jag),
            Self::Untyped | Self::Reported(_) => false,
            _ => true,
        }
    }
}

/// The counters of a sheet.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Counted(BTreeMap<String, i64>);

impl Counted {
    /// From counters, by name.
    pub fn of(counters: BTreeMap<String, i64>) -> Self {
        Self(counters)
    }

    /// The counters that are not zero, by name.
    pub fn named(&self) -> &BTreeMap<String, i64> {
        &self.0
    }

    /// How many there were. Cases from before anything was counted can take a counter below zero, when
    /// one is reopened; that is shown as none.
    pub fn count(&self, figure: Figure) -> u64 {
        u64::try_from(self.moved(figure)).unwrap_or_default()
    }

    fn moved(&self, figure: Figure) -> i64 {
        self.0.get(&figure.name()).copied().unwrap_or_default()
    }

    /// Cases that were closed, with whatever outcome.
    pub fn closed(&self) -> u64 {
        u64::try_from(self.ended()).unwrap_or_default()
    }

    fn ended(&self) -> i64 {
        let closed = Outcome::ALL.iter().map(|each| Figure::Closed(*each));
        closed.map(|figure| self.moved(figure)).sum()
    }

    /// By how many the open cases became more.
    fn grown(&self) -> i64 {
        self.moved(Figure::Opened) - self.ended()
    }

    /// Counts one more.
    pub(crate) fn add(&mut self, figure: Figure, by: i64) {
        *self.0.entry(figure.name()).or_default() += by;
    }

    /// Adds what another sheet counted.
    pub fn take_in(&mut self, other: &Self) {
        for (name, count) in &other.0 {
            *self.0.entry(name.clone()).or_default() += count;
        }
    }
}

/// What was counted, by sheet.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Figures(BTreeMap<Sheet, Counted>);

impl FromIterator<(Sheet, Counted)> for Figures {
    fn from_iter<I: IntoIterator<Item = (Sheet, Counted)>>(each: I) -> Self {
        Self(each.into_iter().collect())
    }
}

impl Figures {
    /// Every sheet on which anything was counted.
    pub fn sheets(&self) -> &BTreeMap<Sheet, Counted> {
        &self.0
    }

    /// The counters of a sheet, to be added to.
    pub(crate) fn sheet(&mut self, sheet: Sheet) -> &mut Counted {
        self.0.entry(sheet).or_default()
    }

    /// Adds what others counted: of another case, of another area.
    pub fn take_in(&mut self, other: &Self) {
        for (sheet, counted) in &other.0 {
            self.0.entry(sheet.clone()).or_default().take_in(counted);
        }
    }

    /// Everything counted in a quarter for a forum, actions of all agencies together.
    pub fn of(&self, quarter: Quarter, forum: Forum) -> Counted {
        let mut all = Counted::default();
        for (_, counted) in self.in_quarter(quarter, forum) {
            all.take_in(counted);
        }
        all
    }

    /// What was counted of each agency's actions in a quarter, for all forums.
    pub fn of_agencies(&self, quarter: Quarter) -> BTreeMap<AgencyId, Counted> {
        let mut all: BTreeMap<AgencyId, Counted> = BTreeMap::new();
        for forum in Forum::ALL {
            for (part, counted) in self.in_quarter(quarter, *forum) {
                if let Part::Actions(agency) = part {
                    all.entry(agency.clone()).or_default().take_in(counted);
                }
            }
        }
        all
    }

    /// Cases that were open when a quarter ended, or are now.
    pub fn open_at_end(&self, quarter: Quarter, forum: Forum) -> u64 {
        let until = self.0.iter().filter(|(sheet, _)| {
            sheet.forum == forum && sheet.quarter <= quarter && sheet.part == Part::Cases
        });
        let open: i64 = until.map(|(_, counted)| counted.grown()).sum();
        u64::try_from(open).unwrap_or_default()
    }

    fn in_quarter(
        &self,
        quarter: Quarter,
        forum: Forum,
    ) -> impl Iterator<Item = (&Part, &Counted)> {
        let first = Sheet {
            quarter,
            forum,
            part: Part::Cases,
        };
        self.0
            .range(first..)
            .take_while(move |(sheet, _)| sheet.quarter == quarter && sheet.forum == forum)
            .map(|(sheet, counted)| (&sheet.part, counted))
    }
}

#[cfg(test)]
mod tests;
