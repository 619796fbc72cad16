//! A list as pages and programs get it.

use chrono::{DateTime, TimeDelta, Utc};
use domain::{
    Journal,
    import::Tally,
    time,
    transfer::{Fault, Outcome, Transfer, Work},
};
use serde::Serialize;
use sheets::plan::{Fault as Bad, Item};
use utoipa::ToSchema;

use super::href_of;

/// After how long without news something stands still.
const STILL: TimeDelta = TimeDelta::minutes(20);

/// A list of cases on its way here.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = CaseList)]
pub(crate) struct ListView {
    /// Its id.
    #[schema(value_type = String, format = Uuid)]
    pub(crate) id: String,
    /// Its address.
    pub(crate) href: String,
    /// When it was announced.
    pub(crate) announced_at: DateTime<Utc>,
    /// `begun`, `mapped`, `trying`, `tried`, `bringing`, `brought`, `refused` or `dropped`.
    pub(crate) stage: &'static str,
    /// Whether what is being done stands still: ask for it again.
    pub(crate) still: bool,
    /// What would become of its rows.
    pub(crate) tried: Option<OutcomeView>,
    /// What became of its rows.
    pub(crate) brought: Option<OutcomeView>,
    /// Why what was asked for last cannot be done.
    pub(crate) refused: Option<String>,
    /// The version, as in `ETag`.
    pub(crate) version: u64,
}

/// What became of every row: rows = created + joined + known + rejected.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = ListOutcome)]
pub(crate) struct OutcomeView {
    /// Rows that hold something.
    pub(crate) rows: u64,
    /// Cases that were made: the first row of each.
    pub(crate) created: u64,
    /// Further rows of those cases.
    pub(crate) joined: u64,
    /// Rows of cases that were brought over before.
    pub(crate) known: u64,
    /// Rows that were rejected.
    pub(crate) rejected: u64,
    /// Rows between others that hold nothing.
    pub(crate) empty: u64,
    /// Faults by kind, the most frequent first.
    pub(crate) faults: Vec<FaultView>,
    /// Faults of other kinds.
    pub(crate) others: u64,
    /// Whether there is a workbook with each bad row, cell and reason.
    pub(crate) errors: bool,
}

/// Faults of one kind.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = ListFault)]
pub(crate) struct FaultView {
    /// The heading of the column; empty when it is about rows as a whole.
    pub(crate) column: String,
    /// What is wrong.
    pub(crate) reason: String,
    /// How often.
    pub(crate) many: u64,
    /// The number of the first row.
    pub(crate) row: u32,
}

/// What becomes of some of the first rows.
#[derive(Debug, Clone)]
pub(crate) struct LineView {
    /// Their numbers.
    pub(crate) rows: String,
    /// What the case is called there.
    pub(crate) theirs: String,
    /// What it is about.
    pub(crate) headline: String,
    /// Whom or what it concerns.
    pub(crate) who: Vec<String>,
    /// When it was opened.
    pub(crate) opened: String,
    /// What is wrong, a line each; empty of a case.
    pub(crate) faults: Vec<String>,
}

impl ListView {
    pub(crate) fn of(list: &Journal<Transfer>, now: DateTime<Utc>) -> Self {
        let due = list.due.as_ref();
        let stage = match due.map(|due| due.work) {
            Some(Work::Try) => "trying",
            Some(Work::Bring) => "bringing",
            None if list.dropped => "dropped",
            None if list.brought.is_some() => "brought",
            None if list.refused.is_some() => "refused",
            None if list.tried.is_some() => "tried",
            None if list.mapping.is_some() => "mapped",
            None => "begun",
        };
        Self {
            id: list.id.to_string(),
            href: href_of(list),
            announced_at: list.at,
            stage,
            still: due.is_some_and(|due| now - due.at > STILL),
            tried: list.tried.as_ref().map(OutcomeView::of),
            brought: list.brought.as_ref().map(OutcomeView::of),
            refused: list.refused.clone(),
            version: list.version(),
        }
    }

    /// The stage in words.
    pub(crate) fn words(&self) -> &'static str {
        match self.stage {
            "trying" => "Being tried",
            "tried" => "Tried, nothing brought over yet",
            "bringing" => "Being brought over",
            "brought" => "Brought over",
            "refused" => "Cannot be used as it is",
            "dropped" => "Given up",
            "mapped" => "Columns are matched",
            _ => "Begun",
        }
    }

    pub(crate) fn day(&self) -> String {
        time::full_date(time::london_date(self.announced_at))
    }
}

impl OutcomeView {
    fn of(outcome: &Outcome) -> Self {
        let Tally {
            rows,
            created,
            joined,
            known,
            rejected,
            empty,
        } = outcome.tally;
        let fault = |fault: &Fault| FaultView {
            column: fault.column.clone(),
            reason: fault.reason.clone(),
            many: fault.many,
            row: fault.row,
        };
        Self {
            rows,
            created,
            joined,
            known,
            rejected,
            empty,
            faults: outcome.faults.iter().map(fault).collect(),
            others: outcome.others,
            errors: outcome.errors,
        }
    }
}

impl LineView {
    pub(crate) fn of(item: &Item) -> Self {
        let numbers = |rows: &[u32]| {
            let rows: Vec<String> = rows.iter().map(u32::to_string).collect();
            rows.join(", ")
        };
        match item {
            Item::Case(planned) => Self {
                rows: numbers(&planned.rows),
                theirs: planned
                    .theirs
                    .as_ref()
                    .map(ToString::to_string)
                    .unwrap_or_default(),
                headline: planned.before.headline.to_string(),
                who: planned
                    .before
                    .subjects
                    .iter()
                    .map(|one| one.name.to_string())
                    .collect(),
                opened: time::full_date(planned.before.opened_on),
                faults: Vec::new(),
            },
            Item::Rejected { rows, faults } => Self {
                rows: numbers(rows),
                theirs: String::new(),
                headline: String::new(),
                who: Vec::new(),
                opened: String::new(),
                faults: faults.iter().map(told).collect(),
            },
        }
    }
}

/// A fault in a line.
fn told(fault: &Bad) -> String {
    match (fault.column.as_str(), fault.cell.as_str()) {
        ("", _) => fault.reason.clone(),
        (column, "") => format!("{column}: {}", fault.reason),
        (column, cell) => format!("{column}, “{cell}”: {}", fault.reason),
    }
}
