//! A list as people see it.

use access::Caller;
use askama::Template;
use domain::{AreaCode, referral::Referral, time};
use edge::page::{Chrome, Link, Place};

use super::{
    super::view::{ReferralRow, colour, tag},
    chosen::{Chosen, View},
};

#[derive(Template)]
#[template(path = "referral/list.html")]
pub(super) struct ListPage {
    chrome: Chrome,
    /// The lists to choose from; one alone is not shown.
    views: Vec<Link>,
    /// The areas to choose from; one alone is not shown.
    areas: Vec<Link>,
    caption: String,
    columns: [&'static str; 6],
    view: View,
    none: &'static str,
    rows: Vec<ListRow>,
    /// Its own address, of the first page.
    here: String,
    first: String,
    next: String,
}

/// A row as the page shows it.
pub(super) struct ListRow {
    pub(super) row: ReferralRow,
    tag: &'static str,
    colour: &'static str,
    received: String,
    due: String,
}

impl ListRow {
    pub(super) fn of(referral: &Referral, row: ReferralRow) -> Self {
        Self {
            tag: tag(&referral.status),
            colour: colour(&referral.status),
            received: time::long_date(time::london_date(referral.received_at)),
            due: time::long_date(referral.due_on),
            row,
        }
    }
}

impl ListPage {
    pub(super) fn of(caller: &Caller, chosen: &Chosen, rows: Vec<ListRow>) -> Self {
        let Chosen { view, areas, area } = chosen;
        let (view, area) = (*view, area.as_ref());
        let named = areas.iter().find(|known| Some(&known.code) == area);
        let triages = !areas.is_empty();
        let views = View::ALL.iter().filter(|_| triages).map(|other| {
            Link::new(label(*other), chosen.address(*other, area)).current(*other == view)
        });
        let reviews = triages.then(|| Link::new("ASB Case Reviews", "/case-reviews"));
        let views = views.chain(reviews);
        let others = areas.iter().filter(|_| view != View::Ours).map(|other| {
            let code = Some(&other.code);
            Link::new(other.name.as_str(), chosen.address(view, code)).current(code == area)
        });
        let (place, title) = if triages {
            (Place::Triage, "Triage")
        } else {
            (Place::Referrals, "Referrals")
        };
        Self {
            chrome: edge::chrome(caller, title)
                .at(place)
                .official_sensitive()
                .wide(),
            views: views.collect(),
            areas: others.collect(),
            caption: match named {
                Some(area) => format!("{}: {}", label(view), area.name),
                None => label(view).to_owned(),
            },
            columns: columns(view),
            view,
            none: none(view),
            rows,
            here: chosen.address(view, area),
            first: String::new(),
            next: String::new(),
        }
    }

    /// Where the first page (from a `later` one) and the next one are.
    pub(super) fn between(mut self, later: bool, next: Option<&str>) -> Self {
        if later {
            self.first.clone_from(&self.here);
        }
        self.next = next
            .map(|token| format!("{}&from={token}", self.here))
            .unwrap_or_default();
        self
    }
}

impl Chosen {
    fn address(&self, view: View, area: Option<&AreaCode>) -> String {
        let area = area.filter(|_| view != View::Ours && self.areas.len() > 1);
        let area = area.map(|area| format!("&area={area}")).unwrap_or_default();
        format!("/referrals?view={}{area}", view.value())
    }
}

fn label(view: View) -> &'static str {
    match view {
        View::Waiting => "Waiting for triage",
        View::Decided => "Decided",
        View::Ours => "Made by your agency",
    }
}

fn columns(view: View) -> [&'static str; 6] {
    match view {
        View::Waiting => [
            "Reference",
            "What it is about",
            "From",
            "Risk",
            "Waiting since",
            "Decide by",
        ],
        View::Decided => [
            "Reference",
            "What it is about",
            "From",
            "Risk",
            "Received",
            "Decision",
        ],
        View::Ours => [
            "Reference",
            "What it is about",
            "Area",
            "Referrer",
            "Sent",
            "Status",
        ],
    }
}

fn none(view: View) -> &'static str {
    match view {
        View::Waiting => "No referrals are waiting. New ones appear here as soon as they are sent.",
        View::Decided => "No referrals have been decided yet.",
        View::Ours => "Your agency has not made any referrals yet.",
    }
}
