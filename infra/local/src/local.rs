//! The runner: everything started in order, and what tests and `main` hold of it.

use std::{
    collections::{BTreeMap, HashMap},
    fmt,
    time::Duration,
};

use anyhow::{Context, anyhow};
use aws_sdk_dynamodb::types::AttributeValue;
use chrono::{DateTime, Utc};
use store::Store;
use tokio::task::JoinHandle;

use crate::{
    aws::{Aws, Endpoints},
    clock::LocalClock,
    database::Database,
    dev::Dev,
    environment,
    folder::Folder,
    functions::{self, Functions},
    gateway::Gateway,
    issuer::{Issuer, SCOPE, SigningKey},
    loopback::{self, Stop, Switch},
    mailbox::{Feedback, Mailbox, Outbox},
    meter::Meters,
    objects::{self, Arrivals},
    options::Options,
    people::{People, Person},
    scheduler::{Refused, Scheduler},
    seed,
    signing::RootKey,
    stream::{self, Handler, Mapping, Parked, ParkingLot, Stream},
    template::{StreamMapping, Template},
};

/// The function that seals what is new.
const SEALER: &str = "audit-roots";

/// How long requests that have begun get to finish when everything stops.
const FINISH: Duration = Duration::from_secs(5);

/// The whole system, running in this process.
///
/// **Shape:** `let local = Local::start(options).await?; … local.stop().await;`
pub struct Local {
    dev: Dev,
    origin: String,
    environment: BTreeMap<String, String>,
    aws: Aws,
    database: Database,
    store: Store,
    stores: Vec<Store>,
    meters: Meters,
    mailbox: Mailbox,
    stream: Stream,
    switch: Switch,
    tasks: Vec<JoinHandle<()>>,
    /// Last, so that the folder is unlocked when everything else is gone.
    _folder: Folder,
}

impl fmt::Debug for Local {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Local({})", self.origin)
    }
}

impl Local {
    /// Starts everything; returns when it answers.
    ///
    /// **Errors:** the port or the data folder is in use, or what is in the folder cannot be used.
    pub async fn start(options: Options) -> anyhow::Result<Self> {
        Self::begin(options, true).await
    }

    /// Starts everything but the triggers: nothing reads the stream and nothing runs on a
    /// schedule, so that whoever calls this can be the trigger, of a function that runs as a
    /// [`Bootstrap`](crate::runtime::Bootstrap) for instance.
    ///
    /// **Errors:** as of [`Local::start`].
    pub async fn start_untriggered(options: Options) -> anyhow::Result<Self> {
        Self::begin(options, false).await
    }

    async fn begin(options: Options, triggered: bool) -> anyhow::Result<Self> {
        let folder = Folder::open(&options.data)?;
        // Before anything is made: a port in use must not leave a half-filled folder behind.
        let (listener, address) = loopback::bind(options.port).await?;
        let origin = options
            .origin
            .unwrap_or_else(|| format!("http://{address}"));
        let (switch, stop) = Switch::new();
        let new = seed::prepare(&folder)?;
        let clock = LocalClock::open(folder.path("clock.json"), options.now)?;
        let template = Template::embedded()?;
        let mut servers = serve(&folder, &template, &clock, &stop).await?;
        let store = functions::store(&servers.aws);
        let meters = Meters::default();
        let functions = Functions::wire(&origin, &servers.aws, &meters, &clock);
        let functions = functions.deploy(&template)?;
        if triggered {
            let (looks, works) = (functions.take_in.clone(), functions.bring_over.clone());
            servers.arrivals.go_to(looks, works);
        }
        let readers = if triggered {
            functions.stream
        } else {
            Vec::new()
        };
        let mut stream = stream(&folder, &servers.database, readers)?;
        if triggered {
            let reported = folder.path("feedback.json");
            let outbox = servers.mailbox.outbox().clone();
            stream = stream.with_mail(Feedback::open(reported, outbox, functions.hear)?);
        }
        if new {
            seed::plant(&store, &clock, options.empty).await?;
            // History tells nobody anything; but it is sealed like everything else.
            stream.skip_to_end(|function| function != SEALER).await?;
            seed::finish(&folder)?;
        }
        let scheduled = folder.path("schedule.json");
        let scheduler = Scheduler::open(
            scheduled,
            clock.clone(),
            stream.clone(),
            functions.timetable,
        )?;
        let key = SigningKey::open(&folder.path("issuer.pk8"))?;
        let people = People::new(store.clone());
        let dev = Dev {
            issuer: Issuer::new(&origin, key, people.clone(), clock.clone()),
            outbox: servers.mailbox.outbox().clone(),
            scheduler: scheduler.clone(),
            people,
            clock,
        };
        let gateway = Gateway::new(&origin, functions.routes, dev.clone().router(), &stream);
        servers
            .tasks
            .push(loopback::serve(listener, gateway.router(), stop.clone()));
        servers.tasks.extend(stream.run(&stop));
        if triggered {
            servers.tasks.push(scheduler.run(stop));
        }
        Ok(Self {
            dev,
            environment: environment::variables(&functions::config(&origin), &servers.endpoints),
            origin,
            aws: servers.aws,
            database: servers.database,
            store,
            stores: functions.stores,
            meters,
            mailbox: servers.mailbox,
            stream,
            switch,
            tasks: servers.tasks,
            _folder: folder,
        })
    }

    /// Where it answers, such as `http://127.0.0.1:3000`.
    pub fn origin(&self) -> &str {
        &self.origin
    }

    /// The environment of a function that runs as a process of its own beside this one.
    pub fn environment(&self) -> &BTreeMap<String, String> {
        &self.environment
    }

