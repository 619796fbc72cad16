//! The top of a list, and how long the list is.

use serde::Serialize;
use store::Page;

/// How many are looked at: enough to say how many there are, few enough to be cheap.
pub(super) const LOOK: i32 = 20;
/// How many are shown.
const SHOWN: usize = 5;

/// The top of a list.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
pub(super) struct Glance<T> {
    /// The first few.
    pub(super) items: Vec<T>,
    /// How many there are; at least, if `more`.
    #[schema(example = 12)]
    pub(super) count: usize,
    /// Whether there are more than were counted.
    #[schema(example = false)]
    pub(super) more: bool,
}

impl<T> Glance<T> {
    /// The top of a list of which one page was read.
    pub(super) fn of<R>(page: &Page<R>, view: impl Fn(&R) -> T) -> Self {
        Self::counted(&page.items, page.next.is_some(), view)
    }

    /// The top of what was found; `more` says that there is more where it came from.
    pub(super) fn counted<R>(found: &[R], more: bool, view: impl Fn(&R) -> T) -> Self {
        Self {
            items: found.iter().take(SHOWN).map(view).collect(),
            count: found.len(),
            more,
        }
    }

    /// How many, in words.
    pub(super) fn how_many(&self) -> String {
        if self.more {
            format!("{} or more", self.count)
        } else {
            self.count.to_string()
        }
    }

    /// Whether there are none.
    pub(super) fn none(&self) -> bool {
        self.count == 0
    }

    /// Whether some are not shown.
    pub(super) fn cut(&self) -> bool {
        self.more || self.count > self.items.len()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_glance_counts_more_than_it_shows() {
        let glance = Glance::counted(&[1, 2, 3, 4, 5, 6, 7], false, |n| *n);
        assert_eq!((glance.items.len(), glance.how_many().as_str()), (5, "7"));
        assert!(glance.cut() && !glance.none());
        let glance = Glance::counted(&[1], true, |n| *n);
        assert_eq!(glance.how_many(), "1 or more");
    }
}
