//! A file with its mapping, gone through beside what is written: it is never held as rows.

use std::{ops::ControlFlow, sync::Arc};

use domain::{AreaCode, Line, Stamp, import::Source, journal::Hash};
use sheets::{
    BadFile, BadMapping, Mapping, Planner, Survey, Unfit,
    draft::Agencies,
    file::Seen,
    plan::{Item, Target},
    read,
};
use tokio::{sync::mpsc, task::JoinHandle};

use super::Broken;

/// How far reading goes ahead of writing, in cases.
const AHEAD: usize = 200;

/// A file and its mapping.
pub struct File {
    name: String,
    bytes: Vec<u8>,
    mapping: Mapping,
    mapping_hash: Hash,
}

/// The same, once it was gone through for the first time.
pub struct Surveyed {
    inner: Arc<Inner>,
    seen: Seen,
    survey: Survey,
}

struct Inner {
    file: File,
    hash: Hash,
    agencies: Agencies,
    area: AreaCode,
    stamp: Stamp,
}

impl File {
    /// A file of this name, to be read by this mapping in TOML.
    ///
    /// **Errors:** it is no mapping.
    pub fn new(name: &str, bytes: Vec<u8>, mapping: &str) -> Result<Self, BadMapping> {
        Ok(Self {
            name: name.to_owned(),
            bytes,
            mapping: Mapping::read(mapping)?,
            mapping_hash: Hash::of(mapping.as_bytes()),
        })
    }

    /// Goes through it for the first time.
    ///
    /// **Errors:** it is refused as a whole, or the mapping does not fit it.
    pub async fn surveyed(
        self,
        agencies: Agencies,
        area: AreaCode,
        stamp: Stamp,
    ) -> Result<Surveyed, Broken> {
        let inner = Arc::new(Inner {
            hash: Hash::of(&self.bytes),
            file: self,
            agencies,
            area,
            stamp,
        });
        let own = inner.clone();
        let surveyed = tokio::task::spawn_blocking(move || {
            let (seen, planner) = own.survey()?;
            Ok::<_, Unfit>((seen, planner.surveyed().clone()))
        });
        let (seen, survey) = surveyed.await.map_err(|_| Broken::Reader)??;
        Ok(Surveyed {
            inner,
            seen,
            survey,
        })
    }
}

impl Inner {
    fn planner(&self) -> Result<Planner<'_>, BadMapping> {
        let into = Target {
            area: &self.area,
            stamp: &self.stamp,
        };
        Planner::new(&self.file.mapping, &self.agencies, into)
    }

    fn survey(&self) -> Result<(Seen, Planner<'_>), Unfit> {
        let mut planner = self.planner()?;
        let mut fault = None;
        let seen = self.read(&mut |row| match planner.survey(&row) {
            Ok(()) => ControlFlow::Continue(()),
            Err(bad) => {
                fault = Some(bad);
                ControlFlow::Break(())
            }
        })?;
        match fault {
            Some(bad) => Err(bad.into()),
            None => Ok((seen, planner)),
        }
    }

    fn read(&self, take: &mut dyn FnMut(sheets::Row) -> ControlFlow<()>) -> Result<Seen, BadFile> {
        let named = (self.file.name.as_str(), self.file.bytes.as_slice());
        read(named, &self.file.mapping.choice(), take)
    }

    /// Goes through it for the second time, and gives out what becomes of the rows.
    fn plan(&self, survey: Survey, to: &mpsc::Sender<Item>) -> Result<Seen, Unfit> {
        let mut planner = self.planner()?.after(survey);
        let mut headed = false;
        let seen = self.read(&mut |row| {
            if !std::mem::replace(&mut headed, true) {
                return ControlFlow::Continue(());
            }
            let gone = |item| to.blocking_send(item).is_err();
            // Whoever writes has stopped: nobody waits for the rest.
            if planner.plan(&row).is_some_and(gone) {
                ControlFlow::Break(())
            } else {
                ControlFlow::Continue(())
            }
        });
        Ok(seen?)
    }
}

impl Surveyed {
    /// Where the cases come from, and go to.
    pub fn source(&self) -> Source {
        let file = &self.inner.file;
        Source {
            area: self.inner.area.clone(),
            source: file.mapping.source.clone(),
            file: self.inner.hash,
            mapping: file.mapping_hash,
        }
    }

    /// The agencies that it is read by.
    pub fn agencies(&self) -> &Agencies {
        &self.inner.agencies
    }

    /// The sheet that was read, as far as a line holds its name: Excel's have at most 31 characters.
    pub fn sheet(&self) -> Option<Line> {
        Line::parse(self.seen.sheet.as_deref()?).ok()
    }

    /// The row of headings, and which of them nothing is taken from.
    pub fn strange(&self) -> (u32, &[String]) {
        (self.survey.row, &self.survey.strange)
    }

    /// What becomes of the rows, while somebody takes it.
    pub(super) fn items(&self) -> Items {
        let (to, from) = mpsc::channel(AHEAD);
        let (inner, survey) = (self.inner.clone(), self.survey.clone());
        let task = tokio::task::spawn_blocking(move || inner.plan(survey, &to));
        Items { from, task }
    }
}

/// What becomes of the rows of a file, one after the other.
pub(super) struct Items {
    from: mpsc::Receiver<Item>,
    task: JoinHandle<Result<Seen, Unfit>>,
}

impl Items {
    pub(super) async fn next(&mut self) -> Option<Item> {
        self.from.recv().await
    }

    /// What was read, once there is nothing more.
    pub(super) async fn seen(self) -> Result<Seen, Broken> {
        Ok(self.task.await.map_err(|_| Broken::Reader)??)
    }
}
