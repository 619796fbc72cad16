//! `charmm renew`: the rows by which cases are found, made anew where they were made by older rules (R9.1).

use std::path::Path;

use store::{Store, renewal::Renewed};

use crate::offline::Offline;

/// In a data folder that nothing runs on.
///
/// **Errors:** another process has the folder open; a call failed, after which it is to be started again.
pub async fn renew_data(data: &Path) -> anyhow::Result<String> {
    let offline = Offline::open(data).await?;
    let told = everywhere(&offline.store()).await;
    offline.close();
    told
}

/// In a deployed table, with the AWS credentials of the environment.
///
/// **Errors:** a call failed, after which it is to be started again.
pub async fn renew_table(table: &str) -> anyhow::Result<String> {
    let aws = aws_config::load_from_env().await;
    // No bucket is looked at.
    everywhere(&Store::on(&aws, table, table)).await
}

async fn everywhere(store: &Store) -> anyhow::Result<String> {
    let mut done = Renewed::default();
    for area in store.areas().await? {
        let mut after = None;
        loop {
            let (part, next) = store.renew_keys(&area.code, after.as_ref()).await?;
            done = done.and(part);
            after = next;
            if after.is_none() {
                break;
            }
        }
    }
    let Renewed {
        cases,
        renewed,
        left,
    } = done;
    let again = match left {
        0 => String::new(),
        left => format!("; {left} were changed meanwhile: run it again"),
    };
    Ok(format!(
        "{cases} cases looked at, {renewed} made anew{again}\n"
    ))
}
