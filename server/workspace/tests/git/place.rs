//! Where repositories are found, and which are refused.

use crate::{Fixture, open};

fn refusal(fixture: &Fixture, folder: &str) -> String {
    match open(&fixture.path(folder)) {
        Ok(repository) => match repository.head() {
            Ok(_) => panic!("{folder} was opened"),
            Err(problem) => problem.to_string(),
        },
        Err(message) => message,
    }
}

#[test]
fn worktrees_and_submodules_are_repositories() {
    let Some(fixture) = Fixture::new() else { return };
    fixture.write("a.txt", "a");
    let first = fixture.commit("one");
    fixture.git(&["worktree", "add", "--quiet", "-b", "side", "../tree"]);
    fixture.git_in("tree", &["commit", "--quiet", "--allow-empty", "-m", "two"], b"");
    let side = fixture.git(&["rev-parse", "side"]);
    let tree = open(&fixture.path("tree")).unwrap();
    assert_eq!(tree.head().unwrap().to_string(), side);
    assert_eq!(tree.resolve("main").unwrap().to_string(), first);
    assert_eq!(fixture.open().head().unwrap().to_string(), first);

    fixture.git(&["clone", "--quiet", "--bare", ".", "../bare"]);
    fixture.git(&["submodule", "--quiet", "add", "../bare", "sub"]);
    fixture.commit("with a submodule");
    let sub = open(&fixture.path("r/sub")).unwrap();
    assert_eq!((sub.head().unwrap().to_string(), sub.top()), (first, fixture.path("r/sub").as_path()));
    assert_eq!(open(&fixture.path("r")).unwrap().top(), fixture.path("r"));
}

#[test]
fn what_is_no_repository_says_what_to_do() {
    let Some(fixture) = Fixture::new() else { return };
    assert!(refusal(&fixture, "").contains("in no git repository"));
    assert!(refusal(&fixture, "r").contains("no commits yet"));
    fixture.commit("one");
    fixture.git(&["clone", "--quiet", "--bare", ".", "../bare"]);
    assert!(refusal(&fixture, "bare").contains("is a bare repository"));
    fixture.git(&["init", "--quiet", "--object-format=sha256", "../sha256"]);
    fixture.git_in("sha256", &["commit", "--quiet", "--allow-empty", "-m", "x"], b"");
    assert!(refusal(&fixture, "sha256").contains("SHA-256"));
}

#[test]
fn a_git_file_is_not_believed_without_more() {
    let Some(fixture) = Fixture::new() else { return };
    fixture.commit("secret");
    let git = fixture.path("r/.git");
    std::fs::create_dir_all(fixture.path("evil/folder")).unwrap();
    for text in [format!("gitdir: {}\n", git.display()), "gitdir: ../r/.git\n".to_owned()] {
        std::fs::write(fixture.path("evil/.git"), text).unwrap();
        assert!(refusal(&fixture, "evil/folder").contains("names a folder outside"));
    }
    std::fs::write(fixture.path("evil/.git"), "gitdir: /nowhere\n").unwrap();
    assert!(refusal(&fixture, "evil").contains("does not exist"));
    std::fs::write(fixture.path("evil/.git"), "nonsense\u{1b}[31m").unwrap();
    assert!(refusal(&fixture, "evil").contains("does not say"));
    std::fs::remove_file(fixture.path("evil/.git")).unwrap();
    #[cfg(unix)]
    {
        std::os::unix::fs::symlink(&git, fixture.path("evil/.git")).unwrap();
        assert!(refusal(&fixture, "evil").contains("symbolic link"));
    }
}

#[test]
fn borrowed_objects_are_refused_with_the_way_out() {
    let Some(fixture) = Fixture::new() else { return };
    fixture.commit("one");
    fixture.git(&["clone", "--quiet", "--shared", ".", "../borrower"]);
    let said = refusal(&fixture, "borrower");
    assert!(said.contains("git repack -a -d"), "{said}");
    fixture.git_in("borrower", &["repack", "-a", "-d", "-q"], b"");
    std::fs::remove_file(fixture.path("borrower/.git/objects/info/alternates")).unwrap();
    open(&fixture.path("borrower")).unwrap().head().unwrap();
}
