//! A person as a form or a program sends them.

use access::{Caller, directory as policy};
use domain::{
    AreaCode,
    directory::{Grant, Person, PersonProfile, Role},
};
use edge::{Fields, Problem, body::one_or_many, page::Form};
use serde::Deserialize;
use store::AgencyRow;
use utoipa::ToSchema;

use super::roles::{is_everywhere, tidy};

/// The word for every area.
pub(super) const EVERYWHERE: &str = "everywhere";

/// A person of staff: who they are and what they may do.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, default)]
#[schema(as = StaffPersonBody)]
pub(crate) struct PersonBody {
    /// Their name.
    #[schema(value_type = String, required = true, max_length = 200, example = "Sam Whitlock")]
    pub(super) name: Option<String>,
    /// The address by which they sign in, as the issuer knows it.
    #[schema(value_type = String, required = true, example = "sam.whitlock@police.example")]
    pub(super) email: Option<String>,
    /// The agency they act for.
    #[schema(value_type = String, required = true, example = "surrey-police")]
    pub(super) agency: Option<String>,
    /// Their roles; at least one.
    #[schema(required = true, example = json!(["coordinator"]))]
    #[serde(deserialize_with = "one_or_many")]
    pub(super) roles: Vec<String>,
    /// Where they are a practitioner: codes of areas, or `everywhere`.
    #[schema(example = json!([]))]
    #[serde(deserialize_with = "one_or_many")]
    pub(super) practitioner_in: Vec<String>,
    /// Where they are a coordinator.
    #[schema(example = json!(["RUN", "WOK"]))]
    #[serde(deserialize_with = "one_or_many")]
    pub(super) coordinator_in: Vec<String>,
    /// Where they are a chair.
    #[schema(example = json!([]))]
    #[serde(deserialize_with = "one_or_many")]
    pub(super) chair_in: Vec<String>,
    /// Where they lead their agency.
    #[schema(example = json!([]))]
    #[serde(deserialize_with = "one_or_many")]
    pub(super) agency_lead_in: Vec<String>,
    /// Where they are a county analyst.
    #[schema(example = json!([]))]
    #[serde(deserialize_with = "one_or_many")]
    pub(super) county_analyst_in: Vec<String>,
}

/// What a form may choose from.
#[derive(Debug)]
pub(super) struct Offered<'a> {
    /// Agencies that take part.
    pub(super) agencies: &'a [AgencyRow],
    /// Codes of areas.
    pub(super) areas: &'a [AreaCode],
}

/// The field that asks where a role is held; none for a role that is held everywhere.
pub(super) fn place_field(role: Role) -> Option<String> {
    (!is_everywhere(role)).then(|| format!("{}_in", role.value()))
}

impl PersonBody {
    /// Checks what was sent; `before` is the person as they were, of whom the agency may be closed.
    ///
    /// **Errors:** 400 with what is to be mended; 403 for an agency or a role that the caller may not
    /// give.
    pub(super) fn read(
        self,
        caller: &Caller,
        offered: &Offered<'_>,
        before: Option<&Person>,
    ) -> Result<PersonProfile, Problem> {
        let mut fields = Fields::default();
        let places = [
            (Role::Practitioner, self.practitioner_in),
            (Role::Coordinator, self.coordinator_in),
            (Role::Chair, self.chair_in),
            (Role::AgencyLead, self.agency_lead_in),
            (Role::CountyAnalyst, self.county_analyst_in),
        ];
        let name = fields.line("name", "name", self.name);
        let email = fields.email("email", "email address", self.email);
        let agency = fields.choice("agency", "an agency", self.agency, |sent| {
            let known = |agency: &&AgencyRow| {
                let own = before.is_some_and(|before| before.agency == agency.id);
                agency.id.as_str() == sent && (own || !agency.closed)
            };
            offered.agencies.iter().find(known).cloned()
        });
        let some = !self.roles.is_empty();
        fields.check("roles", some, "Select at least one role");
        let roles = fields.choices("roles", "roles", self.roles, Role::parse);
        let mut grants = Vec::new();
        for role in &roles {
            let sent = places.iter().find(|(one, _)| one == role);
            let sent = sent.map(|(_, sent)| sent.as_slice()).unwrap_or_default();
            grants.extend(placed(&mut fields, *role, sent, offered.areas));
        }
        let profile = fields.finish(|| {
            let agency = agency?;
            Some(PersonProfile {
                name: name?.to_string(),
                email: email?,
                agency: agency.id,
                agency_name: agency.name,
                grants: tidy(grants),
            })
        })?;
        if !policy::add(caller, &profile.agency).is_permitted() {
            return Err(Problem::Forbidden(
                "You can add people to your own agency only.".into(),
            ));
        }
        let may = |grant: &Grant| policy::grant(caller, grant.role).is_permitted();
        if !profile.grants.iter().all(may) {
            return Err(Problem::Forbidden(
                "An agency's lead can make people practitioners. Other roles are given by an administrator.".into(),
            ));
        }
        Ok(profile)
    }
}

