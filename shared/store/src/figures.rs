//! What is counted of an area's cases, by quarter (R8.4, R10.1).

mod recount;

use std::collections::BTreeMap;

use access::{Caller, figures as policy};
use domain::{
    AreaCode,
    figures::{Counted, Figures, Sheet},
    time::Quarter,
};
use serde::Deserialize;

use crate::{
    Error, Store, keys,
    table::{Attributes, from_item},
};

pub use recount::{Recount, Recounted, Wrong};

/// Many times the sheets of the quarters that a report shows: two forums with four parts each, and each
/// agency's actions.
const MOST: i32 = 10_000;

#[derive(Deserialize)]
struct CountersItem {
    // Taken out, so that what is left is counters.
    #[serde(rename = "pk")]
    _pk: String,
    sk: String,
    #[serde(flatten)]
    counters: BTreeMap<String, i64>,
}

impl Store {
    /// The figures of an area for the quarters from `first` to `last`, with every earlier one's cases
    /// opened and closed: two queries, however many cases there were. They hold no names, so reading
    /// them is not logged.
    ///
    /// **Errors:** [`Error::NotFound`] when the caller may not see the area's figures.
    pub async fn figures(
        &self,
        area: &AreaCode,
        caller: &Caller,
        first: Quarter,
        last: Quarter,
    ) -> Result<Figures, Error> {
        if !policy::see(caller, Some(area)).is_permitted() {
            return Err(Error::hidden(caller, "figures"));
        }
        let pk = keys::area(area);
        let (from, to) = keys::figures_of_cases(last);
        let cases = self.counters(pk.clone(), &from, &to).await?;
        let (from, to) = keys::figures_between(first, last);
        let others = self.counters(pk, &from, &to).await?;
        cases.into_iter().chain(others).map(sheet).collect()
    }

    async fn counters(&self, pk: String, from: &str, to: &str) -> Result<Vec<Attributes>, Error> {
        let (items, more) = self.table.between(pk, from, to, false, MOST).await?;
        if more {
            return Err(Error::Unreadable("figures"));
        }
        Ok(items)
    }
}

fn sheet(item: Attributes) -> Result<(Sheet, Counted), Error> {
    let item: CountersItem = from_item(item)?;
    let sheet = keys::figures_sheet(&item.sk);
    let sheet = sheet.ok_or(Error::Unreadable("figures"))?;
    Ok((sheet, Counted::of(item.counters)))
}
