//! Random things that happen to a repository: what editors, people and version control do.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use oracle::{Change, Document};
use workspace::fixture::Fixture;
use workspace::{LineColumn, MemoryFileSystem, Unit};

use super::{ROOT, Random};

const TREE: &str = include_str!("tree.txt");

/// Texts that change what is resolved where they land on a line of their own, and some that break it.
const LINES: &[&str] = &[
    "from .money import Amount\n",
    "from .helpers import missing\n",
    "import shop.store.memory\n",
    "import requests, nothing_known\n",
    "from . import *\n",
    "import { price } from './lib/price';\n",
    "export * from './Button';\n",
    "import pad from 'left-pad';\n",
    "use crate::price::Price;\n",
    "mod extra;\n",
    "import \"example.com/tool/internal/run\"\n",
    "[link](docs/guide.md#usage)\n",
    "## Install\n",
    "{% include \"part.html.j2\" %}\n",
    "import json\n",
    "[lint.per-file-ignores]\n",
    "'*.py' = ['F401']\n",
    "legacy/\n",
    "docs/\n",
    "!build/\n",
    "*.ts\n",
    "COPY missing /app/\n",
    "<<<<<<< ours\n",
    "# ouroboros: ignore\n",
    "\"\"\"\n",
];

const SCRAPS: &[&str] = &["x", "é", "𝒳", "\n", "\r\n", " ", "(", "}", "'", "\"", "#", ":", "/", ".", "..", "\t", "-", "1"];

const DNA_LINES: &[&str] = &[
    "    uses: [shop]\n",
    "    uses: [web, core]\n",
    "    layer: fronts\n",
    "    path: shop/store\n",
    "extends: ../parts/base.dna.yaml\n",
    "  - { id: more, forbid: \"shop -> store\" }\n",
    "  ignore: [\"docs/**\"]\n",
    "  ignore: [\"web/**\", \"*.go\"]\n",
    "  severity: { \"L4/unresolved-import\": off }\n",
    "  severity: { \"L4/nothing\": error }\n",
];

const NEW_FILES: &[&str] = &[
    "shop/helpers.py",
    "shop/money/__init__.py",
    "shop/gone.py",
    "web/src/gone.js",
    "web/src/lib/price/index.ts",
    "web/src/lib/.gitignore",
    "web/package-extra.json",
    "crates/core/src/extra.rs",
    "crates/cli/src/missing.rs",
    "tool/internal/gone/gone.go",
    "docs/none.md",
    "docs/.gitignore",
    "build/out.py",
    "requests.py",
    "requests/__init__.py",
    "other.dna.yaml",
    "config/schema.json",
    ".gitattributes",
];

const FOLDERS: &[&str] =
    &["shop", "shop/store", "web/src", "web/src/lib", "crates/core", "crates/core/src/store", "tool/internal", "docs", "build"];

/// The files of a repository and the buffers of an editor.
pub struct World {
    pub system: Arc<MemoryFileSystem>,
    pub open: BTreeMap<PathBuf, String>,
    version: i32,
}

impl World {
    /// The tree of the fixture.
    pub fn new() -> World {
        let system = Arc::new(MemoryFileSystem::new());
        for (path, text) in Fixture::parse(TREE).files {
            system.write(Path::new(ROOT).join(path), text);
        }
        World { system, open: BTreeMap::new(), version: 1 }
    }

    /// Does something; says what, and what a host would be told.
    pub fn change(&mut self, random: &mut Random) -> (String, Vec<Change>) {
        match random.below(20) {
            0..5 => self.edit_file(random),
            5 => self.edit_one(random, &[".gitignore", "ruff.toml"], LINES),
            6 => self.edit_one(random, &["dna/shop.dna.yaml", "parts/base.dna.yaml"], DNA_LINES),
            7 => self.edit_one(random, &["pyproject.toml", "web/package.json", "web/tsconfig.json", "Cargo.toml", "tool/go.mod"], SCRAPS),
            8 => self.create(random),
            9 => self.remove(random),
            10 => self.rename(random),
            11 => self.rename_folder(random),
            12 | 13 => self.open(random),
            14..17 => self.type_text(random),
            17 => self.close(random),
            18 => self.save(random),
            _ => self.switch_branch(random),
        }
    }

    /// Gives the DNA back its first text, and takes every other away.
    pub fn mend_dna(&mut self) -> Vec<Change> {
        let is_dna = |path: &Path| path.to_string_lossy().ends_with(".dna.yaml");
        let mut changes = Vec::new();
        for path in self.open.keys().filter(|path| is_dna(path)).cloned().collect::<Vec<_>>() {
            self.open.remove(&path);
            changes.push(Change::Close { document: Document::Disk(path) });
        }
        let mut touched: Vec<_> = self.files().into_iter().filter(|path| is_dna(path)).collect();
        for path in &touched {
            self.system.remove(path);
        }
        for (path, text) in Fixture::parse(TREE).files.into_iter().filter(|(path, _)| is_dna(Path::new(path))) {
            let path = Path::new(ROOT).join(path);
            self.system.write(&path, text);
            touched.push(path);
        }
        changes.extend(wrote(touched));
        changes
    }

