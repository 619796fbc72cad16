//! Limiting an entry to named agencies, by the agency that brought it (R3.3).

use std::collections::BTreeSet;

use access::{Caller, case as policy};
use askama::Template;
use axum::{Router, extract::State, response::Response, routing::get};
use domain::{AgencyId, CaseId, EntryId};
use edge::{
    Accept, App, Body, Fields, Problem, Within,
    accept::see_other,
    page::{self, Choice, Chrome},
};
use serde::Deserialize;
use store::Outcome;

use super::amend::{OWN, said};
use crate::{
    again::{Again, led_to},
    case::{
        change::{Answer, Change, Changed, Target},
        choices,
        frame::{Frame, Tab},
        opened::Opened,
        permit,
    },
};

pub(super) fn routes() -> Router<App> {
    Router::new().route("/cases/{id}/entries/{entry}/limit", get(ask).post(limit))
}

/// Who may see an entry.
#[derive(Debug, Clone, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = LimitEntry, example = json!({"sight": "named", "only": ["health-partners"]}))]
pub(in crate::case) struct LimitBody {
    /// `everybody` on the case, or `named` agencies only.
    #[schema(value_type = String)]
    sight: Option<String>,
    /// With `named`: the other agencies that may see it; none leaves it to the caller's own.
    #[serde(default)]
    only: Vec<String>,
}

impl LimitBody {
    /// Who may see it: `None` is everybody on the case.
    pub(in crate::case) fn read(self) -> Result<Option<BTreeSet<AgencyId>>, Problem> {
        let mut fields = Fields::default();
        fields.check("sight", self.sight.is_some(), "Select who may see it");
        let only = read(&mut fields, self.sight, self.only);
        fields.finish(|| only)
    }
}

#[derive(Template)]
#[template(path = "case/limit.html")]
struct LimitPage {
    chrome: Chrome,
    frame: Frame,
    again: Again,
    action: String,
    sights: Vec<Choice>,
    agencies: Vec<Choice>,
}

/// What forms offer.
pub(in crate::case) fn sights() -> Vec<Choice> {
    offered("Nobody else will see that it is there, not even the coordinator")
}

/// What forms about a task offer.
pub(in crate::case) fn sights_of_task() -> Vec<Choice> {
    offered("And the agency that is to do it, and the lead; nobody else will see that it is there")
}

fn offered(hint: &'static str) -> Vec<Choice> {
    vec![
        Choice::new("everybody", "Everybody on this case"),
        Choice::new("named", "Only my agency and those I name")
            .hint(hint)
            .revealing(),
    ]
}

/// Reads who may see it: `Some(None)` is everybody on the case.
pub(in crate::case) fn read(
    fields: &mut Fields,
    sight: Option<String>,
    only: Vec<String>,
) -> Option<Option<BTreeSet<AgencyId>>> {
    let named = |word: &str| {
        ["everybody", "named"]
            .contains(&word)
            .then_some(word == "named")
    };
    let sight = fields.choice_if_any("sight", "who may see it", sight, named);
    let some = !only.is_empty();
    let only = fields.choices("only", "agencies", only, |id| id.parse().ok());
    match sight {
        Some(false) if some => {
            fields.fault(
                "sight",
                "Select “Only my agency and those I name” to name agencies",
            );
            None
        }
        None if !some => Some(None),
        Some(false) => Some(None),
        Some(true) | None => Some(Some(only.into_iter().collect())),
    }
}

/// Change who sees an entry
///
/// Everybody on the case, or the caller's own agency and those it names. Nobody else sees anything
/// of it from now on; packs that were made before keep it in their PDF.
#[utoipa::path(post, path = "/cases/{id}/entries/{entry}/limit", tag = "cases",
    params(("id" = String, Path, description = "The case"), ("entry" = String, Path, description = "The entry")),
    request_body(content((LimitBody = "application/json"), (LimitBody = "application/x-www-form-urlencoded"))),
    responses((status = 200, description = "Changed", body = Changed)))]
pub(super) async fn limit(
    State(app): State<App>,
    caller: Caller,
    Within(id, entry): Within<CaseId, EntryId>,
    accept: Accept,
    body: Body<LimitBody>,
) -> Result<Response, Problem> {
    match command(&app, &caller, (id, entry), &body).await {
        Ok(outcome) => Ok(led_to(
            accept,
            &outcome,
            &format!("/cases/{id}/entries?done=limited"),
        )),
        Err(problem) => {
            let again = Again::after(problem, accept, body.form)?;
            show(&app, &caller, (id, entry), again).await
        }
    }
}

