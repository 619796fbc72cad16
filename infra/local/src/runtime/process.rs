//! One function as a process of its own.

use std::{
    collections::BTreeMap,
    io::{BufRead, BufReader, Read},
    process::{Child, Command, ExitStatus, Stdio},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    thread::JoinHandle,
    time::{Duration, Instant},
};

use anyhow::Context;

use super::{
    Answer, Failure,
    api::{RuntimeApi, TIMEOUT},
};
use crate::aws::REGION;

/// How often it is looked whether the process still runs.
const LOOK_EVERY: Duration = Duration::from_millis(5);

/// A program that runs as a Lambda function; it ends when this is dropped.
///
/// **Shape:** `let function = Bootstrap::start(Command::new(path), "meetings", local.environment()).await?;
/// function.invoke(event).await`
#[derive(Debug)]
pub struct Bootstrap {
    api: RuntimeApi,
    child: Mutex<Child>,
    log: Log,
    init: Duration,
}

/// Why a program does not run as a function.
#[derive(Debug, thiserror::Error)]
pub enum NotStarted {
    /// There is no such program, or no port is free.
    #[error("{0:#}")]
    Machine(#[from] anyhow::Error),
    /// It ended, or asked for nothing for five minutes.
    #[error("ended before it asked for work ({status:?}): {log}")]
    Ended {
        /// How it ended; `None` when it was ended for being silent.
        status: Option<ExitStatus>,
        /// What it wrote.
        log: String,
        /// What it told Lambda, if it did.
        told: Option<Failure>,
    },
}

impl Bootstrap {
    /// Runs a program as the function `name`, with these variables and Lambda's own and no others;
    /// returns when it asks for its first event.
    pub async fn start(
        mut command: Command,
        name: &str,
        environment: &BTreeMap<String, String>,
    ) -> Result<Self, NotStarted> {
        let api = RuntimeApi::start(name).await?;
        let mut seen = api.seen();
        command
            .env_clear()
            .envs(lambdas_own(name, &api))
            .envs(environment)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        let begun = Instant::now();
        let mut child = command
            .spawn()
            .with_context(|| format!("cannot run {}", command.get_program().display()))?;
        let log = Log::of(&mut child);
        let mut function = Self {
            api,
            child: Mutex::new(child),
            log,
            init: Duration::ZERO,
        };
        let asked = function.unless_ended(seen.wait_for(|seen| seen.asked.is_some()));
        let asked = asked.await.and_then(Result::ok).and_then(|seen| seen.asked);
        match asked {
            Some(asked) => {
                function.init = asked - begun;
                Ok(function)
            }
            None => Err(function.not_started()),
        }
    }

    fn not_started(&self) -> NotStarted {
        let status = self.status();
        NotStarted::Ended {
            status,
            log: self.kill(),
            told: self.api.seen().borrow().not_started.clone(),
        }
    }

    /// Gives the function an event, and waits five minutes at most for what becomes of it; a function
    /// that takes longer is ended, as Lambda does.
    pub async fn invoke(&self, event: impl Into<String>) -> anyhow::Result<Answer> {
        let event = event.into().into_bytes().into();
        match self.unless_ended(self.api.invoke(event)).await {
            Some(answer) => answer,
            None => {
                self.kill();
                Ok(Answer::Ended)
            }
        }
    }

    /// How long it took from its start until it asked for its first event.
    pub fn init(&self) -> Duration {
        self.init
    }

    /// The process's id.
    pub fn id(&self) -> u32 {
        self.child().id()
    }

    /// What it has written so far, to standard output and error.
    pub fn log(&self) -> String {
        self.log.text()
    }

    /// Ends the process at once, if it still runs; returns all that it wrote.
    pub fn kill(&self) -> String {
        let mut child = self.child();
        // It may have ended by itself.
        let _ = child.kill();
        let _ = child.wait();
        drop(child);
        self.log.whole()
    }

    fn child(&self) -> MutexGuard<'_, Child> {
        self.child.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// How the process ended; `None` while it runs.
    pub fn status(&self) -> Option<ExitStatus> {
        self.child().try_wait().ok().flatten()
    }

    /// What comes of `work`; `None` when the process ends first, or time is up.
    async fn unless_ended<T>(&self, work: impl Future<Output = T>) -> Option<T> {
        let ended = async {
            let begun = Instant::now();
            while self.status().is_none() && begun.elapsed() < TIMEOUT {
                tokio::time::sleep(LOOK_EVERY).await;
            }
        };
        tokio::select! {
            // What was brought counts, even if the process ended right after.
            biased;
            done = work => Some(done),
            () = ended => None,
        }
    }
}

impl Drop for Bootstrap {
    fn drop(&mut self) {
        self.kill();
    }
}

/// The variables that Lambda itself sets.
fn lambdas_own(name: &str, api: &RuntimeApi) -> [(&'static str, String); 9] {
    [
        ("AWS_LAMBDA_RUNTIME_API", api.address().to_owned()),
        ("AWS_LAMBDA_FUNCTION_NAME", name.to_owned()),
        ("AWS_LAMBDA_FUNCTION_VERSION", "$LATEST".to_owned()),
        ("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", "256".to_owned()),
        ("AWS_LAMBDA_LOG_GROUP_NAME", format!("/aws/lambda/{name}")),
        ("AWS_LAMBDA_LOG_STREAM_NAME", "local".to_owned()),
        ("AWS_LAMBDA_LOG_FORMAT", "JSON".to_owned()),
        ("AWS_REGION", REGION.to_owned()),
        ("_HANDLER", "bootstrap".to_owned()),
    ]
}

/// Everything that a process writes.
#[derive(Debug)]
struct Log {
    text: Arc<Mutex<String>>,
    readers: Mutex<Vec<JoinHandle<()>>>,
}

impl Log {
    fn of(child: &mut Child) -> Self {
        let text = Arc::<Mutex<String>>::default();
        let out = child.stdout.take().map(|out| read(out, Arc::clone(&text)));
        let error = child.stderr.take().map(|out| read(out, Arc::clone(&text)));
        let readers = Mutex::new(out.into_iter().chain(error).collect());
        Self { text, readers }
    }

    fn text(&self) -> String {
        let text = self.text.lock().unwrap_or_else(PoisonError::into_inner);
        text.clone()
    }

    /// All of it, once the process has ended.
    fn whole(&self) -> String {
        let mut readers = self.readers.lock().unwrap_or_else(PoisonError::into_inner);
        for reader in readers.drain(..) {
            // A reader that panicked has read what it has read.
            let _ = reader.join();
        }
        self.text()
    }
}

fn read(from: impl Read + Send + 'static, to: Arc<Mutex<String>>) -> JoinHandle<()> {
    std::thread::spawn(move || {
        let mut from = BufReader::new(from);
        let mut line = Vec::new();
        while from.read_until(b'\n', &mut line).is_ok_and(|read| read > 0) {
            let mut to = to.lock().unwrap_or_else(PoisonError::into_inner);
            to.push_str(&String::from_utf8_lossy(&line));
            line.clear();
        }
    })
}
