//! People and their roles, agencies and areas (R3.2, R11.2).
//!
//! | file | route | what it does |
//! |---|---|---|
//! | `people/list.rs` | `GET /people`, `POST /people/search` | who is there, by agency and area |
//! | `people/register.rs` | `GET /people/new`, `POST /people`, `POST /people/{id}` | adds and amends somebody |
//! | `people/show.rs` | `GET /people/{id}` | roles, training, and who changed what |
//! | `people/leave.rs` | `/people/{id}/leave`, `/people/{id}/return` | sees somebody out, and in again |
//! | `people/sign_in.rs` | `/people/{id}/sign-in` | ends somebody's sessions, lets their account go |
//! | `upload/*.rs` | `/people/upload` | people from a sheet |
//! | `agencies/*.rs` | `/agencies` | registers, amends, closes agencies |
//! | `areas/*.rs` | `/areas` | registers and amends areas |
//! | `imports/*.rs` | `/areas/{code}/imports` | cases brought over from a list |
//! | `instruments/*.rs` | `/areas/{code}/instruments` | an area's own versions of risk instruments |
//! | `people/training.rs` | `/people/{id}/training`, `GET /people/training` | courses, and who took none yet |
//! | `rules/*.rs` | `/rules` | the law and local policy on a day, and what was adopted of it |
//! | `forums/*.rs` | `/forums`, `/areas/{code}/forums` | forums beside CHaRMM and JAG |
//! | `questions/*.rs` | `/areas/{code}/questions` | questions that an area adds to forms |
//! | `reorganisation/*.rs` | `/reorganisations` | which areas end on a day, and what takes over |
//! | `explain.rs` | `GET` and `POST /access/explain` | may somebody see something, and why |

mod agencies;
mod areas;
mod explain;
mod forums;
mod history;
mod imports;
mod instruments;
mod people;
mod questions;
mod reorganisation;
mod rules;
#[cfg(test)]
mod sample;
mod section;
mod upload;

use axum::{
    Router,
    routing::{get, post},
};
use edge::{App, again};

