//! The only write: one transaction with journal entries, records, index rows and idempotency.
//!
//! INVARIANT (fold): a record is written only together with the entries it folds, conditional on
//! the version they follow.

use std::{collections::BTreeMap, time::Duration};

use aws_sdk_dynamodb::{
    operation::transact_write_items::TransactWriteItemsError,
    types::{
        AttributeValue, ConditionCheck, Delete, Put, TransactWriteItem, Update,
        builders::PutBuilder,
    },
};
use chrono::Datelike;
use domain::{
    Aggregate, AreaCode, Journal, PersonId,
    case::Case,
    directory::{Area, Person},
    journal::Hash,
    notice::Feedback,
    referral::Referral,
    reorganisation::Reorganisations,
    time,
};
use serde::{Deserialize, Serialize};

use crate::{
    Error, Once, Outcome, Store,
    error::sdk,
    held::HeldItem,
    journal::{EntryItem, RecordItem, SAID},
    keys,
    notices::FeedbackItem,
    once::OnceItem,
    reads::Disclosed,
    stored::{Counts, Index, Row, Rows, Stored, found_rows},
    table::{Attributes, Table, key, to_item},
};

/// Most items in one transaction.
pub const MAX_ITEMS: usize = 100;
/// How often a transaction is sent that only another one stands in the way of.
const TRIES: u32 = 6;
/// How long it waits before the second time; each time longer.
const PAUSE: Duration = Duration::from_millis(20);

/// Everything one command changes.
#[derive(Debug, Default)]
pub struct Commit {
    writes: Vec<Write>,
    token: Vec<u8>,
    /// Whether it changes an area, a person or a reorganisation, of which copies may be kept.
    directory: bool,
    fault: Option<Error>,
}

#[derive(Debug)]
enum Write {
    Put {
        item: Attributes,
        condition: Option<Condition>,
    },
    Delete {
        key: Attributes,
    },
    /// What a journal entry said goes; the entry stays.
    Erase {
        key: Attributes,
    },
    /// Numbers are added to those that stand there, whoever else adds to them.
    Count {
        key: Attributes,
        by: BTreeMap<String, i64>,
    },
    /// Nothing is written; the item must be there, of this version if one is named.
    Expect {
        key: Attributes,
        version: Option<u64>,
    },
}

/// What must hold of the item that stands in the place of a new one.
#[derive(Debug, Clone, Copy)]
enum Condition {
    /// Nothing stands there.
    New,
    /// An item of this version does.
    Version(u64),
    /// Nothing, or what expired before this epoch second and was not yet cleared.
    NewOrExpired(i64),
}

impl Condition {
    /// What follows entry `before`: the first one is new.
    fn after(before: u64) -> Self {
        if before == 0 {
            Self::New
        } else {
            Self::Version(before)
        }
    }

    fn put(self, put: PutBuilder) -> PutBuilder {
        let (expression, value) = match self {
            Self::New => return put.condition_expression("attribute_not_exists(pk)"),
            Self::Version(version) => ("version = :value", version.to_string()),
            Self::NewOrExpired(now) => (
                "attribute_not_exists(pk) OR expires_at < :value",
                now.to_string(),
            ),
        };
        put.condition_expression(expression)
            .expression_attribute_values(":value", AttributeValue::N(value))
    }
}

/// The next case reference of an area, claimed when it is committed.
#[derive(Debug, Clone)]
pub struct Ticket {
    pk: String,
    sk: String,
    /// The first of those that are claimed, and the last.
    first: u64,
    last: u64,
    year: i32,
    /// The reference, such as `RUN-2026-0042`; of several, the first.
    pub reference: String,
}

impl Ticket {
    /// The number of the first reference, and the year it is of.
    pub fn first(&self) -> (u64, i32) {
        (self.first, self.year)
    }
}

/// The reference of this number in the year of an area.
pub fn case_reference(area: &AreaCode, (number, year): (u64, i32)) -> String {
    format!("{area}-{year}-{number:04}")
}

#[derive(Debug, Serialize, Deserialize)]
struct CounterItem {
    pk: String,
    sk: String,
    version: u64,
}

