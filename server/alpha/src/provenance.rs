//! The line that says what made a file, in the way its format writes comments.

use workspace::RelPath;

/// How a format writes a comment of one line.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Comment {
    /// Before the text.
    pub start: &'static str,
    /// Behind it.
    pub end: &'static str,
}

const HASH: Comment = Comment { start: "# ", end: "" };
const SLASHES: Comment = Comment { start: "// ", end: "" };
const DASHES: Comment = Comment { start: "-- ", end: "" };
const SEMICOLON: Comment = Comment { start: "; ", end: "" };
const ANGLE: Comment = Comment { start: "<!-- ", end: " -->" };
const STAR: Comment = Comment { start: "/* ", end: " */" };
const JINJA: Comment = Comment { start: "{# ", end: " #}" };

/// How `path`'s format writes comments; `None` where it has none, or where that is not known.
pub fn comment(path: &RelPath) -> Option<Comment> {
    let name = path.name();
    let lower = name.to_ascii_lowercase();
    match lower.as_str() {
        "dockerfile" | "containerfile" | "makefile" | "gnumakefile" | "cmakelists.txt" | "codeowners" | "justfile" | "gemfile"
        | "rakefile" | ".dockerignore" | ".gitignore" | ".gitattributes" | ".editorconfig" | ".npmrc" | "py.typed" => {
            return (lower != "py.typed").then_some(HASH);
        }
        _ => {}
    }
    if lower.starts_with("dockerfile.") || lower.ends_with(".dockerfile") || lower == ".env" || lower.starts_with(".env.") {
        return Some(HASH);
    }
    Some(match path.extension()?.to_ascii_lowercase().as_str() {
        "py" | "pyi" | "sh" | "bash" | "zsh" | "rb" | "pl" | "r" | "yaml" | "yml" | "toml" | "cfg" | "conf" | "tf" | "hcl" | "nix"
        | "cmake" | "mk" | "graphql" | "gql" | "properties" | "ps1" | "ex" | "exs" | "jl" | "env" => HASH,
        "rs" | "go" | "js" | "mjs" | "cjs" | "jsx" | "ts" | "mts" | "cts" | "tsx" | "java" | "kt" | "kts" | "c" | "h" | "cc" | "cpp"
        | "hpp" | "cs" | "swift" | "scala" | "dart" | "proto" | "php" | "zig" | "jsonc" | "json5" | "scss" | "less" => SLASHES,
        "sql" | "lua" | "hs" | "elm" => DASHES,
        "ini" => SEMICOLON,
        "md" | "markdown" | "html" | "htm" | "xml" | "svg" | "vue" | "svelte" => ANGLE,
        "css" => STAR,
        "j2" | "jinja" | "jinja2" => JINJA,
        _ => return None,
    })
}

/// What the line says. It names where, not when and not by whom: the same in every working copy.
pub fn line(path: &RelPath, generator: &str, template: &str) -> Option<String> {
    let Comment { start, end } = comment(path)?;
    Some(format!("{start}Made by ouroboros: generator `{generator}`, template `{template}`.{end}\n"))
}

/// `text` with the line where the format wants its first comment: behind what must come first.
pub fn with_line(path: &RelPath, text: &str, generator: &str, template: &str) -> (String, std::ops::Range<usize>) {
    let Some(line) = line(path, generator, template) else { return (text.to_owned(), 0..0) };
    let at = behind_first_lines(path, text);
    let mut out = String::with_capacity(text.len() + line.len());
    out.push_str(&text[..at]);
    out.push_str(&line);
    out.push_str(&text[at..]);
    let end = at + line.len();
    (out, at..end)
}

/// How many bytes must stay first: `#!`, an encoding, `<?xml`, `<!DOCTYPE`, `<?php`, Docker's directives, front matter.
fn behind_first_lines(path: &RelPath, text: &str) -> usize {
    let line = |at: usize| text[at..].find('\n').map(|end| &text[at..at + end + 1]);
    let mut at = 0;
    if text.starts_with("---\n") && matches!(path.extension(), Some("md" | "markdown")) {
        return text[4..].find("\n---\n").map_or(0, |end| 4 + end + 5);
    }
    while let Some(next) = line(at) {
        let lower = next.trim_start().to_ascii_lowercase();
        let directive = lower.strip_prefix('#').is_some_and(|rest| {
            let rest = rest.trim_start();
            ["syntax=", "escape=", "check=", "-*-", "vim:"].iter().any(|word| rest.starts_with(word)) || rest.contains("coding:")
        });
        let first = at == 0 && next.starts_with("#!");
        let declared = ["<?xml", "<!doctype", "<?php", "@charset"].iter().any(|word| lower.starts_with(word));
        if !(first || directive || declared) {
            break;
        }
        at += next.len();
    }
    at
}
