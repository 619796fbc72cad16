//! Cases – their chronology, assessments, decisions, actions, agencies and history – and the page
//! that everybody starts from.
//!
//! | room | what it serves |
//! |---|---|
//! | [`start`] | `/`: what awaits this person |
//! | [`cases`] | `/cases`: lists, and finding a case by its reference |
//! | [`case`] | `/cases/{id}` and everything below it |
//! | [`find`] | `/find`: cases by whom they concern, and stubs of those the caller does not see |
//! | [`guests`] | `/access-requests`: access by those who are not on a case |
//! | [`actions`] | `/actions`: lists of actions |
//! | [`action`] | `/actions/{id}`: one action, and the agency's answer to it |
//! | [`returned`] | `/notices/returned`: messages that did not arrive, and what was done about them |
//! | [`orders`] | `/orders`: what runs in an area, and when it falls due |
//! | [`repeats`] | `/repeats`: who may be on more than one case of an area |
//! | [`published`] | `/health` and `/openapi.json` |
//! | [`words`], [`names`] | what happened, in words; agencies by their full names |
//! | [`again`], [`page`] | a form shown again with its faults; lists a page at a time |
//!
//! Sign-in and assets are served here too; they live in `edge`.

// The SDK's futures nest deeper than the compiler's default.
#![recursion_limit = "256"]

mod action;
mod actions;
mod case;
mod cases;
mod find;
#[cfg(test)]
mod fixture;
mod guests;
mod names;
mod orders;
mod page;
mod published;
mod repeats;
mod returned;
mod start;
mod words;

use axum::Router;
use edge::{App, again};
use utoipa::OpenApi as _;

/// Every route of this function.
pub fn router(app: App) -> Router {
    let routes = Router::new()
        .merge(start::routes())
        .merge(cases::routes())
        .merge(case::routes())
        .merge(find::routes())
        .merge(guests::routes())
        .merge(actions::routes())
        .merge(action::routes())
        .merge(returned::routes())
        .merge(orders::routes())
        .merge(repeats::routes())
        .merge(published::routes())
        .merge(edge::sign_in::routes())
        .merge(edge::assets::routes());
    edge::finish(routes, app)
}

/// The description of every route of this function.
pub fn openapi() -> utoipa::openapi::OpenApi {
    let parts = [
        start::Doc::openapi(),
        cases::Doc::openapi(),
        case::openapi(),
        find::Doc::openapi(),
        guests::Doc::openapi(),
        actions::Doc::openapi(),
        action::Doc::openapi(),
        returned::Doc::openapi(),
        orders::Doc::openapi(),
        repeats::Doc::openapi(),
        published::Doc::openapi(),
        edge::sign_in::Doc::openapi(),
    ];
    let mut whole = utoipa::openapi::OpenApi::default();
    for part in parts {
        whole.merge(part);
    }
    whole
}
