//! Which dates of a series are asked for.

use chrono::{DateTime, NaiveDate, NaiveTime, Utc};
use domain::{
    Journal, Line, WebLink,
    directory::Area,
    meeting::{Called, Forum, Slot},
    time,
};
use edge::{Fields, Problem, page::Form};
use serde::Deserialize;
use utoipa::IntoParams;

use super::{MOST, SeriesBody};
use crate::meeting::forum::whereabouts;

/// How many dates are shown where nobody asks for more or fewer.
pub(super) const USUAL: usize = 6;

/// Which dates to show.
#[derive(Debug, Clone, Default, Deserialize, IntoParams)]
#[serde(default)]
#[into_params(parameter_in = Query)]
pub(crate) struct Window {
    /// The area's code.
    #[param(example = "RUN")]
    area: String,
    /// Which forum.
    #[param(example = "jag")]
    forum: String,
    /// How many dates; 6 unless said otherwise, 26 at most.
    #[param(example = 6)]
    count: String,
    /// The first date, instead of the one that follows what is called.
    #[param(example = "2027-01-12")]
    from: String,
    /// The last date, if fewer come before it.
    #[param(example = "2027-12-31")]
    until: String,
    #[serde(rename = "from-day")]
    #[param(ignore)]
    from_day: String,
    #[serde(rename = "from-month")]
    #[param(ignore)]
    from_month: String,
    #[serde(rename = "from-year")]
    #[param(ignore)]
    from_year: String,
    #[serde(rename = "until-day")]
    #[param(ignore)]
    until_day: String,
    #[serde(rename = "until-month")]
    #[param(ignore)]
    until_month: String,
    #[serde(rename = "until-year")]
    #[param(ignore)]
    until_year: String,
}

/// Which dates of a series.
#[derive(Debug, Clone, Copy)]
pub(super) struct Ahead {
    pub(super) from: Option<NaiveDate>,
    until: Option<NaiveDate>,
    count: usize,
}

impl Ahead {
    /// The dates: those that follow what is called, or those from a day on that are to come.
    pub(super) fn slots(
        &self,
        (area, forum): (&Area, Forum),
        called: &[Called],
        today: NaiveDate,
    ) -> Vec<Slot> {
        let Some(cadence) = area.cadences.of(forum) else {
            return Vec::new();
        };
        let until = self.until.unwrap_or(NaiveDate::MAX);
        let fits = |slot: &Slot| slot.on <= until;
        match self.from {
            Some(from) => {
                let ahead = cadence.beginning(from).filter(|slot| slot.on > today);
                ahead.take_while(fits).take(self.count).collect()
            }
            None => {
                let ahead = cadence.following(called, today).take_while(fits);
                let free = ahead.filter(|slot| slot.taken(called).is_none());
                free.take(self.count).collect()
            }
        }
    }

    /// The dates that a request may name, also where somebody else has called them meanwhile: more than
    /// are ever shown.
    pub(super) fn all(
        &self,
        (area, forum): (&Area, Forum),
        called: &[Called],
        today: NaiveDate,
    ) -> Vec<Slot> {
        let Some(cadence) = area.cadences.of(forum) else {
            return Vec::new();
        };
        let most = MOST + called.len();
        match self.from {
            Some(from) => {
                let ahead = cadence.beginning(from).filter(|slot| slot.on > today);
                ahead.take(MOST).collect()
            }
            None => cadence.following(called, today).take(most).collect(),
        }
    }
}

impl Window {
    /// The one in which the dates of a request were shown.
    pub(super) fn of(body: &SeriesBody) -> Self {
        Self {
            area: body.area.clone().unwrap_or_default(),
            forum: body.forum.clone().unwrap_or_default(),
            from: body.from.clone().unwrap_or_default(),
            count: MOST.to_string(),
            ..Self::default()
        }
    }

