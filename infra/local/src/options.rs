//! What the command line says.

use std::path::PathBuf;

use anyhow::{Context, bail};
use chrono::{DateTime, Utc};

use crate::{Again, Evidence, Imported, Matched};
use lexopt::{Arg, ValueExt};

/// What `--help` prints.
pub const HELP: &str = "\
Runs the whole of charmm on this machine, on embedded storage, for trying out and for development.

Usage: cargo run -- [options]
       cargo run -- set-up FILE --table NAME --bucket NAME
       cargo run -- export --out FOLDER [--data DIR | --table NAME --roots-bucket NAME]
       cargo run -- verify EXPORT [--roots FOLDER] [--key FILE]...
       cargo run -- recount [--mend] [--data DIR | --table NAME --bucket NAME]
       cargo run -- import FILE --mapping FILE --area CODE --by EMAIL [--dry-run] [--errors FILE.xlsx]
                    [--data DIR | --table NAME --bucket NAME]
       cargo run -- import FILE --propose MAPPING.toml
       cargo run -- renew [--data DIR | --table NAME]
       cargo run -- match LEFT.csv [RIGHT.csv] --mapping FILE --out PAIRS.csv

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

export writes every journal entry, every reading and every signed root to a folder: of a data folder
that nothing runs on, or of a deployed table.

verify checks an export without any network, and names the first entry that does not fit. A cut tail
shows only against roots that were kept elsewhere: give their folder with --roots, and the public key
that signed them with --key. docs/audit.md says what this proves.

recount counts the figures of reports again from the journals of all cases, in a data folder that nothing
runs on or in a deployed table, and fails when a counter does not agree; --mend makes it agree. In a table
that is in use, mend when nobody writes: what is written between reading and mending is not looked at.

import brings cases over from a sheet (.xlsx, .ods or .csv) into a data folder that nothing runs on, or
into a deployed table. The mapping says what the columns mean; docs/examples/cases.toml is one. --by is
the email of the administrator who answers for it. --dry-run writes nothing and says what would become
of every row; --errors writes each bad row, cell and reason into a workbook. However often it is broken
off and started again, no case is made twice. --propose writes a mapping to begin with, from the
headings. docs/import.md says more.

renew goes through all cases, in a data folder that nothing runs on or in a deployed table, and makes anew
the rows by which their subjects are found, where a case has none or has them by older rules. It can be
broken off and started again at any time; docs/matching.md says when it is needed.

match finds rows that speak of the same person: within one CSV file, or between two. The mapping says
what the columns hold; docs/examples/febrl.toml is one. The pairs come as CSV with a score, a verdict
(match or possible) and the evidence for each field. Nothing is sent or kept anywhere else.
docs/matching.md says how it judges, and how well.
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
    /// To take everything out.
    Export(Export),
    /// To check what was taken out.
    Verify(Evidence),
    /// To count the figures of reports again.
    Recount(Again),
    /// To make anew the rows by which cases are found: in a data folder, or in the table that is named.
    Renew(PathBuf, Option<String>),
    /// To find rows that speak of the same person.
    Match(Matched),
    /// To bring cases over from a sheet.
    Import(Imported),
    /// To propose a mapping for a sheet, and where it goes.
    Propose(PathBuf, PathBuf),
    /// To print [`HELP`].
    Help,
}

