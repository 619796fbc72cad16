//! The directory: a person added, seen, seen out, and a hundred of them from a sheet.

use serde_json::json;

use super::bench::Bench;

pub(super) async fn all(bench: &mut Bench<'_>) {
    let admin = bench.world.administrator().await;
    let person = json!({
        "name": "Ann Brookfield", "email": "ann.brookfield@police.example",
        "agency": "surrey-police", "roles": ["practitioner"], "practitioner_in": ["RUN"],
    });
    let added = bench
        .post(("person_added", 201), &admin, ("/people", None), person)
        .await
        .location();
    bench.get("people_page", &admin, "/people").await;
    bench.get("person_opened", &admin, &added).await;
    let leave = format!("{added}/leave");
    bench
        .post(("person_left", 200), &admin, (&leave, None), json!({}))
        .await;
    let mut sheet = String::from("name,email,agency,roles,training,trained on\n");
    for n in 0..100 {
        sheet.push_str(&format!(
            "Person Number{n},person{n}@police.example,surrey-police,Practitioner (RUN),Basics,2026-09-14\n"
        ));
    }
    let looked = admin.post_file("/people/upload", "text/csv", sheet.into());
    let looked = bench.http("people_looked_at", 200, looked).await.json();
    let confirmed = json!({ "sheet": looked["sheet"] });
    let path = ("/people/upload/confirm", None);
    bench
        .post(("people_uploaded", 200), &admin, path, confirmed.clone())
        .await;
    bench
        .post(("people_uploaded_again", 200), &admin, path, confirmed)
        .await;
}
