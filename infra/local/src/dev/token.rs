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
use crate::{issuer::TOKEN_LIFE, problem::problem};

#[derive(Debug, Deserialize)]
pub(super) struct TokenBody {
    email: String,
}

pub(super) async fn issue(
    State(dev): State<Dev>,
    body: Result<Json<TokenBody>, JsonRejection>,
) -> Response {
    let Ok(Json(TokenBody { email })) = body else {
        return problem(
            StatusCode::BAD_REQUEST,
            r#"Send JSON like {"email": "someone@example.org"}; GET /dev/people lists who there is."#,
        );
    };
    let Some(person) = dev.people.by_email(&email) else {
        return problem(
            StatusCode::NOT_FOUND,
            "Nobody signs in with this email; GET /dev/people lists who there is.",
        );
    };
    match dev.issuer.access_token(person) {
        Ok(token) => {
            let body = Json(json!({
                "access_token": token,
                "token_type": "Bearer",
                "expires_in": TOKEN_LIFE.num_seconds(),
            }));
            ([(CACHE_CONTROL, "no-store")], body).into_response()
        }
        Err(_) => problem(StatusCode::INTERNAL_SERVER_ERROR, "The token cannot be signed."),
    }
}
