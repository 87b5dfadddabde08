//! The writer's side: owns the database, takes changes in the order they come.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use rustc_hash::FxHashMap;
use salsa::{Durability, Setter};
use workspace::remote::{Texts, Wishes};
use workspace::{
    Attributes, Cache, Database, Date, Disk, Distrusted, Environment, File, FileSystem, Layout, LineColumn, Overlay, Probed, RelPath, Root,
    ScanSettings, Stamp, Unit,
};

use crate::snapshot::Snapshot;

/// Which document is meant.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum Document {
    /// A file by its absolute path.
    Disk(PathBuf),
    /// A buffer without a place on disk, by whatever names it. The part behind its last `/` counts as its name.
    Virtual(String),
}

/// Something that happened outside.
#[derive(Clone, Debug)]
pub enum Change {
    /// An editor opened a document.
    Open {
        /// Which.
        document: Document,
        /// Its text.
        text: String,
        /// The editor's number of this text.
        version: i32,
        /// The editor's language id.
        language: Option<String>,
    },
    /// An editor changed an open document.
    Edit {
        /// Which.
        document: Document,
        /// The editor's number of the new text.
        version: i32,
        /// Ranges to replace, one after the other; `None` replaces everything.
        edits: Vec<(Option<(LineColumn, LineColumn)>, String)>,
        /// What columns count.
        unit: Unit,
    },
    /// An editor closed a document: the disk's text counts again.
    Close {
        /// Which.
        document: Document,
    },
    /// Files or folders were written, created, removed or renamed.
    Files {
        /// Absolute paths.
        paths: Vec<PathBuf>,
    },
    /// Nobody knows what changed: read everything again.
    Rescan,
    /// A folder is opened as a root.
    OpenRoot {
        /// Its absolute path.
        path: PathBuf,
    },
    /// A root is no longer wanted.
    CloseRoot {
        /// Its absolute path.
        path: PathBuf,
    },
    /// Probes of a root were run, or could not be: what came of them, in place of what was known.
    Probed {
        /// The root's absolute path.
        path: PathBuf,
        /// Those that did not pass.
        outcomes: Probed,
    },
    /// Texts from elsewhere were fetched: by address.
    Fetched {
        /// Those that could be had.
        texts: Texts,
    },
    /// A day has begun. Without any, no suppression ever ends.
    Today {
        /// Which.
        date: Date,
    },
}

/// Stack of threads that read files: parsers recurse, and their guards are set to fit this. Pages are only used when needed.
pub const STACK: usize = 256 << 20;

/// Owns all state. Only one thread has it.
pub struct Host {
    db: Database,
    layouts: Vec<Layout>,
    open: FxHashMap<Document, (File, Overlay)>,
    /// What snapshots know of `open`: shared, since most changes are edits and open nothing.
    documents: Arc<FxHashMap<Document, File>>,
    activated: Option<PathBuf>,
    remembers: bool,
    opened: Option<Opened>,
    fetching: Option<Fetching>,
}

/// Who fetches what is wanted from elsewhere, for a person who works in these folders.
#[derive(Clone)]
pub struct Fetching {
    /// What is wanted.
    pub wishes: Wishes,
    /// Fetches what may be fetched and can be had. Takes its time.
    pub fetch: Arc<Fetch>,
}

/// From the paths of the roots and the wanted addresses to texts.
type Fetch = dyn Fn(&[PathBuf], Vec<String>) -> Texts + Send + Sync;

/// Told of every root that is opened: its absolute path.
type Opened = Box<dyn Fn(&Path) + Send>;

impl Host {
    /// Over the machine's file system, with the Python environment the person activated, if any.
    pub fn new(activated: Option<PathBuf>) -> Host {
        Host::with_system(Arc::new(Disk), activated)
    }

    /// Over any file system.
    pub fn with_system(system: Arc<dyn FileSystem>, activated: Option<PathBuf>) -> Host {
        Host::with_database(Database::with_system(system), activated)
    }

    /// Over a fresh database: one that counts, say.
    pub fn with_database(db: Database, activated: Option<PathBuf>) -> Host {
        Host {
            db,
            layouts: Vec::new(),
            open: FxHashMap::default(),
            documents: Arc::default(),
            activated,
            remembers: false,
            opened: None,
            fetching: None,
        }
    }

    /// The same, and what earlier runs read of the roots it will open is used: see [`Snapshot::remember`].
    #[must_use]
    pub fn remembering(self) -> Host {
        Host { remembers: true, ..self }
    }

    /// The same, and `opened` is called with the path of every root that it opens, on the thread that opens it.
    #[must_use]
    pub fn telling(self, opened: impl Fn(&Path) + Send + 'static) -> Host {
        Host { opened: Some(Box::new(opened)), ..self }
    }

    /// The same, and what documents want from elsewhere can be had by `fetch`: for whoever runs the host to ask, see
    /// [`Host::fetching`].
    #[must_use]
    pub fn with_fetching(self, fetch: impl Fn(&[PathBuf], Vec<String>) -> Texts + Send + Sync + 'static) -> Host {
        let wishes = Wishes::default();
        Host { db: self.db.wishing(wishes.clone()), fetching: Some(Fetching { wishes, fetch: Arc::new(fetch) }), ..self }
    }

