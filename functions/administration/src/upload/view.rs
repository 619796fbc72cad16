//! What is shown of a sheet that was looked at.

use access::Caller;
use chrono::{DateTime, Utc};
use domain::time;
use edge::{App, Problem, fields::as_email};
use serde::Serialize;
use utoipa::ToSchema;

use super::{
    judge::{Directory, Verdict, judge},
    sheet::{self, Row},
};
use crate::section::must_administer;

/// How many rows became what: rows = created + changed + unchanged + rejected.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = UploadCounts)]
pub(crate) struct Counts {
    /// Rows of people in the sheet.
    #[schema(example = 120)]
    pub(crate) rows: usize,
    /// People who are new.
    #[schema(example = 100)]
    pub(crate) created: usize,
    /// People of whom something changes.
    #[schema(example = 5)]
    pub(crate) changed: usize,
    /// People who stand so already.
    #[schema(example = 12)]
    pub(crate) unchanged: usize,
    /// Rows that cannot be taken.
    #[schema(example = 3)]
    pub(crate) rejected: usize,
}

impl Counts {
    pub(super) fn of(verdicts: &[Verdict]) -> Self {
        let mut counts = Self::default();
        for verdict in verdicts {
            counts.rows += 1;
            let count = match verdict {
                Verdict::New(_) => &mut counts.created,
                Verdict::Changed(..) => &mut counts.changed,
                Verdict::Unchanged => &mut counts.unchanged,
                Verdict::Rejected(_) => &mut counts.rejected,
            };
            *count += 1;
        }
        counts
    }
}

/// A row and what becomes of it.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = UploadRow)]
pub(crate) struct LineView {
    /// Its number in the sheet.
    #[schema(example = 2)]
    pub(crate) row: usize,
    /// `new`, `changed`, `unchanged` or `rejected`.
    #[schema(example = "changed")]
    pub(crate) verdict: &'static str,
    /// The name, as it stands there.
    #[schema(example = "Sam Whitlock")]
    pub(crate) name: String,
    /// The address, as it stands there.
    #[schema(example = "sam.whitlock@police.example")]
    pub(crate) email: String,
    /// What changes, a line each.
    #[schema(example = json!(["Role given: Coordinator (RUN)"]))]
    pub(crate) what: Vec<String>,
    /// What is wrong with it.
    pub(crate) faults: Vec<FaultView>,
}

/// What is wrong with a cell.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = UploadFault)]
pub(crate) struct FaultView {
    /// The column.
    #[schema(example = "agency")]
    pub(crate) column: &'static str,
    /// Why it cannot be taken.
    #[schema(example = "This agency is not registered")]
    pub(crate) reason: String,
}

/// A sheet that was looked at; nothing is written yet.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = UploadLook)]
pub(crate) struct SheetView {
    /// How many rows became what.
    #[serde(flatten)]
    pub(crate) counts: Counts,
    /// Each row.
    pub(crate) lines: Vec<LineView>,
    /// The sheet as CSV, to be sent to `/people/upload/confirm`.
    #[schema(
        example = "row,name,email,agency,roles,training,trained on\n2,Sam Whitlock,sam.whitlock@police.example,surrey-police,Practitioner (RUN),,\n"
    )]
    pub(crate) sheet: String,
}

impl SheetView {
    pub(super) fn of(rows: &[Row], verdicts: &[Verdict]) -> Result<Self, Problem> {
        let sheet = sheet::write(rows).map_err(|_| Problem::Broken("csv".into()))?;
        let lines = rows.iter().zip(verdicts);
        Ok(Self {
            counts: Counts::of(verdicts),
            lines: lines.map(|(row, verdict)| line(row, verdict)).collect(),
            sheet,
        })
    }
}

fn line(row: &Row, verdict: &Verdict) -> LineView {
    let (word, what) = match verdict {
        Verdict::New(asked) => {
            let trained = asked.training.iter().map(crate::people::said::course);
            let trained = trained.map(|course| format!("Trained: {course}"));
            let grants = asked.profile.grants.iter();
            let roles = grants.map(crate::people::view::grant_words);
            let agency = asked.profile.agency_name.clone();
            let what = std::iter::once(agency).chain(roles).chain(trained);
            ("new", what.collect())
        }
        Verdict::Changed(_, _, what) => ("changed", what.clone()),
        Verdict::Unchanged => ("unchanged", Vec::new()),
        Verdict::Rejected(_) => ("rejected", Vec::new()),
    };
    let faults = match verdict {
        Verdict::Rejected(faults) => faults.as_slice(),
        _ => &[],
    };
    let fault = |fault: &super::judge::CellFault| FaultView {
        column: fault.column,
        reason: fault.reason.clone(),
    };
    LineView {
        row: row.number,
        verdict: word,
        name: row.name.clone(),
        email: row.email.clone(),
        what,
        faults: faults.iter().map(fault).collect(),
    }
}

/// Judges rows by what stands in the directory now.
///
/// **Errors:** 403 unless the caller keeps the directory.
pub(super) async fn judged(
    app: &App,
    caller: &Caller,
    rows: &[Row],
    now: DateTime<Utc>,
) -> Result<Vec<Verdict>, Problem> {
    must_administer(caller)?;
    let emails: Vec<String> = rows.iter().filter_map(|row| as_email(&row.email)).collect();
    let areas = app.store.areas().await?;
    let directory = Directory {
        agencies: app.store.agencies().await?,
        areas: areas.iter().map(|area| area.code.clone()).collect(),
        holders: app.store.holders(emails.iter().map(String::as_str)).await?,
        today: time::london_date(now),
    };
    Ok(judge(rows, &directory))
}
