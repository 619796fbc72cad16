//! Actions: one by id, and the lists people work from (R4.3).

use access::{Caller, case as policy, entry};
use chrono::{DateTime, NaiveDate, Utc};
use domain::{ActionId, AreaCode, CaseId};

use crate::{
    Cursor, Error, Page, Store,
    cases::{CaseFile, NEWEST},
    keys,
    lists::Listed,
    stored::ActionRow,
    table::{List, Part},
};

#[derive(serde::Deserialize)]
struct ActionRowItem {
    body: String,
}

impl ActionRowItem {
    fn row(&self) -> Result<ActionRow, Error> {
        serde_json::from_str(&self.body).map_err(|_| Error::Unreadable("action row"))
    }
}

/// The case of an action that they see.
fn of_task(
    file: CaseFile,
    id: ActionId,
    caller: &Caller,
    now: DateTime<Utc>,
) -> Result<CaseFile, Error> {
    match entry::shows(caller, &file.journal, id.into(), now) {
        true => Ok(file),
        false => Err(Error::hidden(caller, "action")),
    }
}

impl Store {
    /// The case of an action without its journal, to change it; the reading is logged.
    pub async fn case_of_action(
        &self,
        id: ActionId,
        caller: &Caller,
        now: DateTime<Utc>,
    ) -> Result<CaseFile, Error> {
        let case = self.case_id_of(id).await?;
        let file = self.seen_case(case, caller, "action", 0, now).await?;
        of_task(file, id, caller, now)
    }

    /// The case of an action and the newest part of its journal; the reading is logged.
    pub async fn file_of_action(
        &self,
        id: ActionId,
        caller: &Caller,
        now: DateTime<Utc>,
    ) -> Result<CaseFile, Error> {
        let case = self.case_id_of(id).await?;
        let file = self.seen_case(case, caller, "action", NEWEST, now).await?;
        of_task(file, id, caller, now)
    }

    async fn case_id_of(&self, action: ActionId) -> Result<CaseId, Error> {
        let pk = keys::action(action);
        let item: Option<ActionRowItem> = self.table.get(pk, keys::RECORD).await?;
        Ok(item.ok_or(Error::NotFound)?.row()?.case)
    }

    /// Whether any open action names the caller; nothing of it is handed out.
    pub async fn has_actions(&self, caller: &Caller) -> Result<bool, Error> {
        let mine = self.list_my_actions(caller, 1, None).await?;
        Ok(!mine.is_empty())
    }

    /// Open actions of the caller, soonest due first: their own partition, so nobody else's. The
    /// reading is logged.
    pub async fn my_actions(
        &self,
        caller: &Caller,
        limit: i32,
        after: Option<&Cursor>,
        now: DateTime<Utc>,
    ) -> Result<Page<ActionRow>, Error> {
        let listed = self.list_my_actions(caller, limit, after).await?;
        self.show("list of actions", listed, caller, now).await
    }

    pub(crate) async fn list_my_actions(
        &self,
        caller: &Caller,
        limit: i32,
        after: Option<&Cursor>,
    ) -> Result<Listed<ActionRow>, Error> {
        let Some(person) = caller.person() else {
            return Ok(Listed::empty());
        };
        let part = Part::of(List::Person, keys::by_person::actions(person), limit, after);
        self.answered(part, caller).await
    }

    /// Open actions of the caller's agency, soonest due first: what it was tasked with, which
    /// `action.tasked-agency` lets it answer. The reading is logged.
    pub async fn our_actions(
        &self,
        caller: &Caller,
        limit: i32,
        after: Option<&Cursor>,
        now: DateTime<Utc>,
    ) -> Result<Page<ActionRow>, Error> {
        let listed = self.list_our_actions(caller, limit, after).await?;
        self.show("list of actions", listed, caller, now).await
    }

    pub(crate) async fn list_our_actions(
        &self,
        caller: &Caller,
        limit: i32,
        after: Option<&Cursor>,
    ) -> Result<Listed<ActionRow>, Error> {
        let Some(agency) = caller.agency() else {
            return Ok(Listed::empty());
        };
        let part = Part::of(List::Agency, keys::by_agency::actions(agency), limit, after);
        self.answered(part, caller).await
    }

    /// Actions of the caller's agency that were declined or ended, newest first; see
    /// [`Store::our_actions`]. The reading is logged.
    pub async fn our_ended_actions(
        &self,
        caller: &Caller,
        limit: i32,
        after: Option<&Cursor>,
        now: DateTime<Utc>,
    ) -> Result<Page<ActionRow>, Error> {
        let Some(agency) = caller.agency() else {
            return Ok(Page::empty());
        };
        let part = Part::of(List::Agency, keys::by_agency::ended(agency), limit, after);
        let listed = self.answered(part.newest_first(), caller).await?;
        self.show("list of actions", listed, caller, now).await
    }

    /// Open actions on the cases of an area, soonest due first: for its coordinator and chair, and
    /// for the sweep. The reading is logged.
    pub async fn actions_in(
        &self,
        area: &AreaCode,
        due_by: Option<NaiveDate>,
        (caller, now): (&Caller, DateTime<Utc>),
        limit: i32,
        after: Option<&Cursor>,
    ) -> Result<Page<ActionRow>, Error> {
        let listed = self.list_actions(area, caller, due_by, limit, after);
        let listed = listed.await?;
        self.show("list of actions", listed, caller, now).await
    }

    pub(crate) async fn list_actions(
        &self,
        area: &AreaCode,
        caller: &Caller,
        due_by: Option<NaiveDate>,
        limit: i32,
        after: Option<&Cursor>,
    ) -> Result<Listed<ActionRow>, Error> {
        let decision = policy::list_area(caller, area);
        if !decision.is_permitted() {
            return Ok(Listed::empty());
        }
        let part = Part::of_area((area, caller), keys::by_area::actions, limit, after);
        let part = match due_by {
            Some(day) => part.up_to(format!("{day}#~")),
            None => part,
        };
        let mut page = self.action_rows(part).await?;
        // INVARIANT (limit): also to whoever runs the area's cases it is not there.
        page.items.retain(|row| {
            let limit = row.limit.as_ref();
            limit.is_none_or(|limit| policy::see_limited(caller, &row.area, limit).is_permitted())
        });
        Ok(Listed::of(page, &decision))
    }

    /// Rows of what the caller's agency answers for.
    async fn answered(&self, part: Part<'_>, caller: &Caller) -> Result<Listed<ActionRow>, Error> {
        let page = self.action_rows(part).await?;
        Ok(Listed::each(page, |row| {
            policy::answer(caller, &row.action)
        }))
    }

    async fn action_rows(&self, part: Part<'_>) -> Result<Page<ActionRow>, Error> {
        let page: Page<ActionRowItem> = self.table.list(part).await?;
        let items = page
            .items
            .iter()
            .map(ActionRowItem::row)
            .collect::<Result<_, _>>()?;
        Ok(Page {
            items,
            next: page.next,
        })
    }
}
