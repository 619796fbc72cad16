//! The few calls on the table that everything else is made of.

use std::collections::HashMap;

use access::Caller;
use aws_sdk_dynamodb::{
    Client,
    types::{AttributeValue, KeysAndAttributes, ReturnValue, Select},
};
use domain::AreaCode;
use serde::{Serialize, de::DeserializeOwned};

use crate::{Cursor, Error, Page, error::sdk};

pub(crate) type Attributes = HashMap<String, AttributeValue>;

#[derive(Debug, Clone)]
pub(crate) struct Table {
    pub(crate) db: Client,
    pub(crate) name: String,
}

/// One of the table's indexes, named by whose lists it holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum List {
    Area,
    Agency,
    Person,
}

impl List {
    fn name(self) -> &'static str {
        match self {
            Self::Area => "by_area",
            Self::Agency => "by_agency",
            Self::Person => "by_person",
        }
    }
    fn pk(self) -> &'static str {
        match self {
            Self::Area => "area_pk",
            Self::Agency => "agency_pk",
            Self::Person => "person_pk",
        }
    }
    fn sk(self) -> &'static str {
        match self {
            Self::Area => "area_sk",
            Self::Agency => "agency_sk",
            Self::Person => "person_sk",
        }
    }
}

/// Which part of a list to read.
#[derive(Debug, Clone)]
pub(crate) struct Part<'a> {
    pub(crate) list: List,
    pub(crate) partition: String,
    /// Partitions that are read alongside, as if all were one.
    pub(crate) beside: Vec<String>,
    /// Lowest sort key, inclusive.
    pub(crate) from: Option<String>,
    /// Highest sort key, inclusive.
    pub(crate) to: Option<String>,
    pub(crate) newest_first: bool,
    pub(crate) limit: i32,
    pub(crate) after: Option<&'a Cursor>,
}

impl<'a> Part<'a> {
    pub(crate) fn of(list: List, partition: String, limit: i32, after: Option<&'a Cursor>) -> Self {
        Self {
            list,
            partition,
            beside: Vec::new(),
            from: None,
            to: None,
            newest_first: false,
            limit,
            after,
        }
    }
    /// A list of an area together with those of what it has taken over, as far as `caller` answers for
    /// them: one read more for each, however much they hold.
    pub(crate) fn of_area(
        (area, caller): (&AreaCode, &Caller),
        list: fn(&AreaCode) -> String,
        limit: i32,
        after: Option<&'a Cursor>,
    ) -> Self {
        let beside = caller.covers(area).into_iter().filter(|one| one != area);
        Self {
            beside: beside.map(|one| list(&one)).collect(),
            ..Self::of(List::Area, list(area), limit, after)
        }
    }
    pub(crate) fn newest_first(self) -> Self {
        Self {
            newest_first: true,
            ..self
        }
    }
    pub(crate) fn up_to(self, to: String) -> Self {
        Self {
            to: Some(to),
            ..self
        }
    }
    pub(crate) fn from(self, from: String) -> Self {
        Self {
            from: Some(from),
            ..self
        }
    }
}

/// Above any sort key that is ASCII, as all of ours are.
const LAST: &str = "\u{10ffff}";

pub(crate) fn text(value: impl Into<String>) -> AttributeValue {
    AttributeValue::S(value.into())
}

pub(crate) fn to_item(value: &impl Serialize) -> Result<Attributes, Error> {
    serde_dynamo::to_item(value).map_err(|_| Error::Unreadable("item"))
}

pub(crate) fn from_item<T: DeserializeOwned>(item: Attributes) -> Result<T, Error> {
    serde_dynamo::from_item(item).map_err(|_| Error::Unreadable("item"))
}

impl Table {
    pub(crate) fn new(db: Client, name: String) -> Self {
        Self { db, name }
    }

    /// One item, strongly consistent.
    pub(crate) async fn get<T: DeserializeOwned>(
        &self,
        pk: impl Into<String>,
        sk: impl Into<String>,
    ) -> Result<Option<T>, Error> {
        let got = self
            .db
            .get_item()
            .table_name(&self.name)
            .key("pk", text(pk))
            .key("sk", text(sk))
            .consistent_read(true)
            .send()
            .await
            .map_err(sdk)?;
        got.item.map(from_item).transpose()
    }

