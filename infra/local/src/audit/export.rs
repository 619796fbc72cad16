//! `charmm export`: everything that is journalled, every reading and every root, into a folder.
//!
//! The one place beside tests that reads the whole table.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::Path,
};

use anyhow::Context;
use aws_sdk_dynamodb::types::AttributeValue;
use chrono::{DateTime, Utc};
use domain::{
    audit::{Export, Leaf, Part, SealedReading},
    journal::Sealed,
};
use store::{Error, Store, keys};

use crate::{folder, offline::Offline, template::TABLE};

/// What was written, in words.
type Told = anyhow::Result<String>;

/// Everything in a data folder; no other process may have it open.
pub async fn export_data(data: &Path, out: &Path) -> Told {
    let offline = Offline::open(data).await?;
    let (db, now) = (&offline.aws.dynamodb, offline.now);
    let told = write(db, TABLE, &offline.store(), (out, now)).await;
    offline.close();
    told
}

/// Everything in a deployed table, with the AWS credentials of the environment.
pub async fn export_table((table, roots): (&str, &str), out: &Path, now: DateTime<Utc>) -> Told {
    // The bucket of packs is not looked at.
    let aws = aws_config::load_from_env().await;
    let store = Store::on(&aws, table, roots).with_roots(roots);
    let db = aws_sdk_dynamodb::Client::new(&aws);
    write(&db, table, &store, (out, now)).await
}

async fn write(
    db: &aws_sdk_dynamodb::Client,
    table: &str,
    store: &Store,
    (out, now): (&Path, DateTime<Utc>),
) -> Told {
    let (journals, readings) = everything(db, table).await?;
    let (entries, read) = (journals.iter().flatten().count(), readings.len());
    let export = Export::new(Part::Everything, journals, readings, now);
    let roots = out.join("roots");
    let keys = out.join("keys");
    for folder in [&roots, &keys] {
        fs::create_dir_all(folder).with_context(|| format!("cannot make {}", folder.display()))?;
    }
    folder::put(&out.join("audit.json"), &serde_json::to_vec(&export)?)?;
    let mut number = 0;
    let mut fingerprints = BTreeSet::new();
    loop {
        let document = match store.root(number + 1).await {
            Err(Error::NotFound) => break,
            found => found?,
        };
        number += 1;
        fingerprints.insert(document.root.statement.key);
        let file = roots.join(format!("{number:010}.json"));
        folder::put(&file, &serde_json::to_vec(&document)?)?;
    }
    for fingerprint in fingerprints {
        let pem = store.public_key(fingerprint).await?;
        folder::put(&keys.join(format!("{fingerprint}.pem")), pem.as_bytes())?;
    }
    let shown = out.display();
    Ok(format!(
        "{entries} entries, {read} readings and {number} roots written to {shown}.\n\
         Check it anywhere: charmm verify {shown} --roots FOLDER --key FILE\n"
    ))
}

/// Every journal and every reading, each in its order.
async fn everything(
    db: &aws_sdk_dynamodb::Client,
    table: &str,
) -> anyhow::Result<(Vec<Vec<Sealed>>, Vec<SealedReading>)> {
    let mut journals: BTreeMap<(String, String), Vec<Sealed>> = BTreeMap::new();
    let mut readings = Vec::new();
    let mut start = None;
    loop {
        let scan = db.scan().table_name(table).consistent_read(true);
        let page = scan.set_exclusive_start_key(start.take()).send().await?;
        for item in page.items.unwrap_or_default() {
            let Some(AttributeValue::S(sk)) = item.get("sk") else {
                continue;
            };
            if sk.starts_with(keys::ENTRY_PREFIX) {
                let entry = store::journal::entry_from_item(item)?;
                let of = (entry.header.aggregate.clone(), entry.header.id.clone());
                journals.entry(of).or_default().push(entry);
            } else if sk.starts_with(keys::READ_PREFIX) {
                readings.push(store::reads::reading_from_item(item)?);
            }
        }
        start = page.last_evaluated_key;
        if start.is_none() {
            break;
        }
    }
    for journal in journals.values_mut() {
        journal.sort_by_key(|entry| entry.header.seq);
    }
    readings.sort_by_cached_key(Leaf::reading);
    Ok((journals.into_values().collect(), readings))
}
