//! What an edit costs, in queries executed: a comment typed in an open file reads that file and nothing else.

use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use oracle::{Change, Document, Host};
use workspace::{Database, LineColumn, MemoryFileSystem, Unit};

/// Queries about more than the edited file's own text: none may run again when only a comment changed.
const ACROSS_FILES: &[&str] = &[
    "resolutions",
    "file_findings",
    "root_findings",
    "of_root_rule",
    "edges",
    "imports",
    "import_graph",
    "cycles",
    "chains",
    "tangles",
    "program_of",
    "runs",
    "load_order",
    "failures",
    "exports",
    "top_levels",
    "engine",
    "declared",
    "settings",
    "parts_here",
    "parts_below",
    "undeclared",
    "undeclared_here",
    "undeclared_by",
    "replaced",
];

/// Opens `path` among `files`, types `line` at its very start, and says what that executed.
fn cost(files: &[(String, String)], path: &str, line: &str) -> Vec<(String, u64)> {
    let system = Arc::new(MemoryFileSystem::new());
    for (path, text) in files {
        system.write(Path::new("/fixture").join(path), text.as_bytes());
    }
    let text = files.iter().find(|(file, _)| file == path).map(|(_, text)| text.clone()).expect("the file is there");
    let document = Document::Disk(PathBuf::from("/fixture").join(path));
    let mut host = Host::with_database(Database::counting(system), None);
    let root = host.open_root(Path::new("/fixture"));
    host.apply(Change::Open { document: document.clone(), text, version: 1, language: None });
    let before = host.snapshot().all_findings(root).expect("nobody writes");

    host.db().counters().record_names();
    let start = LineColumn::default();
    let edits = vec![(Some((start, start)), line.to_owned())];
    host.apply(Change::Edit { document, version: 2, edits, unit: Unit::Utf16 });
    let after = host.snapshot().all_findings(root).expect("nobody writes");
    assert_eq!(before.len(), after.len(), "a comment makes no findings and loses none");
    host.db().counters().take_names().into_iter().collect()
}

fn assert_reads_one_file(files: &[(String, String)], path: &str, line: &str) {
    let executed = cost(files, path, line);
    let count = |name: &str| executed.iter().filter(|(query, _)| query == name).map(|(_, count)| *count).sum::<u64>();
    assert_eq!(count("extract"), 1, "{path}: {executed:?}");
    for name in ACROSS_FILES {
        assert_eq!(count(name), 0, "{path}: `{name}` ran again: {executed:?}");
    }
}

#[test]
fn a_comment_in_a_much_imported_python_module() {
    let mut files = vec![
        ("pyproject.toml".to_owned(), "[project]\nname = \"app\"\nversion = \"1\"\n".to_owned()),
        ("app/__init__.py".to_owned(), String::new()),
        ("app/core.py".to_owned(), "import os\n\n\nclass Core:\n    pass\n".to_owned()),
    ];
    for n in 0..50 {
        files.push((format!("app/user_{n}.py"), "from .core import Core\nfrom .gone import x\n".to_owned()));
    }
    assert_reads_one_file(&files, "app/core.py", "# a remark\n");
}

#[test]
fn an_import_where_many_modules_take_what_nobody_declares() {
    let mut files =
        vec![("pyproject.toml".to_owned(), "[project]\nname = \"app\"\nversion = \"1\"\ndependencies = [\"flask\"]\n".to_owned())];
    for n in 0..50 {
        files.push((format!("app/part_{}/__init__.py", n % 5), String::new()));
        files.push((format!("app/part_{}/user_{n}.py", n % 5), "import requests\n\nprint(requests)\n".to_owned()));
    }
    let executed = cost(&files, "app/part_3/user_3.py", "import os; print(os)\n");
    let count = |name: &str| executed.iter().filter(|(query, _)| query == name).map(|(_, count)| *count).sum::<u64>();
    assert_eq!(count("undeclared_by"), 1, "{executed:?}");
    assert_eq!((count("undeclared_here"), count("undeclared")), (0, 0), "{executed:?}");
}

#[test]
fn a_comment_in_a_much_imported_typescript_module() {
    let mut files = vec![
        ("package.json".to_owned(), "{ \"name\": \"app\" }\n".to_owned()),
        ("src/core.ts".to_owned(), "import { one } from './user_1';\nexport const core = () => one;\n".to_owned()),
    ];
    for n in 0..50 {
        files.push((format!("src/user_{n}.ts"), "import { core } from './core';\nimport './gone';\nexport const one = core;\n".to_owned()));
    }
    assert_reads_one_file(&files, "src/core.ts", "// a remark\n");
}

#[test]
fn a_remark_in_markdown() {
    let mut core = "# Core\n\n".to_owned();
    let mut files = Vec::new();
    for n in 0..50 {
        let _ = writeln!(core, "- [page](page_{n}.md)");
        files.push((format!("page_{n}.md"), "[core](core.md#core)\n".to_owned()));
    }
    files.push(("core.md".to_owned(), core));
    assert_reads_one_file(&files, "core.md", "<!-- a remark -->\n\n");
}

