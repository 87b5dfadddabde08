//! The hook of `tests/l1/python_mutations.py`, which compares our verdict with CPython's on real files.

#![allow(clippy::disallowed_methods)] // a test reads what it is told to

use std::fs;

use workspace::RelPath;

/// Reads file names, one a line, from the file `OUROBOROS_NAMES` names, and writes to `OUROBOROS_VERDICTS`
/// one line for each: empty when the file is accepted, else what is wrong with it.
#[test]
#[ignore = "needs a corpus: run by tests/l1/python_mutations.py"]
fn verdicts() {
    let variable = |name| std::env::var(name).unwrap_or_else(|_| panic!("{name} is not set"));
    let minor = variable("OUROBOROS_PYTHON_MINOR").parse().unwrap();
    let read = move || {
        let judge = |name: &str| {
            let bytes = fs::read(name).unwrap();
            // What is not UTF-8 is judged before a text exists.
            let text = String::from_utf8_lossy(&bytes);
            let text = text.strip_prefix('\u{feff}').unwrap_or(&text);
            let (_, ranges) =
                syntax::extract_text(&RelPath::new("file.py"), text, syntax::Options { python: (3, minor), ..syntax::Options::default() });
            let said = |problem: &syntax::Problem| {
                let line = ranges.lines.line(problem.span.start) + 1;
                format!("{line}: {} {:?}", problem.message, &text[problem.span.range()]).replace(['\n', '\r'], " ")
            };
            ranges.problems.iter().map(said).collect::<Vec<_>>().join("; ") + "\n"
        };
        fs::read_to_string(variable("OUROBOROS_NAMES")).unwrap().lines().map(judge).collect::<String>()
    };
    let verdicts = std::thread::Builder::new().stack_size(64 << 20).spawn(read).unwrap().join().unwrap();
    fs::write(variable("OUROBOROS_VERDICTS"), verdicts).unwrap();
}
