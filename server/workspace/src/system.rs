//! The file system, as a trait: the real one, and one in memory for tests and for worked examples.

use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::RwLock;

/// What kind of thing a name stands for; symlinks are told apart, never followed silently.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum FileKind {
    /// A regular file.
    File,
    /// A folder.
    Directory,
    /// A symbolic link, wherever it leads.
    Symlink,
    /// A FIFO, a socket, a device.
    Other,
    /// A folder that is another repository: a submodule, in the tree of a commit.
    Repository,
}

/// One name of a folder.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Listed {
    /// The name; `None` when it is not UTF-8, with the readable part in `shown`.
    pub name: Option<String>,
    /// The name for messages.
    pub shown: String,
    /// What it is.
    pub kind: FileKind,
    /// Of a regular file, what [`FileSystem::metadata`] would say, where listing tells it for less.
    pub metadata: Option<Metadata>,
}

/// What a path leads to, symlinks followed.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Metadata {
    /// What is there.
    pub kind: FileKind,
    /// Bytes.
    pub len: u64,
    /// Nanoseconds since the epoch, or any number that differs between two states of the file.
    pub modified: u128,
}

/// Reading access to files. Paths are absolute.
pub trait FileSystem: Send + Sync {
    /// All bytes of a regular file. Anything else is an error: opening a FIFO would hang.
    fn read(&self, path: &Path) -> io::Result<Vec<u8>>;
    /// The same for a file that is known to be small; one of more than `limit` bytes is an error and is not read.
    fn read_small(&self, path: &Path, limit: u64) -> io::Result<Vec<u8>> {
        if self.metadata(path)?.len > limit {
            return Err(io::Error::new(io::ErrorKind::FileTooLarge, "the file is too large"));
        }
        self.read(path)
    }
    /// Whether the files are those of a commit, and all that there are.
    fn is_of_commit(&self) -> bool {
        false
    }
    /// The names in a folder, in no order.
    fn list(&self, path: &Path) -> io::Result<Vec<Listed>>;
    /// What `path` leads to.
    fn metadata(&self, path: &Path) -> io::Result<Metadata>;
    /// `path` with every symlink resolved.
    fn canonicalize(&self, path: &Path) -> io::Result<PathBuf>;
}

/// The machine's own file system.
#[derive(Clone, Copy, Debug, Default)]
pub struct Disk;

#[allow(clippy::disallowed_methods)] // the one place that may
impl FileSystem for Disk {
    fn read(&self, path: &Path) -> io::Result<Vec<u8>> {
        use std::io::Read;
        let mut options = std::fs::OpenOptions::new();
        options.read(true);
        #[cfg(unix)]
        {
            use std::os::unix::fs::OpenOptionsExt;
            // A file replaced by a FIFO between listing and reading must not block the reader.
            const O_NONBLOCK: i32 = 0o4000;
            options.custom_flags(O_NONBLOCK);
        }
        let file = options.open(path)?;
        let metadata = file.metadata()?;
        if !metadata.is_file() {
            return Err(io::Error::new(io::ErrorKind::InvalidInput, "not a regular file"));
        }
        let mut bytes = Vec::with_capacity(metadata.len() as usize);
        // No further: what is written behind its end meanwhile comes with an event. Nor is it asked for its length again.
        // Files of `/proc` have no length before they are read.
        let most = if metadata.len() == 0 { u64::MAX } else { metadata.len() };
        file.take(most).read_to_end(&mut bytes)?;
        Ok(bytes)
    }

    fn list(&self, path: &Path) -> io::Result<Vec<Listed>> {
        let mut out = Vec::new();
        for entry in std::fs::read_dir(path)? {
            let entry = entry?;
            let kind = kind_of(entry.file_type()?);
            // Relative to the open folder, which spares the walk along a path.
            let metadata = if kind == FileKind::File { entry.metadata().ok().map(|metadata| Metadata::of(&metadata)) } else { None };
            let (name, shown) = match entry.file_name().into_string() {
                Ok(name) => (Some(name.clone()), name),
                Err(raw) => (None, raw.to_string_lossy().into_owned()),
            };
            out.push(Listed { name, shown, kind, metadata });
        }
        Ok(out)
    }

