//! What the command line says.

use std::path::PathBuf;

use anyhow::{Context, bail};
use chrono::{DateTime, Utc};
use lexopt::{Arg, ValueExt};

/// What `--help` prints.
pub const HELP: &str = "\
Runs the whole of charmm on this machine, on embedded storage, for trying out and for development.

Usage: cargo run -- [options]
       cargo run -- set-up FILE --table NAME --bucket NAME

Options:
  --port PORT   port of 127.0.0.1 to listen on (default 3000; 0 takes a free one)
  --data DIR    folder to keep everything in (default ./data); made and filled if it is not there
  --empty       start a new folder without the demonstration cases: agencies and people only
  --now TIME    start the clock at TIME, such as 2026-11-24T07:00:00Z; it never goes back
  --origin URL  what browsers call it when something of yours speaks TLS before it, such as
                https://localhost:8443; only a name of this machine, since nobody needs a password here
  --help        print this

set-up registers the first agencies, people and areas of a deployed system, with the AWS credentials
of the environment; infra/set-up.example.yaml shows what the file says.
";

/// How to start.
///
/// **Shape:** `Options { port: 0, data: dir.into(), empty: true, ..Options::default() }`
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Options {
    /// Port of 127.0.0.1; 0 takes a free one.
    pub port: u16,
    /// The data folder.
    pub data: PathBuf,
    /// Whether a new folder stays without cases.
    pub empty: bool,
    /// What the clock shows at the start, unless it showed a later time before.
    pub now: Option<DateTime<Utc>>,
    /// What browsers call it when that is not where it listens: behind something that speaks TLS.
    pub origin: Option<String>,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            port: 3000,
            data: PathBuf::from("data"),
            empty: false,
            now: None,
            origin: None,
        }
    }
}

/// What the command line asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Asked {
    /// To start.
    Start(Options),
    /// To register the first people of a deployed system.
    SetUp(Deployed),
    /// To print [`HELP`].
    Help,
}

/// A deployed system, and what it is to be filled with.
///
/// **Shape:** `Deployed { file: "set-up.yaml".into(), table: "charmm-Table-1".into(), … }`
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Deployed {
    /// The file of agencies, people and areas.
    pub file: PathBuf,
    /// `TableName` of the stack.
    pub table: String,
    /// `PacksBucket` of the stack.
    pub bucket: String,
}

/// Reads the command line, without the name of the program.
///
/// **Errors:** anything it does not know, with what to do instead.
pub fn read<I>(arguments: I) -> anyhow::Result<Asked>
where
    I: IntoIterator<Item: Into<std::ffi::OsString>>,
{
    let mut options = Options::default();
    let mut parser = lexopt::Parser::from_args(arguments);
    while let Some(argument) = parser.next()? {
        match argument {
            Arg::Long("port") => {
                options.port = parser
                    .value()?
                    .parse()
                    .context("--port takes a number up to 65535")?;
            }
            Arg::Long("data") => options.data = parser.value()?.into(),
            Arg::Long("empty") => options.empty = true,
            Arg::Long("now") => {
                let now = parser.value()?.string()?;
                let now = DateTime::parse_from_rfc3339(&now)
                    .context("--now takes a time such as 2026-11-24T07:00:00Z")?;
                options.now = Some(now.to_utc());
            }
            Arg::Long("origin") => options.origin = Some(origin(parser.value()?.string()?)?),
            Arg::Long("help") | Arg::Short('h') => return Ok(Asked::Help),
            Arg::Value(word) if word == "set-up" => return set_up(parser),
            other => bail!("{}; --help lists the options", other.unexpected()),
        }
    }
    Ok(Asked::Start(options))
}

/// An origin that only this machine is called by.
fn origin(url: String) -> anyhow::Result<String> {
    let authority = url.strip_prefix("https://").unwrap_or_default();
    let (name, port) = authority.split_once(':').unwrap_or((authority, "443"));
    if !matches!(name, "localhost" | "127.0.0.1") || port.parse::<u16>().is_err() {
        bail!("--origin takes an https address of this machine, such as https://localhost:8443");
    }
    Ok(url)
}

fn set_up(mut parser: lexopt::Parser) -> anyhow::Result<Asked> {
    let mut deployed = Deployed::default();
    while let Some(argument) = parser.next()? {
        match argument {
            Arg::Long("table") => deployed.table = parser.value()?.string()?,
            Arg::Long("bucket") => deployed.bucket = parser.value()?.string()?,
            Arg::Value(file) if deployed.file.as_os_str().is_empty() => deployed.file = file.into(),
            other => bail!("{}; --help lists the options", other.unexpected()),
        }
    }
    let Deployed {
        file,
        table,
        bucket,
    } = &deployed;
    if file.as_os_str().is_empty() || table.is_empty() || bucket.is_empty() {
        bail!("set-up takes a file, --table and --bucket; --help tells more");
    }
    Ok(Asked::SetUp(deployed))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn options_are_read() {
        let asked = read([
            "--port",
            "8080",
            "--data=/tmp/x",
            "--empty",
            "--now",
            "2026-11-24T07:00:00+01:00",
            "--origin=https://localhost:8443",
        ]);
        let wanted = Options {
            port: 8080,
            data: "/tmp/x".into(),
            empty: true,
            now: Some("2026-11-24T06:00:00Z".parse().unwrap()),
            origin: Some("https://localhost:8443".to_owned()),
        };
        assert_eq!(asked.unwrap(), Asked::Start(wanted));
        assert_eq!(read(["--help"]).unwrap(), Asked::Help);
        assert_eq!(
            read::<[&str; 0]>([]).unwrap(),
            Asked::Start(Options::default())
        );
    }

    #[test]
    fn a_set_up_names_its_file_table_and_bucket() {
        let asked = read(["set-up", "x.yaml", "--table", "t", "--bucket=b"]);
        let wanted = Deployed {
            file: "x.yaml".into(),
            table: "t".to_owned(),
            bucket: "b".to_owned(),
        };
        assert_eq!(asked.unwrap(), Asked::SetUp(wanted));
        for some in [
            vec!["set-up"],
            vec!["set-up", "x.yaml", "--table", "t"],
            vec!["set-up", "x.yaml", "y.yaml", "--table=t", "--bucket=b"],
        ] {
            assert!(read(some).is_err());
        }
    }

    #[test]
    fn what_is_not_known_is_refused_with_a_hint() {
        for (arguments, hint) in [
            (vec!["--prot", "1"], "--help"),
            (vec!["--port", "70000"], "--port"),
            (vec!["--now", "tomorrow"], "--now"),
            (vec!["extra"], "--help"),
            (vec!["--origin", "https://charmm.example"], "--origin"),
            (vec!["--origin", "https://localhost.example"], "--origin"),
            (vec!["--origin", "http://localhost:8443"], "--origin"),
            (vec!["--origin", "https://localhost:8443/path"], "--origin"),
        ] {
            let error = format!("{:#}", read(arguments).unwrap_err());
            assert!(error.contains(hint), "{error}");
        }
    }
}
