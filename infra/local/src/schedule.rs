//! Stands in for EventBridge Scheduler: the template's schedules as times of the day, Europe/London.

use std::{fmt, future::Future, pin::Pin, sync::Arc};

use chrono::{DateTime, NaiveDate, NaiveTime, Utc};
use domain::time;

use crate::template::Schedule;

/// Calls a function as its schedule does.
pub(crate) type Run =
    Arc<dyn Fn() -> Pin<Box<dyn Future<Output = anyhow::Result<()>> + Send>> + Send + Sync>;

/// What runs when.
#[derive(Default)]
pub(crate) struct Timetable(Vec<(Schedule, Run)>);

/// A run that falls due.
pub(crate) struct Due<'a> {
    /// When, UTC.
    pub(crate) at: DateTime<Utc>,
    /// The program.
    pub(crate) function: &'a str,
    /// Runs it.
    pub(crate) run: &'a Run,
}

impl fmt::Debug for Timetable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list()
            .entries(self.0.iter().map(|(schedule, _)| schedule))
            .finish()
    }
}

impl Timetable {
    /// The timetable with one line more.
    pub(crate) fn with(mut self, schedule: Schedule, run: Run) -> Self {
        self.0.push((schedule, run));
        self
    }

    /// What falls due after one instant and up to another, in order.
    pub(crate) fn due(&self, after: DateTime<Utc>, until: DateTime<Utc>) -> Vec<Due<'_>> {
        let first = time::london_date(after);
        let last = time::london_date(until);
        let days = first.iter_days().take_while(|day| *day <= last);
        let mut due: Vec<_> = days
            .flat_map(|day| self.on(day))
            .filter(|due| after < due.at && due.at <= until)
            .collect();
        due.sort_by_key(|due| due.at);
        due
    }

    fn on(&self, day: NaiveDate) -> impl Iterator<Item = Due<'_>> {
        self.0.iter().flat_map(move |(schedule, run)| {
            schedule.hours.iter().filter_map(move |hour| {
                let at = day.and_time(NaiveTime::from_hms_opt(*hour, schedule.minute, 0)?);
                Some(Due {
                    at: time::instant(at)?,
                    function: &schedule.function,
                    run,
                })
            })
        })
    }
}

#[cfg(test)]
mod tests {
    use chrono::TimeDelta;

    use super::*;
    use crate::template::Template;

    fn at(text: &str) -> DateTime<Utc> {
        text.parse().unwrap()
    }

    /// The template's schedules, running nothing.
    fn timetable() -> Timetable {
        let run: Run = Arc::new(|| Box::pin(async { Ok(()) }));
        let schedules = Template::embedded().unwrap().schedules().unwrap();
        let lines = schedules.into_iter();
        lines.fold(Timetable::default(), |all, line| {
            all.with(line, run.clone())
        })
    }

    fn is_sweep(due: &Due<'_>) -> bool {
        due.function == "action-notifications"
    }

    #[test]
    fn a_day_has_one_sweep_one_erasure_three_pack_runs_and_eight_roots_whatever_the_clocks_do() {
        // The clocks went forward on 29 March 2026 and back on 25 October.
        for day in ["2026-03-29", "2026-10-25", "2026-11-24"] {
            let day: NaiveDate = day.parse().unwrap();
            let start = time::instant(day.and_time(NaiveTime::MIN)).unwrap();
            let end = time::instant(day.succ_opt().unwrap().and_time(NaiveTime::MIN)).unwrap();
            let timetable = timetable();
            let due = timetable.due(start, end);
            let sweeps = due.iter().filter(|due| is_sweep(due)).count();
            let roots = due.iter().filter(|due| due.function == "audit-roots");
            assert_eq!((sweeps, roots.count(), due.len()), (1, 8, 13), "{day}");
            assert!(due.is_sorted_by_key(|due| due.at));
        }
    }

    #[test]
    fn times_are_londons() {
        let timetable = timetable();
        let sweep = |from: &str, to: &str| {
            let due = timetable.due(at(from), at(to));
            due.iter().find(|due| is_sweep(due)).map(|due| due.at)
        };
        let summer = sweep("2026-07-01T00:00:00Z", "2026-07-01T12:00:00Z");
        assert_eq!(summer, Some(at("2026-07-01T06:00:00Z")));
        let winter = sweep("2026-12-01T00:00:00Z", "2026-12-01T12:00:00Z");
        assert_eq!(winter, Some(at("2026-12-01T07:00:00Z")));
    }

    #[test]
    fn nothing_runs_in_the_hour_that_is_skipped_or_doubled() {
        // London skips 01:00 to 01:59 in March and has it twice in October.
        for (schedule, _) in &timetable().0 {
            assert!(!schedule.hours.contains(&1));
        }
    }

    #[test]
    fn what_fell_due_is_not_due_again() {
        let timetable = timetable();
        let sweep = at("2026-12-01T07:00:00Z");
        let soon = timetable.due(sweep, sweep + TimeDelta::minutes(5));
        assert!(!soon.iter().any(is_sweep));
        assert_eq!(timetable.due(sweep - TimeDelta::seconds(1), sweep).len(), 1);
    }
}
