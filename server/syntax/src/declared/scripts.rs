//! Scripts that lines of a shell call by a path below a folder: `scripts/build.sh`, `python tools/check.py`.
//!
//! Only what is certain to be called counts: the first word of a command, or that of an interpreter. Where the shell changes its
//! folder, nothing is known.

use std::ops::Range;

/// Endings of scripts that are kept with the code.
const ENDINGS: [&str; 9] = [".sh", ".bash", ".py", ".js", ".mjs", ".cjs", ".rb", ".pl", ".ps1"];
/// Words before a command, and programs that run the script which follows.
const BEFORE: [&str; 24] = [
    "if", "then", "else", "do", "while", "until", "!", "time", "exec", "sudo", "command", "env", "bash", "sh", "zsh", "dash", "source",
    ".", "python", "python3", "node", "ruby", "perl", "pwsh",
];

/// The ranges of the paths that `text` calls.
pub(super) fn called(text: &str) -> Vec<Range<usize>> {
    if moves(text) {
        return Vec::new();
    }
    let (mut out, mut continued) = (Vec::new(), false);
    for line in text.lines() {
        let starts = !std::mem::replace(&mut continued, line.trim_end().ends_with('\\'));
        if starts && !line.trim_start().starts_with('#') {
            for command in line.split("&&").flat_map(|part| part.split("$(")).flat_map(|part| part.split([';', '|', '`'])) {
                out.extend(script(command).map(|path| {
                    let start = path.as_ptr() as usize - text.as_ptr() as usize;
                    start..start + path.len()
                }));
            }
        }
    }
    // What the text makes before is not to be there already.
    out.retain(|range: &Range<usize>| !makes(text, &text[range.clone()]));
    out
}

/// Whether a shell changes its folder, or is fed lines that are not its own.
fn moves(text: &str) -> bool {
    let is_one = |word: &str| matches!(word, "cd" | "pushd" | "chdir" | "Set-Location");
    text.contains("<<") || text.split(|c: char| c.is_whitespace() || matches!(c, ';' | '&' | '(' | '{' | '@')).any(is_one)
}

/// The script that one command runs.
fn script(command: &str) -> Option<&str> {
    let is_before = |word: &&str| {
        let assigns = || word.split_once('=').is_some_and(|(name, _)| name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_'));
        BEFORE.contains(word) || assigns()
    };
    // An option may take the next word: what stands behind one is not known.
    let word = command.split_whitespace().find(|word| !is_before(word))?;
    let path = word.trim_matches(['"', '\'', ')']);
    let plain = path.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '/' | '.' | '_' | '-'));
    let inner = path.strip_prefix("./").unwrap_or(path);
    (plain && inner.contains('/') && !inner.starts_with(['/', '.']) && ENDINGS.iter().any(|ending| path.ends_with(ending))).then_some(path)
}

/// Whether `path` stands in `text` as what is written to.
fn makes(text: &str, path: &str) -> bool {
    text.match_indices(path).any(|(at, _)| {
        let before = text[..at].trim_end_matches(['"', '\'', ' ']);
        ["> ", ">", "-o", "tee", "-O", "--output", "touch", "cat"].iter().any(|word| before.ends_with(word.trim_end()))
            || before
                .rsplit('\n')
                .next()
                .is_some_and(|line| ["cp ", "mv ", "ln ", "install "].iter().any(|word| line.trim_start().starts_with(word)))
    })
}

#[cfg(test)]
mod tests {
    use super::called;

    fn paths(text: &str) -> Vec<&str> {
        called(text).into_iter().map(|range| &text[range]).collect()
    }

    #[test]
    fn scripts_are_first_words() {
        assert_eq!(paths("scripts/a.sh --all && python3 tools/b.py\nA=1 ./ci/c.sh"), ["scripts/a.sh", "tools/b.py", "./ci/c.sh"]);
        assert_eq!(
            paths("echo \"v=$(scripts/version.sh)\" >> \"$OUT\"\nif bash ci/x.sh; then echo; fi"),
            ["scripts/version.sh", "ci/x.sh"]
        );
        assert_eq!(paths("curl -o ci/get.sh https://x\nbash ci/get.sh"), [""; 0]);
        for text in
            ["cd web\nscripts/a.sh", "echo scripts/a.sh", "run \\\n  scripts/a.sh", "./a.sh", "$DIR/a.sh", "../x/a.sh", "python -m a/b.py"]
        {
            assert_eq!(paths(text), [""; 0], "{text}");
        }
    }
}