    fn files(&self) -> Vec<PathBuf> {
        self.system.files().into_iter().map(|(path, _)| path).collect()
    }

    fn text(&self, path: &Path) -> Option<String> {
        let (_, bytes) = self.system.files().into_iter().find(|(file, _)| file == path)?;
        String::from_utf8(bytes).ok()
    }

    fn edit_file(&mut self, random: &mut Random) -> (String, Vec<Change>) {
        let files = self.files();
        if files.is_empty() {
            return self.create(random);
        }
        let path = random.of(&files).clone();
        let text = mutated(&self.text(&path).unwrap_or_default(), random, LINES);
        self.system.write(&path, text);
        (format!("edited {}", path.display()), wrote([path]))
    }

    fn edit_one(&mut self, random: &mut Random, names: &[&str], lines: &[&str]) -> (String, Vec<Change>) {
        let path = Path::new(ROOT).join(random.of(names));
        let text = mutated(&self.text(&path).unwrap_or_default(), random, lines);
        self.system.write(&path, text);
        (format!("edited {}", path.display()), wrote([path]))
    }

    fn create(&mut self, random: &mut Random) -> (String, Vec<Change>) {
        let path = Path::new(ROOT).join(random.of(NEW_FILES));
        if !self.is_free(&path) {
            return (format!("left {}", path.display()), wrote([path]));
        }
        let mut text = String::new();
        for _ in 0..random.below(3) {
            let line: &&str = random.of(LINES);
            text.push_str(line);
        }
        self.system.write(&path, text);
        (format!("created {}", path.display()), wrote([path]))
    }

    fn remove(&mut self, random: &mut Random) -> (String, Vec<Change>) {
        let path = if random.below(4) == 0 {
            Path::new(ROOT).join(random.of(FOLDERS))
        } else {
            let files = self.files();
            if files.is_empty() { PathBuf::from(ROOT).join("x") } else { random.of(&files).clone() }
        };
        self.system.remove(&path);
        (format!("removed {}", path.display()), wrote([path]))
    }

    fn rename(&mut self, random: &mut Random) -> (String, Vec<Change>) {
        let files = self.files();
        if files.len() < 2 {
            return self.create(random);
        }
        let from = random.of(&files).clone();
        let folder = random.of(&files).parent().map_or_else(|| PathBuf::from(ROOT), Path::to_path_buf);
        let name = from.file_name().and_then(|name| name.to_str()).unwrap_or("x");
        let to = if random.below(2) == 0 { folder.join(name) } else { from.with_file_name(format!("renamed_{name}")) };
        if self.is_free(&to) {
            let text = self.text(&from).unwrap_or_default();
            self.system.remove(&from);
            self.system.write(&to, text);
        }
        (format!("renamed {} to {}", from.display(), to.display()), wrote([from, to]))
    }

    fn rename_folder(&mut self, random: &mut Random) -> (String, Vec<Change>) {
        let (a, b) = (random.of(FOLDERS), random.of(FOLDERS));
        let from = Path::new(ROOT).join(a);
        let to = if random.below(2) == 0 { Path::new(ROOT).join(format!("{a}_old")) } else { Path::new(ROOT).join(b) };
        let nested = from.starts_with(&to) || to.starts_with(&from);
        let mut touched = vec![from.clone(), to.clone()];
        // Back again half of the time: what a folder held before must not come back with it.
        let (from, to) = if self.files().iter().any(|file| file.starts_with(&to)) { (to, from) } else { (from, to) };
        let list_files = random.below(2) == 0;
        if !nested && self.is_free(&to) && !self.files().iter().any(|file| file.starts_with(&to)) {
            for (path, bytes) in self.system.files() {
                if let Ok(rest) = path.strip_prefix(&from) {
                    let moved = to.join(rest);
                    self.system.remove(&path);
                    self.system.write(&moved, bytes);
                    if list_files {
                        touched.extend([path.clone(), moved]);
                    }
                }
            }
        }
        (format!("renamed folder {} to {}", from.display(), to.display()), wrote(touched))
    }

    fn open(&mut self, random: &mut Random) -> (String, Vec<Change>) {
        let files = self.files();
        let path =
            if random.below(6) == 0 || files.is_empty() { Path::new(ROOT).join(random.of(NEW_FILES)) } else { random.of(&files).clone() };
        if self.open.contains_key(&path) {
            return self.type_text(random);
        }
        let mut text = self.text(&path).unwrap_or_default();
        if random.below(3) == 0 {
            text = mutated(&text, random, LINES);
        }
        self.open.insert(path.clone(), text.clone());
        self.version += 1;
        let change = Change::Open { document: Document::Disk(path.clone()), text, version: self.version, language: None };
        (format!("opened {}", path.display()), vec![change])
    }

