//! The pack of the caller's own agency, as a page, as JSON or as the PDF (R5.3).

use access::Caller;
use axum::{
    extract::State,
    response::{IntoResponse, Response},
};
use domain::{
    AgencyId, MeetingId,
    meeting::{Meeting, PackRef},
    pack::Pack,
    time,
};
use edge::{Accept, App, Problem, Within, accept};
use http::{HeaderValue, header};
use store::objects::PackForm;

use super::{document::PackDocument, page::PackPage};

/// Shows the newest pack of the caller's own agency.
///
/// As a page, as JSON, or as the PDF (`Accept: application/pdf`, or `?as=pdf`); all three hold the
/// same. The reading is logged. Another agency's pack is not found.
#[utoipa::path(
    get,
    path = "/meetings/{id}/packs/{agency}",
    tag = "Meetings",
    params(
        ("id" = String, Path, description = "The meeting", example = "0190a2f4-7c1e-7bd3-9f57-2d7f8a4be001"),
        ("agency" = String, Path, description = "The caller's own agency", example = "surrey-police"),
        ("as" = Option<String>, Query, description = "`html`, `json` or `pdf`, instead of `Accept`", example = "pdf"),
    ),
    responses((
        status = 200,
        description = "The pack",
        content(
            (PackDocument = "application/json"),
            (Vec<u8> = "application/pdf"),
            (String = "text/html"),
        ),
        headers(("ETag" = String, description = "The pack's content: SHA-256 of its PDF")),
    )),
)]
pub(crate) async fn get(
    State(app): State<App>,
    caller: Caller,
    accept: Accept,
    Within(id, agency): Within<MeetingId, AgencyId>,
) -> Result<Response, Problem> {
    let now = app.clock.now();
    let (meeting, newest) = app.store.pack_ref(id, &agency, &caller, now).await?;
    let bytes = app
        .store
        .pack(id, &agency, newest.hash, PackForm::Json)
        .await?;
    let pack = read(&bytes)?;
    let since = app
        .store
        .since_made(&pack, newest.made_at, &caller, now)
        .await?;
    let mut response = match accept {
        Accept::Pdf if !since.gone.is_empty() => return Err(Problem::refused(GONE)),
        Accept::Pdf => {
            let store = &app.store;
            let bytes = store.pack(id, &agency, newest.hash, PackForm::Pdf).await?;
            accept::pdf(&file_name(&meeting, &agency, &newest), bytes)
        }
        Accept::Html | Accept::Json => {
            let pack = pack.as_of_now(&since);
            let page = PackPage::new(&caller, &pack, &newest, &meeting);
            accept.reply(&pack, &page).into_response()
        }
    };
    if let Ok(tag) = HeaderValue::try_from(format!("\"{}\"", newest.hash)) {
        response.headers_mut().insert(header::ETAG, tag);
    }
    Ok(response)
}

/// What was sent cannot be cut; the pages can.
const GONE: &str = "This PDF holds a case that your agency is no longer on. Read the pack as a page; the next PDF that is made leaves the case out.";

fn read(bytes: &[u8]) -> Result<Pack, Problem> {
    // The fault's words could quote the pack, so they are left out.
    serde_json::from_slice(bytes).map_err(|_| Problem::Broken("stored pack cannot be read".into()))
}

/// Such as `charmm-RUN-2026-11-24-surrey-police-v2.pdf`: which meeting, for whom, which version.
fn file_name(meeting: &Meeting, agency: &AgencyId, pack: &PackRef) -> String {
    format!(
        "{}-{}-{}-{agency}-v{}.pdf",
        meeting.forum.value(),
        meeting.area,
        time::london_date(meeting.starts_at),
        pack.version
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample;

    #[test]
    fn file_names_say_which_meeting_and_nothing_of_its_cases() {
        let meeting = sample::meeting_with_packs();
        let agency = sample::police();
        let pack = meeting.packs.get(&agency).unwrap();
        let name = file_name(&meeting, &agency, pack);
        assert_eq!(name, "charmm-RUN-2026-11-24-surrey-police-v1.pdf");
    }

    #[test]
    fn a_pack_that_cannot_be_read_is_not_quoted() {
        let problem = read(b"{\"title\": 7}").unwrap_err();
        assert_eq!(
            problem,
            Problem::Broken("stored pack cannot be read".into())
        );
    }
}