#[derive(Debug, Serialize, Deserialize)]
struct RowItem {
    pk: String,
    sk: String,
    #[serde(flatten)]
    index: Index,
    body: String,
}

impl Commit {
    /// A commit of one aggregate's pending entries.
    pub fn of<A: Stored>(journal: Journal<A>) -> Self {
        Self::default().with(journal)
    }

    /// The same commit with another aggregate's pending entries.
    pub fn with<A: Stored>(mut self, journal: Journal<A>) -> Self {
        if let Err(fault) = self.add(&journal) {
            self.fault = Some(fault);
        }
        self
    }

    /// A commit of the referral that a request makes, happening once: its id is the request's own.
    ///
    /// **Errors:** on committing, [`Error::Conflict`] when it was made before; see [`Store::made`].
    pub fn making(journal: Journal<Referral>, once: &Once) -> Self {
        let mut commit = Self::default();
        commit.token.extend(once.request.bytes());
        let made = if journal.id == once.referral() {
            commit.add_as(&journal, Some(once.request))
        } else {
            Err(Error::Unreadable("request"))
        };
        commit.fault = made.err();
        commit
    }

    /// A commit that empties a record: of the rows that go with it, it deletes as many as fit. The
    /// others are deleted by [`Store::finish_erasure`].
    pub fn erasing<A: Stored>(journal: Journal<A>) -> Self {
        let mut commit = Self::of(journal);
        let deletes = |write: &Write| matches!(write, Write::Delete { .. });
        let kept = commit.writes.iter().filter(|write| !deletes(write)).count();
        let mut room = MAX_ITEMS.saturating_sub(kept);
        commit.writes.retain(|write| {
            let fits = !deletes(write) || room > 0;
            room -= usize::from(deletes(write) && fits);
            fits
        });
        commit
    }

    /// A commit that writes the rows by which a case is found as they are made now, whatever stands there,
    /// while the case is as it was read: nothing of it changes.
    pub(crate) fn renewing(case: &Journal<Case>) -> Self {
        let mut commit = Self::default();
        commit.token.extend(case.head().bytes());
        for ((pk, sk), row) in found_rows(case) {
            commit.token.extend(pk.as_bytes());
            let Row { index, body } = row;
            let item = RowItem {
                pk,
                sk,
                index,
                body,
            };
            let condition = None;
            commit.push(to_item(&item).map(|item| Write::Put { item, condition }));
        }
        commit.writes.push(Write::Expect {
            key: key(&keys::case(case.id), keys::RECORD),
            version: Some(case.version()),
        });
        commit
    }

    /// The same commit, happening once: a repetition of the request finds `outcome`.
    pub fn once(mut self, once: &Once, outcome: Outcome) -> Self {
        self.token.extend(once.request.bytes());
        self.token.extend(once.key.as_bytes());
        let put = to_item(&OnceItem::of(once, outcome)).map(|item| Write::Put {
            item,
            condition: Some(Condition::NewOrExpired(once.at.timestamp())),
        });
        self.push(put);
        self
    }

    /// The same commit, claiming a reference.
    pub fn claim(mut self, ticket: &Ticket) -> Self {
        let item = CounterItem {
            pk: ticket.pk.clone(),
            sk: ticket.sk.clone(),
            version: ticket.last,
        };
        let before = ticket.first - 1;
        let condition = Some(Condition::after(before));
        self.push(to_item(&item).map(|item| Write::Put { item, condition }));
        self
    }

    /// The same commit, noting in the ledger what the mail provider reported of a notice.
    ///
    /// It conflicts when a report of that kind was noted before: look with [`Store::heard`].
    pub fn noting(mut self, notice: Hash, feedback: &Feedback) -> Self {
        self.token.extend(notice.bytes());
        self.token.extend(feedback.came.value().bytes());
        let item = FeedbackItem::of(notice, feedback);
        let put = item.and_then(|item| to_item(&item)).map(|item| Write::Put {
            item,
            condition: Some(Condition::New),
        });
        self.push(put);
        self
    }

    /// The same commit, logging what it hands over. A log that went first would claim a disclosure that a
    /// conflict then prevents, and one that came after might never come: in one transaction there is both
    /// or neither. A reading has no condition, so that nobody who writes there is in its way.
    pub fn disclosing(mut self, disclosed: &[Disclosed]) -> Self {
        for one in disclosed {
            self.put(one.item().sk(), to_item(one.item()));
        }
        self
    }

