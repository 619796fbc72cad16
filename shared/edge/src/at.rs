//! Ids in paths. What is not an id names nothing: 404, the same as an id that nobody has.

use std::str::FromStr;

use axum::extract::{FromRequestParts, Path};
use http::request::Parts;
use serde::de::DeserializeOwned;

use crate::Problem;

/// The one id in a path, such as `/cases/{id}`.
#[derive(Debug, Clone)]
pub struct At<T>(pub T);

/// The two ids in a path, such as `/meetings/{id}/packs/{agency}`.
#[derive(Debug, Clone)]
pub struct Within<A, B>(pub A, pub B);

impl<S: Send + Sync, T: FromStr> FromRequestParts<S> for At<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        let id: String = path(parts, state).await?;
        parse(&id).map(Self)
    }
}

impl<S: Send + Sync, A: FromStr, B: FromStr> FromRequestParts<S> for Within<A, B> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        let (outer, inner): (String, String) = path(parts, state).await?;
        Ok(Self(parse(&outer)?, parse(&inner)?))
    }
}

async fn path<S, T>(parts: &mut Parts, state: &S) -> Result<T, Problem>
where
    S: Send + Sync,
    T: DeserializeOwned + Send,
{
    let path = Path::<T>::from_request_parts(parts, state).await;
    path.map(|Path(ids)| ids).map_err(|_| Problem::NotFound)
}

fn parse<T: FromStr>(text: &str) -> Result<T, Problem> {
    text.parse().map_err(|_| Problem::NotFound)
}
