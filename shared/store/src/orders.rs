//! The order calendar of an area: what runs, and when it asks for attention (R6.5).

use access::{Caller, case as policy};
use chrono::{DateTime, Utc};
use domain::AreaCode;

use crate::{Cursor, Error, Page, Store, keys, lists::Listed, stored::OrderRow, table::Part};

#[derive(serde::Deserialize)]
struct OrderRowItem {
    body: String,
}

impl Store {
    /// Powers that run on the cases of an area, by the first day on which something falls due: for
    /// its coordinator and chair. The reading is logged.
    pub async fn orders_in(
        &self,
        area: &AreaCode,
        caller: &Caller,
        limit: i32,
        after: Option<&Cursor>,
        now: DateTime<Utc>,
    ) -> Result<Page<OrderRow>, Error> {
        let page = (limit, after);
        self.orders_as("list of orders", area, caller, page, now)
            .await
    }

    /// The same for the calendar program of the caller; the reading says so.
    pub async fn orders_in_feed(
        &self,
        area: &AreaCode,
        caller: &Caller,
        limit: i32,
        now: DateTime<Utc>,
    ) -> Result<Page<OrderRow>, Error> {
        self.orders_as("calendar feed of orders", area, caller, (limit, None), now)
            .await
    }

    async fn orders_as(
        &self,
        what: &str,
        area: &AreaCode,
        caller: &Caller,
        (limit, after): (i32, Option<&Cursor>),
        now: DateTime<Utc>,
    ) -> Result<Page<OrderRow>, Error> {
        let decision = policy::list_area(caller, area);
        if !decision.is_permitted() {
            return Ok(Page::empty());
        }
        let part = Part::of_area((area, caller), keys::by_area::orders, limit, after);
        let page: Page<OrderRowItem> = self.table.list(part).await?;
        let items = page.items.iter().map(|item| {
            serde_json::from_str(&item.body).map_err(|_| Error::Unreadable("order row"))
        });
        let page = Page {
            items: items.collect::<Result<_, _>>()?,
            next: page.next,
        };
        let listed = Listed::of(page, &decision);
        self.show(what, listed, caller, now).await
    }
}
