//! Stands in for EventBridge Scheduler: what runs when, Europe/London.

use chrono::{DateTime, NaiveDate, NaiveTime, Utc};
use domain::time;

/// A function that runs on a schedule.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Job {
    /// action-notifications: reminders, chasing, escalation.
    ActionSweep,
    /// meeting-packs: packs whose time has come, and what changed in them since.
    MeetingPacks,
}

/// One line of the timetable.
struct Schedule {
    job: Job,
    /// Hours of the day, London, every day of the week.
    hours: &'static [u32],
    minute: u32,
}

/// What runs when.
///
/// INVARIANT (no lost hour): nothing between 01:00 and 01:59, which London skips in March and has
/// twice in October.
const TIMETABLE: [Schedule; 2] = [
    Schedule {
        job: Job::MeetingPacks,
        hours: &[7, 9, 13],
        minute: 10,
    },
    Schedule {
        job: Job::ActionSweep,
        hours: &[7],
        minute: 0,
    },
];

/// What falls due after one instant and up to another, in order.
pub(crate) fn due(after: DateTime<Utc>, until: DateTime<Utc>) -> Vec<(DateTime<Utc>, Job)> {
    let first = time::london_date(after);
    let last = time::london_date(until);
    let mut due: Vec<_> = first
        .iter_days()
        .take_while(|day| *day <= last)
        .flat_map(on_day)
        .filter(|(at, _)| after < *at && *at <= until)
        .collect();
    due.sort_by_key(|(at, _)| *at);
    due
}

fn on_day(day: NaiveDate) -> impl Iterator<Item = (DateTime<Utc>, Job)> {
    TIMETABLE.iter().flat_map(move |schedule| {
        schedule.hours.iter().filter_map(move |hour| {
            let at = day.and_time(NaiveTime::from_hms_opt(*hour, schedule.minute, 0)?);
            Some((time::instant(at)?, schedule.job))
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> DateTime<Utc> {
        text.parse().unwrap()
    }

    #[test]
    fn a_day_has_one_sweep_and_three_pack_runs_whatever_the_clocks_do() {
        // The clocks went forward on 29 March 2026 and back on 25 October.
        for day in ["2026-03-29", "2026-10-25", "2026-11-24"] {
            let day: NaiveDate = day.parse().unwrap();
            let start = time::instant(day.and_time(NaiveTime::MIN)).unwrap();
            let end = time::instant(day.succ_opt().unwrap().and_time(NaiveTime::MIN)).unwrap();
            let due = due(start, end);
            let sweeps = due.iter().filter(|(_, job)| *job == Job::ActionSweep);
            assert_eq!((sweeps.count(), due.len()), (1, 4), "{day}");
            assert!(due.is_sorted_by_key(|(at, _)| *at));
        }
    }

    #[test]
    fn times_are_londons() {
        let sweep = |from: &str, to: &str| {
            let due = due(at(from), at(to));
            due.iter()
                .find(|(_, job)| *job == Job::ActionSweep)
                .map(|(at, _)| *at)
        };
        let summer = sweep("2026-07-01T00:00:00Z", "2026-07-01T12:00:00Z");
        assert_eq!(summer, Some(at("2026-07-01T06:00:00Z")));
        let winter = sweep("2026-12-01T00:00:00Z", "2026-12-01T12:00:00Z");
        assert_eq!(winter, Some(at("2026-12-01T07:00:00Z")));
    }

    #[test]
    fn nothing_runs_in_the_hour_that_is_skipped_or_doubled() {
        for schedule in &TIMETABLE {
            assert!(!schedule.hours.contains(&1));
        }
    }

    #[test]
    fn what_fell_due_is_not_due_again() {
        let sweep = at("2026-12-01T07:00:00Z");
        assert!(
            !due(sweep, sweep + chrono::TimeDelta::minutes(5))
                .iter()
                .any(|(_, job)| *job == Job::ActionSweep)
        );
        assert_eq!(due(sweep - chrono::TimeDelta::seconds(1), sweep).len(), 1);
    }
}
