//! HTTP: sign-in, problems, page layout and components, configuration, logging.

pub mod accept;
mod app;
pub mod assets;
mod at;
pub mod body;
mod caller;
mod chrome;
mod clock;
mod config;
pub mod fields;
mod headers;
mod if_match;
pub mod lambda;
pub mod once;
pub mod openapi;
pub mod page;
pub mod problem;
mod request;
mod secret;
pub mod sign_in;
pub mod stream;

pub use accept::{Accept, Reply};
pub use app::{App, finish};
pub use at::{At, Within};
pub use body::{Body, Given};
pub use chrome::chrome;
pub use clock::Clock;
pub use config::{Config, ConfigFault, Secret};
pub use fields::Fields;
pub use if_match::IfMatch;
pub use problem::{Problem, SignInFault};
pub use sign_in::issuer::Issuer;