    /// The same commit, with something that is kept for a time.
    pub(crate) fn holding(mut self, item: Result<HeldItem, Error>) -> Self {
        match item {
            Ok(item) => self.put(&item.sk, to_item(&item)),
            Err(fault) => self.fault = Some(fault),
        }
        self
    }

    /// The same commit, made only while `other` still administers the directory: two
    /// administrators who remove each other at the same moment do not both succeed.
    pub fn while_administered_by(mut self, other: PersonId) -> Self {
        let key = key(keys::ADMINISTRATORS, &other.to_string());
        let version = None;
        self.writes.push(Write::Expect { key, version });
        self
    }

    /// How many items it writes: a transaction takes at most [`MAX_ITEMS`].
    pub fn items(&self) -> usize {
        self.writes.len()
    }

    /// An item that goes where nothing else is written, told apart by its sort key.
    fn put(&mut self, sk: &str, item: Result<Attributes, Error>) {
        self.token.extend(sk.as_bytes());
        self.push(item.map(|item| Write::Put {
            item,
            condition: None,
        }));
    }

    fn push(&mut self, write: Result<Write, Error>) {
        match write {
            Ok(write) => self.writes.push(write),
            Err(fault) => self.fault = Some(fault),
        }
    }

    fn add<A: Stored>(&mut self, journal: &Journal<A>) -> Result<(), Error> {
        self.add_as(journal, None)
    }

    /// Adds what is pending; the first entry names the `request` that makes the aggregate.
    fn add_as<A: Stored>(
        &mut self,
        journal: &Journal<A>,
        request: Option<Hash>,
    ) -> Result<(), Error> {
        if journal.pending().is_empty() {
            return Ok(());
        }
        self.token.extend(journal.head().bytes());
        self.directory |= matches!(A::KIND, Area::KIND | Person::KIND | Reorganisations::KIND);
        for entry in journal.pending() {
            let first = entry.header.seq == 1;
            let item = to_item(&EntryItem {
                request: request.filter(|_| first),
                ..EntryItem::of(entry)?
            })?;
            self.writes.push(Write::Put {
                item,
                condition: Some(Condition::New),
            });
        }
        let before = journal.stored_version();
        let condition = Some(Condition::after(before));
        let item = to_item(&RecordItem::of(journal)?)?;
        self.writes.push(Write::Put { item, condition });
        let old = journal
            .stored_record()
            .map(Stored::rows)
            .unwrap_or_default();
        let new = journal.record().rows();
        let owner = keys::aggregate(A::KIND, &journal.record().id());
        for seq in journal.erased() {
            let key = key(&owner, &keys::entry(*seq));
            self.writes.push(Write::Erase { key });
        }
        self.add_rows(&owner, old, new)?;
        let before = journal.stored_record();
        if !journal.record().stays_counted() {
            let before = before.map(Stored::counts);
            self.add_counts(before.unwrap_or_default(), journal.record().counts());
        } else if let Some(before) = before.filter(|before| !before.stays_counted()) {
            self.add_counts(Counts::new(), before.set_aside());
        }
        Ok(())
    }

    /// Counters move by what the record now adds to them less what it added before.
    fn add_counts(&mut self, old: Counts, new: Counts) {
        let mut moved = new;
        for (key, counted) in old {
            let at = moved.entry(key).or_default();
            for (name, count) in counted {
                *at.entry(name).or_default() -= count;
            }
        }
        for ((pk, sk), mut by) in moved {
            by.retain(|_, count| *count != 0);
            if !by.is_empty() {
                self.count(key(&pk, &sk), by);
            }
        }
    }

    /// Adds to a counter, together with what another record of this commit adds: a transaction may
    /// write an item once.
    fn count(&mut self, at: Attributes, by: BTreeMap<String, i64>) {
        for write in &mut self.writes {
            if let Write::Count { key, by: sums } = write
                && *key == at
            {
                for (name, count) in by {
                    *sums.entry(name).or_default() += count;
                }
                return;
            }
        }
        self.writes.push(Write::Count { key: at, by });
    }