/// A role where it was asked for.
fn placed(fields: &mut Fields, role: Role, sent: &[String], areas: &[AreaCode]) -> Vec<Grant> {
    let Some(field) = place_field(role) else {
        return vec![Grant { role, area: None }];
    };
    if sent.is_empty() {
        let words = format!("Select where they are {}", with_article(role));
        fields.fault(&field, words);
    }
    let mut grants = Vec::new();
    for code in sent {
        if code == EVERYWHERE {
            grants.push(Grant { role, area: None });
        } else if let Some(area) = areas.iter().find(|area| area.as_str() == code) {
            let area = Some(area.clone());
            grants.push(Grant { role, area });
        } else {
            fields.fault(&field, "Areas must be some of those offered");
        }
    }
    grants
}

/// A role in a sentence: `an agency lead`.
pub(super) fn with_article(role: Role) -> String {
    let label = role.label().to_lowercase();
    let article = if label.starts_with('a') { "an" } else { "a" };
    format!("{article} {label}")
}

/// A form that shows a person as they are.
pub(super) fn form_of(profile: &PersonProfile) -> Form {
    let form = Form::new()
        .with("name", &profile.name)
        .with("email", &profile.email)
        .with("agency", profile.agency.as_str());
    let held = |role: &&Role| profile.grants.iter().any(|grant| grant.role == **role);
    let roles: Vec<Role> = Role::ALL.iter().filter(held).copied().collect();
    let mut form = form.with_all("roles", roles.iter().map(|role| role.value()));
    for role in roles {
        if let Some(field) = place_field(role) {
            let own = profile.grants.iter().filter(|grant| grant.role == role);
            let places = own.map(|grant| match &grant.area {
                Some(area) => area.to_string(),
                None => EVERYWHERE.to_owned(),
            });
            form = form.with_all(field, places.collect::<Vec<_>>());
        }
    }
    form
}

#[cfg(test)]
mod tests {
    use domain::PersonId;

    use super::*;
    use crate::sample;

    fn caller(role: Role) -> Caller {
        Caller::Person {
            over: Default::default(),
            id: PersonId::from(uuid::Uuid::from_u128(1)),
            name: "Ruth Callowhill".into(),
            agency: "surrey-police".parse().unwrap(),
            agency_name: "Surrey Police".into(),
            grants: vec![Grant { role, area: None }],
        }
    }

    fn row(id: &str, closed: bool) -> AgencyRow {
        AgencyRow {
            id: id.parse().unwrap(),
            name: id.to_uppercase(),
            closed,
        }
    }

    fn body() -> PersonBody {
        PersonBody {
            name: Some("Sam Whitlock".into()),
            email: Some("Sam@Police.Example".into()),
            agency: Some("surrey-police".into()),
            roles: vec!["practitioner".into()],
            practitioner_in: vec!["RUN".into(), "WOK".into()],
            ..PersonBody::default()
        }
    }

    fn read(body: PersonBody, role: Role) -> Result<PersonProfile, Problem> {
        let agencies = [
            row("surrey-police", false),
            row("gone", true),
            row("homes", false),
        ];
        let offered = Offered {
            agencies: &agencies,
            areas: &sample::codes(),
        };
        body.read(&caller(role), &offered, None)
    }

    #[test]
    fn a_role_is_held_where_it_says() {
        let profile = read(body(), Role::Administrator).unwrap();
        assert_eq!(profile.email, "sam@police.example");
        let words: Vec<_> = profile
            .grants
            .iter()
            .map(super::super::view::grant_words)
            .collect();
        assert_eq!(words, ["Practitioner (RUN)", "Practitioner (WOK)"]);
        let form = form_of(&profile);
        assert_eq!(form.all("practitioner_in"), ["RUN", "WOK"]);
        assert!(form.has("roles", "practitioner") && !form.has("roles", "chair"));
    }

    #[test]
    fn every_fault_is_named_at_its_field() {
        let wrong = PersonBody {
            name: None,
            email: Some("sam".into()),
            agency: Some("gone".into()),
            roles: vec!["practitioner".into(), "chair".into()],
            practitioner_in: vec!["ELM".into()],
            ..PersonBody::default()
        };
        let problem = read(wrong, Role::Administrator).unwrap_err();
        let fields: Vec<_> = problem
            .faults()
            .into_iter()
            .map(|fault| fault.field)
            .collect();
        assert_eq!(
            fields,
            ["name", "email", "agency", "practitioner_in", "chair_in"]
        );
        let none = read(PersonBody::default(), Role::Administrator).unwrap_err();
        assert_eq!(none.faults().len(), 4);
    }

    #[test]
    fn an_agencys_lead_adds_practitioners_of_their_own() {
        assert!(read(body(), Role::AgencyLead).is_ok());
        let other = PersonBody {
            agency: Some("homes".into()),
            ..body()
        };
        let more = PersonBody {
            roles: vec!["chair".into()],
            chair_in: vec!["RUN".into()],
            ..body()
        };
        for wrong in [other, more] {
            let refused = read(wrong, Role::AgencyLead).unwrap_err();
            assert!(matches!(refused, Problem::Forbidden(_)), "{refused:?}");
        }
    }
}