    fn metadata(&self, path: &Path) -> io::Result<Metadata> {
        std::fs::metadata(path).map(|metadata| Metadata::of(&metadata))
    }

    fn canonicalize(&self, path: &Path) -> io::Result<PathBuf> {
        std::fs::canonicalize(path)
    }
}

impl Metadata {
    fn of(metadata: &std::fs::Metadata) -> Metadata {
        let modified = metadata.modified().ok().and_then(|time| time.duration_since(std::time::UNIX_EPOCH).ok());
        Metadata { kind: kind_of(metadata.file_type()), len: metadata.len(), modified: modified.map_or(0, |since| since.as_nanos()) }
    }
}

pub(crate) fn kind_of(kind: std::fs::FileType) -> FileKind {
    if kind.is_symlink() {
        FileKind::Symlink
    } else if kind.is_dir() {
        FileKind::Directory
    } else if kind.is_file() {
        FileKind::File
    } else {
        FileKind::Other
    }
}

/// A file system in memory. Folders exist as far as files are below them.
#[derive(Default)]
pub struct MemoryFileSystem {
    state: RwLock<Memory>,
}

#[derive(Default)]
struct Memory {
    files: BTreeMap<PathBuf, (Vec<u8>, u128)>,
    clock: u128,
}

impl MemoryFileSystem {
    /// An empty one.
    pub fn new() -> Self {
        Self::default()
    }

    /// Writes a file, with its folders.
    pub fn write(&self, path: impl AsRef<Path>, bytes: impl Into<Vec<u8>>) {
        let mut state = self.state.write().expect("no writer panics");
        state.clock += 1;
        let now = state.clock;
        state.files.insert(path.as_ref().to_path_buf(), (bytes.into(), now));
    }

    /// Removes a file, or a folder with all below it. Says whether anything was there.
    pub fn remove(&self, path: impl AsRef<Path>) -> bool {
        let mut state = self.state.write().expect("no writer panics");
        let before = state.files.len();
        state.files.retain(|file, _| !file.starts_with(path.as_ref()));
        before != state.files.len()
    }

    /// All files with their bytes, sorted by path.
    pub fn files(&self) -> Vec<(PathBuf, Vec<u8>)> {
        let state = self.state.read().expect("no writer panics");
        state.files.iter().map(|(path, (bytes, _))| (path.clone(), bytes.clone())).collect()
    }
}

fn not_found() -> io::Error {
    io::Error::from(io::ErrorKind::NotFound)
}

impl FileSystem for MemoryFileSystem {
    fn read(&self, path: &Path) -> io::Result<Vec<u8>> {
        let state = self.state.read().expect("no writer panics");
        state.files.get(path).map(|(bytes, _)| bytes.clone()).ok_or_else(not_found)
    }

    fn list(&self, path: &Path) -> io::Result<Vec<Listed>> {
        let state = self.state.read().expect("no writer panics");
        let mut out: Vec<Listed> = Vec::new();
        for file in state.files.range(path.to_path_buf()..).map(|(file, _)| file).take_while(|file| file.starts_with(path)) {
            let mut parts = file.strip_prefix(path).map_err(|_| not_found())?.components();
            let Some(name) = parts.next().and_then(|part| part.as_os_str().to_str()) else { continue };
            let kind = if parts.next().is_some() { FileKind::Directory } else { FileKind::File };
            if !out.iter().any(|listed| listed.shown == name) {
                out.push(Listed { name: Some(name.to_owned()), shown: name.to_owned(), kind, metadata: None });
            }
        }
        Ok(out)
    }

    fn metadata(&self, path: &Path) -> io::Result<Metadata> {
        let state = self.state.read().expect("no writer panics");
        if let Some((bytes, modified)) = state.files.get(path) {
            return Ok(Metadata { kind: FileKind::File, len: bytes.len() as u64, modified: *modified });
        }
        let below = state.files.range(path.to_path_buf()..).next().is_some_and(|(file, _)| file.starts_with(path));
        if below { Ok(Metadata { kind: FileKind::Directory, len: 0, modified: 0 }) } else { Err(not_found()) }
    }

    fn canonicalize(&self, path: &Path) -> io::Result<PathBuf> {
        self.metadata(path).map(|_| path.to_path_buf())
    }
}