    /// Rows that changed are put, rows that went are deleted.
    ///
    /// A new row outside the aggregate's own partition – a reference, a sign-in name – must not
    /// stand there already: it would belong to somebody else.
    fn add_rows(&mut self, owner: &str, mut old: Rows, new: Rows) -> Result<(), Error> {
        for ((pk, sk), row) in new {
            let before = old.remove(&(pk.clone(), sk.clone()));
            if before.as_ref() == Some(&row) {
                continue;
            }
            let foreign = before.is_none() && pk != owner;
            let Row { index, body } = row;
            let item = to_item(&RowItem {
                pk,
                sk,
                index,
                body,
            })?;
            let condition = foreign.then_some(Condition::New);
            self.writes.push(Write::Put { item, condition });
        }
        for (pk, sk) in old.into_keys() {
            self.writes.push(Write::Delete { key: key(&pk, &sk) });
        }
        Ok(())
    }

    /// Names the transaction: the same work sent again within ten minutes is not done again.
    fn client_token(&self) -> String {
        Hash::of(&self.token).to_string().chars().take(36).collect()
    }
}

impl Store {
    /// Writes everything in one transaction, or nothing.
    ///
    /// **Errors:** [`Error::Conflict`] when somebody else changed something in between – load,
    /// decide and commit again; [`Error::TooLarge`] beyond what a transaction can hold.
    pub async fn commit(&self, commit: Commit) -> Result<(), Error> {
        let token = commit.client_token();
        if let Some(fault) = commit.fault {
            return Err(fault);
        }
        if commit.writes.is_empty() {
            return Ok(());
        }
        if commit.writes.len() > MAX_ITEMS {
            return Err(Error::TooLarge);
        }
        let table = &self.table;
        let writes = commit
            .writes
            .into_iter()
            .map(|write| transact(table, write))
            .collect::<Result<Vec<_>, _>>()?;
        self.send(writes, token).await?;
        if commit.directory {
            self.forget();
        }
        Ok(())
    }

    /// Sends a transaction; again after a moment when another one was just writing to one of its
    /// items. Counters are shared by cases that have nothing to do with each other, and nothing was
    /// decided on what they held.
    async fn send(&self, writes: Vec<TransactWriteItem>, token: String) -> Result<(), Error> {
        let mut left = TRIES;
        loop {
            let request = self.table.db.transact_write_items();
            let sent = request
                .set_transact_items(Some(writes.clone()))
                .client_request_token(token.clone())
                .send()
                .await;
            let Err(error) = sent else { return Ok(()) };
            left -= 1;
            if left == 0 || !crossed(&error) {
                return Err(refused(error));
            }
            // Those that crossed do not come back in step.
            let share = token
                .bytes()
                .fold(left, |sum, byte| sum.wrapping_mul(31) ^ u32::from(byte));
            let longest = PAUSE * (TRIES - left);
            tokio::time::sleep(longest / 2 + longest * (share % 100) / 200).await;
        }
    }

    /// The next case reference of `area`; it is claimed by [`Commit::claim`].
    pub async fn next_case_reference(
        &self,
        area: &AreaCode,
        now: chrono::DateTime<chrono::Utc>,
    ) -> Result<Ticket, Error> {
        self.next_case_references(area, 1, now).await
    }

    /// The next `many` case references of `area`, one after the other; they are claimed together.
    pub async fn next_case_references(
        &self,
        area: &AreaCode,
        many: u32,
        now: chrono::DateTime<chrono::Utc>,
    ) -> Result<Ticket, Error> {
        let year = time::london_date(now).year();
        let (pk, sk) = keys::case_counter(area, year);
        let counter: Option<CounterItem> = self.table.get(&pk, &sk).await?;
        let first = counter.map_or(0, |counter| counter.version) + 1;
        Ok(Ticket {
            pk,
            sk,
            first,
            last: first + u64::from(many.max(1)) - 1,
            year,
            reference: case_reference(area, (first, year)),
        })
    }
}

