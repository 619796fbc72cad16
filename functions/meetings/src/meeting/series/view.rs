//! The dates of a series, to be checked before they are called.

use chrono::NaiveDate;
use domain::{
    directory::Area,
    meeting::{Called, Doubt, Forum, Slot},
    time,
};
use serde::Serialize;
use utoipa::ToSchema;

use super::asked::{Ahead, USUAL};

/// The dates of a series.
#[derive(Debug, Clone, Default, Serialize, ToSchema)]
#[schema(as = SeriesDates)]
pub(crate) struct SeriesView {
    /// The area's code.
    #[schema(example = "RUN")]
    pub(super) area: String,
    /// Which forum.
    #[schema(example = "jag")]
    pub(super) forum: String,
    /// What people call it.
    #[schema(example = "Runnymede JAG")]
    pub(super) title: String,
    /// How often it meets.
    #[schema(example = "Monthly, on the second Tuesday")]
    pub(super) cadence: String,
    /// From which day they were asked for, if any was given.
    #[schema(example = "2027-01-01")]
    pub(super) from: Option<NaiveDate>,
    /// The dates, soonest first.
    pub(super) dates: Vec<DateView>,
}

/// A date of a series.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = SeriesDate)]
pub(crate) struct DateView {
    /// The day from which the next one is counted; it names the date.
    #[schema(example = "2026-12-25")]
    pub(super) planned_on: NaiveDate,
    /// The day itself.
    #[schema(example = "2026-12-29")]
    pub(super) on: NaiveDate,
    /// The same for people.
    #[schema(example = "Tuesday 29 December 2026")]
    pub(super) words: String,
    /// Why it is not on its usual day.
    #[schema(example = "moved from Friday 25 December 2026, a bank holiday")]
    pub(super) moved: Option<String>,
    /// Whether the bank holidays of its year are published.
    #[schema(example = true)]
    pub(super) bank_holidays_known: bool,
    /// What is called in its place already.
    #[schema(example = json!(null))]
    pub(super) called: Option<String>,
    /// Why it may not be wanted, though it can be called.
    #[schema(example = json!(null))]
    pub(super) doubt: Option<String>,
}

impl SeriesView {
    pub(super) fn of(
        (area, forum): (&Area, Forum),
        called: &[Called],
        ahead: Ahead,
        today: NaiveDate,
    ) -> Self {
        let slots = ahead.slots((area, forum), called, today);
        let date = |slot: &Slot| DateView {
            planned_on: slot.planned,
            on: slot.on,
            words: time::full_date(slot.on),
            moved: slot.moved(),
            bank_holidays_known: slot.is_sure(),
            called: slot.taken(called).map(|taken| in_place(slot, taken)),
            doubt: area
                .cadences
                .of(forum)
                .and_then(|cadence| cadence.doubt(slot, called))
                .map(in_doubt),
        };
        Self {
            area: area.code.to_string(),
            forum: forum.value().to_owned(),
            title: format!("{} {}", area.name, forum.label()),
            cadence: area.cadences.words(forum),
            from: ahead.from,
            dates: slots.iter().map(date).collect(),
        }
    }

    /// As many of them as there usually are, or as reach to the last one that was ticked.
    pub(super) fn reaching(mut self, ticked: &[String]) -> Self {
        let is_ticked = |date: &DateView| ticked.contains(&date.planned_on.to_string());
        let reach = self
            .dates
            .iter()
            .rposition(is_ticked)
            .map_or(0, |last| last + 1);
        self.dates.truncate(reach.max(USUAL));
        self
    }

    /// Those that can be called.
    pub(super) fn free(&self) -> impl Iterator<Item = &DateView> {
        self.dates.iter().filter(|date| date.called.is_none())
    }

    /// Those of them of which nothing says that they are not wanted.
    pub(super) fn clear(&self) -> impl Iterator<Item = &DateView> {
        self.free().filter(|date| date.doubt.is_none())
    }

    /// Those that are called already.
    pub(super) fn taken(&self) -> Vec<&DateView> {
        let dates = self.dates.iter();
        dates.filter(|date| date.called.is_some()).collect()
    }
}

impl DateView {
    /// What there is to say of it.
    pub(super) fn note(&self) -> Option<String> {
        let moved = self
            .moved
            .as_ref()
            .map(|moved| domain::text::capital(moved));
        let unsure = (!self.bank_holidays_known).then(|| {
            "The bank holidays of that year are not published yet: check it later".to_owned()
        });
        let doubt = self.doubt.clone();
        let notes: Vec<String> = [doubt, moved, unsure].into_iter().flatten().collect();
        (!notes.is_empty()).then(|| notes.join(". "))
    }
}

fn in_doubt(doubt: Doubt) -> String {
    match doubt {
        Doubt::CalledOff => "A meeting for this date was cancelled".to_owned(),
        Doubt::BeforeFirst => "It is before the first meeting of the series".to_owned(),
        Doubt::Near(on) => format!("A meeting is called nearby, for {}", time::full_date(on)),
    }
}

fn in_place(slot: &Slot, taken: &Called) -> String {
    if taken.on == slot.on {
        "called already".to_owned()
    } else {
        format!("called already, for {}", time::full_date(taken.on))
    }
}
