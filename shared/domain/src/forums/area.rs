//! What an area says of forums for itself, and the register that follows.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::shipped::{About, Forum, shipped, within};
use crate::{Line, Note};

/// What an area says of one forum from a day: instead of what is shipped, or of a forum of its own.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Own {
    /// The forum's id: one that is shipped, or the area's own.
    pub id: String,
    /// What people call it.
    pub name: Line,
    /// Whether it deals with people or places.
    pub about: About,
    /// What it is for.
    pub remit: Note,
    /// How often it meets.
    pub cadence: Line,
    /// Whom to contact: a post, never a person.
    pub contact: Line,
    /// The first day this counts.
    pub from: NaiveDate,
    /// The last day of the forum, if it ends.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<NaiveDate>,
}

/// An area said something of a forum.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Change {
    /// What.
    pub own: Own,
    /// Why.
    pub reason: Note,
}

/// What an area said of forums, each forum's by its days. What was superseded stands in the journal.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Register(Vec<Own>);

/// Why an area cannot say so.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Unfit {
    /// Its day has passed.
    #[error("the first day this counts must be today or later")]
    Past,
    /// It would count before something decided earlier.
    #[error("the first day this counts must be {0} or later, when what was decided before it does")]
    Before(NaiveDate),
    /// Its last day is before its first.
    #[error("the last day must be the first day or later")]
    Ends,
    /// As much is decided ahead as can be.
    #[error("a change already waits to count; change it once it does")]
    Ahead,
    /// The area has as many of its own as it can.
    #[error("an area can have at most {0} forums of its own")]
    Full(usize),
    /// There is one of that name.
    #[error("there is a forum of this name already")]
    Known,
    /// The name holds nothing to know it by.
    #[error("the name must hold a letter or a digit")]
    Nameless,
}

/// A forum of an area's register on a day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standing {
    /// Its id.
    pub id: String,
    /// What people call it.
    pub name: String,
    /// Whether it deals with people or places.
    pub about: About,
    /// What it is for.
    pub remit: String,
    /// How often it meets.
    pub cadence: String,
    /// Whom to contact.
    pub contact: String,
    /// The first day this counts, where one is known.
    pub from: Option<NaiveDate>,
    /// The last day, if it ends.
    pub until: Option<NaiveDate>,
    /// Where it is from; `None` for what the area entered.
    pub shipped: Option<&'static Forum>,
}

impl From<&'static Forum> for Standing {
    fn from(forum: &'static Forum) -> Self {
        Self {
            id: forum.id.clone(),
            name: forum.name.clone(),
            about: forum.about,
            remit: forum.remit.clone(),
            cadence: forum.cadence.clone(),
            contact: forum.contact.clone(),
            from: forum.from,
            until: forum.until,
            shipped: Some(forum),
        }
    }
}

impl From<&Own> for Standing {
    fn from(own: &Own) -> Self {
        Self {
            id: own.id.clone(),
            name: own.name.to_string(),
            about: own.about,
            remit: own.remit.to_string(),
            cadence: own.cadence.to_string(),
            contact: own.contact.to_string(),
            from: Some(own.from),
            until: own.until,
            shipped: None,
        }
    }
}

impl Standing {
    /// Whether it is there on a day.
    pub fn holds(&self, on: NaiveDate) -> bool {
        within(self.from, self.until, on)
    }
}

impl Register {
    /// The most forums of its own an area has.
    pub const MAX_OWN: usize = 30;

