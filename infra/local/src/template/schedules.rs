//! What runs when, and what it is told.

use anyhow::{Context, ensure};
use serde_json::Value;

use super::Template;

/// A schedule: the same hours and minute every day, Europe/London.
#[derive(Debug, Clone, PartialEq)]
pub struct Schedule {
    /// The program that runs, such as `meeting-packs`.
    pub function: String,
    /// What it is told.
    pub input: Value,
    /// Hours of the day, London.
    pub hours: Vec<u32>,
    /// The minute of each of them.
    pub minute: u32,
}

impl Template {
    /// The schedules, by program.
    ///
    /// **Errors:** a schedule that is not daily, or not in London's time.
    pub fn schedules(&self) -> anyhow::Result<Vec<Schedule>> {
        let mut schedules = Vec::new();
        for function in self.functions() {
            for (name, event) in function.events("ScheduleV2") {
                let schedule = schedule(function.binary()?, event);
                schedules.push(schedule.with_context(|| format!("the schedule {name}"))?);
            }
        }
        Ok(schedules)
    }
}

fn schedule(function: &str, event: &Value) -> anyhow::Result<Schedule> {
    let text = |name: &str| event.get(name).and_then(Value::as_str);
    ensure!(
        text("ScheduleExpressionTimezone") == Some("Europe/London"),
        "it is not in London's time"
    );
    let (minute, hours) = daily(text("ScheduleExpression").unwrap_or_default())?;
    Ok(Schedule {
        function: function.to_owned(),
        input: serde_json::from_str(text("Input").context("it says nothing to the function")?)?,
        hours,
        minute,
    })
}

/// Minute and hours of `cron(M H,H,H * * ? *)`.
fn daily(expression: &str) -> anyhow::Result<(u32, Vec<u32>)> {
    let inner = expression
        .strip_prefix("cron(")
        .and_then(|rest| rest.strip_suffix(" * * ? *)"));
    let (minute, hours) = inner
        .and_then(|inner| inner.split_once(' '))
        .with_context(|| format!("{expression:?} does not run daily"))?;
    let hours = hours.split(',').map(str::parse).collect::<Result<_, _>>()?;
    Ok((minute.parse()?, hours))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn daily_schedules_are_read_and_others_refused() {
        assert_eq!(daily("cron(10 7,9 * * ? *)").unwrap(), (10, vec![7, 9]));
        for other in [
            "rate(1 day)",
            "cron(0 7 ? * MON *)",
            "cron(x 7 * * ? *)",
            "cron(0 7 * * ? *",
            "",
        ] {
            assert!(daily(other).is_err(), "{other}");
        }
    }

    #[test]
    fn another_zone_is_refused() {
        let event = serde_json::json!({
            "ScheduleExpression": "cron(0 7 * * ? *)",
            "ScheduleExpressionTimezone": "UTC",
            "Input": "{}",
        });
        assert!(schedule("x", &event).is_err());
    }
}
