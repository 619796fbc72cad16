//! What surrounds the content of every page.

use super::Link;
use crate::assets;

/// Name of the service, as in the header and after the dash of every title.
const SERVICE: &str = "charmm";

/// A place in the main navigation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// Start page, by role.
    Home,
    /// The professional referral form.
    Refer,
    /// The referrals that the caller or their agency made.
    Referrals,
    /// The referrals that wait for the caller's decision; same address as [`Place::Referrals`].
    Triage,
    /// Cases.
    Cases,
    /// Finding a case by whom it concerns.
    Find,
    /// Actions.
    Actions,
    /// Meetings and their packs.
    Meetings,
    /// Figures by quarter.
    Reports,
    /// People, agencies and areas.
    People,
    /// Who may see what, and why.
    Access,
    /// How long things are kept, and what people ask about themselves.
    DataProtection,
}

impl Place {
    /// The words of the link.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Home => "Home",
            Self::Refer => "Refer",
            Self::Referrals => "Referrals",
            Self::Triage => "Triage",
            Self::Cases => "Cases",
            Self::Find => "Find",
            Self::Actions => "Actions",
            Self::Meetings => "Meetings",
            Self::Reports => "Reports",
            Self::People => "People",
            Self::Access => "Access",
            Self::DataProtection => "Data protection",
        }
    }

    /// Where the link goes.
    #[must_use]
    pub fn href(self) -> &'static str {
        match self {
            Self::Home => "/",
            Self::Refer => "/refer",
            Self::Referrals | Self::Triage => "/referrals",
            Self::Cases => "/cases",
            Self::Find => "/find",
            Self::Actions => "/actions",
            Self::Meetings => "/meetings",
            Self::Reports => "/reports",
            Self::People => "/people",
            Self::Access => "/access/explain",
            Self::DataProtection => "/retention",
        }
    }
}

/// What surrounds the content of a page: title, who is signed in, navigation, marking, success.
///
/// Templates that extend `layout.html` have one in a field named `chrome`.
///
/// ```
/// use edge::page::{Chrome, Place};
///
/// let chrome = Chrome::new("Case RUN-2026-0001")
///     .signed_in("Ana Silva", "Runnymede Borough Council")
///     .places(&[Place::Home, Place::Cases])
///     .at(Place::Cases)
///     .official_sensitive()
///     .crumb("Cases", "/cases");
/// assert_eq!(chrome.full_title(), "Case RUN-2026-0001 – charmm");
/// ```
#[derive(Debug, Clone, Default)]
pub struct Chrome {
    /// Title of the page; normally the same words as its `h1`.
    pub title: String,
    /// Name of the signed-in person; empty when nobody is signed in.
    pub person: String,
    /// Agency of the signed-in person; may be empty.
    pub agency: String,
    /// What the navigation offers, in order.
    pub places: Vec<Place>,
    /// Which of them this page belongs to.
    pub here: Option<Place>,
    /// Whether the page carries case material and is marked OFFICIAL-SENSITIVE.
    pub sensitive: bool,
    /// Whether the page shows errors; its title then says so first.
    pub faulty: bool,
    /// Whether the page may use the whole width of the screen (wide tables, a meeting's screen).
    pub wide: bool,
    /// Where "Back" goes; empty for none.
    pub back: String,
    /// Pages above this one, outermost first.
    pub crumbs: Vec<Link>,
    /// What has just been done, for the green banner.
    pub success: Option<&'static str>,
}

impl Chrome {
    /// A page that needs nobody signed in.
    #[must_use]
    pub fn new(title: impl Into<String>) -> Self {
        Self {
            title: title.into(),
            ..Self::default()
        }
    }

    /// Shows who is signed in, with a way to sign out.
    #[must_use]
    pub fn signed_in(mut self, person: impl Into<String>, agency: impl Into<String>) -> Self {
        self.person = person.into();
        self.agency = agency.into();
        self
    }

    /// Offers these places in the navigation: only those that the caller may use.
    #[must_use]
    pub fn places(mut self, places: &[Place]) -> Self {
        self.places = places.to_vec();
        self
    }

    /// Marks the place that this page belongs to.
    #[must_use]
    pub fn at(mut self, here: Place) -> Self {
        self.here = Some(here);
        self
    }

    /// Marks the page OFFICIAL-SENSITIVE.
    #[must_use]
    pub fn official_sensitive(mut self) -> Self {
        self.sensitive = true;
        self
    }

    /// Says in the title whether the page shows errors.
    #[must_use]
    pub fn faulty(mut self, faulty: bool) -> Self {
        self.faulty = faulty;
        self
    }

    /// Lets the page use the whole width of the screen.
    #[must_use]
    pub fn wide(mut self) -> Self {
        self.wide = true;
        self
    }

    /// Adds a "Back" link. A page has this or crumbs, not both.
    #[must_use]
    pub fn back(mut self, href: impl Into<String>) -> Self {
        self.back = href.into();
        self
    }

    /// Adds a page above this one to the breadcrumbs, outermost first.
    #[must_use]
    pub fn crumb(mut self, text: impl Into<String>, href: impl Into<String>) -> Self {
        self.crumbs.push(Link::new(text, href));
        self
    }

    /// Shows what has just been done, by its key in the address (`/cases/1?done=shared`).
    ///
    /// The words are those of the page, so that nobody can put their own into a link.
    #[must_use]
    pub fn success(mut self, key: Option<&str>, words: &[(&str, &'static str)]) -> Self {
        self.success = key.and_then(|key| {
            let found = words.iter().find(|(known, _)| *known == key);
            found.map(|(_, words)| *words)
        });
        self
    }

    /// The words of the `title` element.
    #[must_use]
    pub fn full_title(&self) -> String {
        let error = if self.faulty { "Error: " } else { "" };
        format!("{error}{} – {SERVICE}", self.title)
    }

    /// Whether this place is the one that the page belongs to.
    #[must_use]
    pub fn is_here(&self, place: &Place) -> bool {
        self.here == Some(*place)
    }

    /// Address of an asset, with its version so that browsers may keep it for good.
    #[must_use]
    pub fn asset(&self, file: &str) -> String {
        assets::href(file)
    }
}
