//! The next day on which a forum meets, as its cadence has it (R5.1).

use access::Caller;
use chrono::NaiveDate;
use domain::{
    Journal,
    directory::Area,
    meeting::{Called, Forum, Meeting},
    time,
};
use edge::{App, Problem, page::Form};

use crate::meeting::forum::{OfForum, clock};

/// When in the day and where the last meeting of a forum was: the next is likely to be so.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::meeting) struct Like {
    at: String,
    place: String,
    online: String,
}

impl Like {
    pub(in crate::meeting) fn of(last: &Meeting) -> Self {
        let online = last.online.as_ref().map(ToString::to_string);
        Self {
            at: clock(last),
            place: last.place.to_string(),
            online: online.unwrap_or_default(),
        }
    }

    /// The form with it.
    pub(in crate::meeting) fn fill(&self, form: Form) -> Form {
        form.with("at", &self.at)
            .with("place", &self.place)
            .with("online", &self.online)
    }
}

/// A meeting that comes next.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Proposed {
    area: String,
    forum: Forum,
    on: NaiveDate,
    like: Option<Like>,
    /// `Runnymede JAG: Thursday 7 January 2027`.
    pub(super) words: String,
    /// `Every 7 weeks`.
    pub(super) cadence: String,
}

impl Proposed {
    /// The form with this meeting in it.
    pub(super) fn href(&self) -> String {
        format!(
            "/meetings/new?area={}&forum={}",
            self.area,
            self.forum.value()
        )
    }

    /// Whether it is this forum of this area.
    pub(super) fn is(&self, area: &str, forum: &str) -> bool {
        self.area == area && self.forum.value() == forum
    }

    /// The form filled in with it.
    pub(super) fn fill(&self, form: Form) -> Form {
        let form = form
            .with("area", &self.area)
            .with("forum", self.forum.value())
            .with_date("on", self.on);
        match &self.like {
            Some(like) => like.fill(form),
            None => form,
        }
    }
}

/// What comes next of each forum whose cadence is settled.
pub(super) async fn proposals(
    app: &App,
    caller: &Caller,
    areas: &[Journal<Area>],
) -> Result<Vec<Proposed>, Problem> {
    let today = time::london_date(app.clock.now());
    let mut all = Vec::new();
    for area in areas {
        for forum in &area.forums {
            if area.cadences.of(*forum).is_some() {
                let own = OfForum::read(app, caller, &area.code, *forum).await?;
                all.extend(propose(area, *forum, &own.called(), own.last(), today));
            }
        }
    }
    Ok(all)
}

pub(super) fn propose(
    area: &Area,
    forum: Forum,
    called: &[Called],
    last: Option<&Meeting>,
    today: NaiveDate,
) -> Option<Proposed> {
    let cadence = area.cadences.of(forum)?;
    let next = cadence.next(called, today)?;
    let day = time::full_date(next.on);
    let day = match next.moved() {
        Some(moved) => format!("{day}, {moved}"),
        None => day,
    };
    Some(Proposed {
        area: area.code.to_string(),
        forum,
        on: next.on,
        like: last.map(Like::of),
        words: format!("{} {}: {day}", area.name, forum.label()),
        cadence: cadence.label(),
    })
}
