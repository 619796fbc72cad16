//! What is counted of an area's cases about places, by quarter (R8.4, R10.1).

use std::collections::BTreeMap;

use access::{Caller, figures as policy};
use domain::{
    AreaCode,
    case::figures::{ByQuarter, Counted},
    time::Quarter,
};
use serde::Deserialize;

use crate::{Error, Store, keys, table::from_item};

/// Many times the quarters that anything was ever counted in; an action can be due a year ahead.
const MOST: i32 = 1_000;

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
    /// The figures of an area for each quarter up to `last` in which anything was counted: one query,
    /// however many cases there were. They hold no names, so reading them is not logged.
    ///
    /// **Errors:** [`Error::NotFound`] when the caller may not see the area's figures.
    pub async fn place_figures(
        &self,
        area: &AreaCode,
        caller: &Caller,
        last: Quarter,
    ) -> Result<ByQuarter, Error> {
        if !policy::see(caller, Some(area)).is_permitted() {
            return Err(Error::hidden(caller, "figures"));
        }
        let (pk, to) = keys::place_figures(area, last);
        let from = keys::PLACE_FIGURES_PREFIX;
        let (items, more) = self.table.between(pk, from, &to, false, MOST).await?;
        if more {
            return Err(Error::Unreadable("figures"));
        }
        let each = items.into_iter().map(|item| {
            let item: CountersItem = from_item(item)?;
            let quarter = keys::place_figures_quarter(&item.sk);
            let quarter = quarter.ok_or(Error::Unreadable("figures"))?;
            Ok((quarter, Counted::of(item.counters)))
        });
        each.collect()
    }
}
