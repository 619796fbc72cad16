//! What every page about a case shows around its content.

use access::Caller;
use domain::{
    case::{Case, Emergency, Rag, Stale},
    time,
};
use edge::page::{Chrome, Link, Place};

use super::{elsewhere::view::warnings, opened::Opened};

/// The heading, the state at a glance and the navigation within a case.
#[derive(Debug, Clone)]
pub(crate) struct Frame {
    /// The case's address.
    pub(crate) href: String,
    /// Its reference.
    pub(crate) reference: String,
    /// What stands above the heading.
    pub(crate) caption: String,
    /// The heading.
    pub(crate) heading: String,
    /// RAG as its stored value; empty until assessed.
    pub(crate) rag: &'static str,
    /// Words and colours.
    pub(crate) tags: Vec<(String, &'static str)>,
    /// Emergencies to be seen at once, a sentence each.
    pub(crate) alarms: Vec<String>,
    /// The pages of the case.
    pub(crate) links: Vec<Link>,
    tab: Tab,
}

/// A page of a case.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Tab {
    /// The case itself, with its chronology.
    Case,
    /// What agencies brought.
    Entries,
    /// Files.
    Documents,
    /// Risk and RAG.
    Assessments,
    /// Aims and measures.
    Plan,
    /// Other forums.
    Forums,
    /// Decisions and closing.
    Decisions,
    /// Actions.
    Actions,
    /// Tools and powers.
    Powers,
    /// Agencies.
    Agencies,
    /// The journal.
    History,
}

const TABS: [(Tab, &str, &str); 11] = [
    (Tab::Case, "Case", ""),
    (Tab::Entries, "Chronology", "/entries"),
    (Tab::Documents, "Documents", "/documents"),
    (Tab::Actions, "Actions", "/actions"),
    (Tab::Assessments, "Assessments", "/assessments"),
    (Tab::Plan, "Plan", "/plan"),
    (Tab::Forums, "Other forums", "/forums"),
    (Tab::Decisions, "Decisions", "/decisions"),
    (Tab::Powers, "Powers", "/powers"),
    (Tab::Agencies, "Agencies", "/agencies"),
    (Tab::History, "History", "/history"),
];

impl Frame {
    /// The frame of a page headed `heading`.
    pub(crate) fn of(opened: &Opened, tab: Tab, heading: &str) -> Self {
        let case = opened.case();
        let href = format!("/cases/{}", case.id);
        let caption = match tab {
            Tab::Case => match &opened.was {
                Some(was) => format!(
                    "Case {}, {was}, now in {}",
                    case.reference, opened.area.name
                ),
                None => format!("Case {}, {}", case.reference, opened.area.name),
            },
            _ => format!("Case {}: {}", case.reference, case.headline),
        };
        let link = |(each, text, end): &(Tab, &str, &str)| {
            Link::new(*text, format!("{href}{end}")).current(*each == tab)
        };
        Self {
            reference: case.reference.clone(),
            caption,
            heading: heading.to_owned(),
            rag: case.rag.map_or("", Rag::value),
            tags: tags(case, opened),
            alarms: alarms(case, opened),
            links: TABS.iter().map(link).collect(),
            tab,
            href,
        }
    }

    /// Adds which other forums hold a subject, as far as the caller may know: on pages from which one
    /// acts, so that two forums do not act on the same (R8.2). Nothing is blocked by it.
    pub(crate) fn warned(&mut self, opened: &Opened, caller: &Caller) {
        if opened.case().is_open() {
            self.alarms.extend(warnings(opened, caller));
        }
    }

    /// What surrounds the page: its title names the case by reference only.
    pub(crate) fn chrome(&self, caller: &Caller) -> Chrome {
        let title = match self.tab {
            Tab::Case => format!("Case {}", self.reference),
            _ => format!("{} – case {}", self.heading, self.reference),
        };
        let chrome = edge::chrome(caller, title)
            .at(Place::Cases)
            .official_sensitive()
            .crumb("Cases", "/cases");
        match self.tab {
            Tab::Case => chrome,
            _ => chrome.crumb(&self.reference, &self.href),
        }
    }
}

/// Emergency access that is open, or that nobody has reviewed.
fn alarms(case: &Case, opened: &Opened) -> Vec<String> {
    let loud = |each: &&Emergency| each.holds(opened.now) || each.review.is_none();
    let words = |each: &Emergency| {
        let review = match &each.review {
            Some(_) => "It has been reviewed.",
            None => "It has not been reviewed yet.",
        };
        format!(
            "Emergency access: {} of {} opened this case on {} without being on it, until {}. {review}",
            each.guest.name,
            each.guest.agency_name,
            time::long_time(each.at),
            time::long_time(each.until),
        )
    };
    let emergencies = case.guests.emergencies.values();
    let emergencies = emergencies.filter(loud).map(words);
    emergencies.chain(fate(case)).collect()
}

/// That it was erased, or is to be: whoever needs it has until then.
fn fate(case: &Case) -> Option<String> {
    use domain::{case::Status, retention::Decided};
    if let Status::Erased { on, .. } = case.status {
        return Some(format!(
            "This case was erased on {}. That it was here, and who took which step, stays in its history; what was said is gone.",
            time::long_date(on)
        ));
    }
    match &case.keeping.decided {
        Some(Decided::Erase { on, by, .. }) => Some(format!(
            "This case is to be erased on {}, as {by} ordered. If your agency needs it kept, tell the area’s coordinator before that day.",
            time::long_date(*on)
        )),
        _ => None,
    }
}

fn tags(case: &Case, opened: &Opened) -> Vec<(String, &'static str)> {
    use domain::case::Status;
    let status = match case.status {
        Status::Open => "blue",
        Status::ClosureProposed { .. } => "yellow",
        Status::Closed { .. } | Status::Erased { .. } => "grey",
    };
    let mut tags = vec![(case.status.label().to_owned(), status)];
    if let Some(risk) = case.risk {
        tags.push((format!("{} risk", risk.label()), "grey"));
    }
    if case.is_open() && case.next_review_on < opened.today() {
        tags.push(("Review overdue".to_owned(), "red"));
    }
    match case.stale(opened.today()) {
        Some(Stale::Never { .. }) => tags.push(("Risk never assessed".to_owned(), "red")),
        Some(Stale::Again { .. }) => tags.push(("Risk score out of date".to_owned(), "red")),
        None => {}
    }
    if case.is_open() && case.plan.overdue(opened.today()).next().is_some() {
        tags.push(("Plan review overdue".to_owned(), "red"));
    }
    tags
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture;
    use chrono::TimeDelta;

    fn opened(days: i64) -> Opened {
        let now = fixture::at(0) + TimeDelta::days(days);
        Opened::new(fixture::file(fixture::case()), fixture::stored_area(), now)
    }

    #[test]
    fn a_case_past_its_review_says_so() {
        let frame = Frame::of(&opened(0), Tab::Case, "Heading");
        assert_eq!(frame.tags, [("Open".to_owned(), "blue")]);
        let stale = Frame::of(&opened(60), Tab::Case, "Heading");
        assert_eq!(stale.tags[1], ("Review overdue".to_owned(), "red"));
    }

    #[test]
    fn one_link_is_the_page_itself() {
        let frame = Frame::of(&opened(0), Tab::Agencies, "Agencies");
        let current: Vec<_> = frame.links.iter().filter(|link| link.current).collect();
        assert_eq!(current.len(), 1);
        assert!(current[0].href.ends_with("/agencies"));
        assert!(frame.caption.starts_with("Case RUN-2026-0001: "));
    }
}