    /// Whether the area said nothing.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// What was said of one forum, by its days.
    pub fn of<'a>(&'a self, id: &str) -> impl Iterator<Item = &'a Own> {
        self.0.iter().filter(move |own| own.id == id)
    }

    /// Whether the area may say this.
    ///
    /// **Errors:** what stands in the way.
    pub fn judge(&self, own: &Own, today: NaiveDate) -> Result<(), Unfit> {
        if own.from < today {
            return Err(Unfit::Past);
        }
        if own.until.is_some_and(|until| until < own.from) {
            return Err(Unfit::Ends);
        }
        let last = self.of(&own.id).last();
        if let Some(last) = last.filter(|last| own.from < last.from) {
            return Err(Unfit::Before(last.from));
        }
        if last.is_some_and(|last| last.from > today && last.from != own.from) {
            return Err(Unfit::Ahead);
        }
        let others = |name: &str| name.to_lowercase() == own.name.as_str().to_lowercase();
        let mut standing = all(self, own.from);
        if standing.any(|each| each.id != own.id && others(&each.name)) {
            return Err(Unfit::Known);
        }
        let new = last.is_none() && !shipped().iter().any(|forum| forum.id == own.id);
        if new && self.own_ids() >= Self::MAX_OWN {
            return Err(Unfit::Full(Self::MAX_OWN));
        }
        Ok(())
    }

    /// What a forum of the area's own is known by: its name in small letters, with hyphens.
    ///
    /// **Errors:** when there is one already, or nothing to know it by.
    pub fn new_id(&self, name: &Line) -> Result<String, Unfit> {
        let plain = |c: char| {
            if c.is_ascii_alphanumeric() {
                c.to_ascii_lowercase()
            } else {
                ' '
            }
        };
        let words: String = name.as_str().chars().map(plain).collect();
        let id = words.split_whitespace().collect::<Vec<_>>().join("-");
        if id.is_empty() {
            return Err(Unfit::Nameless);
        }
        // `new` is the address of the form.
        let known = shipped().iter().any(|forum| forum.id == id) || self.of(&id).next().is_some();
        if known || id == "new" {
            Err(Unfit::Known)
        } else {
            Ok(id)
        }
    }

    fn own_ids(&self) -> usize {
        let known = |id: &str| shipped().iter().any(|forum| forum.id == id);
        let mut ids: Vec<_> = self.0.iter().map(|own| own.id.as_str()).collect();
        ids.retain(|id| !known(id));
        ids.sort_unstable();
        ids.dedup();
        ids.len()
    }

    /// Adds what was said; what no longer counts on `today` is dropped, as is what it replaces.
    pub(crate) fn add(&mut self, own: Own, today: NaiveDate) {
        self.0
            .retain(|each| each.id != own.id || each.from != own.from);
        let counts = self.of(&own.id).filter(|each| each.from <= today).last();
        let counts = counts.map(|each| each.from);
        let id = own.id.clone();
        self.0.push(own);
        self.0
            .retain(|each| each.id != id || counts.is_none_or(|from| each.from >= from));
        self.0.sort_by(|a, b| (&a.id, a.from).cmp(&(&b.id, b.from)));
    }
}

/// Every forum as it is known on a day, those that are not there then included.
fn all(register: &Register, on: NaiveDate) -> impl Iterator<Item = Standing> + '_ {
    let mut own_only: Vec<&str> = register.0.iter().map(|own| own.id.as_str()).collect();
    own_only.dedup();
    own_only.retain(|id| !shipped().iter().any(|forum| forum.id == *id));
    let said = move |id: &str| register.of(id).filter(|own| own.from <= on).last();
    let of_shipped = move |forum: &'static Forum| {
        said(&forum.id).map_or_else(|| Standing::from(forum), Standing::from)
    };
    let of_own = own_only
        .into_iter()
        .filter_map(move |id| said(id).map(Standing::from));
    shipped().iter().map(of_shipped).chain(of_own)
}

/// The forums of an area's register that are there on a day: those shipped first, then its own.
pub fn in_force(register: &Register, on: NaiveDate) -> Vec<Standing> {
    all(register, on).filter(|each| each.holds(on)).collect()
}

/// Every forum as the area's register says on a day, with those that have ended or not begun.
pub fn register(register: &Register, on: NaiveDate) -> Vec<Standing> {
    let mut found: Vec<_> = all(register, on).collect();
    let ahead = register.0.iter().filter(|own| own.from > on);
    let ahead: Vec<_> = ahead
        .filter(|own| !found.iter().any(|each| each.id == own.id))
        .collect();
    found.extend(ahead.into_iter().map(Standing::from));
    found
}

/// One forum as the area's register says on a day.
pub fn standing(of: &Register, id: &str, on: NaiveDate) -> Option<Standing> {
    register(of, on).into_iter().find(|each| each.id == id)
}