    /// The new journal entries in the table's stream, oldest first, as Lambda's event has them:
    /// everything since the beginning, as far as the function's filter lets it through.
    ///
    /// **Shape:** `{"eventID": …, "eventName": "INSERT", "dynamodb": {"NewImage": …}, …}`
    pub async fn stream_records(&self, function: &str) -> anyhow::Result<Vec<serde_json::Value>> {
        let mut mappings = Template::embedded()?.mappings()?.into_iter();
        let mapping = mappings.find(|mapping| mapping.function == function);
        let mapping = mapping.with_context(|| format!("{function} does not read the stream"))?;
        stream::everything(&self.database, &mapping.filter).await
    }

    /// Clients of the embedded servers.
    pub fn aws(&self) -> &Aws {
        &self.aws
    }

    /// A store on the same table and buckets as the functions'.
    pub fn store(&self) -> &Store {
        &self.store
    }

    /// What the functions' calls on the table cost.
    pub fn meters(&self) -> &Meters {
        &self.meters
    }

    /// The clock that everything goes by.
    pub fn clock(&self) -> &LocalClock {
        &self.dev.clock
    }

    /// Makes the functions forget what they know from a minute ago, as if each had just begun.
    pub fn forget(&self) {
        self.stores.iter().for_each(Store::forget);
    }

    /// Puts items into the table as they are, in bulk and past its stream: how a test fills it.
    pub fn load(&self, items: Vec<HashMap<String, AttributeValue>>) -> anyhow::Result<()> {
        self.database.load(items)
    }

    /// Captured email and messages, and ways to make sending fail.
    pub fn mailbox(&self) -> &Mailbox {
        &self.mailbox
    }

    /// Records of the stream given up on, oldest first.
    pub fn parked(&self) -> Vec<Parked> {
        self.stream.parked()
    }

    /// Everybody who can sign in.
    pub async fn people(&self) -> anyhow::Result<Vec<Person>> {
        self.dev.people.all().await
    }

    /// A bearer token for the person with that address.
    ///
    /// **Errors:** nobody signs in with it.
    pub async fn token(&self, email: &str) -> anyhow::Result<String> {
        let person = self.dev.people.by_email(email).await?;
        let person = person.with_context(|| anyhow!("nobody signs in as {email}"))?;
        self.dev.issuer.access_token(&person, SCOPE)
    }

    /// Lets the issuer sign with a new key from now on; with `withdraw`, it publishes the keys before
    /// it no more.
    pub fn rotate_issuer_key(&self, withdraw: bool) -> anyhow::Result<()> {
        self.dev.issuer.rotate(withdraw)
    }

    /// Waits until everything written so far, and what follows from it, has been delivered.
    pub async fn settle(&self) -> anyhow::Result<()> {
        self.stream.settle().await
    }

    /// Moves the clock forward and runs what falls due on the way.
    ///
    /// **Errors:** [`Refused`] for a time before now or too far ahead.
    pub async fn move_clock(&self, to: DateTime<Utc>) -> anyhow::Result<()> {
        let moved: Result<(), Refused> = self.dev.scheduler.move_clock(to).await?;
        Ok(moved?)
    }

    /// Stops everything: requests that have begun are finished, then the folder is free again.
    pub async fn stop(self) {
        self.switch.stop();
        let finish = async {
            for task in self.tasks {
                // A task that failed is stopped too.
                let _ = task.await;
            }
        };
        // A client that keeps half a request open must not keep the process open.
        let _ = tokio::time::timeout(FINISH, finish).await;
    }
}

/// The embedded servers, and the clients that talk to them.
struct Servers {
    database: Database,
    mailbox: Mailbox,
    endpoints: Endpoints,
    aws: Aws,
    arrivals: Arrivals,
    tasks: Vec<JoinHandle<()>>,
}

async fn serve(
    folder: &Folder,
    template: &Template,
    clock: &LocalClock,
    stop: &Stop,
) -> anyhow::Result<Servers> {
    let database = Database::open(&folder.path("table.sqlite"), &template.table()?)?;
    let outbox = Outbox::open(&folder.path("outbox.jsonl"))?;
    let mailbox = Mailbox::new(outbox, clock.clone());
    let root = folder.subfolder("buckets")?;
    let (dynamodb, database_task) = database.serve(stop.clone()).await?;
    let arrivals = Arrivals::default();
    let buckets = template.buckets();
    let (s3, objects_task) =
        objects::serve(&root, &buckets, arrivals.clone(), stop.clone()).await?;
    let (mail, mailbox_task) = mailbox.serve(stop.clone()).await?;
    let key = RootKey::open(&folder.path("roots.pk8"))?;
    let (signing, signing_task) = key.serve(stop.clone()).await?;
    let endpoints = Endpoints {
        dynamodb,
        s3,
        mailbox: mail,
        signing,
    };
    Ok(Servers {
        aws: Aws::connect(&endpoints).await,
        endpoints,
        tasks: vec![database_task, objects_task, mailbox_task, signing_task],
        database,
        mailbox,
        arrivals,
    })
}

fn stream(
    folder: &Folder,
    database: &Database,
    functions: Vec<(StreamMapping, Handler)>,
) -> anyhow::Result<Stream> {
    let parking = ParkingLot::open(&folder.path("parked.jsonl"))?;
    let mappings = functions
        .into_iter()
        .map(|(mapping, handler)| {
            let checkpoint = folder.path(&format!("stream-{}.json", mapping.function));
            Mapping::new(
                mapping,
                database.clone(),
                handler,
                parking.clone(),
                checkpoint,
            )
        })
        .collect::<anyhow::Result<_>>()?;
    Ok(Stream::new(mappings, parking))
}

#[cfg(test)]
mod tests;
