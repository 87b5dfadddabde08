//! What can go wrong with a repository, each with what to do about it.

use std::fmt;
use std::path::PathBuf;

/// Why something could not be had of a repository. Its text says what to do.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Problem {
    /// No folder above the path has a `.git`.
    NoRepository(PathBuf),
    /// A repository without files: there is nothing to check in it.
    Bare(PathBuf),
    /// No commit was made yet.
    NoCommits,
    /// It is not safe, or not possible, to read; the text says why.
    Refused(String),
    /// Nothing has this name.
    Unknown {
        /// As the person wrote it.
        revision: String,
        /// Whether the clone is a shallow one, so that it may exist elsewhere.
        shallow: bool,
    },
    /// Two things have this name.
    Ambiguous {
        /// As the person wrote it.
        revision: String,
        /// What it may be.
        meanings: Vec<String>,
    },
    /// It is not written as revisions are; the text says what is wrong.
    Malformed {
        /// As the person wrote it.
        revision: String,
        /// What is wrong.
        why: String,
    },
    /// Two commits share no history, as far as the clone knows.
    NoMergeBase {
        /// One.
        first: String,
        /// The other.
        second: String,
        /// Whether the clone is a shallow one, so that the base may exist elsewhere.
        shallow: bool,
    },
    /// An object that must be there is not.
    Missing(String),
    /// An object cannot be read; the text is the library's.
    Broken(String),
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        const DEEPEN: &str = "the clone is shallow: fetch the rest with `git fetch --unshallow` (GitHub Actions: `fetch-depth: 0` for \
                              actions/checkout; GitLab CI: `GIT_DEPTH: 0`)";
        match self {
            Problem::NoRepository(path) => {
                write!(f, "{} is in no git repository: no folder above it has a `.git`", path.display())
            }
            Problem::Bare(path) => {
                write!(f, "{} is a bare repository, which has no files to check: name a folder that it was cloned into", path.display())
            }
            Problem::NoCommits => f.write_str("the repository has no commits yet, so there is nothing to compare with"),
            Problem::Refused(why) => f.write_str(why),
            Problem::Unknown { revision, shallow: false } => write!(
                f,
                "there is no revision `{revision}`: no branch, tag or commit has this name. A branch of a remote is called \
                 `origin/NAME`, and `git fetch origin NAME` brings it"
            ),
            Problem::Unknown { revision, shallow: true } => write!(f, "there is no revision `{revision}`, and {DEEPEN}"),
            Problem::Ambiguous { revision, meanings } => {
                write!(f, "`{revision}` may mean {}: write the one that is meant in full", meanings.join(" or "))
            }
            Problem::Malformed { revision, why } => write!(f, "`{revision}` is no revision: {why}"),
            Problem::NoMergeBase { first, second, shallow: true } => {
                write!(f, "no common commit of {first} and {second} is at hand: {DEEPEN}")
            }
            Problem::NoMergeBase { first, second, shallow: false } => {
                write!(f, "{first} and {second} have no commit in common: their histories are unrelated")
            }
            Problem::Missing(id) => write!(
                f,
                "the repository lacks the object {id}: it is damaged (`git fsck` says more), or a partial clone, whose objects are \
                 only fetched when git wants them. Clone it without `--filter`"
            ),
            Problem::Broken(why) => write!(f, "the repository is damaged (`git fsck` says more): {why}"),
        }
    }
}

impl std::error::Error for Problem {}