    /// Puts an item, whatever stands in its place.
    pub(crate) async fn put(&self, value: &impl Serialize) -> Result<(), Error> {
        let put = self.db.put_item().table_name(&self.name);
        let put = put.set_item(Some(to_item(value)?));
        put.send().await.map_err(sdk)?;
        Ok(())
    }

    /// Puts an item in the place of one with version `before`, or of none.
    ///
    /// **Errors:** [`Error::Conflict`] when something else stands there.
    pub(crate) async fn put_after(
        &self,
        value: &impl Serialize,
        before: Option<u64>,
    ) -> Result<(), Error> {
        let put = self.db.put_item().table_name(&self.name);
        let put = put.set_item(Some(to_item(value)?));
        let put = match before {
            None => put.condition_expression("attribute_not_exists(pk)"),
            Some(version) => put
                .condition_expression("version = :before")
                .expression_attribute_values(":before", AttributeValue::N(version.to_string())),
        };
        put.send().await.map_err(sdk)?;
        Ok(())
    }

    /// Deletes an item; gives it back if it was there.
    pub(crate) async fn take<T: DeserializeOwned>(
        &self,
        pk: String,
        sk: String,
    ) -> Result<Option<T>, Error> {
        let deleted = self
            .db
            .delete_item()
            .table_name(&self.name)
            .key("pk", text(pk))
            .key("sk", text(sk))
            .return_values(aws_sdk_dynamodb::types::ReturnValue::AllOld)
            .send()
            .await
            .map_err(sdk)?;
        deleted.attributes.map(from_item).transpose()
    }

    /// Deletes an item, if it is there.
    pub(crate) async fn delete(&self, pk: &str, sk: &str) -> Result<(), Error> {
        let delete = self.db.delete_item().table_name(&self.name);
        let delete = delete.set_key(Some(key(pk, sk)));
        delete.send().await.map_err(sdk)?;
        Ok(())
    }

    /// Takes attributes off an item that is there; those it does not have are no matter.
    ///
    /// **Errors:** [`Error::Conflict`] when there is no such item.
    pub(crate) async fn remove(
        &self,
        pk: &str,
        sk: &str,
        attributes: &[&str],
    ) -> Result<(), Error> {
        let mut update = self
            .db
            .update_item()
            .table_name(&self.name)
            .set_key(Some(key(pk, sk)))
            .condition_expression("attribute_exists(pk)");
        let mut names = Vec::new();
        for (number, attribute) in attributes.iter().enumerate() {
            let name = format!("#a{number}");
            update = update.expression_attribute_names(&name, *attribute);
            names.push(name);
        }
        let update = update.update_expression(format!("REMOVE {}", names.join(", ")));
        update.send().await.map_err(sdk)?;
        Ok(())
    }

    /// Deletes an item while one of its attributes is `value`.
    ///
    /// **Errors:** [`Error::Conflict`] when it is something else, or the item is gone.
    pub(crate) async fn delete_if(
        &self,
        (pk, sk): (String, String),
        name: &str,
        value: AttributeValue,
    ) -> Result<(), Error> {
        let delete = self.db.delete_item().table_name(&self.name);
        delete
            .set_key(Some(key(&pk, &sk)))
            .condition_expression("#name = :value")
            .expression_attribute_names("#name", name)
            .expression_attribute_values(":value", value)
            .send()
            .await
            .map_err(sdk)?;
        Ok(())
    }

    /// Adds one to the counter at `pk`, which the table clears after `expires_at` (seconds since 1970).
    ///
    /// **Errors:** [`Error::Conflict`] when it already stands at `most`.
    pub(crate) async fn count(&self, pk: String, most: u32, expires_at: i64) -> Result<(), Error> {
        let number = |value: i64| AttributeValue::N(value.to_string());
        self.db
            .update_item()
            .table_name(&self.name)
            .set_key(Some(key(&pk, crate::keys::RECORD)))
            .update_expression("ADD #count :one SET expires_at = :expires")
            .condition_expression("attribute_not_exists(#count) OR #count < :most")
            .expression_attribute_names("#count", "count")
            .expression_attribute_values(":one", number(1))
            .expression_attribute_values(":most", number(most.into()))
            .expression_attribute_values(":expires", number(expires_at))
            .send()
            .await
            .map_err(sdk)?;
        Ok(())
    }

