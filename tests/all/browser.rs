//! A browser as far as the tests need one: cookies, forms, and the way through sign-in.

use http::{Method, Request, header};
use http_body_util::Full;

use crate::world::{Answer, World};

/// The one that the events in `tests/events` come from too.
pub(crate) const FIREFOX: &str =
    "Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0";

/// A browser: it keeps cookies and follows nothing by itself.
pub(crate) struct Browser<'w> {
    world: &'w World,
    pub(crate) cookies: Vec<(String, String)>,
    /// What it says it is, as its `User-Agent`.
    pub(crate) kind: &'static str,
}

impl<'w> Browser<'w> {
    pub(crate) fn new(world: &'w World) -> Self {
        Self {
            world,
            cookies: Vec::new(),
            kind: FIREFOX,
        }
    }

    pub(crate) async fn get(&mut self, url: &str) -> Answer {
        self.send(Method::GET, url, "", true).await
    }

    pub(crate) async fn post(&mut self, url: &str, form: &str) -> Answer {
        self.send(Method::POST, url, form, true).await
    }

    pub(crate) async fn send(
        &mut self,
        method: Method,
        url: &str,
        form: &str,
        own_page: bool,
    ) -> Answer {
        let origin = self.world.local.origin();
        let url = if url.starts_with('/') {
            format!("{origin}{url}")
        } else {
            url.to_owned()
        };
        let cookies: Vec<_> = self
            .cookies
            .iter()
            .map(|(k, v)| format!("{k}={v}"))
            .collect();
        let request = Request::builder()
            .method(method)
            .uri(url)
            .header(header::ACCEPT, "text/html")
            .header(header::USER_AGENT, self.kind)
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .header(header::COOKIE, cookies.join("; "))
            .header(
                header::ORIGIN,
                if own_page {
                    origin
                } else {
                    "https://evil.example"
                },
            );
        let answer = self
            .world
            .send(request.body(Full::from(form.to_owned())).unwrap())
            .await;
        for cookie in answer.headers.get_all(header::SET_COOKIE) {
            let (pair, rest) = cookie.to_str().unwrap().split_once(';').unwrap();
            assert!(
                rest.contains("HttpOnly") && rest.contains("SameSite=Lax"),
                "{rest}"
            );
            let (name, value) = pair.split_once('=').unwrap();
            self.cookies.retain(|(known, _)| known != name);
            if !rest.contains("Max-Age=0") {
                self.cookies.push((name.to_owned(), value.to_owned()));
            }
        }
        answer
    }

    /// From `path` to the issuer and with a code back to the callback, which is not yet followed.
    pub(crate) async fn callback(&mut self, path: &str, email: &str) -> String {
        let asked = if path.starts_with("/sign-in") {
            path.to_owned()
        } else {
            self.get(path).await.expect(303).location()
        };
        // Through the page that asks, unless they must prove themselves anew.
        let begin = asked.replace("/sign-in?", "/sign-in/begin?");
        let issuer = self.get(&begin).await.expect(303).location();
        let (authorize, query) = issuer.split_once('?').unwrap();
        let people = self.world.local.people().await.unwrap();
        let person = people
            .iter()
            .find(|person| person.email == email)
            .unwrap()
            .id;
        self.post(authorize, &format!("{query}&person={person}"))
            .await
            .expect(303)
            .location()
    }

    pub(crate) async fn sign_in(&mut self, path: &str, email: &str) -> Answer {
        let callback = self.callback(path, email).await;
        self.get(&callback).await
    }
}
