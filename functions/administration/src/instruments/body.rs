//! A version of an instrument, as a form or a program sends it.

use chrono::NaiveDate;
use domain::{
    Note,
    risk::{Change, Editions, Instrument, Unfit},
    text::capital,
};
use edge::{Fields, Problem, page::Fault};
use serde::Deserialize;
use utoipa::ToSchema;

/// A version of an instrument to be put in force.
#[derive(Debug, Clone, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = InstrumentText, example = json!({
    "text": "id = \"asb-people\"\nversion = 2\ntitle = \"Harm\"\nfits = [\"person\", \"family\"]\nabout = \"Ask them.\"\nsource = \"Local practice.\"\n[[question]]\nid = \"afraid\"\nask = \"Is anybody afraid?\"\nanswer = [{ id = \"no\", say = \"No\", weight = 0 }, { id = \"yes\", say = \"Yes\", weight = 2 }]\n[[band]]\nband = \"standard\"\nfrom = 0\nrescore_days = 56\n[[band]]\nband = \"high\"\nfrom = 2\nrescore_days = 14\n",
    "from": "2026-12-01", "reason": "Agreed by the partnership on 12 November."
}))]
pub(crate) struct InstrumentBody {
    /// The whole text (TOML), up to 16,000 bytes.
    #[schema(value_type = String)]
    text: Option<String>,
    /// The first day it counts: today or later. Not needed to check a text.
    #[schema(format = Date)]
    from: Option<String>,
    /// Why; up to 1,000 characters. Not needed to check a text.
    reason: Option<String>,
}

impl InstrumentBody {
    /// The instrument that the text is.
    ///
    /// **Errors:** 400 with everything that is to be mended, each with its line or question.
    pub(super) fn check(&self, id: &str) -> Result<Instrument, Problem> {
        let text = self.text.as_deref().unwrap_or_default();
        if text.trim().is_empty() {
            return Err(Problem::field("text", "Enter the text"));
        }
        let read = Instrument::read(text).map_err(|faults| unfit(Unfit::Text(faults)))?;
        if read.id == id {
            Ok(read)
        } else {
            Err(unfit(Unfit::Unknown))
        }
    }

    /// What is put in force.
    ///
    /// **Errors:** 400 with everything that is to be mended.
    pub(super) fn read(
        self,
        id: &str,
        editions: &Editions,
        today: NaiveDate,
    ) -> Result<Change, Problem> {
        self.check(id)?;
        let mut fields = Fields::default();
        let from = fields.date("from", "first day it counts", self.from);
        let reason: Option<Note> = fields.note("reason", "why", self.reason);
        let text = self.text.unwrap_or_default();
        let (from, reason) = fields.finish(|| Some((from?, reason?)))?;
        let edition = editions.judge(&text, from, today).map_err(unfit)?;
        Ok(Change { edition, reason })
    }
}

/// What stands in the way, at its field.
fn unfit(unfit: Unfit) -> Problem {
    let said = |field: &str| Problem::field(field, capital(&unfit.to_string()));
    match &unfit {
        Unfit::Text(faults) => {
            let each = faults.iter();
            Problem::Malformed(each.map(|it| Fault::new("text", it.to_string())).collect())
        }
        Unfit::Unknown | Unfit::Fits | Unfit::Version(_) => said("text"),
        Unfit::Past | Unfit::Before(_) | Unfit::Ahead => said("from"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::risk::shipped;

    fn body(text: &str, from: &str, reason: &str) -> InstrumentBody {
        InstrumentBody {
            text: Some(text.into()),
            from: Some(from.into()),
            reason: Some(reason.into()),
        }
    }

    fn read(body: InstrumentBody) -> Result<Change, Vec<(String, String)>> {
        let today = "2026-11-20".parse().unwrap();
        let read = body.read("asb-people", &Editions::default(), today);
        read.map_err(|problem| {
            let faults = problem.faults().into_iter();
            faults.map(|fault| (fault.field, fault.message)).collect()
        })
    }

    #[test]
    fn a_text_is_put_in_force_or_said_what_is_wrong_and_where() {
        let (text, _) = shipped()[0];
        let next = text.replace("version = 1", "version = 2");
        let change = read(body(&next, "2026-12-01", "Agreed")).unwrap();
        assert_eq!(
            (change.edition.version, change.edition.text),
            (2, next.clone())
        );
        let line = read(body("id = 1 2", "2026-12-01", "Agreed")).unwrap_err();
        assert_eq!(line[0].0, "text");
        assert!(line[0].1.starts_with("Line 1: "), "{line:?}");
        let falling = next.replacen("weight = 5 }", "weight = 0 }", 1);
        let named = read(body(&falling, "2026-12-01", "Agreed")).unwrap_err();
        assert!(
            named[0].1.starts_with("Question ‘how_often’: "),
            "{named:?}"
        );
        let fields = |body| read(body).unwrap_err().into_iter().map(|(field, _)| field);
        let empty = fields(body(&next, "", " ")).collect::<Vec<_>>();
        assert_eq!(empty, ["from", "reason"]);
        assert_eq!(
            fields(body(text, "2026-12-01", "x")).next().unwrap(),
            "text"
        );
        assert_eq!(
            fields(body(&next, "2026-11-01", "x")).next().unwrap(),
            "from"
        );
        let (place, _) = shipped()[1];
        assert_eq!(
            fields(body(place, "2026-12-01", "x")).next().unwrap(),
            "text"
        );
    }
}
