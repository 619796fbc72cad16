//! What a pack may hold (R5.3).

use domain::{
    Line,
    meeting::{Forum, Meeting},
};

use super::*;

fn meeting(area: &str, forum: Forum) -> Journal<Meeting> {
    let actor = person("council", &[]).actor();
    let stamp = Stamp::new(actor, "2026-11-20T09:00:00Z".parse().unwrap(), [3; 32]);
    let starts_at = "2026-12-01T10:00:00Z".parse().unwrap();
    let place = Line::parse("Online").unwrap();
    Meeting::schedule(forum, area.parse().unwrap(), starts_at, place, None, &stamp).unwrap()
}

#[test]
fn a_pack_holds_its_recipients_cases_of_its_own_area_and_forum() {
    let (_, case) = case();
    //                               council police health
    let table = [
        ("RUN", Forum::Charmm, [true, true, false]),
        // The case is about a person; JAG deals with places.
        ("RUN", Forum::Jag, [false, false, false]),
        ("WOK", Forum::Charmm, [false, false, false]),
    ];
    for (area, forum, expected) in table {
        let meeting = meeting(area, forum);
        let found = ["council", "police", "health"]
            .map(|name| on_meeting::pack_holds(&agency(name), &meeting, &case).is_permitted());
        assert_eq!(found, expected, "{area} {forum:?}");
    }
}
