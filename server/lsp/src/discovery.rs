//! The root of a file that was opened without any folder.

use std::path::{Path, PathBuf};

use workspace::FileSystem;

/// The nearest folder above `file` that has a DNA or is a repository. A person's home folder is neither, even
/// where dotfiles are kept in git: nobody who opens a note wants all of it read.
pub fn root(system: &dyn FileSystem, file: &Path, home: Option<&Path>) -> Option<PathBuf> {
    let above = || file.ancestors().skip(1).take_while(|folder| Some(*folder) != home && folder.parent().is_some());
    let marked = |folder: &&Path| has_dna(system, folder) || has_dna(system, &folder.join("dna"));
    let repository = |folder: &&Path| system.metadata(&folder.join(".git")).is_ok();
    above().find(marked).or_else(|| above().find(repository)).map(Path::to_path_buf)
}

fn has_dna(system: &dyn FileSystem, folder: &Path) -> bool {
    system.list(folder).unwrap_or_default().iter().any(|listed| listed.shown.contains(".dna."))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_dna_wins_over_the_nearest_repository() {
        let system = workspace::MemoryFileSystem::new();
        for path in
            ["/home/me/.git/HEAD", "/p/.git/HEAD", "/p/sub/dna/x.dna.yaml", "/p/sub/deep/.git/HEAD", "/p/sub/deep/a.py", "/loose/a.py"]
        {
            system.write(path, "");
        }
        let cases = [
            ("/p/sub/deep/a.py", Some("/p/sub")),
            ("/p/a.py", Some("/p")),
            ("/home/me/note.md", None),
            ("/loose/a.py", None),
            ("/a.py", None),
        ];
        for (file, expected) in cases {
            let found = root(&system, Path::new(file), Some(Path::new("/home/me")));
            assert_eq!(found.as_deref(), expected.map(Path::new), "{file}");
        }
    }
}