    /// The series that is asked for, if it is one whose cadence is settled.
    pub(super) fn series<'a>(
        &self,
        areas: &'a [Journal<Area>],
    ) -> Option<(&'a Journal<Area>, Forum)> {
        let area = areas.iter().find(|area| area.code.as_str() == self.area)?;
        let forum = Forum::parse(&self.forum).filter(|forum| area.forums.contains(forum))?;
        area.cadences.of(forum).map(|_| (area, forum))
    }

    /// Refuses an area or a forum that is none of those that can be asked for.
    pub(super) fn check(&self, areas: &[Journal<Area>]) -> Result<(), Problem> {
        if self.area.is_empty() && self.forum.is_empty() {
            return Ok(());
        }
        let body = SeriesBody {
            area: Some(self.area.clone()),
            forum: Some(self.forum.clone()),
            ..SeriesBody::default()
        };
        series(&body, areas).map(|_| ())
    }

    /// Which dates are asked for, and the form that asks for them, with what is wrong in it.
    pub(super) fn ahead(&self) -> (Ahead, Form) {
        let mut fields = Fields::default();
        let from = fields.date_if_any("from", "first date", self.date("from"));
        let until = fields.date_if_any("until", "last date", self.date("until"));
        let count = if self.count.trim().is_empty() {
            let most = if until.is_some() { MOST } else { USUAL };
            Some(most)
        } else {
            let count = self.count.trim().parse().ok();
            count.filter(|count| (1..=MOST).contains(count))
        };
        let words = format!("How many must be a whole number from 1 to {MOST}");
        fields.check("count", count.is_some(), words);
        let ahead = Ahead {
            from,
            until,
            count: count.unwrap_or(USUAL),
        };
        let parts = [
            ("count", &self.count),
            ("from-day", &self.from_day),
            ("from-month", &self.from_month),
            ("from-year", &self.from_year),
            ("until-day", &self.until_day),
            ("until-month", &self.until_month),
            ("until-year", &self.until_year),
        ];
        let form = Form::posted(parts.map(|(name, value)| (name, value.as_str())));
        let faults = fields.finish(|| Some(())).err();
        let faults = faults.map(|problem| problem.faults()).unwrap_or_default();
        (ahead, form.with_faults(faults))
    }

    /// The dates that a request may name.
    pub(super) fn slots(
        &self,
        (area, forum): (&Journal<Area>, Forum),
        called: &[Called],
        today: NaiveDate,
    ) -> Vec<Slot> {
        self.ahead().0.all((area, forum), called, today)
    }

    fn date(&self, which: &str) -> Option<String> {
        let (whole, parts) = if which == "from" {
            (
                &self.from,
                [&self.from_year, &self.from_month, &self.from_day],
            )
        } else {
            (
                &self.until,
                [&self.until_year, &self.until_month, &self.until_day],
            )
        };
        if parts.iter().all(|part| part.trim().is_empty()) {
            return Some(whole.clone()).filter(|whole| !whole.trim().is_empty());
        }
        let [year, month, day] = parts;
        Some(format!("{year}-{month:0>2}-{day:0>2}"))
    }
}

/// What was asked for, once it is known to make sense.
pub(super) struct Asked {
    pub(super) slots: Vec<Slot>,
    /// How many of the dates are called already.
    pub(super) passed_over: usize,
    at: NaiveTime,
    pub(super) place: Line,
    pub(super) online: Option<WebLink>,
}

impl Asked {
    /// When the meeting of a day starts.
    ///
    /// **Errors:** 400 when the clocks skip that time.
    pub(super) fn starts_at(&self, slot: &Slot) -> Result<DateTime<Utc>, Problem> {
        let mut fields = Fields::default();
        let at = fields.civil(("at", Some(slot.on), Some(self.at)));
        fields.finish(|| at)
    }
}

/// Which series a request is about.
///
/// **Errors:** 400 when its cadence is not settled, or it is none of the caller's.
pub(super) fn series<'a>(
    body: &SeriesBody,
    areas: &'a [Journal<Area>],
) -> Result<(&'a Journal<Area>, Forum), Problem> {
    let mut fields = Fields::default();
    let area = fields.choice("area", "an area", body.area.clone(), |code| {
        areas.iter().find(|area| area.code.as_str() == code)
    });
    let forum = fields.choice("forum", "a forum", body.forum.clone(), Forum::parse);
    if let (Some(area), Some(forum)) = (area, forum) {
        let settled = area.cadences.of(forum).is_some() && area.forums.contains(&forum);
        let words = format!(
            "How often the {} {} meets is not settled: an administrator settles it",
            area.name,
            forum.label()
        );
        fields.check("forum", settled, words);
    }
    fields.date_if_any("from", "first date", body.from.clone());
    fields.finish(|| Some((area?, forum?)))
}

/// Reads the rest of a request, with every fault at once; `offered` are the dates of the series.
pub(super) fn read(
    body: SeriesBody,
    offered: &[Slot],
    called: &[Called],
) -> Result<Asked, Problem> {
    let mut fields = Fields::default();
    let count = body.dates.len();
    fields.check("dates", count > 0, "Select at least one date");
    let words = format!("Select {MOST} dates or fewer");
    fields.check("dates", count <= MOST, words);
    let planned = fields.choices("dates", "dates", body.dates, |sent| sent.parse().ok());
    let (mut slots, mut passed_over) = (Vec::new(), 0);
    for day in planned {
        let held = |called: &Called| !called.cancelled && called.planned == Some(day);
        let found = offered.iter().find(|slot| slot.planned == day);
        let on = found.map(|slot| slot.on);
        let there = |called: &Called| !called.cancelled && Some(called.on) == on;
        if called.iter().any(|one| held(one) || there(one))
            || slots.iter().any(|slot: &Slot| slot.planned == day)
        {
            passed_over += 1;
        } else if let Some(slot) = found {
            slots.push(*slot);
        } else {
            let day = time::long_date(day);
            fields.fault("dates", format!("{day} is no date of this series"));
        }
    }
    let at = fields.time("at", "the start time", body.at);
    let (place, online) = whereabouts(&mut fields, body.place, body.online);
    slots.sort_by_key(|slot| slot.on);
    fields.finish(|| {
        Some(Asked {
            slots,
            passed_over,
            at: at?,
            place: place?,
            online,
        })
    })
}
