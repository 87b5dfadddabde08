//! What readers hold: one consistent state of everything, to be asked and let go.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use rayon::prelude::*;
use rustc_hash::FxHashMap;
use salsa::{CancellationToken, Cancelled, Database as _};
use syntax::{Facts, Language};
use workspace::{Database, Db, Directory, File, LineIndex, RelPath, Root, Span};

use crate::findings::{files_with_findings, root_findings};
use crate::host::Document;
use crate::kept;
use crate::render::{self, Rendered};
use crate::report::Report;

/// A value, or the news that the state it was asked of is no more: ask a newer snapshot.
pub type Cancellable<T> = Result<T, Cancelled>;

/// One state. Holding it blocks the writer's next change: use it and drop it, never across a wait.
#[derive(Clone)]
pub struct Snapshot {
    db: Database,
    roots: Vec<Root>,
    documents: Arc<FxHashMap<Document, File>>,
}

/// See [`Snapshot::stopper`].
pub struct Stopper(CancellationToken);

impl Stopper {
    /// Stops it.
    pub fn stop(&self) {
        self.0.cancel();
    }
}

/// Where something is defined.
pub use graph::navigation::Location;

impl Snapshot {
    pub(crate) fn new(db: Database, roots: Vec<Root>, documents: Arc<FxHashMap<Document, File>>) -> Snapshot {
        Snapshot { db, roots, documents }
    }

    /// The database, for fronts that need more than the questions below.
    pub fn db(&self) -> &Database {
        &self.db
    }

    /// The roots, in the order they were opened.
    pub fn roots(&self) -> &[Root] {
        &self.roots
    }

    /// The open documents, in no order.
    pub fn documents(&self) -> impl Iterator<Item = (&Document, File)> {
        self.documents.iter().map(|(document, &file)| (document, file))
    }

    /// The file of a document: an open one, or one that a root holds.
    pub fn document(&self, document: &Document) -> Option<File> {
        if let Some(&file) = self.documents.get(document) {
            return Some(file);
        }
        let Document::Disk(path) = document else { return None };
        let root = self.owner(path)?;
        root.file(&self.db, &RelPath::below(root.path(&self.db), path)?)
    }

    /// The innermost root that an absolute path lies in: the one whose findings about it count.
    pub fn owner(&self, path: &Path) -> Option<Root> {
        let holding = self.roots.iter().filter(|root| path.starts_with(root.path(&self.db)));
        holding.max_by_key(|root| root.path(&self.db).as_os_str().len()).copied()
    }

    /// The absolute path of a file below a root.
    pub fn absolute(&self, file: File) -> Option<PathBuf> {
        Some(file.path(&self.db).under(file.root(&self.db)?.path(&self.db)))
    }

    /// Stops what is asked of this very snapshot, from another thread: [`Cancelled::Local`] is the answer then.
    pub fn stopper(&self) -> Stopper {
        Stopper(self.db.cancellation_token())
    }

    /// Runs a question, giving up when the writer wants to write.
    pub fn ask<T>(&self, question: impl FnOnce(&Database) -> T) -> Cancellable<T> {
        Cancelled::catch(std::panic::AssertUnwindSafe(|| question(&self.db)))
    }

    /// The findings about one file, by place.
    pub fn findings(&self, file: File) -> Cancellable<Vec<Rendered>> {
        self.ask(|db| render::file(db, file))
    }

    /// The same without the rules about whole roots, which read everything before they say anything.
    pub fn findings_alone(&self, file: File) -> Cancellable<Vec<Rendered>> {
        self.ask(|db| render::file_alone(db, file))
    }

    /// The findings about folders of a root as such, by path.
    pub fn folder_findings(&self, root: Root) -> Cancellable<Vec<Rendered>> {
        self.ask(|db| render::folders(db, root))
    }

    /// All findings of a root, by path and place.
    pub fn all_findings(&self, root: Root) -> Cancellable<Vec<Rendered>> {
        self.ask(|db| {
            let mut out = render::folders(db, root);
            for file in files(db, root) {
                out.extend(render::file(db, file));
            }
            out.sort_by(|a, b| (&a.path, a.start, a.end, a.code).cmp(&(&b.path, b.start, b.end, b.code)));
            out
        })
    }

    /// The files of a root about which there is something to say, by path.
    pub fn files_with_findings(&self, root: Root) -> Cancellable<Vec<File>> {
        self.ask(|db| files(db, root))
    }

    /// Computes everything about a root on all cores, so that later questions are answered from memory.
    /// `progress` is told how many files of how many are done.
    pub fn prime(&self, root: Root, progress: &(dyn Fn(usize, usize) + Sync)) -> Cancellable<()> {
        self.prime_while(root, &|done, all| {
            progress(done, all);
            true
        })
    }

