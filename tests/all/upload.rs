//! People from a sheet (R11.2): looked at first, written once, and no row dropped.

use std::time::Instant;

use http::{Request, header};
use http_body_util::Full;
use serde_json::{Value, json};

use crate::{
    browser::Browser,
    world::{User, World, fresh_key},
};

const HEADINGS: &str = "name,email,agency,roles,training,trained on\n";
const CSV: &str = "text/csv";

fn crowd(count: usize) -> String {
    let mut sheet = HEADINGS.to_owned();
    for n in 0..count {
        let (agency, roles) = match n % 3 {
            0 => ("Surrey Police", "Practitioner (RUN)"),
            1 => ("wey-meadow-homes", "Practitioner; Agency lead"),
            _ => ("health-partners", "Practitioner (RUN, WOK)"),
        };
        let training = if n % 2 == 0 { "Basics,2026-09-14" } else { "," };
        sheet.push_str(&format!(
            "Person Number{n},person{n}@crowd.example,{agency},\"{roles}\",{training}\n"
        ));
    }
    sheet
}

async fn look(admin: &User<'_>, sheet: &str) -> Value {
    let looked = admin.post_file("/people/upload", CSV, sheet.into()).await;
    let view = looked.expect(200).json();
    adds_up(&view);
    assert_eq!(
        view["lines"].as_array().unwrap().len(),
        view["rows"].as_u64().unwrap() as usize
    );
    view
}

async fn confirm(admin: &User<'_>, looked: &Value) -> Value {
    let body = json!({ "sheet": looked["sheet"] });
    let done = admin
        .post("/people/upload/confirm", body)
        .await
        .expect(200)
        .json();
    adds_up(&done);
    done
}

/// INVARIANT (rows).
fn adds_up(view: &Value) {
    let count = |name: &str| view[name].as_u64().unwrap();
    let sum = count("created") + count("changed") + count("unchanged") + count("rejected");
    assert_eq!(count("rows"), sum, "{view}");
}

fn counts(view: &Value) -> [u64; 4] {
    ["created", "changed", "unchanged", "rejected"].map(|name| view[name].as_u64().unwrap())
}

async fn people(admin: &User<'_>) -> usize {
    let view = admin.get("/people/training").await.expect(200).json();
    let agencies = view["agencies"].as_array().unwrap().iter();
    let people = agencies.map(|row| row["people"].as_u64().unwrap() as usize);
    people.sum()
}

