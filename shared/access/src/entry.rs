//! Who sees an entry of the chronology that its agency has limited (R3.3).

use chrono::{DateTime, Utc};
use domain::{EntryId, case::Case};

use crate::{
    Caller,
    case::{Brought, see_entry},
    given::Moment,
    guest,
};

/// Do they, who read the case, see this entry of it at `now`? Only one that is limited is a
/// question for the policies.
pub fn shows(caller: &Caller, case: &Case, entry: EntryId, now: DateTime<Utc>) -> bool {
    let Some(limit) = case.limits.get(&entry) else {
        return true;
    };
    let only: Vec<_> = limit.only.iter().cloned().collect();
    let brought = Brought {
        by: &limit.agency,
        limited_to: Some(&only),
    };
    let given = guest::given(case, now);
    see_entry(caller, case, brought, Moment { given: &given, now }).is_permitted()
}
