//! Leaves: one beside each journal entry and each read entry, from the moment the stream tells of
//! it. It waits in a list until a signed root holds it, and says from then on which one does.
//!
//! INVARIANT (one leaf): a leaf's key follows from its entry, and it is written only where none is;
//! an entry told of twice is one leaf, also after it was sealed.

use chrono::{DateTime, Utc};
use domain::{
    audit::Leaf,
    journal::{Hash, Sealed},
};
use serde::{Deserialize, Serialize};

use crate::{
    Error, Store, keys,
    reads::reading_from_item,
    stored::Index,
    table::{List, Part, from_item},
};

/// A leaf as stored.
#[derive(Debug, Serialize, Deserialize)]
struct LeafItem {
    pk: String,
    sk: String,
    /// Its place in the list of those that wait; none once sealed.
    #[serde(flatten)]
    index: Index,
    place: String,
    hash: Hash,
    /// The number of the root that holds it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    root: Option<u64>,
}

impl LeafItem {
    fn of(leaf: &Leaf) -> Self {
        Self {
            pk: keys::aggregate(&leaf.aggregate, &leaf.id),
            sk: keys::leaf(&leaf.place),
            index: Index::default(),
            place: leaf.place.clone(),
            hash: leaf.hash,
            root: None,
        }
    }

    fn waiting(leaf: &Leaf, at: DateTime<Utc>) -> Self {
        let index = Index {
            area_pk: Some(keys::by_area::leaves(leaf.hash)),
            area_sk: Some(keys::time_then(at, leaf.hash)),
            ..Index::default()
        };
        let item = Self::of(leaf);
        Self { index, ..item }
    }

    fn leaf(self) -> Result<Leaf, Error> {
        let of = keys::aggregate_of(&self.pk);
        let (aggregate, id) = of.ok_or(Error::Unreadable("leaf"))?;
        Ok(Leaf {
            aggregate,
            id,
            place: self.place,
            hash: self.hash,
        })
    }
}

/// The leaf of a journal entry or a read entry that the stream tells of, and when that was written.
///
/// **Errors:** the item is neither.
pub fn leaf_from_item(item: serde_dynamo::Item) -> Result<(Leaf, DateTime<Utc>), Error> {
    let sk = item.inner().get("sk");
    match sk {
        Some(serde_dynamo::AttributeValue::S(sk)) if sk.starts_with(keys::READ_PREFIX) => {
            let reading = reading_from_item(item)?;
            Ok((Leaf::reading(&reading), reading.at))
        }
        _ => {
            let entry: Sealed = crate::journal::entry_from_item(item)?;
            Ok((Leaf::entry(&entry), entry.header.at))
        }
    }
}

impl Store {
    /// Lets a leaf wait for a root; one that is there already is left as it is.
    pub async fn await_root(&self, leaf: &Leaf, written: DateTime<Utc>) -> Result<(), Error> {
        let item = LeafItem::waiting(leaf, written);
        match self.table.put_after(&item, None).await {
            Err(Error::Conflict) => Ok(()),
            done => done,
        }
    }

    /// Leaves that wait for a root, the oldest `most` of them.
    pub async fn leaves_waiting(&self, most: usize) -> Result<Vec<Leaf>, Error> {
        let limit = i32::try_from(most).unwrap_or(i32::MAX);
        let mut waiting: Vec<LeafItem> = Vec::new();
        for list in 0..keys::by_area::LEAF_LISTS {
            let mut after = None;
            let mut found = 0;
            loop {
                let list = keys::by_area::leaves_in(list);
                let part = Part::of(List::Area, list, limit, after.as_ref());
                let page = self.table.list::<LeafItem>(part).await?;
                found += page.items.len();
                waiting.extend(page.items);
                after = page.next;
                if after.is_none() || found >= most {
                    break;
                }
            }
        }
        waiting.sort_by(|one, other| one.index.area_sk.cmp(&other.index.area_sk));
        waiting.into_iter().take(most).map(LeafItem::leaf).collect()
    }

    /// Says of leaves which root holds them; they wait no more. Saying it again changes nothing.
    pub async fn leaves_sealed(&self, leaves: &[Leaf], root: u64) -> Result<(), Error> {
        for leaf in leaves {
            let item = LeafItem::of(leaf);
            let root = Some(root);
            self.table.put(&LeafItem { root, ..item }).await?;
        }
        Ok(())
    }

    /// The numbers of the roots that hold the leaves of an aggregate, each once.
    pub(crate) async fn roots_of(&self, pk: String) -> Result<Vec<u64>, Error> {
        let from = keys::LEAF_PREFIX;
        let found = self.table.between(pk, from, "H#~", false, i32::MAX);
        let items = found.await?.0.into_iter();
        let roots = items.map(|item| from_item::<LeafItem>(item).map(|item| item.root));
        let roots = roots.collect::<Result<std::collections::BTreeSet<_>, _>>()?;
        Ok(roots.into_iter().flatten().collect())
    }
}
