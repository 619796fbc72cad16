//! The programs that are measured, and how each is started.

use std::{env, path::PathBuf, process::Command};

use charmm::runtime::Bootstrap;

use crate::world::World;

/// Our functions; the first seven answer HTTP.
pub(super) const FUNCTIONS: [&str; 11] = [
    "referral-intake",
    "case-updates",
    "meetings",
    "administration",
    "case-reviews",
    "reports",
    "data-protection",
    "action-notifications",
    "meeting-packs",
    "audit-roots",
    "erasure",
];

/// A function that does nothing, and the smallest that holds a DynamoDB client.
pub(super) const PEERS: [&str; 2] = ["peer-nothing", "peer-client"];

/// The referral handler in Python.
pub(super) const PYTHON: &str = "referral in Python";

/// Where the programs lie.
pub(super) struct Programs {
    folder: PathBuf,
    python: PathBuf,
    valgrind: Option<PathBuf>,
}

/// A program's size in bytes, and that of its zip.
#[derive(Debug, Clone, Copy)]
pub(super) struct Size {
    pub(super) name: &'static str,
    pub(super) program: u64,
    pub(super) zip: u64,
}

impl Programs {
    /// As `tests/bench` says: `BENCH_PROGRAMS` holds a folder for each program, `BENCH_PYTHON` is
    /// an interpreter with what the peer needs, and `BENCH_VALGRIND`, if set, counts instructions.
    pub(super) fn from_env() -> Self {
        let path = |name| env::var_os(name).filter(|path| !path.is_empty());
        let needed = |name| {
            let path = path(name).unwrap_or_else(|| panic!("{name} is not set; run tests/bench"));
            PathBuf::from(path)
        };
        Self {
            folder: needed("BENCH_PROGRAMS"),
            python: needed("BENCH_PYTHON"),
            valgrind: path("BENCH_VALGRIND").map(PathBuf::from),
        }
    }

    pub(super) fn sizes(&self) -> Vec<Size> {
        let all = FUNCTIONS.into_iter().chain(PEERS);
        let size = |name| {
            let bytes = |file| {
                let path = self.folder.join(name).join(file);
                let there = path.metadata();
                there
                    .unwrap_or_else(|_| panic!("{} is not there", path.display()))
                    .len()
            };
            Size {
                name,
                program: bytes("bootstrap"),
                zip: bytes("bootstrap.zip"),
            }
        };
        all.map(size).collect()
    }

    fn command(&self, name: &str) -> Command {
        if name != PYTHON {
            return Command::new(self.folder.join(name).join("bootstrap"));
        }
        let mut command = Command::new(&self.python);
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/peers/python");
        command.args(["-B", "-m", "awslambdaric", "handler.handler"]);
        command.current_dir(folder);
        command
    }

    /// Starts a program on a world's stores; returns when it asks for its first event.
    pub(super) async fn start(&self, world: &World, name: &str) -> Bootstrap {
        let started = Bootstrap::start(self.command(name), name, world.local.environment());
        started
            .await
            .unwrap_or_else(|fault| panic!("{name}: {fault}"))
    }

    /// The same under valgrind, which counts its instructions; nothing without valgrind.
    pub(super) async fn start_counted(&self, world: &World, name: &str) -> Option<Bootstrap> {
        let mut command = Command::new(self.valgrind.as_ref()?);
        command.args(["--tool=callgrind", "--callgrind-out-file=/dev/null"]);
        command.arg(self.folder.join(name).join("bootstrap"));
        let started = Bootstrap::start(command, name, world.local.environment());
        Some(
            started
                .await
                .unwrap_or_else(|fault| panic!("{name}: {fault}")),
        )
    }
}
