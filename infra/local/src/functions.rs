//! The deployment: each function on the routes, the stream and the schedules that the template
//! gives it.

use std::sync::Arc;

use action_notifications::Notifier;
use anyhow::bail;
use audit_roots::{Sealer, Signer};
use axum::Router;
use case_import::Worker;
use document_intake::{Intake, Scan};
use edge::{App, Clock, Config};
use erasure::Eraser;
use meeting_packs::Packer;
use store::{Store, mail::Mail};

use crate::{
    aws::Aws,
    clock::LocalClock,
    gateway::Routes,
    issuer,
    mailbox::{self, Invoke},
    meter::{Meter, Meters},
    schedule::{Run, Timetable},
    signing,
    stream::Handler,
    template::{self, Door, Schedule, StreamMapping, TABLE, Template},
};

/// The address that notices come from.
const SENDER: &str = "no-reply@charmm.example";

/// Every function of the system, wired as in production.
pub(crate) struct Functions {
    app: App,
    notifier: Notifier,
    packer: Packer,
    sealer: Sealer,
    eraser: Eraser,
    intake: Intake,
    worker: Worker,
    stores: Vec<Store>,
}

/// The functions where the template puts them.
pub(crate) struct Deployed {
    pub(crate) routes: Routes,
    pub(crate) stream: Vec<(StreamMapping, Handler)>,
    pub(crate) timetable: Timetable,
    /// The function that hears what became of emails.
    pub(crate) hear: Invoke,
    /// The function that looks at files that have come.
    pub(crate) take_in: Invoke,
    /// The function that works on lists of cases.
    pub(crate) bring_over: Invoke,
    /// The store of each function.
    pub(crate) stores: Vec<Store>,
}

/// The settings that the environment would give.
pub(crate) fn config(origin: &str) -> Config {
    Config {
        origin: origin.to_owned(),
        table: TABLE.to_owned(),
        packs_bucket: template::bucket("Packs"),
        roots_bucket: template::bucket("Roots"),
        documents_bucket: template::bucket("Documents"),
        issuer: format!("{origin}{}", issuer::PATH),
        // Its address changes with the port; the people in the data folder stay who they are.
        rsa_bits: Config::LEAST_RSA_BITS,
        issuer_name: "local".to_owned(),
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
        .with_roots(template::bucket("Roots"))
        .with_documents(&aws.shared, template::bucket("Documents"))
}

/// A function as Lambda calls it, with an event.
macro_rules! called {
    ($function:expr) => {{
        let function = $function.clone();
        let call: Invoke = Arc::new(move |event| {
            let function = function.clone();
            Box::pin(async move {
                apart(async move || function.on_event(event).await).await??;
                Ok(())
            })
        });
        call
    }};
}

impl Functions {
    pub(crate) fn wire(origin: &str, aws: &Aws, meters: &Meters, clock: &LocalClock) -> Self {
        let clock = Clock::shifted(clock.offset());
        let config = config(origin);
        let set = Some(mailbox::CONFIGURATION_SET.to_owned());
        let mail = Mail::new(aws.ses.clone(), config.sender.clone(), set);
        let Meters {
            http,
            notifications,
            packs,
            roots,
            erasure,
            intake,
            import,
        } = meters;
        let each = [http, notifications, packs, roots, erasure, intake, import];
        let each = each.map(|meter| metered(aws, meter));
        let [http, notifications, packs, roots, erasure, intake, import] = each;
        let all = [
            &http,
            &notifications,
            &packs,
            &roots,
            &erasure,
            &intake,
            &import,
        ];
        let stores = all.map(Clone::clone).to_vec();
        let signer = Signer::new(aws.kms.clone(), signing::KEY);
        let notifier = Notifier::new(
            notifications,
            mail.clone(),
            aws.sns.clone(),
            config.origin.clone(),
            clock.clone(),
        );
        Self {
            notifier,
            packer: Packer::new(packs, clock.clone()),
            sealer: Sealer::new(roots, signer, clock.clone()),
            eraser: Eraser::new(erasure, clock.clone()),
            // No search for malicious software on a laptop: pages say so.
            intake: Intake::new(intake, clock.clone(), Scan::None),
            worker: Worker::new(import, clock.clone()),
            app: App::new(http, clock, config).with_mail(mail),
            stores,
        }
    }

    /// Puts each function where the template wants it.
    ///
    /// **Errors:** the template names a function that is not one of these.
    pub(crate) fn deploy(&self, template: &Template) -> anyhow::Result<Deployed> {
        let routes = template.routes(Door::People)?;
        let mut stream = Vec::new();
        for mapping in template.mappings()? {
            let handler = self.reader(&mapping.function)?;
            stream.push((mapping, handler));
        }
        let mut timetable = Timetable::default();
        for schedule in template.schedules()? {
            let run = self.run(&schedule)?;
            timetable = timetable.with(schedule, run);
        }
        Ok(Deployed {
            routes: Routes::new(&routes, |function| self.router(function))?,
            stream,
            timetable,
            hear: self.hear(),
            take_in: self.take_in(),
            bring_over: called!(self.worker),
            stores: self.stores.clone(),
        })
    }

    fn router(&self, function: &str) -> Option<Router> {
        let app = self.app.clone();
        match function {
            "referral-intake" => Some(referral_intake::router(app)),
            "case-updates" => Some(case_updates::router(app)),
            "meetings" => Some(meetings::router(app)),
            "administration" => Some(administration::router(app)),
            "case-reviews" => Some(case_reviews::router(app)),
            "reports" => Some(reports::router(app)),
            "data-protection" => Some(data_protection::router(app)),
            _ => None,
        }
    }

    /// The function as a reader of the stream.
    fn reader(&self, function: &str) -> anyhow::Result<Handler> {
        let (notifier, packer) = (self.notifier.clone(), self.packer.clone());
        match function {
            "action-notifications" => Ok(Arc::new(move |event| {
                let notifier = notifier.clone();
                Box::pin(apart(async move || notifier.on_stream(event).await))
            })),
            "meeting-packs" => Ok(Arc::new(move |event| {
                let packer = packer.clone();
                Box::pin(apart(async move || packer.on_stream(event).await))
            })),
            "audit-roots" => {
                let sealer = self.sealer.clone();
                Ok(Arc::new(move |event| {
                    let sealer = sealer.clone();
                    Box::pin(apart(async move || sealer.on_stream(event).await))
                }))
            }
            other => bail!("{other} does not read the stream"),
        }
    }

    /// The function as its schedule calls it, told what the schedule says.
    fn run(&self, schedule: &Schedule) -> anyhow::Result<Run> {
        let input = schedule.input.clone();
        let call = match schedule.function.as_str() {
            "action-notifications" => self.hear(),
            "meeting-packs" => called!(self.packer),
            "audit-roots" => called!(self.sealer),
            "erasure" => called!(self.eraser),
            other => bail!("{other} does not run on a schedule"),
        };
        Ok(Arc::new(move || call(input.clone())))
    }

    /// The function as it hears what became of emails.
    fn hear(&self) -> Invoke {
        called!(self.notifier)
    }

    /// The function as it learns that a file has come.
    fn take_in(&self) -> Invoke {
        called!(self.intake)
    }
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
        administration::openapi(),
        case_reviews::openapi(),
        reports::openapi(),
        data_protection::openapi(),
    ];
    edge::openapi::merge("/", parts)
}