/// A repository whose DNA extends a file and forbids a chain.
fn declared() -> Vec<(String, String)> {
    let mut files = vec![
        (
            "shop.dna.yaml".to_owned(),
            "dna: 1\nextends: [ouroboros:layered, ./parts/base.dna.yaml]\nrules: [{id: r, forbid: 'web -> db'}]\n".to_owned(),
        ),
        ("parts/base.dna.yaml".to_owned(), "dna: 1\ncomponents: {web: {path: app/web}, db: {path: app/db.py}}\n".to_owned()),
        ("app/__init__.py".to_owned(), String::new()),
        ("app/db.py".to_owned(), String::new()),
        ("app/store.py".to_owned(), "from app import db\n\n\ndef load(): ...\n".to_owned()),
    ];
    for n in 0..50 {
        files.push((format!("app/web/user_{n}.py"), "from app import store\n".to_owned()));
    }
    files
}

#[test]
fn a_comment_in_a_file_that_the_dna_extends() {
    assert_reads_one_file(&declared(), "parts/base.dna.yaml", "# a remark\n");
    assert_reads_one_file(&declared(), "shop.dna.yaml", "# a remark\n");
}

#[test]
fn a_line_that_imports_nothing_new_walks_no_chain() {
    let executed = cost(&declared(), "app/store.py", "import os.path\nfrom app import db as db\n");
    let count = |name: &str| executed.iter().filter(|(query, _)| query == name).map(|(_, count)| *count).sum::<u64>();
    assert_eq!((count("edges"), count("imports"), count("chains")), (1, 1, 0), "{executed:?}");
}

/// Modules that import each other, one of which cannot be imported first.
fn circle() -> Vec<(String, String)> {
    vec![
        ("app/__init__.py".to_owned(), String::new()),
        ("app/a.py".to_owned(), "from app.b import B\n\n\nclass A:\n    pass\n".to_owned()),
        ("app/b.py".to_owned(), "from app import a\n\n\nclass B:\n    pass\n\n\nfrom app.c import C\n".to_owned()),
        ("app/c.py".to_owned(), "from app.a import A\n\n\nclass C:\n    pass\n".to_owned()),
    ]
}

#[test]
fn a_comment_in_a_circle_plays_no_import() {
    assert_reads_one_file(&circle(), "app/a.py", "# a remark\n");
}

#[test]
fn a_name_that_nobody_asks_for_is_a_step_of_one_module_and_of_no_edge() {
    let executed = cost(&circle(), "app/a.py", "limit = 3\n");
    let count = |name: &str| executed.iter().filter(|(query, _)| query == name).map(|(_, count)| *count).sum::<u64>();
    assert_eq!((count("program_of"), count("failures"), count("tangles"), count("cycles")), (1, 1, 0, 0), "{executed:?}");
    assert_eq!((count("score"), count("played")), (1, 0), "{executed:?}");
}

/// Two circles in which nothing fails.
fn circles() -> Vec<(String, String)> {
    let mut files = vec![("app/__init__.py".to_owned(), String::new())];
    for name in ["one", "two"] {
        files.push((format!("app/{name}/__init__.py"), String::new()));
        files.push((format!("app/{name}/a.py"), format!("import app.{name}.b\n\n\nclass A:\n    pass\n")));
        files.push((format!("app/{name}/b.py"), format!("import app.{name}.a\n\n\nclass B:\n    pass\n")));
    }
    files
}

#[test]
fn what_moves_in_a_circle_is_not_played_and_what_leaves_it_changes_nothing() {
    for (line, played) in [("limit = 3\n", 0), ("import os.path\n", 0), ("import app.two.a\n", 1)] {
        let executed = cost(&circles(), "app/one/a.py", line);
        let count = |name: &str| executed.iter().filter(|(query, _)| query == name).map(|(_, count)| *count).sum::<u64>();
        assert_eq!((count("score"), count("played"), count("failures")), (1, played, 0), "{line}: {executed:?}");
    }
}

#[test]
fn an_edit_plays_the_circle_that_it_is_part_of_and_no_other() {
    let executed = cost(&circles(), "app/one/a.py", "import app.one.b\n");
    let count = |name: &str| executed.iter().filter(|(query, _)| query == name).map(|(_, count)| *count).sum::<u64>();
    assert_eq!((count("score"), count("played"), count("failures")), (1, 1, 0), "{executed:?}");
}

#[test]
fn a_new_name_in_a_package_is_looked_for_by_its_importers_and_costs_them_no_other_rule() {
    let mut files = vec![("app/__init__.py".to_owned(), "class Core:\n    pass\n".to_owned())];
    for n in 0..50 {
        files.push((format!("app/user_{n}.py"), "from app import Core\n".to_owned()));
    }
    let executed = cost(&files, "app/__init__.py", "limit = 3\n");
    let count = |name: &str| executed.iter().filter(|(query, _)| query == name).map(|(_, count)| *count).sum::<u64>();
    assert_eq!((count("file_findings"), count("alone"), count("resolutions")), (51, 0, 1), "{executed:?}");
}