    /// Adds to the counter at `pk`, which the table clears after `expires_at` (seconds since 1970);
    /// gives what it then stands at.
    pub(crate) async fn add(&self, pk: String, count: u32, expires_at: i64) -> Result<u32, Error> {
        let number = |value: i64| AttributeValue::N(value.to_string());
        let got = self
            .db
            .update_item()
            .table_name(&self.name)
            .set_key(Some(key(&pk, crate::keys::RECORD)))
            .update_expression("ADD #count :count SET expires_at = :expires")
            .expression_attribute_names("#count", "count")
            .expression_attribute_values(":count", number(count.into()))
            .expression_attribute_values(":expires", number(expires_at))
            .return_values(ReturnValue::UpdatedNew)
            .send()
            .await
            .map_err(sdk)?;
        let total = got.attributes().and_then(|item| item.get("count"));
        let total = total.and_then(|total| total.as_n().ok());
        let total = total.and_then(|total| total.parse().ok());
        total.ok_or(Error::Unreadable("count"))
    }

    /// Adds to a number of an item that is `now`; one that is not there is 0.
    ///
    /// **Errors:** [`Error::Conflict`] when it is another number.
    pub(crate) async fn adjust(
        &self,
        key: Attributes,
        (name, by): (&str, i64),
        now: i64,
    ) -> Result<(), Error> {
        let number = |count: i64| AttributeValue::N(count.to_string());
        let is_now = match now {
            0 => "#n = :now OR attribute_not_exists(#n)",
            _ => "#n = :now",
        };
        let update = self.db.update_item().table_name(&self.name);
        update
            .set_key(Some(key))
            .update_expression("ADD #n :by")
            .condition_expression(is_now)
            .expression_attribute_names("#n", name)
            .expression_attribute_values(":by", number(by))
            .expression_attribute_values(":now", number(now))
            .send()
            .await
            .map_err(sdk)?;
        Ok(())
    }

    /// Items of one partition between two sort keys, strongly consistent, at most `limit`.
    pub(crate) async fn between(
        &self,
        pk: String,
        from: &str,
        to: &str,
        newest_first: bool,
        limit: i32,
    ) -> Result<(Vec<Attributes>, bool), Error> {
        let mut items = Vec::new();
        let mut start: Option<Attributes> = None;
        loop {
            let got = self
                .db
                .query()
                .table_name(&self.name)
                .key_condition_expression("pk = :pk AND sk BETWEEN :from AND :to")
                .expression_attribute_values(":pk", text(&pk))
                .expression_attribute_values(":from", text(from))
                .expression_attribute_values(":to", text(to))
                .consistent_read(true)
                .scan_index_forward(!newest_first)
                .limit(limit - i32::try_from(items.len()).unwrap_or(limit))
                .set_exclusive_start_key(start.take())
                .send()
                .await
                .map_err(sdk)?;
            items.extend(got.items.unwrap_or_default());
            start = got.last_evaluated_key;
            let full = i32::try_from(items.len()).is_ok_and(|have| have >= limit);
            if full || start.is_none() {
                return Ok((items, start.is_some()));
            }
        }
    }

    /// One page of a list.
    pub(crate) async fn list<T: DeserializeOwned>(&self, part: Part<'_>) -> Result<Page<T>, Error> {
        let mut legs = vec![self.leg(&part, &part.partition).await?];
        for partition in &part.beside {
            legs.push(self.leg(&part, partition).await?);
        }
        let most = usize::try_from(part.limit).unwrap_or(usize::MAX);
        let (items, next) = merged(part.list, legs, part.newest_first, most)?;
        let items = items.into_iter().map(from_item).collect::<Result<_, _>>()?;
        Ok(Page { items, next })
    }

