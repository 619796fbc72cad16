//! Runs what falls due, as time passes or as the clock is moved.

use std::{path::PathBuf, sync::Arc, time::Duration};

use anyhow::Context;
use chrono::{DateTime, TimeDelta, Utc};
use domain::time;
use serde::{Deserialize, Serialize};
use tokio::{sync::Mutex, task::JoinHandle};

use crate::{
    clock::LocalClock,
    folder,
    loopback::Stop,
    schedule::{Due, Timetable},
    stream::Stream,
};

/// How often it looks whether something is due.
const LOOK_EVERY: Duration = Duration::from_secs(1);

/// Furthest the clock can be moved at once; every day of it is run.
const FURTHEST: TimeDelta = TimeDelta::days(400);

/// Longest pause between runs that is made up for on starting again. Reminders older than that
/// would only confuse.
const CATCH_UP: TimeDelta = TimeDelta::days(7);

/// The scheduler of one runner.
#[derive(Clone)]
pub(crate) struct Scheduler {
    clock: LocalClock,
    stream: Stream,
    timetable: Arc<Timetable>,
    /// Up to when everything due has run; held while something runs.
    done: Arc<Mutex<Done>>,
}

struct Done {
    file: PathBuf,
    until: DateTime<Utc>,
}

#[derive(Serialize, Deserialize)]
struct Kept {
    until: DateTime<Utc>,
}

/// Why the clock cannot be moved.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    /// It only moves forward.
    #[error("the clock only moves forward")]
    Back,
    /// It moves so far at once and no further.
    #[error("the clock moves 400 days at once at most")]
    TooFar,
}

impl Scheduler {
    pub(crate) fn open(
        file: PathBuf,
        clock: LocalClock,
        stream: Stream,
        timetable: Timetable,
    ) -> anyhow::Result<Self> {
        let kept: Option<Kept> = folder::get_json(&file)?;
        let now = clock.now();
        let until = kept.map_or(now, |kept| kept.until.max(now - CATCH_UP).min(now));
        let done = Arc::new(Mutex::new(Done { file, until }));
        Ok(Self {
            clock,
            stream,
            timetable: Arc::new(timetable),
            done,
        })
    }

    /// Moves the clock to `to`, stopping at each time at which something falls due.
    ///
    /// Each run sees the time at which it was due and the effects of those before it, so that a
    /// reminder, a chaser and an escalation come in that order.
    ///
    /// It goes on to the end even when nobody waits for it any more.
    pub(crate) async fn move_clock(
        &self,
        to: DateTime<Utc>,
    ) -> anyhow::Result<Result<(), Refused>> {
        let scheduler = self.clone();
        tokio::spawn(async move { scheduler.go(to).await }).await?
    }

    async fn go(&self, to: DateTime<Utc>) -> anyhow::Result<Result<(), Refused>> {
        let mut done = self.done.lock().await;
        let now = self.clock.now();
        if to < now {
            return Ok(Err(Refused::Back));
        }
        if to - now > FURTHEST {
            return Ok(Err(Refused::TooFar));
        }
        self.stream.settle().await?;
        for due in self.timetable.due(done.until, to) {
            if due.at > self.clock.now() {
                self.clock.show(due.at);
            }
            self.fire(&due).await;
            // Once a day is enough: after a kill, a day's runs are repeated and change nothing.
            let next_day = time::london_date(due.at) > time::london_date(done.until);
            done.until = due.at;
            self.stream.settle().await?;
            if next_day {
                self.keep(&done)?;
            }
        }
        if to > self.clock.now() {
            self.clock.show(to);
        }
        self.keep(&done)?;
        Ok(Ok(()))
    }

    /// Runs one job. It is done even when it fails: the next time it is due it makes good.
    async fn fire(&self, due: &Due<'_>) {
        let function = due.function;
        // A panic is a failed invocation, as on AWS.
        match tokio::spawn((due.run)()).await {
            Ok(Ok(())) => {}
            Ok(Err(error)) => tracing::error!(function, %error, "a scheduled run failed"),
            Err(_) => tracing::error!(function, "a scheduled run failed"),
        }
        self.stream.wake();
    }

    fn keep(&self, done: &Done) -> anyhow::Result<()> {
        self.clock.keep()?;
        folder::put_json(&done.file, &Kept { until: done.until })
            .context("the schedule cannot be kept")
    }

    async fn fire_due(&self) -> anyhow::Result<()> {
        let mut done = self.done.lock().await;
        for due in self.timetable.due(done.until, self.clock.now()) {
            self.fire(&due).await;
            done.until = due.at;
            self.keep(&done)?;
        }
        Ok(())
    }

    /// Runs what falls due as time passes, until the switch is thrown.
    pub(crate) fn run(&self, stop: Stop) -> JoinHandle<()> {
        let scheduler = self.clone();
        tokio::spawn(async move {
            let for_ever = async {
                loop {
                    if let Err(error) = scheduler.fire_due().await {
                        tracing::error!(%error, "the schedule could not be run");
                    }
                    tokio::time::sleep(LOOK_EVERY).await;
                }
            };
            tokio::select! {
                () = for_ever => {}
                () = stop.asked() => {}
            }
        })
    }
}
