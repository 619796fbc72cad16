//! A pack as a page: the same content in the same order as the PDF.

use std::borrow::Borrow;

use access::Caller;
use askama::Template;
use chrono::NaiveDate;
use domain::{
    AgencyId, CaseId,
    meeting::{Meeting, PackRef, Section},
    pack::{self, Pack, PackAction, Standing},
    time,
};
use edge::{
    chrome,
    page::{Chrome, Place},
};

#[derive(Template)]
#[template(path = "pack.html")]
pub(super) struct PackPage<'a> {
    chrome: Chrome,
    pack: &'a Pack,
    /// Where the PDF is.
    pdf: String,
    /// Which version this is, and when it was made.
    edition: String,
    cancelled: bool,
}

impl<'a> PackPage<'a> {
    pub(super) fn new(
        caller: &Caller,
        pack: &'a Pack,
        newest: &PackRef,
        meeting: &Meeting,
    ) -> Self {
        let home = format!("/meetings/{}", meeting.id);
        Self {
            chrome: chrome(caller, pack.title.as_str())
                .at(Place::Meetings)
                .crumb("Meetings", "/meetings")
                .crumb(meeting.title(&pack.area), home.as_str())
                .official_sensitive(),
            pdf: pdf(&home, &pack.recipient.agency),
            edition: edition(newest),
            cancelled: meeting.cancelled.is_some(),
            pack,
        }
    }

    /// A civil date in words.
    fn date(&self, on: &NaiveDate) -> String {
        time::long_date(*on)
    }

    /// What is said of a section without cases.
    fn nothing(&self, section: &Section) -> &'static str {
        pack::nothing(*section)
    }

    /// Whether the case is in the pack, so that a link can go to its place on the page.
    fn holds(&self, case: &CaseId) -> bool {
        self.pack.case(*case).is_some()
    }

    /// The value of a case's RAG; empty when it has none.
    fn rag(&self, case: &CaseId) -> &'static str {
        let rag = self.pack.case(*case).and_then(|case| case.rag);
        rag.map_or("", |rag| rag.value())
    }

    /// Name of a case's lead agency.
    fn lead(&self, case: &CaseId) -> &str {
        self.pack.case(*case).map_or("", |case| case.lead.as_str())
    }

    /// Cases by colour, in words.
    fn rated(&self) -> String {
        let totals = self.pack.totals;
        let parts = [
            (totals.red, "red"),
            (totals.amber, "amber"),
            (totals.green, "green"),
            (totals.unrated, "not yet rated"),
        ];
        let said: Vec<_> = parts
            .iter()
            .filter(|(count, _)| *count > 0)
            .map(|(count, colour)| format!("{count} {colour}"))
            .collect();
        said.join(", ")
    }
}

fn pdf(home: &str, agency: &AgencyId) -> String {
    format!("{home}/packs/{agency}?as=pdf")
}

/// Which version, when it was made, and how long the PDF is.
fn edition(pack: &PackRef) -> String {
    let pages = counted(pack.pages, "page", "pages");
    let made = time::long_time(pack.made_at);
    format!(
        "Version {}, made on {made}; the PDF has {pages}",
        pack.version
    )
}

/// `1 case`, `2 cases`.
///
/// Takes the number itself or a reference, because templates pass either.
fn counted(count: impl Borrow<usize>, one: &str, many: &str) -> String {
    let count = count.borrow();
    format!("{count} {}", if *count == 1 { one } else { many })
}

/// Colour of the tag that says where an action stands; empty for plain words.
fn colour(action: &PackAction) -> &'static str {
    match action.standing {
        _ if action.overdue => "red",
        Standing::Assigned => "yellow",
        Standing::Accepted => "blue",
        Standing::Done => "green",
        Standing::Declined | Standing::NotDone => "orange",
        Standing::NoLongerPossible => "grey",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample;

    fn html(pack: &Pack) -> String {
        let meeting = sample::meeting_with_packs();
        let newest = meeting.packs.get(&sample::police()).unwrap();
        let page = PackPage::new(&sample::officer(), pack, newest, &meeting);
        page.render().unwrap()
    }

    #[test]
    fn the_page_is_marked_and_says_for_whom_it_is() {
        let html = html(&sample::pack());
        assert_eq!(html.matches("OFFICIAL-SENSITIVE").count(), 3);
        assert!(html.contains("Surrey Police"));
        assert!(html.contains(sample::pack().disclosure.as_str()));
        assert!(html.contains("/packs/surrey-police?as=pdf"));
        // R2.3, R2.7: in words, not by colour alone.
        assert!(html.contains("Risk to be scored again: it was due by 10 November 2026"));
        assert!(html.contains("Patrols on Friday and Saturday nights"));
        assert!(html.contains("Nobody is woken at night."));
        // R6.1, R6.5: what stands on the ladder, and what falls due with it.
        assert!(html.contains("Criminal behaviour order"));
        assert!(html.contains("Granted: Not to enter &#60;Station Road&#62;"));
        assert!(html.contains("Until 7 May 2028"));
    }

    #[test]
    fn the_agenda_comes_first_in_order_and_leads_to_the_cases() {
        let html = html(&sample::pack());
        let at = |words: &str| html.find(words).unwrap_or_else(|| panic!("{words}"));
        let order = [
            "1. Action log",
            "2. New referrals",
            "3. Cases due for review",
            "4. Closures proposed",
        ];
        let places = order.map(at);
        assert!(places.is_sorted());
        let case = sample::pack().cases[0].id;
        assert!(places[3] < at(&format!("id=\"case-{case}\"")));
        assert!(html.contains(&format!("href=\"#case-{case}\"")));
        assert!(html.contains(&format!("href=\"/cases/{case}\"")));
    }

    #[test]
    fn what_people_wrote_never_becomes_markup() {
        let mut pack = sample::pack();
        pack.cases[0].summary = Some("<script>alert(1)</script>\nSecond line".into());
        pack.cases[0].headline = "<img src=x>".into();
        let html = html(&pack);
        assert!(!html.contains("<script>alert") && !html.contains("<img src=x"));
        assert!(html.contains("&#60;script&#62;alert"));
    }

    #[test]
    fn a_pack_without_cases_says_so() {
        let mut pack = sample::pack();
        pack.cases.clear();
        pack.action_log.clear();
        pack.agenda
            .iter_mut()
            .for_each(|section| section.items.clear());
        let html = html(&pack);
        assert!(html.contains("There are no new referrals."));
        assert!(html.contains("There are no actions to report on."));
    }
}
