//! The rules' pages as files in our cache folder: where a diagnostic's code leads when a person clicks on it.

use std::path::{Path, PathBuf};

use oracle::rules;
use tower_lsp::ls_types::{CodeDescription, Uri};
use workspace::{Disk, FileSystem, write};
use xxhash_rust::xxh3::Xxh3Default;

/// The pages of this program.
pub struct Pages {
    folder: PathBuf,
}

impl Pages {
    /// Writes them below `cache`, unless an earlier start did. `None`, and a word in the log, when that fails.
    pub fn write(cache: &Path) -> Option<Pages> {
        let mut hash = Xxh3Default::new();
        rules().iter().for_each(|rule| hash.update(rule.page.as_bytes()));
        let pages = Pages { folder: cache.join("rules").join(format!("{:016x}", hash.digest())) };
        let written = || {
            write::folder(&pages.folder)?;
            let missing = rules().iter().filter(|rule| Disk.metadata(&pages.path(rule.code)).is_err());
            missing.into_iter().try_for_each(|rule| write::replace(&pages.path(rule.code), rule.page.as_bytes()))
        };
        match written() {
            Ok(()) => Some(pages),
            Err(error) => {
                tracing::info!("codes lead to no pages: {error}");
                None
            }
        }
    }

    /// Where the page of a rule is.
    pub fn of(&self, code: &str) -> Option<CodeDescription> {
        Some(CodeDescription { href: Uri::from_file_path(self.path(code))? })
    }

    fn path(&self, code: &str) -> PathBuf {
        self.folder.join(format!("{}.md", code.replace('/', "-")))
    }
}

#[cfg(test)]
#[allow(clippy::disallowed_methods)] // tests may
mod tests {
    use super::*;

    #[test]
    fn every_rule_has_a_page_to_open() {
        let cache = tempfile::tempdir().unwrap();
        for _ in 0..2 {
            let pages = Pages::write(cache.path()).unwrap();
            for rule in rules() {
                let href = pages.of(rule.code).unwrap().href;
                assert_eq!(std::fs::read_to_string(href.to_file_path().unwrap()).unwrap(), rule.page);
            }
        }
        assert!(Pages::write(Path::new("/dev/null")).is_none(), "and without a folder there are none");
    }
}