    fn type_text(&mut self, random: &mut Random) -> (String, Vec<Change>) {
        let Some(path) = self.some_open(random) else { return self.edit_file(random) };
        let old = self.open[&path].clone();
        let lines = if path.to_string_lossy().ends_with(".dna.yaml") { DNA_LINES } else { LINES };
        let (start, end, text) = mutation(&old, random, lines);
        let mut new = old.clone();
        new.replace_range(start..end, &text);
        self.open.insert(path.clone(), new.clone());
        self.version += 1;
        // An editor sends what it changed, or everything. A lone `\r` may end a line elsewhere: then everything.
        let whole = random.below(4) == 0 || old.contains('\r');
        let edits = if whole { vec![(None, new)] } else { vec![(Some((place(&old, start), place(&old, end))), text)] };
        let change = Change::Edit { document: Document::Disk(path.clone()), version: self.version, edits, unit: Unit::Utf16 };
        (format!("typed in {}", path.display()), vec![change])
    }

    fn close(&mut self, random: &mut Random) -> (String, Vec<Change>) {
        let Some(path) = self.some_open(random) else { return self.open(random) };
        self.open.remove(&path);
        (format!("closed {}", path.display()), vec![Change::Close { document: Document::Disk(path) }])
    }

    fn save(&mut self, random: &mut Random) -> (String, Vec<Change>) {
        let Some(path) = self.some_open(random) else { return self.open(random) };
        if self.is_free(&path) || self.text(&path).is_some() {
            self.system.write(&path, self.open[&path].clone());
        }
        (format!("saved {}", path.display()), wrote([path]))
    }

    /// Back to the first state, but for some files; told file by file, or not at all.
    fn switch_branch(&mut self, random: &mut Random) -> (String, Vec<Change>) {
        let mut touched = self.files();
        self.system.remove(ROOT);
        for (path, text) in Fixture::parse(TREE).files {
            let path = Path::new(ROOT).join(path);
            match random.below(12) {
                0 => {}
                1 => self.system.write(&path, mutated(&text, random, LINES)),
                _ => self.system.write(&path, text),
            }
        }
        touched.extend(self.files());
        if random.below(2) == 0 {
            ("switched branch, told of all files".to_owned(), wrote(touched))
        } else {
            ("switched branch, rescan".to_owned(), vec![Change::Rescan])
        }
    }

    fn some_open(&self, random: &mut Random) -> Option<PathBuf> {
        let open: Vec<_> = self.open.keys().collect();
        (!open.is_empty()).then(|| (*random.of(&open)).clone())
    }

    /// Whether a file may be put here: nothing is, and no file is where one of its folders would be.
    fn is_free(&self, path: &Path) -> bool {
        !self.files().iter().any(|file| path.starts_with(file) || file.starts_with(path))
    }
}

fn wrote(paths: impl IntoIterator<Item = PathBuf>) -> Vec<Change> {
    vec![Change::Files { paths: paths.into_iter().collect() }]
}

fn mutated(text: &str, random: &mut Random, lines: &[&str]) -> String {
    let (start, end, with) = mutation(text, random, lines);
    let mut out = text.to_owned();
    out.replace_range(start..end, &with);
    out
}

/// A byte range at the boundaries of characters, and what comes in its place.
fn mutation(text: &str, random: &mut Random, lines: &[&str]) -> (usize, usize, String) {
    let starts: Vec<usize> = std::iter::once(0).chain(text.match_indices('\n').map(|(at, _)| at + 1)).collect();
    let boundaries: Vec<usize> = text.char_indices().map(|(at, _)| at).chain([text.len()]).collect();
    match random.below(8) {
        0 | 1 => {
            let line = random.below(starts.len());
            (starts[line], starts.get(line + 1).copied().unwrap_or(text.len()), String::new())
        }
        2..5 => {
            let at = *random.of(&starts);
            (at, at, (*random.of(lines)).to_owned())
        }
        5 => {
            let line = random.below(starts.len());
            (starts[line], starts.get(line + 1).copied().unwrap_or(text.len()), (*random.of(lines)).to_owned())
        }
        6 => {
            let from = random.below(boundaries.len());
            let to = (from + random.below(9)).min(boundaries.len() - 1);
            (boundaries[from], boundaries[to], String::new())
        }
        _ => {
            let at = *random.of(&boundaries);
            (at, at, (*random.of(SCRAPS)).to_owned())
        }
    }
}

fn place(text: &str, at: usize) -> LineColumn {
    let before = &text[..at];
    let line = before.matches('\n').count() as u32;
    let start = before.rfind('\n').map_or(0, |at| at + 1);
    LineColumn { line, column: before[start..].encode_utf16().count() as u32 }
}
