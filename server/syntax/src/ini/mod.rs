//! INI, which is many formats: what each file's own reader refuses, and nothing else.
//!
//! Python's `configparser`, git, systemd, the desktop's entries and EditorConfig have rules that are written down.
//! Of an `.ini` that anybody may read only a section's bracket is judged.

mod configparser;
mod git;
mod keyfile;

use workspace::{RelPath, Span};

use crate::facts::Status;
use crate::kind::Role;
use crate::output::{Output, Source};
use crate::placeholder;

/// More findings than this in a file help nobody.
const MAX_REPORTED: usize = 20;

/// Whose rules hold.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Dialect {
    /// Python's `configparser`, as strict as it is by default.
    Configparser,
    /// Git's configuration.
    Git,
    /// Units of systemd.
    Unit,
    /// Entries of the desktop.
    Desktop,
    /// EditorConfig.
    Editorconfig,
    /// Somebody's.
    Any,
}

/// Reads one file.
pub fn extract(source: &Source<'_>, out: &mut Output) {
    let text = source.text;
    match dialect(source.path) {
        Dialect::Configparser => configparser::judge(text, out),
        Dialect::Git => git::judge(text, out),
        Dialect::Unit => keyfile::judge(text, keyfile::UNIT, out),
        Dialect::Desktop => keyfile::judge(text, keyfile::DESKTOP, out),
        Dialect::Editorconfig => keyfile::judge(text, keyfile::EDITORCONFIG, out),
        Dialect::Any => open_section(text, out),
    }
    if !out.problems.is_empty() && is_template(text) {
        out.problems.clear();
        out.status = Status::Unchecked;
    }
    if source.kind.role == Role::PythonRequirements {
        crate::manifest::requirements::extract(source, out);
    }
}

fn dialect(path: &RelPath) -> Dialect {
    match path.name() {
        "setup.cfg" | "tox.ini" | "mypy.ini" | ".mypy.ini" | "pytest.ini" | ".flake8" | ".coveragerc" | ".pylintrc" | "pylintrc"
        | ".pydocstyle" | ".pycodestyle" | ".bumpversion.cfg" | ".isort.cfg" | "alembic.ini" | ".style.yapf" | ".importlinter" => {
            Dialect::Configparser
        }
        ".gitconfig" | "gitconfig" | ".gitmodules" => Dialect::Git,
        ".editorconfig" => Dialect::Editorconfig,
        _ => match path.extension() {
            Some("desktop") => Dialect::Desktop,
            Some("ini") | None => Dialect::Any,
            Some(_) => Dialect::Unit,
        },
    }
}

/// Whether something fills the text in first. Asked only of texts that are wrong as they are.
fn is_template(text: &str) -> bool {
    placeholder::begins_a_line(text)
        || text.lines().map(str::trim_start).any(|line| ["{{", "{%", "<%", "${", "<?"].iter().any(|mark| line.starts_with(mark)))
}

/// A section without its `]`, in a file that otherwise has nothing but sections, keys and comments.
fn open_section(text: &str, out: &mut Output) {
    let mut found = Vec::new();
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let content = line.trim();
        let from = at + line.len() - line.trim_start().len();
        at += line.len();
        if content.is_empty() || content.starts_with([';', '#']) {
            continue;
        }
        if content.starts_with('[') {
            if line.starts_with('[') && !content.contains(']') {
                found.push(Span::new(from, from + content.len()));
            }
        } else if !content.contains('=') || line.starts_with([' ', '\t']) || content.matches('"').count() % 2 == 1 {
            // Values may go on in further lines.
            return;
        }
    }
    for span in found.into_iter().take(MAX_REPORTED) {
        out.syntax_error(span, "this section has no `]`");
    }
}
