//! The sign-in page: choose who to be, and get a code for it.

use std::collections::BTreeMap;

use askama::Template;
use axum::{
    Form as Posted,
    extract::{Query, State},
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use edge::page::{Choice, Chrome, Form};

use super::{CLIENT_ID, Issuer, grant::Grant};
use crate::problem::problem;

/// The parameters of an authorization request that travel through the page.
const CARRIED: [&str; 9] = [
    "response_type",
    "client_id",
    "redirect_uri",
    "scope",
    "state",
    "nonce",
    "code_challenge",
    "code_challenge_method",
    "login_hint",
];

/// Name of the field that says who.
const PERSON: &str = "person";

type Fields = BTreeMap<String, String>;

#[derive(Template)]
#[template(path = "issuer/authorize.html")]
struct Page {
    chrome: Chrome,
    form: Form,
    carried: [&'static str; 9],
    choices: Vec<Choice>,
}

#[derive(Template)]
#[template(path = "issuer/refused.html")]
struct RefusedPage {
    chrome: Chrome,
    why: &'static str,
}

/// `GET /authorize`.
pub(super) async fn page(State(issuer): State<Issuer>, Query(fields): Query<Fields>) -> Response {
    match checked(&issuer, &fields) {
        Ok(_) => ask(&issuer, Form::posted(fields), StatusCode::OK).await,
        Err(refusal) => refusal.reply(&issuer, &fields),
    }
}

/// `POST /authorize`: the same request, with the person chosen.
pub(super) async fn choose(
    State(issuer): State<Issuer>,
    Posted(fields): Posted<Fields>,
) -> Response {
    let request = match checked(&issuer, &fields) {
        Ok(request) => request,
        Err(refusal) => return refusal.reply(&issuer, &fields),
    };
    let chosen = fields.get(PERSON).map(String::as_str).unwrap_or_default();
    let code = match issuer.people.by_id(chosen).await {
        Ok(Some(person)) => {
            let person = person.id.to_string();
            issuer
                .grants
                .issue(Grant { person, ..request }, issuer.clock.now())
        }
        Ok(None) => {
            let form = Form::posted(fields).with_fault(PERSON, "Choose who to sign in as");
            return ask(&issuer, form, StatusCode::BAD_REQUEST).await;
        }
        Err(error) => Err(error),
    };
    match code {
        Ok(code) => back(&issuer, &fields, &[("code", &code)]),
        Err(_) => back(&issuer, &fields, &[("error", "server_error")]),
    }
}

async fn ask(issuer: &Issuer, form: Form, status: StatusCode) -> Response {
    let Ok(people) = issuer.people.all().await else {
        return problem(
            StatusCode::SERVICE_UNAVAILABLE,
            "The people cannot be read.",
        );
    };
    let hinted = people
        .iter()
        .find(|person| person.email == form.value("login_hint"));
    let form = match hinted {
        Some(person) if form.value(PERSON).is_empty() => form.with(PERSON, person.id.to_string()),
        _ => form,
    };
    let choices = people.iter().map(|person| {
        let hint = format!("{}, {}", person.role, person.agency);
        Choice::new(person.id.to_string(), &person.name).hint(hint)
    });
    let page = Page {
        chrome: Chrome::new("Who do you want to sign in as?").faulty(form.is_faulty()),
        choices: choices.collect(),
        carried: CARRIED,
        form,
    };
    edge::page::html(status, &page)
}

/// Why a request gets no code.
enum Refusal {
    /// It cannot be known to come from the client, so nothing is sent anywhere.
    Here(&'static str),
    /// The client is told.
    ToClient(&'static str),
}

impl Refusal {
    fn reply(self, issuer: &Issuer, fields: &Fields) -> Response {
        match self {
            Self::Here(why) => {
                let chrome = Chrome::new("This sign-in request cannot be used");
                edge::page::html(StatusCode::BAD_REQUEST, &RefusedPage { chrome, why })
            }
            Self::ToClient(error) => back(issuer, fields, &[("error", error)]),
        }
    }
}

/// The request as a grant without its person, if it is one that may be granted.
fn checked(issuer: &Issuer, fields: &Fields) -> Result<Grant, Refusal> {
    let get = |name: &str| fields.get(name).map(String::as_str).unwrap_or_default();
    if get("client_id") != CLIENT_ID {
        return Err(Refusal::Here("It names a client that is not known here."));
    }
    if get("redirect_uri") != issuer.callback() {
        return Err(Refusal::Here(
            "It asks to be answered at an address that is not registered for the client.",
        ));
    }
    if get("response_type") != "code" {
        return Err(Refusal::ToClient("unsupported_response_type"));
    }
    if !get("scope").split(' ').any(|scope| scope == "openid") {
        return Err(Refusal::ToClient("invalid_scope"));
    }
    // RFC 7636: the challenge is 43 characters of a SHA-256; the method `plain` is refused.
    if get("code_challenge_method") != "S256" || get("code_challenge").len() != 43 {
        return Err(Refusal::ToClient("invalid_request"));
    }
    Ok(Grant {
        person: String::new(),
        redirect_uri: get("redirect_uri").to_owned(),
        nonce: fields.get("nonce").cloned(),
        challenge: get("code_challenge").to_owned(),
        proven_at: issuer.clock.now(),
    })
}

/// Back to the client with an answer, the state it sent, and who answers (RFC 9207).
fn back(issuer: &Issuer, fields: &Fields, answer: &[(&str, &str)]) -> Response {
    let mut query = form_urlencoded::Serializer::new(String::new());
    query.extend_pairs(answer);
    if let Some(state) = fields.get("state") {
        query.append_pair("state", state);
    }
    query.append_pair("iss", &issuer.url());
    Redirect::to(&format!("{}?{}", issuer.callback(), query.finish())).into_response()
}
