//! `POST /dev/token`: a bearer token for a program, by the email of one of the people.

use axum::{
    Json,
    extract::{State, rejection::JsonRejection},
    http::{StatusCode, header::CACHE_CONTROL},
    response::{IntoResponse, Response},
};
use serde::Deserialize;
use serde_json::json;

use super::Dev;
use crate::{
    issuer::{SCOPE, TOKEN_LIFE},
    problem::problem,
};

#[derive(Debug, Deserialize)]
pub(super) struct TokenBody {
    email: String,
    #[serde(default)]
    scope: Option<String>,
}

pub(super) async fn issue(
    State(dev): State<Dev>,
    body: Result<Json<TokenBody>, JsonRejection>,
) -> Response {
    let Ok(Json(TokenBody { email, scope })) = body else {
        return problem(
            StatusCode::BAD_REQUEST,
            r#"Send JSON like {"email": "someone@example.org"}; GET /dev/people lists who there is."#,
        );
    };
    let person = dev.people.by_email(&email).await;
    let token = person.and_then(|person| {
        person
            .map(|person| {
                dev.issuer
                    .access_token(&person, scope.as_deref().unwrap_or(SCOPE))
            })
            .transpose()
    });
    match token {
        Ok(Some(token)) => {
            let body = Json(json!({
                "access_token": token,
                "token_type": "Bearer",
                "expires_in": TOKEN_LIFE.num_seconds(),
            }));
            ([(CACHE_CONTROL, "no-store")], body).into_response()
        }
        Ok(None) => problem(
            StatusCode::NOT_FOUND,
            "Nobody signs in with this email; GET /dev/people lists who there is.",
        ),
        Err(_) => problem(StatusCode::SERVICE_UNAVAILABLE, "The token cannot be made."),
    }
}