fn transact(table: &Table, write: Write) -> Result<TransactWriteItem, Error> {
    let built = match write {
        Write::Put { item, condition } => {
            let mut put = Put::builder().table_name(&table.name).set_item(Some(item));
            if let Some(condition) = condition {
                put = condition.put(put);
            }
            TransactWriteItem::builder().put(put.build().map_err(|_| Error::Unreadable("put"))?)
        }
        Write::Delete { key } => {
            let delete = Delete::builder().table_name(&table.name).set_key(Some(key));
            let delete = delete.build().map_err(|_| Error::Unreadable("delete"))?;
            TransactWriteItem::builder().delete(delete)
        }
        Write::Erase { key } => {
            let update = Update::builder()
                .table_name(&table.name)
                .set_key(Some(key))
                .condition_expression("attribute_exists(pk)")
                .update_expression(format!("REMOVE {}", SAID.join(", ")))
                .build()
                .map_err(|_| Error::Unreadable("erase"))?;
            TransactWriteItem::builder().update(update)
        }
        Write::Count { key, by } => TransactWriteItem::builder().update(counting(table, key, by)?),
        Write::Expect { key, version } => {
            let check = ConditionCheck::builder()
                .table_name(&table.name)
                .set_key(Some(key));
            let check = match version {
                None => check.condition_expression("attribute_exists(pk)"),
                Some(version) => check
                    .condition_expression("version = :value")
                    .expression_attribute_values(":value", AttributeValue::N(version.to_string())),
            };
            let check = check.build().map_err(|_| Error::Unreadable("check"))?;
            TransactWriteItem::builder().condition_check(check)
        }
    };
    Ok(built.build())
}

/// An update that adds to numbers.
fn counting(table: &Table, key: Attributes, by: BTreeMap<String, i64>) -> Result<Update, Error> {
    let mut update = Update::builder().table_name(&table.name).set_key(Some(key));
    let mut sums = Vec::new();
    for (place, (name, count)) in by.into_iter().enumerate() {
        update = update
            .expression_attribute_names(format!("#n{place}"), name)
            .expression_attribute_values(
                format!(":n{place}"),
                AttributeValue::N(count.to_string()),
            );
        sums.push(format!("#n{place} :n{place}"));
    }
    let update = update.update_expression(format!("ADD {}", sums.join(", ")));
    update.build().map_err(|_| Error::Unreadable("count"))
}

/// Whether nothing stood against a transaction but another one that was under way.
fn crossed<R>(error: &aws_sdk_dynamodb::error::SdkError<TransactWriteItemsError, R>) -> bool {
    let aws_sdk_dynamodb::error::SdkError::ServiceError(context) = error else {
        return false;
    };
    let TransactWriteItemsError::TransactionCanceledException(cancelled) = context.err() else {
        return false;
    };
    let mut codes = cancelled
        .cancellation_reasons()
        .iter()
        .filter_map(|reason| reason.code())
        .filter(|code| *code != "None")
        .peekable();
    codes.peek().is_some() && codes.all(|code| code == "TransactionConflict")
}

fn refused<R: std::fmt::Debug>(
    error: aws_sdk_dynamodb::error::SdkError<TransactWriteItemsError, R>,
) -> Error {
    use aws_sdk_dynamodb::error::{ProvideErrorMetadata, SdkError};
    if let SdkError::ServiceError(context) = &error {
        match context.err() {
            TransactWriteItemsError::TransactionCanceledException(cancelled) => {
                let codes: Vec<_> = cancelled
                    .cancellation_reasons()
                    .iter()
                    .filter_map(|reason| reason.code())
                    .filter(|code| *code != "None")
                    .collect();
                let conflict =
                    |code: &&str| matches!(*code, "ConditionalCheckFailed" | "TransactionConflict");
                return if codes.iter().all(conflict) {
                    Error::Conflict
                } else if codes.contains(&"ValidationError") {
                    Error::TooLarge
                } else {
                    Error::Unavailable(codes.join(" "))
                };
            }
            TransactWriteItemsError::TransactionInProgressException(_) => return Error::Conflict,
            // The table refuses an item above 400 KB, and a transaction above 4 MB, as invalid.
            other if other.code() == Some("ValidationException") => return Error::TooLarge,
            _ => {}
        }
    }
    sdk(error)
}