#[tokio::test(flavor = "multi_thread")]
async fn more_than_a_thousand_people_come_in_within_one_request_and_once() {
    let world = World::start().await;
    let admin = world.administrator().await;
    let before = people(&admin).await;
    let looked = look(&admin, &crowd(1_200)).await;
    assert_eq!(counts(&looked), [1_200, 0, 0, 0]);
    assert_eq!(
        people(&admin).await,
        before,
        "nothing is written by looking"
    );

    let begun = Instant::now();
    let key = fresh_key();
    let body = json!({ "sheet": looked["sheet"] });
    let done = admin
        .post_with("/people/upload/confirm", body.clone(), &key, None)
        .await
        .expect(200);
    println!("1,200 people written in {} ms", begun.elapsed().as_millis());
    assert_eq!(counts(&done.json()), [1_200, 0, 0, 0]);
    assert_eq!(people(&admin).await, before + 1_200);
    let repeated = admin
        .post_with("/people/upload/confirm", body, &key, None)
        .await
        .expect(200);
    assert_eq!(repeated.json(), done.json());

    // The same sheet changes nothing, with another key and from the file itself.
    let looked = look(&admin, &crowd(1_200)).await;
    assert_eq!(counts(&looked), [0, 0, 1_200, 0]);
    assert_eq!(counts(&confirm(&admin, &looked).await), [0, 0, 1_200, 0]);
    assert_eq!(people(&admin).await, before + 1_200);
    let one = world.by_email("person2@crowd.example").await;
    one.get("/cases").await.expect(200);
    let found = admin
        .post("/people/search", json!({ "words": "person1199@" }))
        .await
        .expect(200)
        .json();
    assert_eq!(found["people"][0]["version"], 1, "written once: {found}");
    assert_eq!(found["people"][0]["agency"], "health-partners");
    world.local.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn each_row_says_what_becomes_of_it_and_what_is_wrong() {
    let world = World::start().await;
    let admin = world.administrator().await;
    let sheet = format!(
        "{HEADINGS}\
         Sam Whitlock,sam.whitlock@police.example,surrey-police,Practitioner (RUN),,\n\
         Beatrice Hollingbrook,bea.hollingbrook@police.example,surrey-police,Chair (WOK),Basics,14/09/2026\n\
         \n\
         New Person,new@police.example,Surrey Police,Practitioner,,\n\
         Perry Larkmoor,perry.larkmoor@fire.example,surrey-fire-and-rescue,Practitioner,,\n\
         \"=cmd|' /C calc'!A0\",=x@police.example,nowhere,Wizard,Basics,2031-01-01\n\
         Alex Stonebridge,alex.stonebridge@runnymede.example,runnymede-council,Practitioner,,\n\
         Again,NEW@police.example,Surrey Police,Practitioner,,\n"
    );
    let looked = look(&admin, &sheet).await;
    assert_eq!(counts(&looked), [1, 1, 1, 4]);
    let lines = looked["lines"].as_array().unwrap();
    let line = |row: u64| lines.iter().find(|line| line["row"] == row).unwrap();
    assert_eq!(line(2)["verdict"], "unchanged");
    let what = line(3)["what"].to_string();
    for said in [
        "Name: Bea Hollingbrook → Beatrice",
        "Role given: Chair (WOK)",
        "Role taken: Practitioner (WOK)",
        "Trained: Basics",
    ] {
        assert!(what.contains(said), "{said}: {what}");
    }
    assert_eq!(line(5)["verdict"], "new");
    assert!(line(6)["faults"].to_string().contains("has left"));
    let columns: Vec<_> = line(7)["faults"]
        .as_array()
        .unwrap()
        .iter()
        .map(|f| f["column"].clone())
        .collect();
    assert_eq!(columns, ["email", "agency", "roles", "trained on"]);
    assert!(line(8)["faults"].to_string().contains("administrator"));
    assert!(
        line(9)["faults"]
            .to_string()
            .contains("Row 5 has the same email")
    );

    let errors = admin
        .post("/people/upload/errors", json!({ "sheet": looked["sheet"] }))
        .await
        .expect(200);
    assert!(
        errors.headers[header::CONTENT_DISPOSITION]
            .to_str()
            .unwrap()
            .starts_with("attachment")
    );
    let text = errors.text();
    assert_eq!(text.lines().count(), 1 + 7, "{text}");
    assert!(
        text.lines().all(|line| !line
            .split(',')
            .any(|cell| cell.trim_matches('"').starts_with('='))),
        "{text}"
    );
    let done = confirm(&admin, &looked).await;
    assert_eq!(counts(&done), [1, 1, 1, 4]);
    // What was confirmed stands; what was rejected is rejected still.
    assert_eq!(counts(&look(&admin, &sheet).await), [0, 0, 3, 4]);
    assert_eq!(world.local.store().administrators().await.unwrap().len(), 1);
    world.local.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn somebody_with_a_browser_looks_confirms_and_sees_the_sum() {
    let world = World::start().await;
    let admin = world.administrator().await;
    let mut browser = Browser::new(&world);
    browser
        .sign_in("/people/upload", &admin.email)
        .await
        .expect(303);
    let asked = browser.get("/people/upload").await.expect(200).text();
    assert!(asked.contains("multipart/form-data"));
    let send = async |name: &str, file: &str| {
        let cookies: Vec<_> = browser
            .cookies
            .iter()
            .map(|(k, v)| format!("{k}={v}"))
            .collect();
        let body = format!(
            "--line\r\nContent-Disposition: form-data; name=\"{name}\"; filename=\"people.csv\"\r\n\
             Content-Type: text/csv\r\n\r\n{file}\r\n--line--\r\n"
        );
        let origin = world.local.origin();
        let request = Request::post(format!("{origin}/people/upload"))
            .header(header::ACCEPT, "text/html")
            .header(header::ORIGIN, origin)
            .header(header::COOKIE, cookies.join("; "))
            .header(header::USER_AGENT, browser.kind)
            .header(header::CONTENT_TYPE, "multipart/form-data; boundary=line");
        world.send(request.body(Full::from(body)).unwrap()).await
    };
    for (name, file, words) in [
        ("file", "", "Select a file"),
        ("other", "x", "Select a file"),
        ("file", "name,phone\na,b\n", "not known"),
    ] {
        let refused = send(name, file).await.expect(400).text();
        assert!(
            refused.contains(words) && refused.contains("file-error"),
            "{words}"
        );
    }
    let page = send("file", &crowd(3)).await.expect(200).text();
    assert!(page.contains("Write 3 people") && page.contains("Person Number2"));
    let field = |name: &str| {
        let start = page
            .split(&format!("name=\"{name}\" value=\""))
            .nth(1)
            .unwrap();
        start
            .split('"')
            .next()
            .unwrap()
            .replace("&#34;", "\"")
            .replace("&#38;", "&")
    };
    let form = form_urlencoded::Serializer::new(String::new())
        .append_pair("_key", &field("_key"))
        .append_pair("sheet", &field("sheet"))
        .finish();
    let led = browser
        .post("/people/upload/confirm", &form)
        .await
        .expect(303)
        .location();
    let done = browser.get(&led).await.expect(200).text();
    assert!(
        done.contains("3 new, 0 changed, 0 unchanged, 0 rejected"),
        "{done}"
    );
    world.local.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_no_sheet_is_refused_and_nothing_is_written() {
    let world = World::start().await;
    let admin = world.administrator().await;
    let before = people(&admin).await;
    let xlsx = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
    for (media, file, status) in [
        (CSV, b"".to_vec(), 400),
        (CSV, b"\xff\xfe".to_vec(), 400),
        (CSV, crowd(2_001).into_bytes(), 400),
        (xlsx, b"PK\x03\x04nothing".to_vec(), 400),
        (xlsx, b"\xd0\xcf\x11\xe0".to_vec(), 400),
        ("application/json", b"{}".to_vec(), 415),
        ("multipart/form-data; boundary=x", b"--y".to_vec(), 400),
        (CSV, vec![b'x'; 1_000_001], 413),
    ] {
        let answer = admin.post_file("/people/upload", media, file).await;
        assert_eq!(answer.status.as_u16(), status, "{media}: {}", answer.text());
        let kind = answer.headers[header::CONTENT_TYPE].to_str().unwrap();
        assert!(kind.starts_with("application/problem+json"), "{kind}");
    }
    for sheet in [json!({}), json!({ "sheet": "x" })] {
        admin
            .post("/people/upload/confirm", sheet)
            .await
            .expect(400);
    }
    let sheet = json!({ "sheet": crowd(1) });
    admin
        .post_with("/people/upload/confirm", sheet, "", None)
        .await
        .expect(400);
    assert_eq!(people(&admin).await, before);
    world.local.stop().await;
}

/// A workbook as spreadsheet programs write it, with one sheet of these rows.
fn workbook(rows: &[&[&str]]) -> Vec<u8> {
    let cell = |text: &&str| format!("<c t=\"inlineStr\"><is><t>{text}</t></is></c>");
    let row = |(at, cells): (usize, &&[&str])| {
        let cells: String = cells.iter().map(cell).collect();
        format!("<row r=\"{}\">{cells}</row>", at + 1)
    };
    let rows: String = rows.iter().enumerate().map(row).collect();
    let main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    let office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    let package = "http://schemas.openxmlformats.org/package/2006";
    let typed = "application/vnd.openxmlformats-officedocument.spreadsheetml";
    let related = |kind: &str, target: &str| {
        format!(
            "<Relationships xmlns=\"{package}/relationships\"><Relationship Id=\"rId1\" \
             Type=\"{office}/{kind}\" Target=\"{target}\"/></Relationships>"
        )
    };
    let files = [
        (
            "[Content_Types].xml",
            format!(
                "<Types xmlns=\"{package}/content-types\"><Default Extension=\"rels\" \
                 ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/>\
                 <Override PartName=\"/xl/workbook.xml\" ContentType=\"{typed}.sheet.main+xml\"/>\
                 <Override PartName=\"/xl/worksheets/sheet1.xml\" ContentType=\"{typed}.worksheet+xml\"/></Types>"
            ),
        ),
        ("_rels/.rels", related("officeDocument", "xl/workbook.xml")),
        (
            "xl/workbook.xml",
            format!(
                "<workbook xmlns=\"{main}\" xmlns:r=\"{office}\"><sheets>\
                 <sheet name=\"Staff\" sheetId=\"1\" r:id=\"rId1\"/></sheets></workbook>"
            ),
        ),
        (
            "xl/_rels/workbook.xml.rels",
            related("worksheet", "worksheets/sheet1.xml"),
        ),
        (
            "xl/worksheets/sheet1.xml",
            format!("<worksheet xmlns=\"{main}\"><sheetData>{rows}</sheetData></worksheet>"),
        ),
    ];
    let files = files.map(|(name, text)| (name.to_owned(), text.into_bytes()));
    edge::zip::of(&files).unwrap()
}

/// R11.2: what a coordinator keeps in a spreadsheet program goes in as it is.
#[tokio::test(flavor = "multi_thread")]
async fn a_workbook_goes_through_the_dry_run_and_is_written() {
    let world = World::start().await;
    let admin = world.administrator().await;
    let before = people(&admin).await;
    let xlsx = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
    let book = workbook(&[
        &["Name", "Email", "Agency", "Roles"],
        &[
            "Wanda Bookish",
            "wanda@police.example",
            "surrey-police",
            "Practitioner",
        ],
        &[
            "Nobody Else",
            "not an address",
            "surrey-police",
            "Practitioner",
        ],
    ]);
    let seen = admin.post_file("/people/upload", xlsx, book).await;
    let seen = seen.expect(200).json();
    adds_up(&seen);
    let counts = json!([seen["created"], seen["rejected"]]);
    assert_eq!(counts, json!([1, 1]), "{seen}");
    assert_eq!(people(&admin).await, before, "a dry run writes nothing");
    confirm(&admin, &seen).await;
    let found = admin.post("/people/search", json!({ "words": "Wanda Bookish" }));
    let found = found.await.expect(200).json();
    assert_eq!(
        found["people"][0]["email"], "wanda@police.example",
        "{found}"
    );
    world.local.stop().await;
}
