//! The programs that are deployed, as processes of their own under Lambda's runtime API, with
//! events as AWS sends them (`tests/events`).
//!
//! | file | what it shows |
//! |---|---|
//! | `asked` | the event that a gateway makes of a request |
//! | `http` | an HTTP function answers events as it answers the gateway |
//! | `stream` | a stream function deals with a batch, and with a schedule |
//! | `start` | what a function does when a setting is missing |

pub(crate) mod asked;
mod http;
mod start;
mod stream;

use std::{
    path::{Path, PathBuf},
    process::Command,
};

use charmm::runtime::{Answer, Bootstrap, Failure};
use serde_json::Value;

use crate::world::{CANARIES, World};

/// The program of a function, beside this test's own.
fn program(function: &str) -> PathBuf {
    let own = std::env::current_exe().unwrap();
    let path = own.ancestors().nth(2).unwrap().join(function);
    assert!(
        path.exists(),
        "{} is not there; `tests/run` builds it, or `cargo build --workspace --bin {function}`",
        path.display()
    );
    path
}

/// Starts a function on a world's stores.
async fn start(world: &World, function: &str) -> Bootstrap {
    let command = Command::new(program(function));
    let started = Bootstrap::start(command, function, world.local.environment());
    started.await.unwrap()
}

/// An event from `tests/events`, with its words in braces filled in.
pub(crate) fn event(name: &str, words: &[(&str, &str)]) -> Value {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("events");
    let text = std::fs::read_to_string(folder.join(name)).unwrap();
    let mut event = serde_json::from_str(&text).unwrap();
    fill(&mut event, words);
    event
}

fn fill(value: &mut Value, words: &[(&str, &str)]) {
    match value {
        Value::String(text) => {
            for (word, meaning) in words {
                *text = text.replace(&format!("{{{word}}}"), meaning);
            }
        }
        Value::Array(items) => items.iter_mut().for_each(|item| fill(item, words)),
        Value::Object(fields) => fields.values_mut().for_each(|field| fill(field, words)),
        _ => {}
    }
}

/// What a function answers an event with.
pub(crate) async fn answer(function: &Bootstrap, event: &Value) -> Value {
    match function.invoke(event.to_string()).await.unwrap() {
        Answer::Response(body) => serde_json::from_str(&body).unwrap(),
        other => panic!("{other:?}\n{}", function.log()),
    }
}

/// What a function reports when it fails on an event.
async fn failure(function: &Bootstrap, event: &Value) -> Failure {
    match function.invoke(event.to_string()).await.unwrap() {
        Answer::Failed(failure) => failure,
        other => panic!("{other:?}"),
    }
}

/// Whatever must not be in a log is not in this one, and it is a log.
fn keeps_quiet(log: &str, more: &[&str]) {
    assert!(log.contains("\"level\""), "nothing was logged: {log}");
    for canary in CANARIES.iter().chain(more) {
        assert!(!log.contains(canary), "{canary} in {log}");
    }
}
