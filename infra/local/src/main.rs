//! `cargo run`: the whole system on this machine.

use std::{io::Write, process::ExitCode};

use anyhow::Context;
use charmm::{
    Local,
    options::{self, Asked, Deployed, Export, HELP, Options},
};
use chrono::Utc;
use store::Store;

#[tokio::main]
async fn main() -> ExitCode {
    let asked = options::read(std::env::args_os().skip(1));
    let done = match asked {
        Ok(Asked::Help) => say(HELP),
        Ok(Asked::Start(options)) => run(options).await,
        Ok(Asked::SetUp(deployed)) => set_up(deployed).await,
        Ok(Asked::Export(asked)) => export(asked).await,
        Ok(Asked::Verify(evidence)) => charmm::verify(&evidence).and_then(|told| say(&told)),
        Ok(Asked::Recount(asked)) => charmm::recount(&asked).await.and_then(|told| say(&told)),
        Ok(Asked::Renew(data, table)) => renew(&data, table.as_deref()).await,
        Ok(Asked::Match(asked)) => charmm::match_files(&asked).and_then(|told| say(&told)),
        Ok(Asked::Propose(file, mapping)) => {
            charmm::propose_mapping(&file, &mapping).and_then(|told| say(&told))
        }
        Ok(Asked::Import(asked)) => match charmm::import_cases(&asked).await {
            Ok(told) => say(&told),
            Err(error) => Err(error),
        },
        Err(error) => Err(error),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            // Standard error may be gone; there is nobody left to tell then.
            let _ = writeln!(std::io::stderr(), "charmm: {error:#}");
            ExitCode::FAILURE
        }
    }
}

async fn run(options: Options) -> anyhow::Result<()> {
    log();
    let data = options.data.clone();
    if !data.exists() && !options.empty {
        say("Filling a new data folder with demonstration cases; this happens once.\n")?;
    }
    let local = Local::start(options).await?;
    say(&welcome(&local, &data.display().to_string()).await?)?;
    interrupted().await?;
    say("\nStopping.\n")?;
    local.stop().await;
    Ok(())
}

async fn set_up(deployed: Deployed) -> anyhow::Result<()> {
    let file = std::fs::read_to_string(&deployed.file)
        .with_context(|| format!("{} cannot be read", deployed.file.display()))?;
    // Whoever sets up has credentials in a profile, or wherever else the SDK looks.
    let aws = aws_config::load_from_env().await;
    let store = Store::on(&aws, &deployed.table, &deployed.bucket);
    say(&charmm::set_up(&store, &file, Utc::now()).await?)
}

async fn renew(data: &std::path::Path, table: Option<&str>) -> anyhow::Result<()> {
    let told = match table {
        Some(table) => charmm::renew_table(table).await,
        None => charmm::renew_data(data).await,
    };
    say(&told?)
}

async fn export(asked: Export) -> anyhow::Result<()> {
    let told = match &asked.table {
        Some((table, roots)) => charmm::export_table((table, roots), &asked.out, Utc::now()).await,
        None => charmm::export_data(&asked.data, &asked.out).await,
    };
    say(&told?)
}

/// Logs to standard error; `RUST_LOG` says what.
fn log() {
    use lambda_http::tracing::subscriber;
    // The embedded database calls every refused condition a warning; they are a normal answer.
    let filter = std::env::var("RUST_LOG").unwrap_or_else(|_| "info,dynoxide=error".to_owned());
    subscriber::fmt()
        .with_target(false)
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        .init();
}

/// Where to look, and who can sign in.
async fn welcome(local: &Local, data: &str) -> anyhow::Result<String> {
    let origin = local.origin();
    let people = local.people().await?;
    let widest = people.iter().map(|person| person.email.len()).max();
    let width = widest.unwrap_or_default();
    let mut text = format!(
        "
charmm is running.

  {origin}/            start here
  {origin}/dev/outbox  emails and messages it would have sent
  {origin}/dev/clock   move its clock forward
  {data}  what it keeps; remove this folder to start afresh

Anybody here can sign in without a password (all are fictional):

"
    );
    for person in people {
        text.push_str(&format!(
            "  {:width$}  {}, {}\n",
            person.email, person.role, person.agency
        ));
    }
    text.push_str("\nCtrl-C stops it.\n");
    Ok(text)
}

/// Waits for Ctrl-C, or for being told to end.
async fn interrupted() -> anyhow::Result<()> {
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        let mut terminate = signal(SignalKind::terminate())?;
        tokio::select! {
            pressed = tokio::signal::ctrl_c() => pressed?,
            _ = terminate.recv() => {}
        }
    }
    #[cfg(not(unix))]
    tokio::signal::ctrl_c().await?;
    Ok(())
}

fn say(text: &str) -> anyhow::Result<()> {
    let mut out = std::io::stdout();
    out.write_all(text.as_bytes())?;
    Ok(out.flush()?)
}
