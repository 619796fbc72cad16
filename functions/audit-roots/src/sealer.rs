//! The function: leaves from the stream, and on a schedule a signed root over those that wait.
//!
//! A root is made in four steps, and the next run takes up after whichever was the last one done:
//! sign; keep the document where nothing can be changed and only one of its number can be; say
//! that it is the newest; say of each leaf which root holds it. Until the document is kept nothing
//! has happened; from then on it is the root, whoever made it.

use std::collections::BTreeSet;

use aws_lambda_events::{dynamodb::Event, streams::DynamoDbEventResponse};
use domain::audit::{Leaf, RootDocument, SignedRoot, Statement};
use edge::{
    Clock, stream,
    trigger::{Trigger, UnknownEvent},
};
use serde_json::{Value, json};
use store::{Error, Store, keys, leaves::leaf_from_item, roots::Newest};

use crate::{Signer, signer::Unsigned};

/// The run that the schedule asks for, as `{"run": "root"}`.
pub const ROOT: &str = "root";
/// Most leaves under one root: some 300 KB as a document, and ten seconds to settle.
const MOST_LEAVES: usize = 2_000;
/// Most roots in one run; what waits beyond that waits for the next run.
const MOST_ROOTS: u32 = 20;

/// Makes roots. Made once per process; cheap to clone.
#[derive(Debug, Clone)]
pub struct Sealer {
    store: Store,
    signer: Signer,
    clock: Clock,
    most: usize,
}

/// What one run did.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, serde::Serialize)]
pub struct Made {
    /// Roots made.
    pub roots: u32,
    /// Leaves under them.
    pub leaves: usize,
    /// The number of the newest root.
    pub newest: u64,
}

/// Why a run was not dealt with. Nothing here holds personal data.
#[derive(Debug, thiserror::Error)]
pub enum Fault {
    /// It is none of those that this function knows.
    #[error(transparent)]
    Unknown(#[from] UnknownEvent),
    /// The table or the bucket.
    #[error(transparent)]
    Store(#[from] Error),
    /// The key.
    #[error(transparent)]
    Unsigned(#[from] Unsigned),
    /// The bucket holds a root that does not follow the newest: somebody else's hand.
    #[error("root {0} in the bucket does not follow the root before it")]
    Foreign(u64),
}

impl Sealer {
    /// A sealer on this store, signing with this key.
    pub fn new(store: Store, signer: Signer, clock: Clock) -> Self {
        Self {
            store,
            signer,
            clock,
            most: MOST_LEAVES,
        }
    }

    /// The same with at most so many leaves under one root.
    pub fn with_most(self, most: usize) -> Self {
        Self { most, ..self }
    }

    /// Deals with an event as Lambda hands it over; the answer is what its source expects.
    pub async fn on_event(&self, event: Value) -> Result<Value, Fault> {
        match Trigger::parse(event)? {
            Trigger::Stream(records) => Ok(json!(self.on_stream(records).await)),
            Trigger::Run(run) if run == ROOT => Ok(json!(self.on_schedule().await?)),
            Trigger::Run(_) => Err(UnknownEvent::Run.into()),
            Trigger::Topic(_) => Err(UnknownEvent::Source.into()),
        }
    }

    /// Lets the leaf of each new journal entry and each reading wait for a root.
    pub async fn on_stream(&self, event: Event) -> DynamoDbEventResponse {
        let of = [keys::ENTRY_PREFIX, keys::READ_PREFIX];
        stream::each_item(&self.store, event, &of, async |item| {
            let (leaf, written) = leaf_from_item(item)?;
            Ok(self.store.await_root(&leaf, written).await?)
        })
        .await
    }

    /// Makes a root over what waits, and further ones while there is more than one can hold. A root
    /// over nothing is made too: it says that nothing was new.
    ///
    /// **Errors:** a later run makes good what this one did not get to.
    pub async fn on_schedule(&self) -> Result<Made, Fault> {
        let mut made = Made::default();
        let mut newest = self.newest().await?;
        while made.roots < MOST_ROOTS {
            let document = self.next(newest.as_ref()).await?;
            let leaves = document.leaves.len();
            match self.store.keep_root(&document).await {
                // Another run was faster: what it made is the root of this number.
                Err(Error::Conflict) => {
                    newest = self.newest().await?;
                    break;
                }
                kept => kept?,
            }
            made.roots += 1;
            made.leaves += leaves;
            newest = Some(self.settle(document).await?);
            if leaves < self.most {
                break;
            }
        }
        made.newest = newest.map_or(0, |newest| newest.root.statement.number);
        let (roots, leaves) = (made.roots, made.leaves);
        tracing::info!(roots, leaves, newest = made.newest, "roots signed");
        Ok(made)
    }

    /// The newest root with its leaves, after making good what a run before this one left undone.
    async fn newest(&self) -> Result<Option<RootDocument>, Fault> {
        let mut newest = match self.store.newest_root().await? {
            None => None,
            Some(known) => {
                let document = self.store.root(known.statement.number).await?;
                Some(if known.settled {
                    document
                } else {
                    self.settle(document).await?
                })
            }
        };
        loop {
            let number = newest.as_ref().map_or(0, number) + 1;
            let found = match self.store.root(number).await {
                Err(Error::NotFound) => return Ok(newest),
                found => found?,
            };
            let before = newest.as_ref().map(|newest| newest.root.statement.hash());
            let prev = found.root.statement.prev;
            if !found.holds() || before.unwrap_or(domain::journal::Hash::ZERO) != prev {
                return Err(Fault::Foreign(number));
            }
            newest = Some(self.settle(found).await?);
        }
    }

    /// The next root, signed and not yet kept.
    async fn next(&self, before: Option<&RootDocument>) -> Result<RootDocument, Fault> {
        let key = self.signer.public().await?;
        if before.is_none_or(|before| before.root.statement.key != key.fingerprint) {
            let (fingerprint, pem) = (key.fingerprint, &key.pem);
            self.store.keep_public_key(fingerprint, pem).await?;
        }
        let mut leaves = self.store.leaves_waiting(self.most).await?;
        // The list is a moment behind: what was sealed just now may still stand in it.
        let sealed: BTreeSet<&Leaf> = before.iter().flat_map(|before| &before.leaves).collect();
        leaves.retain(|leaf| !sealed.contains(leaf));
        let before = before.map(|before| &before.root.statement);
        let now = self.clock.now();
        let (statement, leaves) = Statement::next(before, leaves, now, key.fingerprint);
        let signature = self.signer.sign(&statement.text()).await?;
        let root = SignedRoot {
            statement,
            signature,
        };
        Ok(RootDocument { root, leaves })
    }

    /// Says that a root that is kept is the newest, and of each of its leaves that it holds them.
    async fn settle(&self, document: RootDocument) -> Result<RootDocument, Fault> {
        let statement = document.root.statement.clone();
        let number = statement.number;
        let mut newest = Newest {
            statement,
            settled: document.leaves.is_empty(),
        };
        // The same is said again when a run before this one said it and went no further.
        let before = (number > 1).then(|| number - 1);
        match self.store.root_is_newest(&newest, before).await {
            Err(Error::Conflict) => self.store.root_is_newest(&newest, Some(number)).await?,
            said => said?,
        }
        if !newest.settled {
            self.store.leaves_sealed(&document.leaves, number).await?;
            newest.settled = true;
            self.store.root_is_newest(&newest, Some(number)).await?;
        }
        Ok(document)
    }
}

fn number(document: &RootDocument) -> u64 {
    document.root.statement.number
}
