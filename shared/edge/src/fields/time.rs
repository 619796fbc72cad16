//! Civil dates, times of day and instants.

use chrono::{DateTime, Datelike, NaiveDate, NaiveTime, Utc};
use domain::time;

use super::{
    Fields, date,
    words::{enter, present, subject},
};

/// Nobody alive was born before, and no incident is worth telling.
const EARLIEST_YEAR: i32 = 1900;

impl Fields {
    /// A civil date: `YYYY-MM-DD`, or the three boxes of a form.
    pub fn date(&mut self, field: &str, label: &str, sent: Option<String>) -> Option<NaiveDate> {
        let Some(sent) = present(sent) else {
            self.fault(field, enter(label));
            return None;
        };
        match date::parse(&sent) {
            Ok(date) => Some(date),
            Err(date::Wrong::Missing(parts)) => {
                self.fault(
                    field,
                    format!("{} must include a {}", subject(label), parts.join(" and ")),
                );
                None
            }
            Err(date::Wrong::Unreal) => {
                self.fault(field, format!("{} must be a real date", subject(label)));
                None
            }
        }
    }

    /// A civil date, if any.
    pub fn date_if_any(
        &mut self,
        field: &str,
        label: &str,
        sent: Option<String>,
    ) -> Option<NaiveDate> {
        present(sent).and_then(|sent| self.date(field, label, Some(sent)))
    }

    /// Whether a day that was read has passed, and is not of another age; `today` counts.
    pub fn past(&mut self, field: &str, label: &str, day: Option<NaiveDate>, today: NaiveDate) {
        let Some(day) = day else { return };
        self.check(
            field,
            day <= today,
            format!("{label} must be today or in the past"),
        );
        self.check(
            field,
            day.year() >= EARLIEST_YEAR,
            format!("{label} must be in {EARLIEST_YEAR} or later"),
        );
    }

    /// A time of day on the 24-hour clock, such as `14:30` or `9.05`.
    pub fn time(&mut self, field: &str, label: &str, sent: Option<String>) -> Option<NaiveTime> {
        let Some(sent) = present(sent) else {
            self.fault(field, enter(label));
            return None;
        };
        let time = NaiveTime::parse_from_str(&sent.trim().replace('.', ":"), "%H:%M").ok();
        self.check(
            field,
            time.is_some(),
            format!("{} must be a time, like 14:30", subject(label)),
        );
        time
    }

    /// The instant of a civil time in London, unless the clocks skip it: said at `field`.
    pub fn civil(
        &mut self,
        (field, on, at): (&str, Option<NaiveDate>, Option<NaiveTime>),
    ) -> Option<DateTime<Utc>> {
        let (on, at) = (on?, at?);
        let instant = time::instant(on.and_time(at));
        self.check(
            field,
            instant.is_some(),
            format!(
                "There is no such time on {}: the clocks go forward that night",
                time::long_date(on)
            ),
        );
        instant
    }

    /// An instant with its offset, such as `2026-11-24T14:30:00Z`.
    pub fn instant(
        &mut self,
        field: &str,
        label: &str,
        sent: Option<String>,
    ) -> Option<DateTime<Utc>> {
        let Some(sent) = present(sent) else {
            self.fault(field, enter(label));
            return None;
        };
        let at = DateTime::parse_from_rfc3339(sent.trim()).ok();
        self.check(
            field,
            at.is_some(),
            format!(
                "{} must be a date and time with an offset, like 2026-11-24T14:30:00Z",
                subject(label)
            ),
        );
        at.map(|at| at.to_utc())
    }
}
