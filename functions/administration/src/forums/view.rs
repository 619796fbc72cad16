//! The register of forums as its page and the API show it.

use chrono::NaiveDate;
use domain::{
    directory::Area,
    forums::{self, Indicator, Standing},
    time,
};
use serde::Serialize;
use utoipa::ToSchema;

/// The forums of an area on a day.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = ForumRegister)]
pub(crate) struct RegisterView {
    /// The area's code; null for what is shipped.
    #[schema(example = "RUN")]
    pub(crate) area: Option<String>,
    /// The day.
    pub(crate) on: NaiveDate,
    /// The forums that are there on it.
    pub(crate) forums: Vec<ForumView>,
    /// Those that have ended, or are to come.
    pub(crate) others: Vec<ForumView>,
    /// What points to harm that another forum deals with, and where to refer then.
    pub(crate) indicators: Vec<IndicatorView>,
    /// Whether the caller may change them.
    pub(crate) may_set: bool,
    /// The version of the area's record, as in `ETag`; 0 for what is shipped.
    #[schema(example = 3)]
    pub(crate) version: u64,
}

/// A forum.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = OtherForum)]
pub(crate) struct ForumView {
    /// Its id.
    #[schema(example = "marac")]
    pub(crate) id: String,
    /// What people call it.
    #[schema(example = "MARAC")]
    pub(crate) name: String,
    /// `people`, `places` or `both`.
    #[schema(example = "people")]
    pub(crate) about: &'static str,
    /// The same in words.
    #[schema(example = "People")]
    pub(crate) about_words: &'static str,
    /// What it is for.
    pub(crate) remit: String,
    /// How often it meets.
    #[schema(example = "Monthly")]
    pub(crate) cadence: String,
    /// Whom to contact: a post, never a person.
    pub(crate) contact: String,
    /// The first day of this, where one is known.
    pub(crate) from: Option<NaiveDate>,
    /// The last day, if it ends.
    pub(crate) until: Option<NaiveDate>,
    /// Where it is from; null for what the area entered.
    pub(crate) source: Option<String>,
    /// How sure we are of it; null for what the area entered.
    #[schema(example = "From memory, not checked")]
    pub(crate) confidence: Option<&'static str>,
    /// Whether nobody has checked it yet.
    pub(crate) marked: bool,
}

/// What points to harm that another forum deals with.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = HarmIndicator)]
pub(crate) struct IndicatorView {
    /// Its id.
    #[schema(example = "cuckooing")]
    pub(crate) id: String,
    /// What people call it.
    #[schema(example = "Cuckooing")]
    pub(crate) name: String,
    /// Where to refer then, and why, a line each.
    pub(crate) refer: Vec<String>,
}

impl RegisterView {
    pub(super) fn of(area: Option<(&Area, u64)>, on: NaiveDate, may_set: bool) -> Self {
        let none = forums::Register::default();
        let register = area.map_or(&none, |(area, _)| &area.register);
        let all = forums::register(register, on);
        let (there, others): (Vec<_>, Vec<_>) = all.into_iter().partition(|each| each.holds(on));
        let indicators = forums::indicators(on).map(|each| IndicatorView::of(each, &there));
        Self {
            area: area.map(|(area, _)| area.code.to_string()),
            on,
            indicators: indicators.collect(),
            forums: there.iter().map(ForumView::of).collect(),
            others: others.iter().map(ForumView::of).collect(),
            may_set,
            version: area.map_or(0, |(_, version)| version),
        }
    }
}

impl ForumView {
    pub(super) fn of(forum: &Standing) -> Self {
        Self {
            id: forum.id.clone(),
            name: forum.name.clone(),
            about: forum.about.value(),
            about_words: forum.about.label(),
            remit: forum.remit.clone(),
            cadence: forum.cadence.clone(),
            contact: forum.contact.clone(),
            from: forum.from,
            until: forum.until,
            source: forum.shipped.map(|shipped| shipped.source.clone()),
            confidence: forum.shipped.map(|shipped| shipped.confidence.label()),
            marked: forum
                .shipped
                .is_some_and(|shipped| shipped.confidence.is_marked()),
        }
    }

    /// Between which days, in words.
    pub(crate) fn days(&self) -> String {
        let from = self
            .from
            .map(|day| format!("From {}", time::long_date(day)));
        let until = self
            .until
            .map(|day| format!("until {}", time::long_date(day)));
        let days: Vec<_> = [from, until].into_iter().flatten().collect();
        domain::text::capital(&days.join(" "))
    }
}

impl IndicatorView {
    fn of(indicator: &Indicator, there: &[Standing]) -> Self {
        let line = |refer: &forums::Refer| {
            let forum = there.iter().find(|each| each.id == refer.forum)?;
            Some(format!("{}: {}", forum.name, refer.why))
        };
        Self {
            id: indicator.id.clone(),
            name: indicator.name.clone(),
            refer: indicator.refer.iter().filter_map(line).collect(),
        }
    }
}
