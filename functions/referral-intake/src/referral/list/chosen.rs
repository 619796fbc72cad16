//! Which list is asked for, and whether the caller may see it.

use access::Caller;
use domain::{
    AreaCode, Journal,
    directory::{Area, Role},
    referral::Referral,
};
use edge::{App, Problem};
use store::{Cursor, Page};

use super::ListQuery;

/// Referrals on a page.
const PAGE: i32 = 20;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum View {
    Waiting,
    Decided,
    Ours,
}

impl View {
    pub(super) const ALL: [Self; 3] = [Self::Waiting, Self::Decided, Self::Ours];

    pub(super) fn value(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Decided => "decided",
            Self::Ours => "ours",
        }
    }

    /// The view that a query names; a coordinator (`triages`) begins with the queue.
    fn named(value: Option<&str>, triages: bool) -> Result<Self, Problem> {
        let view = match value {
            None if triages => Self::Waiting,
            None => Self::Ours,
            Some(value) => Self::ALL
                .into_iter()
                .find(|view| view.value() == value)
                .ok_or_else(|| Problem::field("view", "must be waiting, decided or ours"))?,
        };
        if triages || view == Self::Ours {
            Ok(view)
        } else {
            let why = "Only an area’s coordinator sees the referrals of the area.";
            Err(Problem::Forbidden(why.to_owned()))
        }
    }
}

/// A list, and what it can be exchanged for.
pub(super) struct Chosen {
    pub(super) view: View,
    /// The areas that the caller triages, by name.
    pub(super) areas: Vec<Journal<Area>>,
    /// The one whose list it is; none for an agency's own.
    pub(super) area: Option<AreaCode>,
}

impl Chosen {
    /// The list that a query names.
    ///
    /// **Errors:** 400 for an unknown view; 403 for an area's list without triaging anywhere; 404
    /// for an area that the caller does not triage.
    pub(super) async fn of(app: &App, caller: &Caller, query: &ListQuery) -> Result<Self, Problem> {
        let areas = coordinated(app, caller).await?;
        let view = View::named(query.view.as_deref(), !areas.is_empty())?;
        let area = match (view, &query.area) {
            (View::Ours, _) => None,
            (_, None) => areas.first(),
            (_, Some(code)) => {
                let found = areas.iter().find(|area| area.code.as_str() == code);
                Some(found.ok_or(Problem::NotFound)?)
            }
        };
        let area = area.map(|area| area.code.clone());
        Ok(Self { view, areas, area })
    }

    /// A page of it.
    pub(super) async fn load(
        &self,
        app: &App,
        caller: &Caller,
        from: Option<&str>,
    ) -> Result<Page<Journal<Referral>>, Problem> {
        let after = from.map(Cursor::parse).transpose()?;
        let (store, after, now) = (&app.store, after.as_ref(), app.clock.now());
        let page = match (self.view, &self.area, caller.agency()) {
            (View::Waiting, Some(area), _) => {
                store.triage_queue(area, caller, PAGE, after, now).await?
            }
            (View::Decided, Some(area), _) => store.triaged(area, caller, PAGE, after, now).await?,
            (View::Ours, _, Some(own)) => store.referrals_by(own, caller, PAGE, after, now).await?,
            _ => Page {
                items: Vec::new(),
                next: None,
            },
        };
        Ok(page)
    }
}

async fn coordinated(app: &App, caller: &Caller) -> Result<Vec<Journal<Area>>, Problem> {
    if !caller.holds_anywhere(Role::Coordinator) {
        return Ok(Vec::new());
    }
    let mut areas = app.store.areas_lately().await?;
    areas.retain(|area| caller.holds(Role::Coordinator, &area.code));
    edge::areas::folded(caller, &mut areas);
    areas.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(areas)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn coordinators_begin_with_the_queue_and_everybody_else_with_their_own() {
        assert_eq!(View::named(None, true), Ok(View::Waiting));
        assert_eq!(View::named(None, false), Ok(View::Ours));
        assert_eq!(View::named(Some("ours"), true), Ok(View::Ours));
    }

    #[test]
    fn others_may_not_look_into_an_area() {
        for view in ["waiting", "decided"] {
            assert!(matches!(
                View::named(Some(view), false),
                Err(Problem::Forbidden(_))
            ));
        }
        assert!(matches!(
            View::named(Some("all"), true),
            Err(Problem::Malformed(_))
        ));
    }
}
