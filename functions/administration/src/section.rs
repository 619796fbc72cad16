//! What all pages of this function have in common: the frame, and the ways between them.

use access::{Caller, directory as policy};
use edge::{
    Problem, chrome,
    page::{Chrome, Link, Place},
};

/// A page of this section.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Tab {
    /// The list of people.
    People,
    /// Who has been trained.
    Training,
    /// People from a sheet.
    Upload,
    /// The list of agencies.
    Agencies,
    /// The list of areas.
    Areas,
    /// The law and local policy.
    Rules,
    /// Forums beside CHaRMM and JAG.
    Forums,
}

impl Tab {
    fn of(self) -> (&'static str, &'static str) {
        match self {
            Self::People => ("People", "/people"),
            Self::Training => ("Training", "/people/training"),
            Self::Upload => ("Upload people", "/people/upload"),
            Self::Agencies => ("Agencies", "/agencies"),
            Self::Areas => ("Areas", "/areas"),
            Self::Rules => ("Rules", "/rules"),
            Self::Forums => ("Other forums", "/forums"),
        }
    }
}

/// The frame of a page of this section.
pub(crate) fn frame(caller: &Caller, title: impl Into<String>) -> Chrome {
    chrome(caller, title).at(Place::People)
}

/// The ways to the section's other pages, as far as they are open to the caller.
pub(crate) fn tabs(caller: &Caller, here: Tab) -> Vec<Link> {
    let open: &[Tab] = if policy::administer(caller).is_permitted() {
        &[
            Tab::People,
            Tab::Training,
            Tab::Upload,
            Tab::Agencies,
            Tab::Areas,
            Tab::Rules,
            Tab::Forums,
        ]
    } else if matches!(here, Tab::Rules | Tab::Forums) && !policy::list(caller).is_permitted() {
        &[Tab::Rules, Tab::Forums]
    } else {
        &[Tab::People, Tab::Training, Tab::Rules, Tab::Forums]
    };
    let link = |tab: &Tab| {
        let (text, href) = tab.of();
        Link::new(text, href).current(*tab == here)
    };
    open.iter().map(link).collect()
}

/// **Errors:** 403 unless the caller keeps the directory.
pub(crate) fn must_administer(caller: &Caller) -> Result<(), Problem> {
    if policy::administer(caller).is_permitted() {
        Ok(())
    } else {
        Err(Problem::Forbidden(
            "Only an administrator can do this.".into(),
        ))
    }
}

/// **Errors:** 403 unless the list of people is open to the caller.
pub(crate) fn must_list(caller: &Caller) -> Result<(), Problem> {
    if policy::list(caller).is_permitted() {
        Ok(())
    } else {
        Err(Problem::Forbidden(
            "Only an administrator and an agency's lead can see the list of people.".into(),
        ))
    }
}

/// How many there are, in words: `1 person`, `2 people`.
pub(crate) fn count(number: usize, one: &str, many: &str) -> String {
    match number {
        1 => format!("1 {one}"),
        other => format!("{other} {many}"),
    }
}
