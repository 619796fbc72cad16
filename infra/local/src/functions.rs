//! The deployment: which function answers which paths, reads the stream, runs on a schedule.

use std::sync::Arc;

use action_notifications::{Notifier, Sending};
use anyhow::ensure;
use axum::Router;
use edge::{App, Clock, Config};
use meeting_packs::Packer;
use store::Store;

use crate::{
    aws::Aws,
    clock::LocalClock,
    gateway::Routes,
    issuer,
    meter::{Meter, Meters},
    schedule::Job,
    scheduler::Run,
    stream::Handler,
    template::{self, TABLE},
};

/// The address that notices come from.
const SENDER: &str = "no-reply@charmm.example";

/// Every function of the system, wired as in production.
pub(crate) struct Functions {
    pub(crate) routes: Routes,
    /// Functions that read the stream, by name.
    pub(crate) stream: Vec<(&'static str, Handler)>,
    pub(crate) run: Run,
    /// The store of each function.
    pub(crate) stores: Vec<Store>,
}

/// The settings that the environment would give.
pub(crate) fn config(origin: &str) -> Config {
    Config {
        origin: origin.to_owned(),
        table: TABLE.to_owned(),
        packs_bucket: template::bucket("Packs"),
        issuer: format!("{origin}{}", issuer::PATH),
        client_id: issuer::CLIENT_ID.to_owned(),
        client_secret: None,
        audience: issuer::AUDIENCE.to_owned(),
        sender: SENDER.to_owned(),
        stage: "local".to_owned(),
    }
}

/// A store on the embedded servers for everything that is no function.
pub(crate) fn store(aws: &Aws) -> Store {
    on(aws, aws.dynamodb.clone())
}

/// The store of a function, with its own client as on AWS.
fn metered(aws: &Aws, meter: &Meter) -> Store {
    on(aws, meter.on(&aws.dynamodb))
}

fn on(aws: &Aws, dynamodb: aws_sdk_dynamodb::Client) -> Store {
    Store::new(dynamodb, TABLE, aws.s3.clone(), template::bucket("Packs"))
}

impl Functions {
    pub(crate) fn wire(origin: &str, aws: &Aws, meters: &Meters, clock: &LocalClock) -> Self {
        let clock = Clock::shifted(clock.offset());
        let config = config(origin);
        let sending = Sending {
            origin: config.origin.clone(),
            sender: config.sender.clone(),
        };
        let each = [&meters.http, &meters.notifications, &meters.packs];
        let [http, notifications, packs] = each.map(|meter| metered(aws, meter));
        let stores = vec![http.clone(), notifications.clone(), packs.clone()];
        let notifier = Notifier::new(
            notifications,
            aws.ses.clone(),
            aws.sns.clone(),
            sending,
            clock.clone(),
        );
        let packer = Packer::new(packs, clock.clone());
        Self {
            routes: routes(App::new(http, clock, config)),
            stream: vec![
                ("action-notifications", tell(notifier.clone())),
                ("meeting-packs", pack(packer.clone())),
            ],
            run: run(notifier, packer),
            stores,
        }
    }
}

/// The route table: one line for each HTTP function.
fn routes(app: App) -> Routes {
    let referral_intake: Router = referral_intake::router(app.clone());
    let meetings: Router = meetings::router(app.clone());
    let case_updates: Router = case_updates::router(app);
    Routes::new(case_updates)
        .give(&["/refer", "/referrals"], &referral_intake)
        .give(&["/meetings"], &meetings)
}

fn tell(notifier: Notifier) -> Handler {
    Arc::new(move |event| {
        let notifier = notifier.clone();
        Box::pin(apart(async move || notifier.on_stream(event).await))
    })
}

fn pack(packer: Packer) -> Handler {
    Arc::new(move |event| {
        let packer = packer.clone();
        Box::pin(apart(async move || packer.on_stream(event).await))
    })
}

fn run(notifier: Notifier, packer: Packer) -> Run {
    Arc::new(move |job| {
        let (notifier, packer) = (notifier.clone(), packer.clone());
        Box::pin(async move {
            match job {
                Job::ActionSweep => {
                    let swept = apart(async move || notifier.on_schedule().await).await??;
                    ensure!(swept.failed == 0, "{} actions were left out", swept.failed);
                }
                Job::MeetingPacks => {
                    apart(async move || packer.on_schedule().await).await??;
                }
            }
            Ok(())
        })
    })
}

/// Runs a call on a thread of its own, as each function has a machine of its own on AWS: setting a
/// pack in type takes seconds in which nothing else on the thread would go on.
async fn apart<T: Send + 'static>(
    call: impl AsyncFnOnce() -> T + Send + 'static,
) -> anyhow::Result<T> {
    let runtime = tokio::runtime::Handle::current();
    Ok(tokio::task::spawn_blocking(move || runtime.block_on(call())).await?)
}

/// The description of every route of all functions: what `/openapi.json` is made from.
pub fn openapi() -> utoipa::openapi::OpenApi {
    let parts = [
        referral_intake::openapi(),
        case_updates::openapi(),
        meetings::openapi(),
    ];
    edge::openapi::merge("/", parts)
}
