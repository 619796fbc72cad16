//! `charmm recount`: the figures of reports counted again from the journals of all cases, to prove that
//! the counters agree with them, or to make them agree (R10.1).

use std::path::PathBuf;

use anyhow::Context;
use aws_sdk_dynamodb::Client;
use store::{
    Store,
    figures::{Recount, Recounted},
};

use crate::{offline::Offline, template::TABLE};

/// What is counted again.
///
/// **Shape:** `Again { data: "data".into(), ..Again::default() }`
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Again {
    /// The data folder, unless a table is named; nothing may run on it.
    pub data: PathBuf,
    /// `TableName` and `PacksBucket` of a stack.
    pub table: Option<(String, String)>,
    /// Whether counters that do not agree are made to.
    pub mend: bool,
}

/// Counts again, and says in words what came of it.
///
/// **Errors:** when counters do not agree and are not to be mended, so that a script notices.
pub async fn recount(asked: &Again) -> anyhow::Result<String> {
    match &asked.table {
        Some((table, bucket)) => {
            // Whoever counts has credentials in a profile, or wherever else the SDK looks.
            let aws = aws_config::load_from_env().await;
            let store = Store::on(&aws, table, bucket);
            told(&Client::new(&aws), table, &store, asked.mend).await
        }
        None => {
            let offline = Offline::open(&asked.data).await?;
            let told = told(&offline.aws.dynamodb, TABLE, &offline.store(), asked.mend).await;
            offline.close();
            told
        }
    }
}

async fn told(db: &Client, table: &str, store: &Store, mend: bool) -> anyhow::Result<String> {
    let found = again(db, table).await?;
    let counted = format!(
        "{} counters, counted again from {} cases",
        found.counters, found.cases
    );
    if found.wrong.is_empty() {
        return Ok(format!("{counted}: all agree.\n"));
    }
    // Reading everything takes a while: what was being written meanwhile only seems wrong.
    let mut wrong = again(db, table).await?.wrong;
    wrong.retain(|each| found.wrong.contains(each));
    if wrong.is_empty() {
        return Ok(format!(
            "{counted}: all agree, but for what was written meanwhile.\n"
        ));
    }
    let mut lines = vec![format!("{counted}: {} do not agree.", wrong.len())];
    lines.extend(wrong.iter().map(|wrong| {
        let (pk, sk) = &wrong.at;
        let (name, says, should) = (&wrong.name, wrong.says, wrong.should);
        format!("  {pk} {sk} {name}: says {says}, should say {should}")
    }));
    if !mend {
        lines.push("Nothing was changed. When nobody writes, --mend makes them agree.".to_owned());
        anyhow::bail!(lines.join("\n"));
    }
    for wrong in &wrong {
        store.mend_figure(wrong).await.with_context(|| {
            format!(
                "{} was not mended: count again when nobody writes",
                wrong.name
            )
        })?;
    }
    lines.push("Now they do.\n".to_owned());
    Ok(lines.join("\n"))
}

/// Counts everything in the table again.
async fn again(db: &Client, table: &str) -> anyhow::Result<Recounted> {
    let mut recount = Recount::default();
    let mut start = None;
    loop {
        let scan = db.scan().table_name(table).consistent_read(true);
        let page = scan.set_exclusive_start_key(start.take()).send().await?;
        for item in page.items.unwrap_or_default() {
            recount.take(item)?;
        }
        start = page.last_evaluated_key;
        if start.is_none() {
            return Ok(recount.end()?);
        }
    }
}