    /// What is wanted from elsewhere and who fetches it, if anybody does.
    pub fn fetching(&self) -> Option<&Fetching> {
        self.fetching.as_ref()
    }

    /// Fetches what was wanted since the last time; says whether anything came.
    pub fn fetch(&mut self) -> bool {
        let Some(fetching) = self.fetching.clone() else { return false };
        let wanted = fetching.wishes.take();
        if wanted.is_empty() {
            return false;
        }
        let roots: Vec<PathBuf> = self.layouts.iter().map(|layout| layout.path().to_path_buf()).collect();
        let texts = (fetching.fetch)(&roots, wanted);
        let any = !texts.is_empty();
        self.apply(Change::Fetched { texts });
        any
    }

    /// Whether it uses and keeps anything beyond its own life.
    pub fn remembers(&self) -> bool {
        self.remembers
    }

    /// A state to read from. Drop it before the next change.
    pub fn snapshot(&self) -> Snapshot {
        Snapshot::new(self.db.clone(), self.roots(), Arc::clone(&self.documents))
    }

    /// The database, for counters and memory figures.
    pub fn db(&self) -> &Database {
        &self.db
    }

    /// The open roots, in the order they were opened.
    pub fn roots(&self) -> Vec<Root> {
        self.layouts.iter().map(Layout::root).collect()
    }

    /// Opens a root, or finds it when it is open. `path` must be absolute and free of symlinks.
    pub fn open_root(&mut self, path: &Path) -> Root {
        let system = self.db.shared_system();
        let activated = self.activated.clone();
        self.open_root_with(path, || workspace::environment::find(&*system, path, activated.as_deref()))
    }

    /// The same with the Python environment that `environment` finds, for a file system that has none.
    pub fn open_root_with(&mut self, path: &Path, environment: impl FnOnce() -> Option<Environment>) -> Root {
        if let Some(layout) = self.layouts.iter().find(|layout| layout.path() == path) {
            return layout.root();
        }
        let _span = tracing::info_span!("scan", root = %path.display()).entered();
        let cache = if self.remembers { Cache::of_root(path) } else { None };
        let mut layout = Layout::open(&mut self.db, path.to_path_buf(), &ScanSettings::default(), cache);
        layout.set_environment(&mut self.db, environment());
        let root = layout.root();
        self.layouts.push(layout);
        self.settle();
        if let Some(opened) = &self.opened {
            opened(path);
        }
        root
    }

    /// From now on these comments accept nothing: for each path, the offsets that they start at.
    pub fn distrust(&mut self, root: Root, comments: Distrusted) {
        root.set_distrusted(&mut self.db).with_durability(Durability::HIGH).to(Arc::new(comments));
    }

    /// Takes one change.
    pub fn apply(&mut self, change: Change) {
        self.apply_all(vec![change]);
    }

    /// Takes a burst of changes, in order.
    pub fn apply_all(&mut self, changes: Vec<Change>) {
        let mut settle = false;
        for change in changes {
            settle |= self.take(change);
        }
        if settle {
            self.settle();
            if self.place_strays() {
                self.settle();
            }
        }
    }

    /// Open documents that no root looked at get their place when one does now: their folder was created, or
    /// is ignored no longer. Says whether that may change settings.
    fn place_strays(&mut self) -> bool {
        let strays = self.open.iter().filter(|(_, (file, _))| file.folder(&self.db).is_none());
        let strays: Vec<_> = strays.map(|(document, (_, overlay))| (document.clone(), overlay.clone())).collect();
        strays.into_iter().fold(false, |settle, (document, overlay)| self.set_overlay(document, overlay) | settle)
    }

    /// The document's file, when it is known.
    pub fn file(&self, document: &Document) -> Option<File> {
        if let Some((file, _)) = self.open.get(document) {
            return Some(*file);
        }
        let Document::Disk(path) = document else { return None };
        let (layout, path) = self.locate(path)?;
        self.layouts[layout].root().file(&self.db, &path)
    }

    /// Every folder that is looked at, for watchers: absolute paths.
    pub fn folders(&self) -> Vec<PathBuf> {
        self.layouts.iter().flat_map(|layout| layout.folders(&self.db).into_iter().map(|path| path.under(layout.path()))).collect()
    }

