//! What a function does when a setting is missing: it ends, and says which.

use std::process::Command;

use charmm::runtime::{Bootstrap, NotStarted};

use super::program;
use crate::world::World;

#[tokio::test(flavor = "multi_thread")]
async fn a_missing_setting_is_named_and_no_value_is_told() {
    let world = World::untriggered(0).await;
    let mut whole = world.local.environment().clone();
    whole.insert("CLIENT_SECRET".into(), "hunter2".into());
    for (function, settings) in [
        (
            "referral-intake",
            [
                "ORIGIN",
                "TABLE",
                "PACKS_BUCKET",
                "ROOTS_BUCKET",
                "ISSUER",
                "CLIENT_ID",
                "AUDIENCE",
                "STAGE",
            ]
            .as_slice(),
        ),
        (
            "action-notifications",
            &["ORIGIN", "TABLE", "PACKS_BUCKET", "SENDER"],
        ),
    ] {
        for setting in settings {
            let mut environment = whole.clone();
            environment.remove(*setting);
            let command = Command::new(program(function));
            let started = Bootstrap::start(command, function, &environment).await;
            let Err(NotStarted::Ended { status, log, told }) = started else {
                panic!("{function} runs without {setting}");
            };
            assert!(status.is_some_and(|status| !status.success()), "{status:?}");
            assert!(
                log.contains(&format!("{setting} is not set")),
                "{setting}: {log}"
            );
            for secret in ["hunter2", "local-secret"] {
                assert!(!log.contains(secret), "{log}");
                assert!(told.iter().all(|told| !told.body.contains(secret)));
            }
        }
    }
    world.local.stop().await;
}
