//! One question put to the policies: who asks, what, about which thing.

use std::collections::{HashMap, HashSet};

use cedar_policy::{
    Authorizer, Context, Decision as Verdict, Entities, Entity, EntityUid, PolicyId, Request,
    RestrictedExpression as Expression,
};
use domain::{AgencyId, AreaCode, PersonId, directory::Role};

use crate::{
    Caller, Decision,
    policy::{BOOK, Book},
};

/// What every area is in: where a role without an area is held. No area's code looks like this.
const EVERYWHERE: &str = "*";

/// What is asked about: an entity of the schema with its attributes.
#[derive(Debug)]
pub(crate) struct Thing<'a> {
    kind: &'static str,
    id: String,
    attributes: Vec<(&'static str, Value<'a>)>,
}

/// An attribute of a thing.
#[derive(Debug)]
pub(crate) enum Value<'a> {
    Area(&'a AreaCode),
    Everywhere,
    Agency(&'a AgencyId),
    Agencies(Vec<&'a AgencyId>),
    Person(PersonId),
    Flag(bool),
    Text(&'static str),
}

impl<'a> Thing<'a> {
    pub(crate) fn new(kind: &'static str, id: impl ToString) -> Self {
        Self {
            kind,
            id: id.to_string(),
            attributes: Vec::new(),
        }
    }

    pub(crate) fn with(mut self, name: &'static str, value: Value<'a>) -> Self {
        self.attributes.push((name, value));
        self
    }

    /// What is kept of an area, or of all areas together.
    pub(crate) fn register(area: Option<&'a AreaCode>) -> Self {
        let (id, value) = match area {
            Some(area) => (area.as_str(), Value::Area(area)),
            None => (EVERYWHERE, Value::Everywhere),
        };
        Self::new("Register", id).with("area", value)
    }
}

/// Times that bear on a question, in seconds since 1970, under one name of its context.
#[derive(Debug)]
pub(crate) struct Times {
    pub(crate) name: &'static str,
    pub(crate) values: Vec<(&'static str, i64)>,
}

/// Asks the policies. A question that the schema does not know, such as one that a job asks and
/// only people may, is refused; so is everything when the policies cannot be read or evaluated.
pub(crate) fn ask(
    caller: &Caller,
    action: &str,
    about: &Thing<'_>,
    times: Option<&Times>,
) -> Decision {
    let Some(book) = BOOK.as_ref() else {
        return Decision::REFUSED;
    };
    put(book, caller, action, about, times).unwrap_or(Decision::REFUSED)
}

/// `None` when the question does not fit the schema.
fn put(
    book: &'static Book,
    caller: &Caller,
    action: &str,
    about: &Thing<'_>,
    times: Option<&Times>,
) -> Option<Decision> {
    let (action, rules) = book.questions.get(action)?;
    let mut entities = Vec::new();
    let principal = principal(book, caller, &mut entities)?;
    let resource = resource(book, about, &mut entities)?;
    let context = Context::from_pairs(times.map(pair)).ok()?;
    let schema = Some(&book.schema);
    let request = Request::new(principal, action.clone(), resource, context, schema).ok()?;
    let entities = Entities::from_entities(entities, schema)
        .inspect_err(|fault| tracing::error!(%fault, "a question does not fit the schema"))
        .ok()?;
    let answer = Authorizer::new().is_authorized(&request, rules, &entities);
    // A policy that cannot be evaluated may be one that forbids.
    if answer.diagnostics().errors().next().is_some() {
        tracing::error!(%action, "a policy cannot be evaluated");
        return None;
    }
    let grounds = book.in_order(&answer.diagnostics().reason().collect::<Vec<_>>());
    Some(match answer.decision() {
        Verdict::Allow => Decision::permitted_by(grounds),
        Verdict::Deny => Decision::refused_by(grounds),
    })
}

impl Book {
    /// These policies' ids, in the order of the files.
    fn in_order(&'static self, ids: &[&PolicyId]) -> Vec<&'static str> {
        let known = self.policies.iter().map(|policy| policy.id.as_str());
        known
            .filter(|id| ids.iter().any(|held| held.as_ref() as &str == *id))
            .collect()
    }

    fn area(&self, code: &str) -> Option<Entity> {
        let everywhere = self.uid("Area", EVERYWHERE)?;
        let parents = HashSet::from([everywhere]);
        Some(Entity::new_no_attrs(self.uid("Area", code)?, parents))
    }
}

fn principal(book: &Book, caller: &Caller, entities: &mut Vec<Entity>) -> Option<EntityUid> {
    let (id, agency) = match caller {
        Caller::Person { id, agency, .. } => (id, agency),
        Caller::Agency(agency) => return book.uid("Agency", agency.as_str()),
        Caller::System(job) => return book.uid("Job", job),
    };
    let uid = book.uid("Person", &id.to_string())?;
    let mut attributes = HashMap::new();
    for (name, role) in [
        ("coordinates", Role::Coordinator),
        ("chairs", Role::Chair),
        ("analyses", Role::CountyAnalyst),
        ("protects_data", Role::DataProtectionOfficer),
        ("administers", Role::Administrator),
    ] {
        attributes.insert(name.to_owned(), held_in(book, caller, role)?);
    }
    let roles = caller.grants().iter().map(|grant| grant.role.value());
    let roles = roles.map(|role| Expression::new_string(role.to_owned()));
    attributes.insert("roles".to_owned(), Expression::new_set(roles));
    let parents = HashSet::from([book.uid("Agency", agency.as_str())?]);
    entities.push(Entity::new(uid.clone(), attributes, parents).ok()?);
    Some(uid)
}

/// Where the caller holds a role.
fn held_in(book: &Book, caller: &Caller, role: Role) -> Option<Expression> {
    let grants = caller.grants().iter().filter(|grant| grant.role == role);
    let areas = grants.flat_map(|grant| match &grant.area {
        Some(area) => caller
            .covers(area)
            .iter()
            .map(ToString::to_string)
            .collect(),
        None => vec![EVERYWHERE.to_owned()],
    });
    let areas = areas.map(|area| book.uid("Area", &area).map(Expression::new_entity_uid));
    Some(Expression::new_set(areas.collect::<Option<Vec<_>>>()?))
}

fn resource(book: &Book, about: &Thing<'_>, entities: &mut Vec<Entity>) -> Option<EntityUid> {
    let uid = book.uid(about.kind, &about.id)?;
    let mut attributes = HashMap::new();
    let mut areas = HashSet::new();
    for (name, value) in &about.attributes {
        let agency = |id: &AgencyId| {
            book.uid("Agency", id.as_str())
                .map(Expression::new_entity_uid)
        };
        let value = match value {
            Value::Area(code) => {
                if areas.insert(code.as_str()) {
                    entities.push(book.area(code.as_str())?);
                }
                Expression::new_entity_uid(book.uid("Area", code.as_str())?)
            }
            Value::Everywhere => Expression::new_entity_uid(book.uid("Area", EVERYWHERE)?),
            Value::Agency(id) => agency(id)?,
            Value::Agencies(ids) => {
                let ids = ids.iter().map(|id| agency(id));
                Expression::new_set(ids.collect::<Option<Vec<_>>>()?)
            }
            Value::Person(id) => Expression::new_entity_uid(book.uid("Person", &id.to_string())?),
            Value::Flag(set) => Expression::new_bool(*set),
            Value::Text(text) => Expression::new_string((*text).to_owned()),
        };
        attributes.insert((*name).to_owned(), value);
    }
    entities.push(Entity::new(uid.clone(), attributes, HashSet::new()).ok()?);
    Some(uid)
}

fn pair(times: &Times) -> (String, Expression) {
    let values = times.values.iter();
    let values = values.map(|(name, at)| ((*name).to_owned(), Expression::new_long(*at)));
    // Names of one list are each written once, so that this cannot fail; without the record
    // nothing that was given counts.
    let record = Expression::new_record(values).unwrap_or_else(|_| Expression::new_bool(false));
    (times.name.to_owned(), record)
}