    /// One page of one of the partitions that a list is read from.
    async fn leg(&self, part: &Part<'_>, partition: &str) -> Result<Leg, Error> {
        let list = part.list;
        let after = part.after.map(|cursor| start_key(list, partition, cursor));
        let from = part.from.clone().unwrap_or_else(|| " ".into());
        let to = part.to.clone().unwrap_or_else(|| LAST.into());
        let got = self
            .db
            .query()
            .table_name(&self.name)
            .index_name(list.name())
            .key_condition_expression("#pk = :pk AND #sk BETWEEN :from AND :to")
            .expression_attribute_names("#pk", list.pk())
            .expression_attribute_names("#sk", list.sk())
            .expression_attribute_values(":pk", text(partition))
            .expression_attribute_values(":from", text(from))
            .expression_attribute_values(":to", text(to))
            .scan_index_forward(!part.newest_first)
            .limit(part.limit)
            .set_exclusive_start_key(after.transpose()?)
            .send()
            .await
            .map_err(sdk)?;
        let next = got.last_evaluated_key.as_ref();
        Ok(Leg {
            next: next.map(|key| cursor(list, key)).transpose()?,
            items: got.items.unwrap_or_default(),
        })
    }

    /// How many items a partition of a list holds from a sort key on.
    pub(crate) async fn size(
        &self,
        list: List,
        partition: String,
        from: &str,
    ) -> Result<u32, Error> {
        let (mut size, mut start) = (0_u32, None);
        loop {
            let got = self
                .db
                .query()
                .table_name(&self.name)
                .index_name(list.name())
                .key_condition_expression("#pk = :pk AND #sk >= :from")
                .expression_attribute_names("#pk", list.pk())
                .expression_attribute_names("#sk", list.sk())
                .expression_attribute_values(":pk", text(&partition))
                .expression_attribute_values(":from", text(from))
                .select(Select::Count)
                .set_exclusive_start_key(start)
                .send()
                .await
                .map_err(sdk)?;
            size = size.saturating_add(u32::try_from(got.count).unwrap_or_default());
            start = got.last_evaluated_key;
            if start.is_none() {
                return Ok(size);
            }
        }
    }

    /// Items by key, strongly consistent, in no order; those that are not there are left out.
    pub(crate) async fn batch<T: DeserializeOwned>(
        &self,
        keys: Vec<(String, String)>,
    ) -> Result<Vec<T>, Error> {
        let mut found = Vec::new();
        // The call takes at most 100 keys.
        for chunk in keys.chunks(100) {
            let mut wanted: Vec<Attributes> = chunk.iter().map(|(pk, sk)| key(pk, sk)).collect();
            // Unprocessed keys come back when the answer is large; a few rounds are plenty.
            for _ in 0..20 {
                if wanted.is_empty() {
                    break;
                }
                let request = KeysAndAttributes::builder()
                    .set_keys(Some(std::mem::take(&mut wanted)))
                    .consistent_read(true)
                    .build()
                    .map_err(|_| Error::Unreadable("batch"))?;
                let got = self
                    .db
                    .batch_get_item()
                    .request_items(&self.name, request)
                    .send()
                    .await
                    .map_err(sdk)?;
                for item in got.responses.unwrap_or_default().into_values().flatten() {
                    found.push(from_item(item)?);
                }
                wanted = got
                    .unprocessed_keys
                    .unwrap_or_default()
                    .into_values()
                    .flat_map(|left| left.keys)
                    .collect();
            }
            if !wanted.is_empty() {
                return Err(Error::Unavailable("unprocessed keys".into()));
            }
        }
        Ok(found)
    }
}

/// What was read of one partition, and where to go on in it.
#[derive(Debug)]
struct Leg {
    items: Vec<Attributes>,
    next: Option<Cursor>,
}

