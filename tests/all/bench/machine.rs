//! What a process has used of the machine, as Linux counts it.

use std::{collections::BTreeMap, fs, time::Duration};

use super::figures::number_after;

/// Processor time of each thread of a process, user and system, in nanoseconds.
///
/// `/proc/PID/stat` counts in hundredths of a second; this is what the scheduler itself counts.
#[derive(Debug)]
pub(super) struct Clock(BTreeMap<String, u64>);

impl Clock {
    /// As it stands now.
    pub(super) fn of(id: u32) -> Self {
        let mut threads = BTreeMap::new();
        for thread in fs::read_dir(format!("/proc/{id}/task")).unwrap() {
            let thread = thread.unwrap();
            // A thread may end while it is looked at.
            let Ok(text) = fs::read_to_string(thread.path().join("schedstat")) else {
                continue;
            };
            let run = text.split_whitespace().next().unwrap().parse().unwrap();
            threads.insert(thread.file_name().into_string().unwrap(), run);
        }
        Self(threads)
    }

    /// What the process has used since its start, or since `before`.
    pub(super) fn since(&self, before: Option<&Self>) -> Duration {
        let known = |thread| before.and_then(|before| before.0.get(thread)).unwrap_or(&0);
        let used = self.0.iter().map(|(thread, run)| run - known(thread));
        Duration::from_nanos(used.sum())
    }
}

/// The most memory that the process has held so far, in bytes.
pub(super) fn peak(id: u32) -> u64 {
    let status = fs::read_to_string(format!("/proc/{id}/status")).unwrap();
    number_after("VmHWM:", &status).expect("Linux tells VmHWM") * 1024
}

/// The machine in a few words, such as `2 × Example CPU at 2.5 GHz`.
pub(super) fn name() -> String {
    let text = fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let models = text.lines().filter_map(|line| {
        let (label, model) = line.split_once(':')?;
        (label.trim() == "model name").then(|| model.trim().to_owned())
    });
    let models: Vec<_> = models.collect();
    match models.first() {
        Some(model) => format!("{} × {model}", models.len()),
        None => "a machine that does not name itself".to_owned(),
    }
}
