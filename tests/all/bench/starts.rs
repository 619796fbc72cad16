//! From its start until a program asks for its first event.

use std::{process::Command, time::Duration};

use charmm::runtime::Bootstrap;

use super::{
    figures::number_after,
    machine::{self, Clock},
    programs::{FUNCTIONS, PEERS, PYTHON, Programs},
};
use crate::world::World;

/// How often each is started, in turn.
const ROUNDS: usize = 15;
/// Python takes a hundred times as long: one round in so many.
const PYTHON_EVERY: usize = 4;
/// How long a program may take to end when it is told to.
const PATIENCE: Duration = Duration::from_secs(20);

/// What a program took to start, each time.
#[derive(Debug, Default)]
pub(super) struct Start {
    pub(super) name: &'static str,
    /// Until it asked for its first event.
    pub(super) waited: Vec<Duration>,
    /// Of a processor, until then.
    pub(super) used: Vec<Duration>,
    /// The most memory until then, in bytes.
    pub(super) peak: u64,
    /// Instructions until then; only where valgrind is.
    pub(super) instructions: Option<u64>,
}

pub(super) async fn measure(programs: &Programs) -> Vec<Start> {
    let world = World::untriggered(0).await;
    let names = FUNCTIONS.into_iter().chain(PEERS).chain([PYTHON]);
    let mut starts: Vec<_> = names
        .map(|name| Start {
            name,
            ..Start::default()
        })
        .collect();
    for round in 0..ROUNDS {
        for start in &mut starts {
            if start.name == PYTHON && round % PYTHON_EVERY != 0 {
                continue;
            }
            let function = programs.start(&world, start.name).await;
            start.used.push(Clock::of(function.id()).since(None));
            start.waited.push(function.init());
            start.peak = start.peak.max(machine::peak(function.id()));
        }
    }
    for start in starts.iter_mut().filter(|start| start.name != PYTHON) {
        if let Some(function) = programs.start_counted(&world, start.name).await {
            start.instructions = Some(counted(&function).await);
        }
    }
    world.local.stop().await;
    starts
}

/// Ends a program that valgrind runs, and reads how many instructions that were.
async fn counted(function: &Bootstrap) -> u64 {
    let id = function.id().to_string();
    let told = Command::new("kill").args(["-TERM", &id]).status().unwrap();
    assert!(told.success());
    let ended = async {
        while function.status().is_none() {
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    };
    tokio::time::timeout(PATIENCE, ended)
        .await
        .expect("it ends");
    let log = function.kill();
    number_after("Collected", &log).unwrap_or_else(|| panic!("valgrind counted nothing: {log}"))
}
