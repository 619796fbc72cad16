//! A pack to PDF/UA-1: tagged, with bookmarks, and the same bytes for the same pack.
//!
//! What people wrote reaches the template as JSON values and never as markup, so it is printed as
//! it is.

mod printable;
#[cfg(test)]
mod sample;
#[cfg(test)]
mod tests;
mod world;

use domain::{
    case::{EntryKind, MeasureState, Rag},
    meeting::Section,
    pack::{Pack, Standing, nothing},
    referral::form::{CaseKind, RiskBand, SubjectRole},
};
use serde_json::{Map, Value, json};
use sha2::{Digest, Sha256};
use typst::{
    diag::SourceDiagnostic,
    foundations::{Bytes, Smart},
};
use typst_layout::PagedDocument;
use typst_pdf::{PdfOptions, PdfStandard, PdfStandards};

use world::{Engine, Job};

/// A pack as a PDF.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rendered {
    /// The PDF file.
    pub pdf: Vec<u8>,
    /// How many pages it has.
    pub pages: usize,
}

/// Why a pack could not be rendered. The messages are the typesetter's own and are about the
/// template, never about what people wrote.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RenderFault {
    /// The fonts or the template could not be loaded.
    #[error("the typesetter could not be set up: {0}")]
    Setup(&'static str),
    /// The pack is not JSON.
    #[error("the pack could not be written as JSON")]
    Json,
    /// The template does not fit the pack.
    #[error("the pack could not be typeset: {0}")]
    Typeset(String),
    /// The document is not PDF/UA-1.
    #[error("the pack could not be written as PDF/UA-1: {0}")]
    Pdf(String),
}

/// Renders a pack.
///
/// INVARIANT (same bytes): the same pack gives the same PDF. No clock is read, and the document's
/// identifier is drawn from what it is made of.
///
/// Takes about half a second of processor time in a development build once warm: call it where
/// blocking is allowed.
///
/// **Errors:** never because of what people wrote; see [`RenderFault`].
pub fn render(pack: &Pack) -> Result<Rendered, RenderFault> {
    let engine = Engine::shared()?;
    let given = given(pack, engine)?;
    let data = serde_json::to_vec(&given).map_err(|_| RenderFault::Json)?;
    let ident = Sha256::digest(&data)
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect();
    let rendered = typeset(&Job::new(engine, Bytes::new(data)), ident);
    // The typesetter's memory of this pack would only grow; the next one is another agency's.
    typst::comemo::evict(0);
    rendered
}

fn typeset(job: &Job<'_>, ident: String) -> Result<Rendered, RenderFault> {
    let document = typst::compile::<PagedDocument>(job)
        .output
        .map_err(|faults| RenderFault::Typeset(messages(&faults)))?;
    let standards = PdfStandards::new(&[PdfStandard::Ua_1])
        .map_err(|_| RenderFault::Setup("PDF/UA-1 is not known"))?;
    let options = PdfOptions {
        ident: Smart::Custom(ident),
        creator: Smart::Custom(Some("charmm".to_owned())),
        standards,
        ..PdfOptions::default()
    };
    let pdf = typst_pdf::pdf(&document, &options)
        .map_err(|faults| RenderFault::Pdf(messages(&faults)))?;
    Ok(Rendered {
        pdf,
        pages: document.pages().len(),
    })
}

/// The kinds of fault only: a message may quote the text it stumbled on.
fn messages(faults: &[SourceDiagnostic]) -> String {
    let quoteless = |fault: &SourceDiagnostic| {
        let before = fault
            .message
            .split(['`', '"', '“'])
            .next()
            .unwrap_or_default();
        before.trim().to_owned()
    };
    let mut kinds: Vec<_> = faults.iter().map(quoteless).collect();
    kinds.dedup();
    kinds.join("; ")
}

/// What the template reads: the pack, and the labels of its choices.
fn given(pack: &Pack, engine: &Engine) -> Result<Value, RenderFault> {
    let mut pack = serde_json::to_value(pack).map_err(|_| RenderFault::Json)?;
    let replaced = printable::make(&mut pack, |c| engine.prints(c));
    Ok(json!({
        "pack": pack,
        "replaced": replaced,
        "labels": {
            "section": labels(Section::ALL, Section::value, Section::label),
            "nothing": labels(Section::ALL, Section::value, nothing),
            "rag": labels(Rag::ALL, Rag::value, Rag::label),
            "risk": labels(RiskBand::ALL, RiskBand::value, RiskBand::label),
            "kind": labels(CaseKind::ALL, CaseKind::value, CaseKind::label),
            "role": labels(SubjectRole::ALL, SubjectRole::value, SubjectRole::label),
            "entry": labels(EntryKind::ALL, EntryKind::value, EntryKind::label),
            "measure": labels(MeasureState::ALL, MeasureState::value, MeasureState::label),
            "standing": labels(Standing::ALL, Standing::value, Standing::label),
        },
    }))
}

fn labels<T: Copy>(all: &[T], value: fn(T) -> &'static str, label: fn(T) -> &'static str) -> Value {
    let pairs = all
        .iter()
        .map(|each| (value(*each).to_owned(), Value::from(label(*each))));
    Value::Object(pairs.collect::<Map<_, _>>())
}
