//! Alarms that ring because nothing was heard: long enough for a run that is late, short enough for
//! one that is missed.

use charmm::template::{Resource, Template};
use serde_json::Value;

use super::{Faults, at, expect};

/// Whose runs a metric counts.
const RUNS: [(&str, &str); 3] = [
    ("Sweeps", "action-notifications"),
    ("PackRuns", "meeting-packs"),
    ("RootRuns", "audit-roots"),
];

const HOUR: u64 = 3600;

pub(super) fn check(template: &Template, faults: &mut Faults) {
    let schedules = match template.schedules() {
        Ok(schedules) => schedules,
        // The triggers' rules say so.
        Err(_) => return,
    };
    for (metric, function) in RUNS {
        let Some(schedule) = schedules.iter().find(|one| one.function == function) else {
            continue;
        };
        let gap = longest(&schedule.hours) * HOUR;
        // The day on which the clock goes back has an hour more.
        let late = gap + HOUR + tries(template, function);
        for alarm in template.of_type("AWS::CloudWatch::Alarm") {
            if at(alarm, "/MetricName") != metric {
                continue;
            }
            let (name, window) = (alarm.name, window(alarm));
            expect(window >= late, faults, || {
                format!("{name}: rings after {window} s, and a late run comes after {late} s")
            });
            expect(window <= 2 * gap, faults, || {
                format!("{name}: rings after {window} s, when two runs are missed")
            });
        }
    }
}

/// The most hours between one run and the next.
fn longest(hours: &[u32]) -> u64 {
    let mut sorted = hours.to_vec();
    sorted.sort_unstable();
    let next = sorted.iter().cycle().skip(1);
    let gaps = sorted.iter().zip(next).map(|(one, next)| {
        let gap = (24 + next - one) % 24;
        if gap == 0 { 24 } else { gap }
    });
    gaps.max().unwrap_or(24).into()
}

/// For how long a run that fails is tried again, in seconds.
fn tries(template: &Template, function: &str) -> u64 {
    let functions = template.of_type("AWS::Serverless::Function");
    let own = functions.filter(|one| {
        let binary = one.whole.pointer("/Metadata/BuildProperties/Binary");
        binary.and_then(Value::as_str) == Some(function)
    });
    let events = own.filter_map(|one| one.properties()["Events"].as_object());
    let ages = events.flat_map(|events| events.values()).map(|event| {
        event["Properties"]["RetryPolicy"]["MaximumEventAgeInSeconds"]
            .as_u64()
            .unwrap_or_default()
    });
    ages.max().unwrap_or_default()
}

/// For how long nothing must be heard, in seconds: every period of it.
fn window(alarm: Resource<'_>) -> u64 {
    let number = |name: &str| alarm.properties()[name].as_u64();
    let periods = number("DatapointsToAlarm").or_else(|| number("EvaluationPeriods"));
    periods.unwrap_or_default() * number("Period").unwrap_or_default()
}

#[test]
fn the_longest_gap_of_a_day_spans_midnight() {
    assert_eq!(longest(&[7]), 24);
    assert_eq!(longest(&[13, 7, 9]), 18);
    assert_eq!(longest(&[2, 5, 8, 11, 14, 17, 20, 23]), 3);
}
