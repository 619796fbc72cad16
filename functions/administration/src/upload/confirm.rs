//! Writes what is new and changed in a sheet that was looked at.

use access::Caller;
use axum::{extract::State, response::Response};
use domain::{Journal, directory::Person};
use edge::{
    Accept, App, Body, Problem, Recent,
    accept::see_other,
    once::{changed, once},
};
use serde::Deserialize;
use store::{Commit, MAX_ITEMS, Once, Outcome};
use utoipa::ToSchema;

use super::{
    judge::Verdict,
    sheet::{self, Row},
    view::{Counts, judged},
};
use crate::section::must_administer;

/// Most items that one person writes: two entries, the record, the sign-in name before and after,
/// the row of their account, the row of an administrator.
const ITEMS_OF_ONE: usize = 7;

/// A sheet that was looked at.
#[derive(Debug, Clone, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = UploadConfirm)]
pub(crate) struct SheetBody {
    /// The sheet as CSV, as `POST /people/upload` answered it.
    #[schema(value_type = String, required = true, example = "row,name,email,agency,roles,training,trained on\n2,Sam Whitlock,sam.whitlock@police.example,surrey-police,Practitioner (RUN),,\n")]
    sheet: Option<String>,
}

impl SheetBody {
    /// **Errors:** 400 when it is no sheet.
    pub(super) fn rows(&self) -> Result<Vec<Row>, Problem> {
        let sheet = self.sheet.as_deref().unwrap_or_default();
        sheet::read(sheet.as_bytes()).map_err(|fault| Problem::field("sheet", fault))
    }
}

/// Writes a sheet of people.
///
/// It is judged anew; rows that are rejected are left out and counted. Repeating it changes nothing:
/// who stands so already is unchanged. When it breaks off, the same sheet does the rest.
#[utoipa::path(
    post,
    path = "/people/upload/confirm",
    tag = "Administration",
    request_body = SheetBody,
    responses((status = 200, description = "How many rows became what", body = Counts)),
)]
pub(crate) async fn post(
    State(app): State<App>,
    caller: Caller,
    _recent: Recent,
    accept: Accept,
    body: Body<SheetBody>,
) -> Result<Response, Problem> {
    must_administer(&caller)?;
    let key = body.once(&caller, app.clock.now())?;
    let rows = body.value.rows()?;
    let outcome = once(&app.store, &key, || write(&app, &caller, &rows, &key)).await?;
    match &outcome.location {
        Some(location) if accept.html() => Ok(see_other(location)),
        _ => Ok(accept.outcome(&outcome)),
    }
}

async fn write(app: &App, caller: &Caller, rows: &[Row], key: &Once) -> Result<Outcome, Problem> {
    let verdicts = judged(app, caller, rows, app.clock.now()).await?;
    let counts = Counts::of(&verdicts);
    let location = format!(
        "/people/upload?rows={}&created={}&changed={}&unchanged={}&rejected={}",
        counts.rows, counts.created, counts.changed, counts.unchanged, counts.rejected
    );
    let outcome = changed(location, &counts)?;
    let mut commit = Commit::default();
    for verdict in verdicts {
        // Each with a stamp of its own, from which the id of a new person is drawn.
        let Some(person) = decided(verdict, app, caller)? else {
            continue;
        };
        // And one for the answer to a repeated request.
        if commit.items() + ITEMS_OF_ONE + 1 > MAX_ITEMS {
            app.store.commit(std::mem::take(&mut commit)).await?;
        }
        commit = commit.with(person);
    }
    app.store.commit(commit.once(key, outcome.clone())).await?;
    Ok(outcome)
}

fn decided(
    verdict: Verdict,
    app: &App,
    caller: &Caller,
) -> Result<Option<Journal<Person>>, Problem> {
    Ok(match verdict {
        Verdict::New(asked) => Some(asked.make(&app.stamp(caller)?)?),
        Verdict::Changed(person, asked, _) => Some(asked.change(*person, &app.stamp(caller)?)?),
        Verdict::Unchanged | Verdict::Rejected(_) => None,
    })
}
