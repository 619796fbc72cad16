//! Figures counted again from the journals, to prove that the counters agree with them (R10.1).

use std::collections::{BTreeMap, BTreeSet};

use domain::{
    Aggregate,
    case::Case,
    figures::Sheet,
    journal::{self, Sealed},
};

use super::CountersItem;
use crate::{
    Error, Store,
    journal::entry_from_item,
    keys,
    stored::{Counts, Stored},
    table::{Attributes, from_item, key},
};

/// Everything in the table, an item at a time, the items of a partition one after the other: as a scan
/// gives them.
#[derive(Debug, Default)]
pub struct Recount {
    /// The partition that is being read, and its journal so far.
    open: (String, Vec<Sealed>),
    cases: u64,
    counters: Counts,
    journals: Counts,
}

/// What a recount came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recounted {
    /// How many cases were counted again.
    pub cases: u64,
    /// How many counters there are or should be.
    pub counters: u64,
    /// Those that do not say what the journals say.
    pub wrong: Vec<Wrong>,
}

/// A counter that does not say what the journals say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wrong {
    /// Where it is.
    pub at: (String, String),
    /// Its name.
    pub name: String,
    /// What it says.
    pub says: i64,
    /// What the journals say.
    pub should: i64,
}

impl Recount {
    /// Takes an item of the table.
    ///
    /// **Errors:** when a journal cannot be read.
    pub fn take(&mut self, item: Attributes) -> Result<(), Error> {
        let text = |name: &str| item.get(name).and_then(|value| value.as_s().ok()).cloned();
        let (Some(pk), Some(sk)) = (text("pk"), text("sk")) else {
            return Ok(());
        };
        if pk != self.open.0 {
            self.close()?;
            self.open.0.clone_from(&pk);
        }
        if sk.starts_with(keys::FIGURES_PREFIX) {
            let of: CountersItem = from_item(item)?;
            self.counter((pk, sk), of.counters);
        } else if sk.starts_with(keys::ENTRY_PREFIX)
            && keys::aggregate_of(&pk).is_some_and(|(kind, _)| kind == Case::KIND)
        {
            self.open.1.push(entry_from_item(item)?);
        }
        Ok(())
    }

    /// What stays counted of erased cases is added to what journals say: they say no more.
    fn counter(&mut self, (pk, sk): (String, String), counters: BTreeMap<String, i64>) {
        let Some(quarter) = keys::figures_of_erased_quarter(&sk) else {
            self.counters.insert((pk, sk), counters);
            return;
        };
        for (named, count) in counters {
            let Some((sheet, name)) = named.rsplit_once('#') else {
                continue;
            };
            if let Ok(sheet) = format!("{quarter}#{sheet}").parse::<Sheet>() {
                let at = (pk.clone(), keys::figures_sort(&sheet));
                let sums = self.journals.entry(at).or_default();
                *sums.entry(name.to_owned()).or_default() += count;
            }
        }
    }

    /// Counts the case whose journal has been read.
    fn close(&mut self) -> Result<(), Error> {
        let mut entries = std::mem::take(&mut self.open.1);
        if entries.is_empty() {
            return Ok(());
        }
        entries.sort_by_key(|entry| entry.header.seq);
        let entries = journal::open::<Case>(&entries)?;
        let Some(case) = journal::fold::<Case>(&entries)? else {
            return Ok(());
        };
        self.cases += 1;
        for (at, counted) in case.counts() {
            let sums = self.journals.entry(at).or_default();
            for (name, count) in counted {
                *sums.entry(name).or_default() += count;
            }
        }
        Ok(())
    }

    /// Compares, once every item was taken.
    ///
    /// **Errors:** when the last journal cannot be read.
    pub fn end(mut self) -> Result<Recounted, Error> {
        self.close()?;
        let none = BTreeMap::new();
        let places: BTreeSet<_> = self.counters.keys().chain(self.journals.keys()).collect();
        let (mut counters, mut wrong) = (0, Vec::new());
        for at in places {
            let says = self.counters.get(at).unwrap_or(&none);
            let should = self.journals.get(at).unwrap_or(&none);
            let names: BTreeSet<_> = says.keys().chain(should.keys()).collect();
            for name in names {
                counters += 1;
                let count = |of: &BTreeMap<String, i64>| of.get(name).copied().unwrap_or_default();
                let (says, should) = (count(says), count(should));
                if says != should {
                    wrong.push(Wrong {
                        at: at.clone(),
                        name: name.clone(),
                        says,
                        should,
                    });
                }
            }
        }
        Ok(Recounted {
            cases: self.cases,
            counters,
            wrong,
        })
    }
}

impl Store {
    /// Makes a counter say what the journals say, unless it says something else by now.
    ///
    /// **Errors:** [`Error::Conflict`] when it does.
    pub async fn mend_figure(&self, wrong: &Wrong) -> Result<(), Error> {
        let (pk, sk) = &wrong.at;
        let by = (wrong.name.as_str(), wrong.should - wrong.says);
        self.table.adjust(key(pk, sk), by, wrong.says).await
    }
}
