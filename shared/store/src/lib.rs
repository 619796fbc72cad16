//! The one table and its buckets: keys, items, commit, and reads by noun – already cut to the caller.
//!
//! | file | what lives there |
//! |---|---|
//! | [`aws`] | what the clients are made from, on Lambda |
//! | [`keys`] | every key, as a named function |
//! | [`stored`] | which index rows each noun keeps |
//! | [`commit`] | one transaction: journal, record, rows, idempotency |
//! | [`once`] | a request that must not happen twice |
//! | [`journal`] | records and journals as items |
//! | [`referrals`], [`cases`], [`actions`], [`meetings`], [`directory`] | reads by noun, through access |
//! | [`agendas`], [`packs`] | what a meeting deals with, and what each agency gets of it |
//! | [`search`], [`guests`] | cases by whom they concern, stubs, and access by those who are not on them |
//! | [`same`] | who is a subject of more than one case, or may be |
//! | [`renewal`] | rows by which cases are found, made by older rules, made anew |
//! | [`reads`] | the log of who read what |
//! | [`lists`] | lists as they are handed out, and logged |
//! | [`audits`] | the audit of one case, with proofs |
//! | [`leaves`], [`roots`] | what waits for a signed root, and the roots |
//! | [`transfers`] | lists of cases on their way here, and where they lie |
//! | [`imports`] | what brings cases over from sheets, and which it brought |
//! | [`reorganisation`] | which area takes over from which, and when |
//! | [`retention`] | what is kept for a time, and erasure |
//! | [`case_reviews`] | applications for an ASB Case Review |
//! | [`subject_access`] | what is held about somebody who asks for it |
//! | [`orders`] | what runs in an area, and when it asks for attention |
//! | [`rules`] | what was adopted about the rules |
//! | [`explain`] | whether somebody may see something, and why |
//! | `lately` | areas and sign-in names as they were at most a minute ago |
//! | [`notices`] | the ledger of outbound messages, and what came back of them |
//! | [`returned`] | those that wait for somebody to deal with them |
//! | [`drafts`] | long forms not yet sent |
//! | [`saved`] | the same of somebody without an account |
//! | [`letters`] | letters that were sent by email |
//! | [`sessions`] | who is signed in |
//! | [`feeds`] | addresses that calendar programs ask at |
//! | [`knocks`] | how often somebody who has not signed in may ask |
//! | `held` | what is kept until an instant |
//! | `seal` | the key that seals what goes out and comes back |
//! | [`objects`] | packs and parked records in buckets |
//! | [`mail`] | emails, as SES takes them |
//! | [`uploads`] | files of documents: how they are sent, kept and fetched |
//!
//! SDK types stay in this crate.

pub mod actions;
pub mod agendas;
pub mod alike;
pub mod audits;
pub mod aws;
pub mod case_reviews;
pub mod cases;
pub mod commit;
pub mod directory;
pub mod drafts;
mod error;
pub mod explain;
pub mod feeds;
pub mod figures;
pub mod guests;
mod held;
pub mod imports;
pub mod journal;
pub mod keys;
pub mod knocks;
mod lately;
pub mod leaves;
pub mod letters;
pub mod lists;
pub mod mail;
pub mod meetings;
pub mod notices;
pub mod objects;
pub mod once;
pub mod orders;
pub mod pace;
pub mod packs;
pub mod page;
pub mod reads;
pub mod referrals;
pub mod renewal;
pub mod reorganisation;
pub mod retention;
pub mod returned;
pub mod roots;
pub mod rules;
pub mod same;
pub mod saved;
mod seal;
pub mod search;
pub mod sessions;
pub mod stored;
pub mod subject_access;
mod table;
pub mod transfers;
pub mod uploads;

use domain::{Journal, PersonId, directory::Area, reorganisation::Reorganisations};

pub use commit::{Commit, MAX_ITEMS, case_reference};
pub use error::Error;
pub use journal::File;
pub use once::{Once, Outcome};
pub use page::{Cursor, Page};
pub use stored::AgencyRow;

/// The table and the buckets. Cheap to clone; made once per process.
#[derive(Debug, Clone)]
pub struct Store {
    table: table::Table,
    objects: objects::Objects,
    roots: Option<objects::Objects>,
    documents: Option<uploads::Documents>,
    areas: lately::Lately<Journal<Area>>,
    all_areas: lately::Lately<Vec<Journal<Area>>>,
    plans: lately::Lately<Reorganisations>,
    sign_in_names: lately::Lately<PersonId>,
    pace: pace::Pace,
}

impl Store {
    /// A store on these clients.
    pub fn new(
        db: aws_sdk_dynamodb::Client,
        table: impl Into<String>,
        s3: aws_sdk_s3::Client,
        bucket: impl Into<String>,
    ) -> Self {
        Self {
            table: table::Table::new(db, table.into()),
            roots: None,
            documents: None,
            objects: objects::Objects::new(s3, bucket.into()),
            areas: lately::Lately::default(),
            all_areas: lately::Lately::default(),
            plans: lately::Lately::default(),
            sign_in_names: lately::Lately::default(),
            pace: pace::Pace::default(),
        }
    }

    /// The same store with the bucket of signed roots.
    pub fn with_roots(self, bucket: impl Into<String>) -> Self {
        Self {
            roots: Some(self.objects.beside(bucket.into())),
            ..self
        }
    }

    /// A store on the clients that `config` makes: on Lambda that of [`aws::config`].
    pub fn on(config: &aws_config::SdkConfig, table: &str, bucket: &str) -> Self {
        Self::new(
            aws_sdk_dynamodb::Client::new(config),
            table,
            aws_sdk_s3::Client::new(config),
            bucket,
        )
    }
}
