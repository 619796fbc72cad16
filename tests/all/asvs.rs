//! `docs/asvs.md` lists what it says it lists, counts right, and names what is there.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
};

use charmm::template::Template;

const PAGE: &str = include_str!("../../docs/asvs.md");

const STATES: [&str; 4] = ["met", "not applicable", "deployment", "open"];

/// ASVS 5.0.0: each section, and the level of each of its requirements in order.
const STANDARD: &str = "
1.1 22
1.2 1111122223
1.3 112222222223
1.4 222
1.5 123
2.1 122
2.2 112
2.3 12223
2.4 23
3.1 3
3.2 113
3.3 12223
3.4 11222233
3.5 11122333
3.6 3
3.7 22333
4.1 12233
4.2 23333
4.3 22
4.4 1222
5.1 2
5.2 112333
5.3 113
5.4 222
6.1 122
6.2 111111112222
6.3 11223333
6.4 112233
6.5 22222333
6.6 2223
6.7 33
6.8 2222
7.1 222
7.2 1111
7.3 22
7.4 11222
7.5 223
7.6 22
8.1 1233
8.2 1123
8.3 133
8.4 23
9.1 111
9.2 1222
10.1 22
10.2 223
10.3 22223
10.4 1111122222233333
10.5 22222
10.6 22
10.7 222
11.1 2233
11.2 22233
11.3 11233
11.4 1222
11.5 23
11.6 23
11.7 33
12.1 12233
12.2 11
12.3 22223
13.1 2333
13.2 222223
13.3 2233
13.4 1222233
14.1 22
14.2 12223333
14.3 122
15.1 12233
15.2 12233
15.3 1222222
15.4 3333
16.1 2
16.2 22222
16.3 2222
16.4 222
16.5 2223
17.1 23
17.2 22223333
17.3 22
";

/// Level 3 is asked of file handling, authorization and logging.
const TO_LEVEL_3: [&str; 3] = ["5", "8", "16"];

/// A row of the table.
#[derive(Debug)]
struct Row {
    id: String,
    level: String,
    asks: String,
    state: String,
    evidence: String,
}

impl Row {
    /// What its evidence names.
    fn names(&self) -> impl Iterator<Item = &str> {
        self.evidence.split('`').skip(1).step_by(2)
    }
}

fn cells(line: &str) -> Vec<&str> {
    let inside = line.trim_start_matches('|').trim_end_matches('|');
    inside.split('|').map(str::trim).collect()
}

fn rows() -> Vec<Row> {
    let lines = PAGE.lines().filter(|line| line.starts_with("| V"));
    lines
        .map(|line| match cells(line)[..] {
            [id, level, asks, state, evidence] => Row {
                id: id.to_owned(),
                level: level.to_owned(),
                asks: asks.to_owned(),
                state: state.to_owned(),
                evidence: evidence.to_owned(),
            },
            _ => panic!("not five cells: {line}"),
        })
        .collect()
}

/// Ids and levels of what must be listed, in order.
fn wanted() -> Vec<(String, String)> {
    let mut wanted = Vec::new();
    for line in STANDARD.trim().lines() {
        let (section, levels) = line.split_once(' ').unwrap();
        let chapter = section.split('.').next().unwrap();
        for (number, level) in (1..).zip(levels.chars()) {
            if level != '3' || TO_LEVEL_3.contains(&chapter) {
                wanted.push((format!("V{section}.{number}"), level.to_string()));
            }
        }
    }
    wanted
}

#[test]
fn every_requirement_has_one_row() {
    let wanted = wanted();
    let lower = wanted.iter().filter(|(_, level)| level != "3").count();
    // As the standard counts its levels 1 and 2.
    assert_eq!(lower, 253);
    let found: Vec<_> = rows().into_iter().map(|row| (row.id, row.level)).collect();
    assert_eq!(found, wanted);
}

#[test]
fn states_are_known_and_counted() {
    let mut counted: BTreeMap<_, usize> = STATES.map(|state| (state.to_owned(), 0)).into();
    for row in rows() {
        let count = counted.get_mut(&row.state);
        *count.unwrap_or_else(|| panic!("{}: {}", row.id, row.state)) += 1;
        assert!(!row.asks.is_empty(), "{} asks nothing", row.id);
        assert!(!row.evidence.is_empty(), "{} says nothing", row.id);
        let shown = row.names().next().is_some();
        assert!(shown || row.state != "met", "{} is met by nothing", row.id);
    }
    let mut said = BTreeMap::new();
    for line in PAGE.lines().filter(|line| line.starts_with('|')) {
        if let [state, count] = cells(line)[..]
            && STATES.contains(&state)
        {
            said.insert(state.to_owned(), count.parse().unwrap());
        }
    }
    assert_eq!(said, counted);
}

/// Every test without arguments in the repository's Rust code, as `module::name`.
///
/// The module is the last part of the path that says something: `sign_in/token/tests.rs` is `token`.
pub(crate) fn tests_in_the_code(root: &Path) -> BTreeSet<String> {
    let mut tests = BTreeSet::new();
    for file in rust_files(root) {
        let text = fs::read_to_string(&file).unwrap();
        let path = file.strip_prefix(root).unwrap().with_extension("");
        let mut telling = path
            .iter()
            .filter_map(|part| part.to_str())
            .filter(|part| !["src", "lib", "main", "tests"].contains(part));
        let module = telling.next_back().unwrap_or_default();
        // A test begins with an attribute that ends in `test]`, or `test(…)]`.
        let mut marked = false;
        for line in text.lines().map(str::trim) {
            if line.starts_with("#[") {
                marked |= line.contains("test]") || line.contains("test(");
            } else if let Some((_, name)) = line.split_once("fn ") {
                if let (true, Some((name, _))) = (marked, name.split_once("()")) {
                    tests.insert(format!("{module}::{name}"));
                }
                marked = false;
            }
        }
    }
    tests
}

fn rust_files(root: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut folders = ["shared", "functions", "infra", "tests"]
        .map(|folder| root.join(folder))
        .to_vec();
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            let skipped = path.ends_with("node_modules") || path.ends_with("target");
            if path.is_dir() && !skipped {
                folders.push(path);
            } else if path.extension().is_some_and(|kind| kind == "rs") {
                found.push(path);
            }
        }
    }
    found
}

#[test]
fn what_is_named_is_there() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let tests = tests_in_the_code(&root);
    let template = Template::embedded().unwrap();
    let resources: BTreeSet<_> = template.resources().map(|found| found.name).collect();
    let parameters = &template.whole()["Parameters"];
    let mut gone = Vec::new();
    let mut named = 0;
    for row in rows() {
        for name in row.names() {
            named += 1;
            let there = if name.contains("::") {
                tests.contains(name)
            } else if name.contains(['/', '.']) {
                root.join(name).is_file()
            } else {
                resources.contains(name) || parameters.get(name).is_some()
            };
            if !there {
                gone.push(format!("{}: {name}", row.id));
            }
        }
    }
    assert!(gone.is_empty(), "{gone:#?}");
    assert!(named > 200, "{named}");
}
