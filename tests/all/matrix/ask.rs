//! One request: where it goes, what is sent, and what came back.

use bytes::Bytes;
use http::{Method, Request, header};
use http_body_util::Full;
use serde_json::Value;

use super::{
    cast::Somebody,
    fields::{Fill, Words},
    stage::Stage,
    table::{Form, Row},
};
use crate::world::{Answer, World, fresh_key};

/// What is in the place of an id that is not there.
const MISSING: &str = "01900000-0000-7000-8000-000000000000";
/// A version that nothing has: whoever may change something is told that it is out of date.
const STALE: &str = "\"999999\"";
const SHEET: &str = "name,email,agency,roles,training,trained on\nSheet Person,sheet.person@police.example,surrey-police,Practitioner (RUN),,\n";

/// A route, asked in one representation.
#[derive(Clone, Copy)]
pub(super) struct Ask<'r> {
    pub(super) row: &'r Row,
    pub(super) method: &'r str,
    pub(super) path: &'r str,
    pub(super) form: Form,
}

impl Ask<'_> {
    /// Its address for somebody; with `missing` that of something that is not there.
    fn address(&self, stage: &Stage, somebody: &Somebody, missing: bool) -> String {
        let noun = self.path.split('/').nth(1).unwrap();
        let lost = missing.then(|| self.lost());
        let filled = self.path.split('/').map(|part| {
            let Some(name) = part
                .strip_prefix('{')
                .and_then(|part| part.strip_suffix('}'))
            else {
                return part.to_owned();
            };
            let usual = usual(noun, name);
            let thing = self.row.of.get(name).map_or(usual, String::as_str);
            match thing {
                _ if lost == Some(name) => match noun {
                    "find" => "0".repeat(64),
                    "refer" => "0".repeat(16),
                    "agencies" | "areas" => "NIL".to_owned(),
                    _ => MISSING.to_owned(),
                },
                "own" => somebody.agency.to_owned(),
                _ => stage
                    .things
                    .get(thing)
                    .cloned()
                    .unwrap_or_else(|| thing.to_owned()),
            }
        });
        let address = filled.collect::<Vec<_>>().join("/");
        match &self.row.query {
            Some(query) => format!("{address}?{query}"),
            None => address,
        }
    }

    /// Whether its address names something that could be missing.
    pub(super) fn names_something(&self) -> bool {
        self.path.contains('{')
    }

    /// The parameter that stands for something missing: the one that the row is about, or the first.
    fn lost(&self) -> &str {
        let about = self.row.of.iter().find(|(_, thing)| *thing != "own");
        about.map_or_else(
            || self.path.split(['{', '}']).nth(1).unwrap_or_default(),
            |(name, _)| name,
        )
    }

    pub(super) async fn put(
        &self,
        world: &World,
        stage: &Stage,
        somebody: &Somebody,
        missing: bool,
    ) -> Answer {
        let version = if self.row.fresh { "\"\"" } else { STALE };
        self.send(world, (stage, somebody), missing, version).await
    }

    pub(super) async fn send(
        &self,
        world: &World,
        (stage, somebody): (&Stage, &Somebody),
        missing: bool,
        version: &str,
    ) -> Answer {
        let method: Method = self.method.parse().unwrap();
        let address = self.address(stage, somebody, missing);
        let mut request = Request::builder()
            .method(&method)
            .uri(format!("{}{address}", world.local.origin()))
            .header(header::AUTHORIZATION, format!("Bearer {}", somebody.token))
            .header(header::ACCEPT, self.form.accept());
        let mut body = Bytes::new();
        if method == Method::POST {
            let media;
            (media, body) = self.body();
            request = request
                .header(header::CONTENT_TYPE, media)
                .header("idempotency-key", fresh_key());
            if version != "\"\"" {
                request = request.header(header::IF_MATCH, version);
            }
        }
        world.send(request.body(Full::from(body)).unwrap()).await
    }

    /// Shows that what is sent succeeds for whoever may do it, on the newest version.
    pub(super) async fn prove(&self, world: &World, stage: &Stage, somebody: &Somebody) -> Answer {
        let address = self.address(stage, somebody, false);
        let base: Vec<_> = address.split('/').take(3).collect();
        let user = world.with_token(&somebody.token);
        // What is changed has a version of its own, or that of the record it belongs to.
        let mut newest = user.get(&address).await;
        if !newest.headers.contains_key(header::ETAG) {
            newest = user.get(&base.join("/")).await;
        }
        let version = newest.headers.get(header::ETAG);
        let version = version.map_or("\"\"", |version| version.to_str().unwrap());
        self.send(world, (stage, somebody), false, version).await
    }

    fn body(&self) -> (&'static str, Bytes) {
        if self.form == Form::Csv {
            return ("text/csv", SHEET.into());
        }
        let mut body = Words::published().body(self.path, Fill::Plain);
        for (field, value) in &self.row.with {
            let value: Value = serde_json::to_value(value).unwrap();
            match value.as_str() {
                Some("") => drop(body.as_object_mut().unwrap().remove(field)),
                _ => body[field] = value,
            }
        }
        if self.form == Form::Json {
            return ("application/json", body.to_string().into());
        }
        let mut form = form_urlencoded::Serializer::new(String::new());
        for (field, value) in body.as_object().unwrap() {
            match value {
                // Written as forms write a list, which may have one value only.
                Value::Array(each) => each.iter().for_each(|value| {
                    form.append_pair(&format!("{field}[]"), value.as_str().unwrap_or_default());
                }),
                Value::Null => {}
                Value::String(text) => drop(form.append_pair(field, text)),
                other => drop(form.append_pair(field, &other.to_string())),
            }
        }
        ("application/x-www-form-urlencoded", form.finish().into())
    }
}

/// What a path's parameter is called, where the row says nothing.
fn usual(noun: &str, parameter: &str) -> &'static str {
    match (noun, parameter) {
        ("cases", "id") => "case",
        ("cases", "agency") => "surrey-fire-and-rescue",
        ("cases", "entry") => "entry",
        ("cases", "document") => "document",
        ("cases", "step") => "decided",
        ("actions", _) => "action",
        ("find", _) => "stub",
        ("access-requests", _) => "request",
        ("referrals", _) => "referral",
        ("meetings", "id") => "meeting",
        ("meetings", "case") => "case",
        ("meetings", "agency") => "surrey-police",
        ("notices", _) => "returned",
        ("people", _) => "person",
        ("agencies", _) => "old-agency",
        ("areas", "instrument") => "asb-people",
        ("areas", "forum") => "marac",
        ("areas", "id") => "list",
        ("areas", _) => "ELM",
        ("cases", "number") => "1",
        ("reorganisations", _) => "2027-04-01",
        ("rules", _) => "TIM-5",
        ("case-reviews", "letter") => "acknowledgement",
        ("case-reviews", _) => "case review",
        ("retention", _) | ("subject-access", "case") => "case",
        ("subject-access", "piece") => "piece",
        ("subject-access", _) => "asking",
        ("refer", "draft") => "draft",
        ("refer", "step") => "impact",
        ("refer", "number") => "1",
        ("refer", "part") => "who",
        other => panic!("nothing stands for {other:?}"),
    }
}
