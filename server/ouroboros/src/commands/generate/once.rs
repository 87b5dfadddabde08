//! `--use`: one generator, without any repository. A DNA that asks for it is put together in memory, beside a copy of
//! its files; so everything is as it would be in a repository, and nothing but the folder that is named is written.

use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;

use oracle::{Host, Severity};
use serde_json::{Value as Json, json};
use workspace::transaction::Step;
use workspace::{Disk, FileKind, FileSystem, MemoryFileSystem, RelPath};

use super::{Session, out, tell};
use crate::output;

/// Where the repository in memory lies, and its DNA.
const ROOT: &str = if cfg!(windows) { "C:\\once" } else { "/once" };
const DNA: &str = "once.dna.json";
/// Of how many bytes a file may be that is read, and how many files and folders deep templates are.
const MOST_BYTES: u64 = 16 << 20;
const MOST_FILES: usize = 10_000;
const MOST_FOLDERS: usize = 32;

/// Writes what it makes, or says why it makes nothing.
pub fn run(uses: &str, with: Option<&Path>, folder: &Path, output: output::Options) -> Result<ExitCode, String> {
    let memory = MemoryFileSystem::new();
    let root = PathBuf::from(ROOT);
    let (name, uses) = match uses.strip_prefix(dna::presets::PREFIX) {
        Some(name) => (name.to_owned(), uses.to_owned()),
        None => copied(Path::new(uses), &root, &memory)?,
    };
    let given = match with {
        Some(path) => {
            let text = String::from_utf8(read(path)?).map_err(|_| format!("{}: it is no text in UTF-8", path.display()))?;
            let given = dna::data_text(text.trim_start_matches('\u{feff}')).map_err(|message| format!("{}: {message}", path.display()))?;
            match given {
                Json::Null | Json::Object(_) => given,
                _ => return Err(format!("{}: what a generator is given is a mapping", path.display())),
            }
        }
        None => Json::Null,
    };
    let mut entry = json!({ "use": uses, "into": "." });
    if !given.is_null() {
        entry["with"] = given;
    }
    memory.write(root.join(DNA), json!({ "dna": 1, "generators": { name: entry } }).to_string());
    let mut host = Host::with_system(Arc::new(memory), None);
    let session = Session { root: host.open_root_with(&root, || None), host, path: root, trust: false };

    let (steps, found) = session.ask(|db| {
        let plan = alpha::project::plan(db, session.root);
        let products = plan
            .products()
            .map(|(_, _, product)| Step { path: product.path.clone(), bytes: Some(alpha::golden::whole(product).as_bytes().to_vec()) });
        (products.collect::<Vec<_>>(), oracle::generation::blocking(db, session.root, &[]))
    })?;
    let shown = with.and_then(Path::file_name).map_or_else(|| "--use".to_owned(), |name| name.to_string_lossy().into_owned());
    let found: Vec<_> = found.into_iter().map(|finding| at_home(finding, &shown)).collect();
    output.print(&tell::problems(&found))?;
    if found.iter().any(|finding| finding.severity == Severity::Error) {
        output.print("nothing is written\n")?;
        return Ok(ExitCode::FAILURE);
    }
    output.print(&out::write(folder, &steps)?)?;
    Ok(ExitCode::SUCCESS)
}

/// What is said of the DNA is said of the file that what is given comes from: nobody has seen that DNA.
fn at_home(mut finding: oracle::Rendered, shown: &str) -> oracle::Rendered {
    if finding.path.as_str() == DNA {
        finding.path = RelPath::new(shown);
        (finding.start.line, finding.start.column) = (0, 0);
    }
    finding.related.retain(|related| related.path.as_str() != DNA);
    finding
}

/// Copies the file of a generator and its templates into memory. Gives its name, and what the DNA says to use it.
fn copied(path: &Path, root: &Path, memory: &MemoryFileSystem) -> Result<(String, String), String> {
    let is_folder = Disk.metadata(path).is_ok_and(|metadata| metadata.kind == FileKind::Directory);
    let path = if is_folder { path.join("generator.yaml") } else { path.to_path_buf() };
    let bytes = read(&path)?;
    let name = path.file_name().and_then(|name| name.to_str()).filter(|name| *name != DNA).unwrap_or("generator.yaml");
    let read = std::str::from_utf8(&bytes).map(|text| dna::generator_text(text.trim_start_matches('\u{feff}'))).unwrap_or_default();
    let generator = read.generator.as_ref();
    let id = generator
        .map(|generator| generator.id.to_string())
        .filter(|id| !id.contains(|c: char| !c.is_alphanumeric() && c != '-' && c != '_'));
    if generator.is_some_and(|generator| generator.v0.is_none()) {
        let dir = generator.and_then(|generator| generator.templates.as_ref()).map_or("templates", |dir| dir.value.as_str());
        if let Some(dir) = RelPath::root().resolve(dir) {
            let folder = path.parent().unwrap_or(Path::new("")).join(dir.as_str());
            copy_folder(&folder, &root.join(dir.as_str()), memory, &mut 0, 0)?;
        }
    }
    memory.write(root.join(name), bytes);
    Ok((id.unwrap_or_else(|| "generator".to_owned()), format!("./{name}")))
}

fn copy_folder(from: &Path, to: &Path, memory: &MemoryFileSystem, files: &mut usize, depth: usize) -> Result<(), String> {
    let Ok(listed) = Disk.list(if from.as_os_str().is_empty() { Path::new(".") } else { from }) else { return Ok(()) };
    for entry in listed {
        let Some(name) = entry.name else { continue };
        match entry.kind {
            FileKind::Directory if depth < MOST_FOLDERS => copy_folder(&from.join(&name), &to.join(&name), memory, files, depth + 1)?,
            FileKind::File => {
                *files += 1;
                if *files > MOST_FILES {
                    return Err(format!("{}: templates are at most {MOST_FILES} files", from.display()));
                }
                memory.write(to.join(&name), read(&from.join(&name))?);
            }
            // Links are not followed, as in a repository.
            _ => {}
        }
    }
    Ok(())
}

fn read(path: &Path) -> Result<Vec<u8>, String> {
    Disk.read_small(path, MOST_BYTES).map_err(|error| format!("{}: {error}", path.display()))
}
