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
        self.show("list of orders", listed, caller, now).await
    }
}
