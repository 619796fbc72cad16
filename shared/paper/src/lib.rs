//! Documents as PDF/UA-1: tagged, with bookmarks, and the same bytes for the same content.
//!
//! What people wrote reaches a template as JSON values and never as markup, so it is printed as it
//! is.
//!
//! | file | what it does |
//! |---|---|
//! | `lib.rs` | a [`Template`] and what is given to it become a PDF |
//! | `world.rs` | the closed world that Typst sees: one template, the house's style, one JSON file, four fonts |
//! | `printable.rs` | characters that the fonts lack become a visible sign |
//! | `../house.typ` | how documents of this house look; a template imports what it needs |

mod printable;
#[cfg(test)]
mod tests;
mod world;

use std::sync::OnceLock;

use serde_json::{Map, Value};
use sha2::{Digest, Sha256};
use typst::{
    diag::SourceDiagnostic,
    foundations::{Bytes, Smart},
    syntax::Source,
};
use typst_layout::PagedDocument;
use typst_pdf::{PdfOptions, PdfStandard, PdfStandards};

use world::{Engine, Job};

/// A document as a PDF.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rendered {
    /// The PDF file.
    pub pdf: Vec<u8>,
    /// How many pages it has.
    pub pages: usize,
}

/// Why a document could not be rendered. The messages are the typesetter's own and are about the
/// template, never about what people wrote.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RenderFault {
    /// The fonts or the template could not be loaded.
    #[error("the typesetter could not be set up: {0}")]
    Setup(&'static str),
    /// What the document says is not a JSON object.
    #[error("the document could not be written as JSON")]
    Json,
    /// The template does not fit what it was given.
    #[error("the document could not be typeset: {0}")]
    Typeset(String),
    /// The document is not PDF/UA-1.
    #[error("the document could not be written as PDF/UA-1: {0}")]
    Pdf(String),
}

/// A template in Typst's language; it reads what it is given from `/data.json`.
#[derive(Debug)]
pub struct Template {
    text: &'static str,
    parsed: OnceLock<Result<Source, RenderFault>>,
}

impl Template {
    /// A template of this text. Keep it in a `static`: it is parsed once.
    pub const fn new(text: &'static str) -> Self {
        let parsed = OnceLock::new();
        Self { text, parsed }
    }

    /// Renders a document.
    ///
    /// **Shape:** `given` is an object, which the template sees with a field `replaced` more:
    /// whether a character was replaced that cannot be printed.
    ///
    /// INVARIANT (same bytes): the same content gives the same PDF. No clock is read, and the
    /// document's identifier is drawn from what it is made of.
    ///
    /// Takes about half a second of processor time in a development build once warm: call it where
    /// blocking is allowed.
    ///
    /// **Errors:** never because of what people wrote; see [`RenderFault`].
    pub fn render(&self, given: Value) -> Result<Rendered, RenderFault> {
        let engine = Engine::shared()?;
        let Value::Object(mut given) = given else {
            return Err(RenderFault::Json);
        };
        let replaced = given.values_mut().fold(false, |replaced, each| {
            printable::make(each, |c| engine.prints(c)) | replaced
        });
        given.insert("replaced".to_owned(), Value::Bool(replaced));
        let data = serde_json::to_vec(&given).map_err(|_| RenderFault::Json)?;
        let ident = Sha256::digest(&data)
            .iter()
            .map(|byte| format!("{byte:02x}"))
            .collect();
        let parsed = self.parsed.get_or_init(|| world::template(self.text));
        let template = parsed.as_ref().map_err(Clone::clone)?;
        let rendered = typeset(&Job::new(engine, template, Bytes::new(data)), ident);
        // The typesetter's memory of this document would only grow; the next one is another's.
        typst::comemo::evict(0);
        rendered
    }
}

/// Whether a character can be printed, in regular, bold and italic.
///
/// **Errors:** when the fonts cannot be read.
pub fn prints(c: char) -> Result<bool, RenderFault> {
    Ok(Engine::shared()?.prints(c))
}

/// The labels of a set of choices, for a template: what each value is called.
pub fn labels<T: Copy>(
    all: &[T],
    value: fn(T) -> &'static str,
    label: fn(T) -> &'static str,
) -> Value {
    let pairs = all
        .iter()
        .map(|each| (value(*each).to_owned(), Value::from(label(*each))));
    Value::Object(pairs.collect::<Map<_, _>>())
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
