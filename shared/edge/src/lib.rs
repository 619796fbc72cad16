//! HTTP: sign-in, problems, page layout and components, configuration, logging.
//!
//! A function builds a `Router<App>`, gives it to [`finish`], and serves it with [`lambda::serve`].
//! A handler takes what it needs as arguments and gives back a reply or a [`Problem`]:
//!
//! | argument | what it is |
//! |---|---|
//! | `State(app): State<App>` | [`App`]: store, clock, settings, issuer; [`App::stamp`] for a command |
//! | `caller: access::Caller` | who is signed in, by cookie or bearer token; `Option<Caller>` where anybody may come |
//! | `_recent: Recent` | [`Recent`]: they proved a short while ago who they are |
//! | `accept: Accept` | [`Accept`]: HTML, JSON or PDF; [`Accept::reply`] gives the same content as either |
//! | `At(id): At<CaseId>` | [`At`], [`Within`]: ids in the path, 404 when they are none |
//! | `body: Body<T>` | [`Body`]: a form or JSON as the same `T`, with [`IfMatch`] and [`Body::once`] |
//!
//! | file | what lives there |
//! |---|---|
//! | [`app`](App) | what every function has at hand, and what surrounds every route |
//! | [`config`](Config), [`clock`](Clock) | settings from the environment; what time it is |
//! | [`accept`] | which representation is asked for, and replies in it |
//! | [`body`], [`fields`] | what was sent, and what to mend in it |
//! | [`again`] | a form shown again, and where its sender is led once it is done |
//! | [`list`](mod@list) | lists, a page at a time |
//! | [`areas`](mod@areas) | the areas that somebody answers for, and the one that a page is about |
//! | [`named`](managed_case) | the case that somebody names in a form, to change it |
//! | [`complaint`](CheckedView) | what was made of a complaint of an application for a case review |
//! | [`once`] | a request sent twice is done once |
//! | [`if_match`](IfMatch) | the version that a change is based on |
//! | [`problem`] | every error, as `problem+json` or a page |
//! | [`aside`](fn@aside) | work that takes a processor for a while |
//! | [`door`](Door), [`opened`](Opened) | from where a request comes and how often it may; when a form was opened |
//! | [`seal`](Seal) | marks that only this system can make |
//! | [`sign_in`] | OpenID Connect, sessions, cookies |
//! | [`ticket`](Ticket) | whose something is, and the secret that proves it |
//! | [`page`], [`assets`], [`chrome`](fn@chrome) | the look of the pages |
//! | [`openapi`] | what the API's descriptions have in common |
//! | [`stream`] | the table's stream, entry by entry |
//! | [`zip`], [`download`](fn@download), [`upload`](UploadView) | files in one file; files to be saved, and to be sent |
//! | [`trigger`] | what calls a function that serves no HTTP |

pub mod accept;
pub mod again;
mod app;
pub mod areas;
mod aside;
pub mod assets;
mod at;
pub mod body;
pub mod calendar;
mod caller;
mod chrome;
mod clock;
mod complaint;
mod config;
mod door;
mod download;
pub mod feed;
pub mod fields;
mod headers;
mod if_match;
pub mod lambda;
pub mod list;
mod named;
pub mod once;
pub mod openapi;
mod opened;
pub mod page;
pub mod problem;
mod recent;
mod request;
mod seal;
mod secret;
pub mod sign_in;
pub mod stream;
mod ticket;
pub mod trigger;
mod upload;
pub mod zip;

pub use accept::{Accept, Reply};
pub use app::{App, finish, stamp};
pub use aside::aside;
pub use at::{At, Within};
pub use body::{Body, Given};
pub use chrome::chrome;
pub use clock::Clock;
pub use complaint::CheckedView;
pub use config::{Config, ConfigFault, Secret, setting};
pub use door::Door;
pub use download::{csv, download};
pub use fields::Fields;
pub use headers::FormTo;
pub use if_match::IfMatch;
pub use named::managed_case;
pub use opened::{Opened, Sooner};
pub use problem::{Problem, SignInFault};
pub use recent::Recent;
pub use seal::Seal;
pub use secret::{is_token, token};
pub use sign_in::issuer::Issuer;
pub use ticket::Ticket;
pub use upload::UploadView;
