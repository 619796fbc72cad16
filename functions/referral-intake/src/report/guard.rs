//! What keeps programs from filling triage with rubbish: no puzzle, no cookie, nobody else's help.
//!
//! Whoever is refused keeps what they typed, is told why in plain words, and can send it again or
//! call.

use chrono::{DateTime, Utc};
use edge::{App, Door, Opened, Problem, Sooner, page::Fault};
use store::knocks::Limit;

use super::body::ReportBody;

/// Reports from one address: a household or a library has room, a flood has not.
const REPORTS: Limit = Limit {
    what: "report",
    most: 20,
    seconds: 60 * 60,
};

/// Why a report is not taken yet, at the field that mends it.
///
/// **Errors:** 429 when the address has used up its reports.
pub(crate) async fn check(
    app: &App,
    door: &Door,
    sent: &ReportBody,
    form: bool,
) -> Result<Option<Fault>, Problem> {
    let now = app.clock.now();
    if form && let Some(fault) = of_form(&Opened::of(app).await?, sent, now) {
        return Ok(Some(fault));
    }
    door.admit(app, REPORTS, now).await?;
    Ok(None)
}

fn of_form(opened: &Opened, sent: &ReportBody, now: DateTime<Utc>) -> Option<Fault> {
    if sent.website.is_some() {
        let message = "Leave this box empty: it is there to stop automatic messages";
        return Some(Fault::new("website", message));
    }
    let sealed = sent.opened.as_deref().unwrap_or_default();
    let message = match opened.judge(sealed, now).err()? {
        Sooner::Fast => {
            "That was very quick. Check that your answers are right, then send your report again"
        }
        Sooner::Stale => {
            "This page was open for a long time. Check that your answers are right, then send your \
             report again"
        }
    };
    Some(Fault::new("send", message))
}
