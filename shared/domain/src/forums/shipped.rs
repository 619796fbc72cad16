//! The forums and indicators as they are shipped.

use std::sync::LazyLock;

use chrono::NaiveDate;
use serde::Deserialize;

use crate::{choice::choices, law::Confidence};

choices! {
    /// What a forum deals with.
    About {
        People "people" "People",
        Places "places" "Places",
        Both "both" "People and places",
    }
}

/// A forum, as shipped.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Forum {
    /// What it is known by, such as `marac`.
    pub id: String,
    /// What people call it.
    pub name: String,
    /// Whether it deals with people or places.
    pub about: About,
    /// What it is for.
    pub remit: String,
    /// How often it meets.
    pub cadence: String,
    /// Whom to contact: a post, never a person.
    pub contact: String,
    /// Where it is from.
    pub source: String,
    /// How sure we are of it.
    pub confidence: Confidence,
    /// The first day it is there; `None` when it has been as long as anything here has happened.
    #[serde(default)]
    pub from: Option<NaiveDate>,
    /// The last day, if it ends.
    #[serde(default)]
    pub until: Option<NaiveDate>,
}

/// Where to refer, and why.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Refer {
    /// The forum's id.
    pub forum: String,
    /// Why it is the right one.
    pub why: String,
}

/// Something that points to harm which another forum deals with (R2.6).
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Indicator {
    /// What it is known by, such as `cuckooing`.
    pub id: String,
    /// What people call it.
    pub name: String,
    /// Where it is from.
    pub source: String,
    /// Where to refer then.
    pub refer: Vec<Refer>,
    /// The first day it counts.
    #[serde(default)]
    pub from: Option<NaiveDate>,
    /// The last day, if it ends.
    #[serde(default)]
    pub until: Option<NaiveDate>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Shipped {
    #[serde(rename = "forum")]
    forums: Vec<Forum>,
    #[serde(rename = "indicator")]
    indicators: Vec<Indicator>,
}

pub(super) const TEXT: &str = include_str!("../../rules/forums.toml");

/// Parsed once per process; a test holds the file to its shape.
static SHIPPED: LazyLock<Shipped> = LazyLock::new(|| toml::from_str(TEXT).unwrap_or_default());

/// Every forum that is shipped, in the order of the file.
pub fn shipped() -> &'static [Forum] {
    &SHIPPED.forums
}

/// The indicators that count on a day.
pub fn indicators(on: NaiveDate) -> impl Iterator<Item = &'static Indicator> {
    let counts = move |each: &&Indicator| within(each.from, each.until, on);
    SHIPPED.indicators.iter().filter(counts)
}

/// What an indicator is called; its id when it is no longer known.
pub fn indicator_name(id: &str) -> &str {
    let mut all = SHIPPED.indicators.iter();
    all.find(|each| each.id == id).map_or(id, |each| &each.name)
}

/// Whether a day lies between the first and the last.
pub(super) fn within(from: Option<NaiveDate>, until: Option<NaiveDate>, on: NaiveDate) -> bool {
    from.is_none_or(|from| from <= on) && until.is_none_or(|until| on <= until)
}
