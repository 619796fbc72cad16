//! What keeps programs from filling triage with rubbish: no puzzle, no cookie, nobody else's help.
//!
//! Whoever is refused keeps what they typed, is told why in plain words, and can send it again or
//! call.

use chrono::{DateTime, Utc};
use edge::{App, Door, Opened, Problem, Sooner, page::Fault};
use store::knocks::Limit;

/// What a form sends besides what was typed.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Hidden<'a> {
    /// What stands in the box that nobody sees.
    pub(crate) website: Option<&'a str>,
    /// When the form was opened, sealed.
    pub(crate) opened: Option<&'a str>,
}

/// Reports from one address: a household or a library has room, a flood has not.
pub(crate) const REPORTS: Limit = Limit {
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
    limit: Limit,
    form: Option<Hidden<'_>>,
) -> Result<Option<Fault>, Problem> {
    let now = app.clock.now();
    if let Some(hidden) = form
        && let Some(fault) = of_form(&Opened::of(app).await?, hidden, now)
    {
        return Ok(Some(fault));
    }
    door.admit(app, limit, now).await?;
    Ok(None)
}

fn of_form(opened: &Opened, sent: Hidden<'_>, now: DateTime<Utc>) -> Option<Fault> {
    if sent.website.is_some() {
        let message = "Leave this box empty: it is there to stop automatic messages";
        return Some(Fault::new("website", message));
    }
    let sealed = sent.opened.unwrap_or_default();
    let message = match opened.judge(sealed, now).err()? {
        Sooner::Fast => {
            "That was very quick. Check that your answers are right, then send them again"
        }
        Sooner::Stale => {
            "This page was open for a long time. Check that your answers are right, then send \
             them again"
        }
    };
    Some(Fault::new("send", message))
}