/// Partitions as one list, in order. Nothing is given from beyond where one of them was cut off: what
/// follows in that one comes first. Sort keys end in an id, so that no two are the same and the place
/// of the last item is a place in every partition.
fn merged(
    list: List,
    legs: Vec<Leg>,
    newest_first: bool,
    most: usize,
) -> Result<(Vec<Attributes>, Option<Cursor>), Error> {
    let ahead = |one: &str, other: &str| (one < other) != newest_first && one != other;
    let mut cut: Option<String> = None;
    let mut found = Vec::new();
    let single = legs.len() == 1;
    for leg in legs {
        if single {
            return Ok((leg.items, leg.next));
        }
        if let Some(at) = leg.next.and_then(|Cursor(parts)| parts.into_iter().next()) {
            cut = cut.filter(|cut| ahead(cut, &at)).or(Some(at));
        }
        for item in leg.items {
            found.push((cursor(list, &item)?, item));
        }
    }
    let sort = |(Cursor(parts), _): &(Cursor, Attributes)| parts.first().cloned();
    found.sort_by_key(sort);
    if newest_first {
        found.reverse();
    }
    let read = found.len();
    if let Some(cut) = &cut {
        found.retain(|each| sort(each).is_some_and(|sort| !ahead(cut, &sort)));
    }
    found.truncate(most);
    let more = cut.is_some() || found.len() < read;
    let next = found.last().map(|(at, _)| at.clone()).filter(|_| more);
    Ok((found.into_iter().map(|(_, item)| item).collect(), next))
}

pub(crate) fn key(pk: &str, sk: &str) -> Attributes {
    HashMap::from([("pk".to_owned(), text(pk)), ("sk".to_owned(), text(sk))])
}

fn start_key(list: List, partition: &str, cursor: &Cursor) -> Result<Attributes, Error> {
    let [sort, pk, sk] = cursor.0.as_slice() else {
        return Err(Error::Cursor);
    };
    let mut start = key(pk, sk);
    start.insert(list.pk().to_owned(), text(partition));
    start.insert(list.sk().to_owned(), text(sort));
    Ok(start)
}

fn cursor(list: List, key: &Attributes) -> Result<Cursor, Error> {
    let part = |name: &str| match key.get(name) {
        Some(AttributeValue::S(value)) => Ok(value.clone()),
        _ => Err(Error::Cursor),
    };
    Ok(Cursor(vec![part(list.sk())?, part("pk")?, part("sk")?]))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn leg(sorts: &[&str], cut_off: bool) -> Leg {
        let item = |sort: &&str| {
            let mut item = key(sort, "R");
            item.insert("area_sk".to_owned(), text(*sort));
            item
        };
        let at = |sort: &&str| Cursor(vec![(*sort).into(), (*sort).into(), "R".into()]);
        Leg {
            items: sorts.iter().map(item).collect(),
            next: sorts.last().map(at).filter(|_| cut_off),
        }
    }

    fn read(legs: Vec<Leg>, newest_first: bool, most: usize) -> (Vec<String>, Option<String>) {
        let (items, next) = merged(List::Area, legs, newest_first, most).unwrap();
        let sorts = items
            .iter()
            .map(|item| item["area_sk"].as_s().unwrap().clone());
        (sorts.collect(), next.map(|Cursor(parts)| parts[0].clone()))
    }

    #[test]
    fn partitions_are_one_list_and_a_page_ends_where_it_is_full() {
        let legs = || vec![leg(&["a", "d"], false), leg(&["b", "c"], false)];
        assert_eq!(
            read(legs(), false, 9),
            (vec!["a".into(), "b".into(), "c".into(), "d".into()], None)
        );
        let (page, next) = read(legs(), false, 3);
        assert_eq!((page.len(), next.as_deref()), (3, Some("c")));
        let legs = vec![leg(&["d", "a"], false), leg(&["c", "b"], false)];
        assert_eq!(read(legs, true, 2).0, ["d", "c"]);
    }

    #[test]
    fn nothing_is_given_from_beyond_where_a_partition_was_cut_off() {
        let legs = vec![leg(&["a", "b"], true), leg(&["c", "d"], false)];
        assert_eq!(
            read(legs, false, 9),
            (vec!["a".into(), "b".into()], Some("b".into()))
        );
        let legs = vec![leg(&["d", "c"], true), leg(&["b", "a"], true)];
        assert_eq!(
            read(legs, true, 9),
            (vec!["d".into(), "c".into()], Some("c".into()))
        );
        let legs = vec![leg(&["a"], true), leg(&[], false)];
        assert_eq!(read(legs, false, 9), (vec!["a".into()], Some("a".into())));
    }
}