/// What is taken out, and where it goes.
///
/// **Shape:** `Export { data: "data".into(), out: "export".into(), ..Export::default() }`
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Export {
    /// The data folder, unless a table is named.
    pub data: PathBuf,
    /// `TableName` and `RootsBucket` of a stack.
    pub table: Option<(String, String)>,
    /// The folder it goes into.
    pub out: PathBuf,
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
            Arg::Value(word) if word == "export" => return export(parser),
            Arg::Value(word) if word == "verify" => return verify(parser),
            Arg::Value(word) if word == "recount" => return recount(parser),
            Arg::Value(word) if word == "renew" => return renew(parser),
            Arg::Value(word) if word == "match" => return matched(parser),
            Arg::Value(word) if word == "import" => return imported(parser),
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

fn renew(mut parser: lexopt::Parser) -> anyhow::Result<Asked> {
    let (mut data, mut table) = (None, None);
    while let Some(argument) = parser.next()? {
        match argument {
            Arg::Long("data") => data = Some(PathBuf::from(parser.value()?)),
            Arg::Long("table") => table = Some(parser.value()?.string()?),
            other => bail!("{}; --help lists the options", other.unexpected()),
        }
    }
    if data.is_some() && table.is_some() {
        bail!("renew takes --data or --table, not both");
    }
    let data = data.unwrap_or_else(|| Options::default().data);
    Ok(Asked::Renew(data, table))
}

fn export(mut parser: lexopt::Parser) -> anyhow::Result<Asked> {
    let (mut table, mut bucket) = (String::new(), String::new());
    let mut export = Export {
        data: Options::default().data,
        ..Export::default()
    };
    while let Some(argument) = parser.next()? {
        match argument {
            Arg::Long("data") => export.data = parser.value()?.into(),
            Arg::Long("out") => export.out = parser.value()?.into(),
            Arg::Long("table") => table = parser.value()?.string()?,
            Arg::Long("roots-bucket") => bucket = parser.value()?.string()?,
            other => bail!("{}; --help lists the options", other.unexpected()),
        }
    }
    if export.out.as_os_str().is_empty() || table.is_empty() != bucket.is_empty() {
        bail!("export takes --out, and both of --table and --roots-bucket; --help tells more");
    }
    export.table = (!table.is_empty()).then_some((table, bucket));
    Ok(Asked::Export(export))
}

fn verify(mut parser: lexopt::Parser) -> anyhow::Result<Asked> {
    let mut evidence = Evidence::default();
    while let Some(argument) = parser.next()? {
        match argument {
            Arg::Long("roots") => evidence.roots = Some(parser.value()?.into()),
            Arg::Long("key") => evidence.keys.push(parser.value()?.into()),
            Arg::Value(file) if evidence.export.as_os_str().is_empty() => {
                evidence.export = file.into();
            }
            other => bail!("{}; --help lists the options", other.unexpected()),
        }
    }
    if evidence.export.as_os_str().is_empty() {
        bail!("verify takes an export; --help tells more");
    }
    Ok(Asked::Verify(evidence))
}

fn recount(mut parser: lexopt::Parser) -> anyhow::Result<Asked> {
    let (mut table, mut bucket) = (String::new(), String::new());
    let mut again = Again {
        data: Options::default().data,
        ..Again::default()
    };
    while let Some(argument) = parser.next()? {
        match argument {
            Arg::Long("mend") => again.mend = true,
            Arg::Long("data") => again.data = parser.value()?.into(),
            Arg::Long("table") => table = parser.value()?.string()?,
            Arg::Long("bucket") => bucket = parser.value()?.string()?,
            other => bail!("{}; --help lists the options", other.unexpected()),
        }
    }
    if table.is_empty() != bucket.is_empty() {
        bail!("recount takes both of --table and --bucket, or neither; --help tells more");
    }
    again.table = (!table.is_empty()).then_some((table, bucket));
    Ok(Asked::Recount(again))
}

fn matched(mut parser: lexopt::Parser) -> anyhow::Result<Asked> {
    let mut matched = Matched::default();
    while let Some(argument) = parser.next()? {
        match argument {
            Arg::Long("mapping") => matched.mapping = parser.value()?.into(),
            Arg::Long("out") => matched.out = parser.value()?.into(),
            Arg::Value(file) if matched.left.as_os_str().is_empty() => matched.left = file.into(),
            Arg::Value(file) if matched.right.is_none() => matched.right = Some(file.into()),
            other => bail!("{}; --help lists the options", other.unexpected()),
        }
    }
    let needed = [&matched.left, &matched.mapping, &matched.out];
    if needed.iter().any(|path| path.as_os_str().is_empty()) {
        bail!("match takes one file or two, --mapping and --out; --help tells more");
    }
    Ok(Asked::Match(matched))
}

fn imported(mut parser: lexopt::Parser) -> anyhow::Result<Asked> {
    let (mut table, mut bucket) = (String::new(), String::new());
    let mut proposal = None;
    let mut imported = Imported {
        data: Options::default().data,
        ..Imported::default()
    };
    while let Some(argument) = parser.next()? {
        match argument {
            Arg::Long("propose") => proposal = Some(PathBuf::from(parser.value()?)),
            Arg::Long("mapping") => imported.mapping = parser.value()?.into(),
            Arg::Long("area") => imported.area = parser.value()?.string()?,
            Arg::Long("by") => imported.by = parser.value()?.string()?,
            Arg::Long("dry-run") => imported.dry = true,
            Arg::Long("errors") => imported.errors = Some(parser.value()?.into()),
            Arg::Long("data") => imported.data = parser.value()?.into(),
            Arg::Long("table") => table = parser.value()?.string()?,
            Arg::Long("bucket") => bucket = parser.value()?.string()?,
            Arg::Value(file) if imported.file.as_os_str().is_empty() => imported.file = file.into(),
            other => bail!("{}; --help lists the options", other.unexpected()),
        }
    }
    if let Some(proposal) = proposal {
        let file = imported.file.clone();
        let alone = Imported {
            file: file.clone(),
            data: Options::default().data,
            ..Imported::default()
        };
        if file.as_os_str().is_empty() || imported != alone {
            bail!("import with --propose takes a file and nothing else; --help tells more");
        }
        return Ok(Asked::Propose(file, proposal));
    }
    let files = [&imported.file, &imported.mapping];
    let named = files.iter().all(|path| !path.as_os_str().is_empty());
    if !named || imported.area.is_empty() || imported.by.is_empty() {
        bail!("import takes a file, --mapping, --area and --by; --help tells more");
    }
    if table.is_empty() != bucket.is_empty() {
        bail!("import takes both of --table and --bucket, or neither; --help tells more");
    }
    imported.table = (!table.is_empty()).then_some((table, bucket));
    Ok(Asked::Import(imported))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_match_names_one_file_or_two_a_mapping_and_where_the_pairs_go() {
        let asked = read([
            "match",
            "a.csv",
            "b.csv",
            "--mapping",
            "m.toml",
            "--out=p.csv",
        ]);
        let wanted = Matched {
            left: "a.csv".into(),
            right: Some("b.csv".into()),
            mapping: "m.toml".into(),
            out: "p.csv".into(),
        };
        assert_eq!(asked.unwrap(), Asked::Match(wanted));
        for some in [
            vec!["match"],
            vec!["match", "a.csv", "--out=p.csv"],
            vec!["match", "--mapping=m.toml", "--out=p.csv"],
            vec!["match", "a", "b", "c", "--mapping=m.toml", "--out=p.csv"],
        ] {
            assert!(read(some).is_err());
        }
    }

    #[test]
    fn a_recount_is_of_a_folder_or_a_table() {
        let asked = read(["recount", "--mend", "--data=d"]).unwrap();
        let wanted = Again {
            data: "d".into(),
            table: None,
            mend: true,
        };
        assert_eq!(asked, Asked::Recount(wanted));
        assert!(read(["recount", "--table=t"]).is_err());
        assert!(read(["recount", "f"]).is_err());
    }

    #[test]
    fn an_import_names_its_file_mapping_area_and_who_answers_for_it() {
        let asked = read([
            "import",
            "c.xlsx",
            "--mapping=m.toml",
            "--area",
            "WOK",
            "--by=a@b.example",
            "--dry-run",
            "--errors=e.xlsx",
        ]);
        let wanted = Imported {
            file: "c.xlsx".into(),
            mapping: "m.toml".into(),
            area: "WOK".into(),
            by: "a@b.example".into(),
            dry: true,
            errors: Some("e.xlsx".into()),
            data: "data".into(),
            table: None,
        };
        assert_eq!(asked.unwrap(), Asked::Import(wanted));
        let whole = ["import", "c.csv", "--mapping=m", "--area=WOK", "--by=a"];
        assert!(read(whole).is_ok());
        for at in 1..whole.len() {
            let some = (0..).zip(whole).filter(|(place, _)| *place != at);
            assert!(
                read(some.map(|(_, word)| word)).is_err(),
                "without {}",
                whole[at]
            );
        }
        let asked = read(["import", "c.csv", "--propose", "m.toml"]).unwrap();
        assert_eq!(asked, Asked::Propose("c.csv".into(), "m.toml".into()));
        assert!(read(["import", "--propose", "m.toml"]).is_err());
        assert!(read(["import", "c.csv", "--propose=m", "--area=WOK"]).is_err());
        let half = whole.into_iter().chain(["--table=t"]);
        assert!(read(half).is_err());
    }

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
    fn rows_are_renewed_in_a_folder_or_in_a_table() {
        let asked = read(["renew"]).unwrap();
        assert_eq!(asked, Asked::Renew("data".into(), None));
        let asked = read(["renew", "--data=d"]).unwrap();
        assert_eq!(asked, Asked::Renew("d".into(), None));
        let asked = read(["renew", "--table", "t"]).unwrap();
        assert_eq!(asked, Asked::Renew("data".into(), Some("t".to_owned())));
        assert!(read(["renew", "--table=t", "--data=d"]).is_err());
        assert!(read(["renew", "x"]).is_err());
    }

    #[test]
    fn an_export_names_where_it_goes_and_a_check_what_it_is_of() {
        let asked = read(["export", "--out", "x", "--data=d"]).unwrap();
        let wanted = Export {
            data: "d".into(),
            table: None,
            out: "x".into(),
        };
        assert_eq!(asked, Asked::Export(wanted));
        let asked = read(["export", "--out=x", "--table=t", "--roots-bucket=b"]).unwrap();
        let Asked::Export(export) = asked else {
            panic!("{asked:?}");
        };
        assert_eq!(export.table, Some(("t".to_owned(), "b".to_owned())));
        let asked = read(["verify", "x", "--roots", "r", "--key=a", "--key=b"]).unwrap();
        let wanted = Evidence {
            export: "x".into(),
            roots: Some("r".into()),
            keys: vec!["a".into(), "b".into()],
        };
        assert_eq!(asked, Asked::Verify(wanted));
        for some in [
            vec!["export"],
            vec!["export", "--out=x", "--table=t"],
            vec!["verify"],
            vec!["verify", "x", "y"],
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