async fn command(
    app: &App,
    caller: &Caller,
    (id, entry): (CaseId, EntryId),
    body: &Body<LimitBody>,
) -> Result<Outcome, Problem> {
    let change = Change::of(app, caller, Target::Whole(id), body)?;
    let only = body.value.clone().read()?;
    let answer = Answer {
        new: false,
        href: format!("/cases/{id}/entries"),
    };
    change
        .make((policy::tell, OWN), answer, |opened, stamp| {
            let said = said(&opened, entry)?;
            permit(&policy::amend(caller, &said), OWN)?;
            let case = opened.file.journal;
            Ok(case.limit_entry(&said, only.clone(), stamp)?)
        })
        .await
}

async fn ask(
    State(app): State<App>,
    caller: Caller,
    Within(id, entry): Within<CaseId, EntryId>,
    accept: Accept,
) -> Result<Response, Problem> {
    if accept.html() {
        show(&app, &caller, (id, entry), Again::first()).await
    } else {
        Ok(see_other(&format!("/cases/{id}/entries")))
    }
}

async fn show(
    app: &App,
    caller: &Caller,
    (id, entry): (CaseId, EntryId),
    again: Again,
) -> Result<Response, Problem> {
    let opened = Opened::whole(app, caller, id).await?;
    let said = said(&opened, entry)?;
    permit(&policy::amend(caller, &said), OWN)?;
    let asked = Asked {
        tab: Tab::Entries,
        what: &said.kind.label().to_lowercase(),
        action: format!("/cases/{id}/entries/{entry}/limit"),
        sights: sights(),
        only: said.only.as_ref(),
    };
    Ok(asked.page(&opened, caller, again))
}

/// Of what it is asked who may see it.
pub(in crate::case) struct Asked<'a> {
    pub(in crate::case) tab: Tab,
    /// What it is, such as `incident`.
    pub(in crate::case) what: &'a str,
    /// Where the answer is sent.
    pub(in crate::case) action: String,
    /// What can be answered.
    pub(in crate::case) sights: Vec<Choice>,
    /// The other agencies that see it now; everybody on the case without.
    pub(in crate::case) only: Option<&'a BTreeSet<AgencyId>>,
}

impl Asked<'_> {
    pub(in crate::case) fn page(
        self,
        opened: &Opened,
        caller: &Caller,
        mut again: Again,
    ) -> Response {
        if !again.form.is_faulty() {
            let sight = match self.only {
                Some(_) => "named",
                None => "everybody",
            };
            let only = self.only.into_iter().flatten().map(ToString::to_string);
            again.form = again
                .form
                .with("sight", sight)
                .with_all("only[]", only.collect::<Vec<_>>());
        }
        let heading = format!("Who may see this {}?", self.what);
        let frame = Frame::of(opened, self.tab, &heading);
        let page = LimitPage {
            chrome: frame.chrome(caller).faulty(again.form.is_faulty()),
            action: self.action,
            sights: self.sights,
            agencies: choices::members(opened, |agency| Some(agency) != caller.agency()),
            frame,
            again,
        };
        page::html(page.again.status, &page)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn limit(sight: Option<&str>, only: &[&str]) -> Result<Option<usize>, String> {
        let mut fields = Fields::default();
        let only = only.iter().map(|id| (*id).to_owned()).collect();
        let read = read(&mut fields, sight.map(str::to_owned), only);
        let done = fields.finish(|| read);
        done.map(|only| only.map(|only| only.len()))
            .map_err(|problem| problem.faults().remove(0).field)
    }

    #[test]
    fn naming_nobody_keeps_it_to_ones_own_agency() {
        assert_eq!(limit(None, &[]), Ok(None));
        assert_eq!(limit(Some("everybody"), &[]), Ok(None));
        assert_eq!(limit(Some("named"), &[]), Ok(Some(0)));
        assert_eq!(limit(Some("named"), &["aa", "bb"]), Ok(Some(2)));
        assert_eq!(limit(None, &["aa"]), Ok(Some(1)), "naming is limiting");
        let unclear = limit(Some("everybody"), &["aa"]);
        assert_eq!(unclear, Err("sight".to_owned()));
        assert_eq!(limit(Some("named"), &["A B"]), Err("only".to_owned()));
    }
}