    /// The same for as long as `go_on` says so; [`Cancelled::Local`] when it said no.
    pub fn prime_while(&self, root: Root, go_on: &(dyn Fn(usize, usize) -> bool + Sync)) -> Cancellable<()> {
        let all = self.ask(|db| root.files(db))?;
        let done = std::sync::atomic::AtomicUsize::new(0);
        // Passes, so that no thread waits for another's parse, nor for one that gathers who imports whom: read everything, resolve, judge.
        let pass = |work: &(dyn Fn(&Database, File) + Sync), part: usize| {
            all.par_chunks(64)
                .map_with(self.db.clone(), |db, files| {
                    Cancelled::catch(std::panic::AssertUnwindSafe(|| files.iter().for_each(|&file| work(db, file))))?;
                    let count = done.fetch_add(files.len(), std::sync::atomic::Ordering::Relaxed) + files.len();
                    if go_on(count.min(part * all.len()), 3 * all.len()) { Ok(()) } else { Err(Cancelled::Local) }
                })
                .collect::<Cancellable<()>>()
        };
        pass(&|db, file| drop(syntax::extract(db, file).facts(db)), 1)?;
        pass(&|db, file| drop(graph::imports(db, file)), 2)?;
        let judge = |db: &Database, file: File| {
            // What is asked of the whole root keeps one core busy: meanwhile the others judge files.
            if all.first() == Some(&file) {
                drop(root_findings(db, root));
            }
            drop(crate::findings::file_findings(db, file));
            crate::findings::has_findings(db, file);
        };
        pass(&judge, 3)?;
        self.ask(|db| {
            files(db, root);
        })
    }

    /// Keeps what was read of a root's files for later runs, and lets go of what earlier ones kept.
    /// To be called once all has been read.
    pub fn remember(&self, root: Root) -> Cancellable<()> {
        let Some(cache) = root.cache(&self.db).as_ref().filter(|cache| !cache.is_released()) else { return Ok(()) };
        let _span = tracing::info_span!("remember").entered();
        if cache.covers_nearly_all() {
            cache.release();
            return Ok(());
        }
        let all = self.ask(|db| root.files(db))?;
        let record = |db: &mut Database, file: &File| {
            let record = Cancelled::catch(std::panic::AssertUnwindSafe(|| syntax::record(db, *file)));
            record.map(|record| record.map(|(key, bytes)| (file.path(db).clone(), key, bytes)))
        };
        let records = all.par_iter().with_min_len(64).map_with(self.db.clone(), record).collect::<Cancellable<Vec<_>>>()?;
        let records: Vec<_> = records.into_iter().flatten().collect();
        if !cache.is_up_to_date(&records)
            && let Err(error) = cache.write(records)
        {
            tracing::info!("what was read is not kept for later: {error}");
        }
        cache.release();
        Ok(())
    }

    /// The report that an earlier run made of the same state of a root, where one was kept.
    pub fn kept_report(&self, root: Root) -> Cancellable<Option<Report>> {
        self.ask(|db| kept::find(db, root))
    }

    /// Keeps the report about a whole root for later runs.
    pub fn keep_report(&self, root: Root, report: &Report) -> Cancellable<()> {
        self.ask(|db| kept::keep(db, root, report))
    }

    /// The report about a root.
    pub fn report(&self, root: Root, only: &dyn Fn(&RelPath) -> bool) -> Cancellable<Report> {
        self.ask(|db| Report::new(db, root, only))
    }

    /// The definitions that what is at `offset` leads to, the likeliest first, and its own range.
    pub fn definitions(&self, file: File, offset: u32) -> Cancellable<Option<(Span, Vec<Location>)>> {
        self.ask(|db| graph::navigation::definitions_at(db, file, offset))
    }

    /// The places that name what is at `offset`: the target of the reference there, the definition there,
    /// or the file itself.
    pub fn references(&self, file: File, offset: u32, include_definition: bool) -> Cancellable<Vec<Location>> {
        self.ask(|db| graph::navigation::references_at(db, file, offset, include_definition))
    }

    /// The facts of a file.
    pub fn facts(&self, file: File) -> Cancellable<std::sync::Arc<Facts>> {
        self.ask(|db| graph::facts(db, file))
    }

    /// The line index of a file.
    pub fn lines(&self, file: File) -> Cancellable<LineIndex> {
        self.ask(|db| graph::ranges(db, file).lines.clone())
    }

    /// The language of a file.
    pub fn language(&self, file: File) -> Cancellable<Language> {
        self.ask(|db| graph::facts(db, file).kind.language)
    }

    /// The file at a path of a root.
    pub fn file(&self, root: Root, path: &RelPath) -> Option<File> {
        root.file(&self.db, path)
    }

    /// The folder at a path of a root.
    pub fn directory(&self, root: Root, path: &RelPath) -> Option<Directory> {
        root.directory(&self.db, path)
    }
}

/// The files with findings of any rule, those about the whole root included.
pub(crate) fn files(db: &dyn Db, root: Root) -> Vec<File> {
    let mut out: Vec<File> = root
        .top(db)
        .into_iter()
        .flat_map(|top| files_with_findings(db, top).iter().flat_map(|files| files.to_vec()).collect::<Vec<_>>())
        .collect();
    out.extend(
        crate::findings::root_findings(db, root)
            .iter()
            .filter_map(|finding| if let crate::finding::Place::File(file) = finding.place { Some(file) } else { None }),
    );
    out.sort_by(|a, b| a.path(db).cmp(b.path(db)));
    out.dedup();
    out
}
