//! The closed world that Typst sees: the template, `/house.typ`, `/data.json` and four fonts.
//! Packages, other files, the clock and the fonts of the machine do not exist in it.

use std::sync::LazyLock;

use typst::{
    Library, LibraryExt, World,
    diag::{FileError, FileResult},
    foundations::{Bytes, Datetime, Duration},
    syntax::{FileId, RootedPath, Source, VirtualPath, VirtualRoot},
    text::{Font, FontBook},
    utils::LazyHash,
};

use super::RenderFault;

/// Liberation Sans 2, as Debian ships it; its licence (SIL OFL 1.1) is beside the files.
static FONTS: [&[u8]; 4] = [
    include_bytes!("../fonts/LiberationSans-Regular.ttf"),
    include_bytes!("../fonts/LiberationSans-Bold.ttf"),
    include_bytes!("../fonts/LiberationSans-Italic.ttf"),
    include_bytes!("../fonts/LiberationSans-BoldItalic.ttf"),
];

static HOUSE: &str = include_str!("../house.typ");

/// Everything that is the same for all documents; made once.
pub(super) struct Engine {
    library: LazyHash<Library>,
    book: LazyHash<FontBook>,
    fonts: Vec<Font>,
    house: Source,
    data: FileId,
}

impl Engine {
    /// The one engine of this process.
    pub(super) fn shared() -> Result<&'static Self, RenderFault> {
        static ENGINE: LazyLock<Result<Engine, RenderFault>> = LazyLock::new(Engine::new);
        ENGINE.as_ref().map_err(Clone::clone)
    }

    fn new() -> Result<Self, RenderFault> {
        let fonts: Vec<_> = FONTS
            .iter()
            .flat_map(|face| Font::iter(Bytes::new(*face)))
            .collect();
        if fonts.len() != FONTS.len() {
            return Err(RenderFault::Setup("a font could not be read"));
        }
        Ok(Self {
            library: LazyHash::new(Library::builder().build()),
            book: LazyHash::new(FontBook::from_fonts(&fonts)),
            fonts,
            house: Source::new(file("/house.typ")?, HOUSE.to_owned()),
            data: file("/data.json")?,
        })
    }

    /// Whether every face has this character, so that bold and italic print it too.
    pub(super) fn prints(&self, c: char) -> bool {
        self.fonts
            .iter()
            .all(|font| font.info().coverage.contains(u32::from(c)))
    }
}

fn file(path: &str) -> Result<FileId, RenderFault> {
    let path = VirtualPath::new(path).map_err(|_| RenderFault::Setup("a path is not valid"))?;
    Ok(RootedPath::new(VirtualRoot::Project, path).intern())
}

/// Parses a template.
pub(super) fn template(text: &str) -> Result<Source, RenderFault> {
    Ok(Source::new(file("/template.typ")?, text.to_owned()))
}

/// One document being typeset.
pub(super) struct Job<'a> {
    engine: &'a Engine,
    template: &'a Source,
    data: Bytes,
}

impl<'a> Job<'a> {
    /// The job of typesetting `data`.
    pub(super) fn new(engine: &'a Engine, template: &'a Source, data: Bytes) -> Self {
        Self {
            engine,
            template,
            data,
        }
    }
}

impl World for Job<'_> {
    fn library(&self) -> &LazyHash<Library> {
        &self.engine.library
    }

    fn book(&self) -> &LazyHash<FontBook> {
        &self.engine.book
    }

    fn main(&self) -> FileId {
        self.template.id()
    }

    fn source(&self, id: FileId) -> FileResult<Source> {
        if id == self.main() {
            Ok(self.template.clone())
        } else if id == self.engine.house.id() {
            Ok(self.engine.house.clone())
        } else {
            Err(FileError::AccessDenied)
        }
    }

    fn file(&self, id: FileId) -> FileResult<Bytes> {
        if id == self.engine.data {
            Ok(self.data.clone())
        } else {
            Err(FileError::AccessDenied)
        }
    }

    fn font(&self, index: usize) -> Option<Font> {
        self.engine.fonts.get(index).cloned()
    }

    fn today(&self, _offset: Option<Duration>) -> Option<Datetime> {
        None
    }
}