/// The routes below `/people`, with what surrounds every route.
pub fn router(app: App) -> Router {
    let routes = Router::new()
        .route(
            "/people",
            get(people::list::get).post(people::register::post),
        )
        .route("/people/search", post(people::list::search))
        .route("/people/new", get(people::register::new))
        .route(
            "/people/upload",
            get(upload::look::form).post(upload::look::post),
        )
        .route("/people/upload/template", get(upload::look::template))
        .route("/people/upload/confirm", post(upload::confirm::post))
        .route("/people/upload/errors", post(upload::errors::post))
        .route("/people/training", get(people::training::overview))
        .route(
            "/people/{id}",
            get(people::show::get).post(people::register::amend),
        )
        .route("/people/{id}/amend", get(people::register::form))
        .route(
            "/people/{id}/leave",
            get(people::leave::leave_form).post(people::leave::leave),
        )
        .route(
            "/people/{id}/return",
            get(people::leave::return_form).post(people::leave::come_back),
        )
        .route("/people/{id}/sign-in", get(people::sign_in::get))
        .route("/people/{id}/sign-in/end", post(people::sign_in::end))
        .route(
            "/people/{id}/sign-in/release",
            post(people::sign_in::release),
        )
        .route(
            "/people/{id}/training",
            get(people::training::form).post(people::training::post),
        )
        .route(
            "/people/{id}/training/withdraw",
            post(people::training::withdraw),
        )
        .route(
            "/agencies",
            get(agencies::list::get).post(agencies::register::post),
        )
        .route("/agencies/new", get(agencies::register::new))
        .route(
            "/agencies/{id}",
            get(agencies::show::get).post(agencies::register::amend),
        )
        .route("/agencies/{id}/amend", get(agencies::register::form))
        .route(
            "/agencies/{id}/close",
            get(agencies::close::close_form).post(agencies::close::close),
        )
        .route(
            "/agencies/{id}/reopen",
            get(agencies::close::reopen_form).post(agencies::close::reopen),
        )
        .route("/areas", get(areas::list::get).post(areas::register::post))
        .route("/areas/new", get(areas::register::new))
        .route(
            "/areas/{code}",
            get(areas::show::get).post(areas::register::amend),
        )
        .route("/areas/{code}/amend", get(areas::register::form))
        .route(
            "/areas/{code}/imports",
            get(imports::list::get).post(imports::list::post),
        )
        .route(
            "/areas/{code}/imports/{id}",
            get(imports::one::get).post(imports::map::post),
        )
        .route("/areas/{code}/imports/{id}/go", post(imports::go::post))
        .route(
            "/areas/{code}/imports/{id}/errors",
            get(imports::errors::get),
        )
        .route("/areas/{code}/instruments", get(instruments::list::get))
        .route(
            "/areas/{code}/instruments/{instrument}",
            get(instruments::edit::get).post(instruments::edit::post),
        )
        .route(
            "/areas/{code}/instruments/{instrument}/check",
            post(instruments::edit::check),
        )
        .route("/areas/{code}/forums", post(forums::edit::add))
        .route("/areas/{code}/forums/new", get(forums::edit::new))
        .route(
            "/areas/{code}/forums/{forum}",
            get(forums::edit::get).post(forums::edit::post),
        )
        .route("/forums", get(forums::list::get))
        .route(
            "/areas/{code}/questions",
            get(questions::list::get).post(questions::add::post),
        )
        .route("/areas/{code}/questions/new", get(questions::add::new))
        .route(
            "/areas/{code}/questions/retire",
            get(questions::retire::ask).post(questions::retire::post),
        )
        .route(
            "/reorganisations",
            get(reorganisation::list::get).post(reorganisation::plan::post),
        )
        .route("/reorganisations/new", get(reorganisation::plan::new))
        .route(
            "/reorganisations/{on}",
            get(reorganisation::show::get).post(reorganisation::plan::amend),
        )
        .route(
            "/reorganisations/{on}/amend",
            get(reorganisation::plan::form),
        )
        .route(
            "/reorganisations/{on}/people",
            post(reorganisation::staff::post),
        )
        .route(
            "/reorganisations/{on}/cancel",
            post(reorganisation::plan::cancel),
        )
        .route("/access/explain", get(explain::form).post(explain::explain))
        .route("/rules", get(rules::list::get))
        .route("/rules/{id}", get(rules::one::get))
        .route("/rules/{id}/confirm", post(rules::adopt::confirm))
        .route("/rules/{id}/commence", post(rules::adopt::commence))
        .route("/rules/{id}/number", post(rules::adopt::number));
    edge::finish(routes, app)
}

/// The description of these routes, to be merged with those of the other functions.
pub fn openapi() -> utoipa::openapi::OpenApi {
    <Described as utoipa::OpenApi>::openapi()
}

#[derive(utoipa::OpenApi)]
#[openapi(
    paths(
        people::list::get,
        people::list::search,
        people::register::post,
        people::register::amend,
        people::show::get,
        people::leave::leave,
        people::leave::come_back,
        people::sign_in::get,
        people::sign_in::end,
        people::sign_in::release,
        people::training::overview,
        people::training::post,
        people::training::withdraw,
        upload::look::template,
        upload::look::post,
        upload::confirm::post,
        upload::errors::post,
        agencies::list::get,
        agencies::register::post,
        agencies::register::amend,
        agencies::show::get,
        agencies::close::close,
        agencies::close::reopen,
        areas::list::get,
        areas::register::post,
        areas::register::amend,
        areas::show::get,
        imports::list::get,
        imports::list::post,
        imports::one::get,
        imports::map::post,
        imports::go::post,
        imports::errors::get,
        instruments::list::get,
        instruments::edit::get,
        instruments::edit::check,
        instruments::edit::post,
        forums::list::get,
        forums::edit::get,
        forums::edit::add,
        forums::edit::post,
        questions::list::get,
        questions::add::post,
        questions::retire::post,
        reorganisation::list::get,
        reorganisation::plan::post,
        reorganisation::plan::amend,
        reorganisation::plan::cancel,
        reorganisation::show::get,
        reorganisation::staff::post,
        explain::form,
        explain::explain,
        rules::list::get,
        rules::one::get,
        rules::adopt::confirm,
        rules::adopt::commence,
        rules::adopt::number,
    ),
    tags((name = "Administration", description = "People and their roles, agencies and areas"))
)]
struct Described;
