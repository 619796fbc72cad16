//! Lists, a page at a time.

use store::{Cursor, Page};

use crate::Problem;

/// Reads the token of a page.
///
/// **Errors:** 400 for what is not one.
pub fn cursor(from: Option<&str>) -> Result<Option<Cursor>, Problem> {
    let from = from.filter(|token| !token.is_empty());
    Ok(from.map(Cursor::parse).transpose()?)
}

/// Where the next page is, below `base`, which has a query already or ends in `?`.
pub fn next<T>(page: &Page<T>, base: &str) -> Option<String> {
    let next = page.next.as_ref()?;
    let joint = if base.ends_with('?') { "" } else { "&" };
    Some(format!("{base}{joint}from={next}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_next_page_keeps_the_list_it_belongs_to() {
        let token = Cursor::parse("6162").unwrap();
        let page = Page {
            items: vec![1],
            next: Some(token),
        };
        assert_eq!(
            next(&page, "/cases?tab=open").as_deref(),
            Some("/cases?tab=open&from=6162")
        );
        assert_eq!(next(&page, "/cases?").as_deref(), Some("/cases?from=6162"));
        assert_eq!(
            next(
                &Page {
                    items: vec![1],
                    next: None
                },
                "/cases?"
            ),
            None
        );
    }

    #[test]
    fn a_made_up_token_is_refused() {
        assert!(cursor(Some("zz")).is_err());
        assert!(cursor(Some("")).unwrap().is_none());
        assert!(cursor(None).unwrap().is_none());
    }
}
