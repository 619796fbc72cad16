//! What an area says of a forum, as a form or a program sends it.

use chrono::NaiveDate;
use domain::{
    Line, Note,
    forums::{About, Change, Own, Register, Unfit},
    text::capital,
};
use edge::{Fields, Problem};
use serde::Deserialize;
use utoipa::ToSchema;

/// What an area says of a forum.
#[derive(Debug, Clone, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = OtherForumText, example = json!({
    "name": "Town Watch", "about": "places",
    "remit": "Harm in the town centre at night.",
    "cadence": "Every second Tuesday", "contact": "The town-centre manager", "from": "2026-12-01",
    "reason": "Agreed with the partners in November."
}))]
pub(crate) struct ForumBody {
    /// What people call it; up to 200 characters.
    #[schema(value_type = String)]
    name: Option<String>,
    /// `people`, `places` or `both`.
    #[schema(value_type = String)]
    about: Option<String>,
    /// What it is for; up to 1,000 characters.
    #[schema(value_type = String)]
    remit: Option<String>,
    /// How often it meets.
    #[schema(value_type = String)]
    cadence: Option<String>,
    /// Whom to contact: a post, never a person.
    #[schema(value_type = String)]
    contact: Option<String>,
    /// The first day this counts: today or later.
    #[schema(value_type = String, format = Date)]
    from: Option<String>,
    /// The last day of the forum, if it ends.
    #[schema(format = Date)]
    until: Option<String>,
    /// Why; up to 1,000 characters.
    #[schema(value_type = String)]
    reason: Option<String>,
}

impl ForumBody {
    /// What is said: of the forum with this id, or of a new one.
    ///
    /// **Errors:** 400 with everything that is to be mended.
    pub(super) fn read(
        self,
        id: Option<&str>,
        register: &Register,
        today: NaiveDate,
    ) -> Result<Change, Problem> {
        let mut fields = Fields::default();
        let name: Option<Line> = fields.line("name", "the name", self.name);
        let about = fields.choice("about", "what it deals with", self.about, About::parse);
        let remit: Option<Note> = fields.note("remit", "what it is for", self.remit);
        let cadence = fields.line("cadence", "how often it meets", self.cadence);
        let contact = fields.line("contact", "whom to contact", self.contact);
        let from = fields.date("from", "first day this counts", self.from);
        let until = fields.date_if_any("until", "last day of the forum", self.until);
        let reason = fields.note("reason", "why", self.reason);
        let (own, reason) = fields.finish(|| {
            let own = Own {
                id: id.unwrap_or_default().to_owned(),
                name: name?,
                about: about?,
                remit: remit?,
                cadence: cadence?,
                contact: contact?,
                from: from?,
                until,
            };
            Some((own, reason?))
        })?;
        let id = match id {
            Some(id) => id.to_owned(),
            None => register.new_id(&own.name).map_err(|it| unfit(&it))?,
        };
        let own = Own { id, ..own };
        register.judge(&own, today).map_err(|it| unfit(&it))?;
        Ok(Change { own, reason })
    }
}

/// What stands in the way, at its field.
fn unfit(unfit: &Unfit) -> Problem {
    let field = match unfit {
        Unfit::Past | Unfit::Before(_) | Unfit::Ahead => "from",
        Unfit::Ends => "until",
        Unfit::Full(_) | Unfit::Known | Unfit::Nameless => "name",
    };
    Problem::field(field, capital(&unfit.to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(change: impl FnOnce(&mut ForumBody), id: Option<&str>) -> Result<Change, Vec<String>> {
        let text = |text: &str| Some(text.to_owned());
        let mut body = ForumBody {
            name: text("Town Watch"),
            about: text("places"),
            remit: text("The town centre at night"),
            cadence: text("Weekly"),
            contact: text("The town-centre manager"),
            from: text("2026-12-01"),
            until: None,
            reason: text("Agreed on 12 November"),
        };
        change(&mut body);
        let today = "2026-11-26".parse().unwrap();
        let read = body.read(id, &Register::default(), today);
        let fields = |problem: Problem| problem.faults().into_iter().map(|fault| fault.field);
        read.map_err(|problem| fields(problem).collect())
    }

    #[test]
    fn a_forum_is_said_whole_or_what_is_missing_is() {
        let new = read(|_| {}, None).unwrap();
        assert_eq!(
            (new.own.id.as_str(), new.own.about),
            ("town-watch", About::Places)
        );
        let of = read(|body| body.name = Some("MARAC".into()), Some("marac")).unwrap();
        assert_eq!(of.own.id, "marac");
        let empty = read(|body| *body = ForumBody::default(), None).unwrap_err();
        assert_eq!(
            empty,
            [
                "name", "about", "remit", "cadence", "contact", "from", "reason"
            ]
        );
        let past = read(|body| body.from = Some("2026-11-25".into()), None);
        assert_eq!(past.unwrap_err(), ["from"]);
        let ends = read(|body| body.until = Some("2026-11-30".into()), None);
        assert_eq!(ends.unwrap_err(), ["until"]);
        let taken = read(|body| body.name = Some("MARAC".into()), None);
        assert_eq!(taken.unwrap_err(), ["name"]);
    }
}
