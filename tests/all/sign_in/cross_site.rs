//! Another site's page changes nothing through the cookie of somebody who is signed in (ASVS V3.5.1):
//! asked at every route that changes something, as the code has them.

use http::Method;

use crate::{
    browser::Browser, matrix::routes::in_the_code, template::doors::open_routes, world::World,
};

/// A path with something that fits in each of its parameters.
fn filled(path: &str) -> String {
    let part = |part: &str| match part {
        "{number}" => "1".to_owned(),
        "{agency}" => "surrey-police".to_owned(),
        "{code}" => "RUN".to_owned(),
        part if part.starts_with('{') => "0199ec3f-5ece-7f10-97b1-ed20dd02e750".to_owned(),
        part => part.to_owned(),
    };
    path.split('/').map(part).collect::<Vec<_>>().join("/")
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_of_another_site_changes_nothing_at_any_route() {
    let world = World::start().await;
    let mut browser = Browser::new(&world);
    let coordinator = world.coordinator().await;
    browser
        .sign_in("/cases", &coordinator.email)
        .await
        .expect(303);
    let open: Vec<_> = open_routes().map(|(path, _)| path).collect();
    let routes = in_the_code();
    let changes = routes
        .iter()
        .filter_map(|route| route.strip_prefix("POST "));
    let mut asked = 0;
    for path in changes.filter(|path| !open.contains(path)) {
        let answer = browser.send(Method::POST, &filled(path), "", false).await;
        assert_eq!(answer.status, 403, "{path}: {}", answer.text());
        let why = "This was not sent from a page of this service";
        assert!(answer.text().contains(why), "{path}");
        asked += 1;
    }
    assert!(asked > 90, "{asked} routes were asked");
    browser.get("/cases").await.expect(200);
    world.local.stop().await;
}