    /// Returns whether settings may have changed: whether any file but an open buffer did, or a DNA file.
    fn take(&mut self, change: Change) -> bool {
        match change {
            Change::Open { document, text, version, language } => {
                let overlay = Overlay::new(&text, version, language.as_deref());
                self.set_overlay(document, overlay)
            }
            Change::Edit { document, version, edits, unit } => {
                let Some((_, overlay)) = self.open.get(&document) else {
                    tracing::warn!(?document, "an edit of a document that is not open was ignored");
                    return false;
                };
                let mut overlay = overlay.clone();
                overlay.version = version;
                for (range, text) in edits {
                    match range {
                        Some((start, end)) => overlay.replace(start, end, unit, &text),
                        None => overlay.replace_all(&text),
                    }
                }
                self.set_overlay(document, overlay)
            }
            Change::Close { document } => self.close(&document),
            Change::Files { paths } => {
                let mut by_layout: FxHashMap<usize, Vec<RelPath>> = FxHashMap::default();
                for path in paths {
                    if let Some((layout, path)) = self.locate(&path) {
                        by_layout.entry(layout).or_default().push(path);
                    }
                }
                let mut layouts: Vec<_> = by_layout.into_iter().collect();
                layouts.sort_by_key(|(layout, _)| *layout);
                for (layout, paths) in layouts {
                    self.layouts[layout].changed(&mut self.db, paths);
                }
                true
            }
            Change::Rescan => {
                for layout in &mut self.layouts {
                    layout.rescan(&mut self.db);
                }
                true
            }
            Change::OpenRoot { path } => {
                self.open_root(&path);
                self.rehome();
                false
            }
            Change::Fetched { texts } => {
                self.db.add_remote(texts);
                false
            }
            Change::Today { date } => {
                self.db.set_today(Some(date));
                false
            }
            Change::Probed { path, outcomes } => {
                if let Some(layout) = self.layouts.iter().find(|layout| layout.path() == path) {
                    layout.root().set_probed(&mut self.db).with_durability(Durability::HIGH).to(Arc::new(outcomes));
                }
                false
            }
            Change::CloseRoot { path } => {
                self.layouts.retain(|layout| layout.path() != path);
                self.rehome();
                false
            }
        }
    }

    /// Every open document finds its place again after roots came or went.
    fn rehome(&mut self) {
        let open: Vec<_> = self.open.drain().collect();
        for (document, (file, overlay)) in open {
            file.set_overlay(&mut self.db).to(None);
            self.set_overlay(document, overlay);
        }
    }

    fn set_overlay(&mut self, document: Document, overlay: Overlay) -> bool {
        if let Document::Disk(path) = &document
            && let Some((layout, path)) = self.locate(path)
            && self.layouts[layout].would_see(&path)
        {
            let concerns_settings = self.is_dna(layout, &path);
            if let Some(file) = self.layouts[layout].set_overlay(&mut self.db, &path, Some(overlay.clone())) {
                self.remember(document, file, overlay);
                return concerns_settings;
            }
        }
        let file = match self.open.get(&document) {
            Some((file, _)) => {
                file.set_overlay(&mut self.db).to(Some(overlay.clone()));
                *file
            }
            None => {
                let name = match &document {
                    Document::Disk(path) => path.file_name().map_or_else(String::new, |name| name.to_string_lossy().into_owned()),
                    Document::Virtual(name) => name.rsplit('/').next().unwrap_or(name).to_owned(),
                };
                let path = RelPath::root().resolve(&name).unwrap_or_else(RelPath::root);
                File::new(&self.db, None, path, Stamp::default(), Some(overlay.clone()), Attributes::default())
            }
        };
        self.remember(document, file, overlay);
        false
    }

    fn remember(&mut self, document: Document, file: File, overlay: Overlay) {
        if self.documents.get(&document) != Some(&file) {
            Arc::make_mut(&mut self.documents).insert(document.clone(), file);
        }
        self.open.insert(document, (file, overlay));
    }

    fn close(&mut self, document: &Document) -> bool {
        let Some((file, _)) = self.open.remove(document) else { return false };
        Arc::make_mut(&mut self.documents).remove(document);
        if let (Document::Disk(path), Some(_)) = (document, file.folder(&self.db))
            && let Some((layout, path)) = self.locate(path)
        {
            let concerns_settings = self.is_dna(layout, &path);
            self.layouts[layout].set_overlay(&mut self.db, &path, None);
            return concerns_settings;
        }
        file.set_overlay(&mut self.db).to(None);
        false
    }

    /// Whether settings may come from `path`: it is named as a DNA is, or the DNA extends it.
    fn is_dna(&self, layout: usize, path: &RelPath) -> bool {
        let root = self.layouts[layout].root();
        let extends = |file| dna::declared(&self.db, root).source_of(file).is_some();
        path.name().contains(".dna.") || root.file(&self.db, path).is_some_and(extends)
    }

    /// The innermost root that `path` lies in.
    fn locate(&self, path: &Path) -> Option<(usize, RelPath)> {
        let innermost = self
            .layouts
            .iter()
            .enumerate()
            .filter(|(_, layout)| path.starts_with(layout.path()))
            .max_by_key(|(_, layout)| layout.path().as_os_str().len())?;
        Some((innermost.0, RelPath::below(innermost.1.path(), path)?))
    }

    /// Brings each root's settings up to what its DNA says now.
    fn settle(&mut self) {
        for layout in &mut self.layouts {
            // Ignoring a folder may hide or show a DNA file; twice is always enough, since only one file counts.
            for _ in 0..2 {
                if let Some(settings) = crate::rules::settings(&self.db, layout.root()) {
                    layout.configure(&mut self.db, settings);
                }
            }
        }
    }
}
