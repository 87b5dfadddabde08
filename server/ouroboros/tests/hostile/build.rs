//! Makes the repository.

use std::ffi::OsStr;
use std::fs;
use std::io::Write;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::os::unix::net::UnixListener;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use tempfile::TempDir;

/// What only a file outside says.
pub const SECRET: &str = "the_secret_of_the_outside";

/// Texts that some reader of ours might take for something else.
pub const TEXTS: &[&str] = &[
    "\u{1b}[31mred\u{1b}]8;;http://x\u{7}",
    "\u{9b}2J\u{7f}\u{8}\u{0}",
    "\u{202e}gnp.exe\u{2066}\u{200b}\u{feff}",
    "::error::x\r\n::set-output name=a::b",
    "</script><img src=x onerror=alert(1)>",
    "]]><x/>&amp;\"'",
    "[x](command:rm) `*_|",
    "\u{2028}\u{2029}\u{85}%0A%25",
];

/// The repository and what lies beside it.
pub struct Hostile {
    folder: TempDir,
}

impl Hostile {
    /// Builds it; `None` where there is no `git` to begin with.
    pub fn build() -> Option<Hostile> {
        Command::new("git").arg("--version").output().ok()?;
        let hostile = Hostile { folder: tempfile::tempdir().unwrap() };
        fs::create_dir_all(hostile.repository()).unwrap();
        hostile.outside_files();
        hostile.git(&["init", "--quiet", "--initial-branch=main"], b"");
        hostile.files();
        hostile.git(&["add", "shop", "texts"], b"");
        hostile.git(&["commit", "--quiet", "-m", "\u{1b}[31m::error::\u{202e}"], b"");
        hostile.git(&["branch", "base"], b"");
        hostile.git(&["gc", "--quiet"], b"");
        hostile.new_files();
        hostile.links();
        hostile.no_files();
        hostile.history();
        hostile.configuration();
        Some(hostile)
    }

    fn top(&self) -> PathBuf {
        fs::canonicalize(self.folder.path()).unwrap()
    }

    /// Where it is.
    pub fn repository(&self) -> PathBuf {
        self.top().join("repository")
    }

    /// What is none of its business.
    pub fn outside(&self) -> PathBuf {
        self.top().join("outside")
    }

    /// What would be there if anything had run.
    pub fn marker(&self) -> PathBuf {
        self.top().join("marker")
    }

    /// Everything that is there, with sizes and times: equal before and after, when nothing was written.
    pub fn state(&self) -> Vec<String> {
        let (mut out, mut rest) = (Vec::new(), vec![self.top()]);
        while let Some(at) = rest.pop() {
            let metadata = fs::symlink_metadata(&at).unwrap();
            let is_folder = metadata.is_dir();
            // Output that a test sends into the repository changes the time of its folder only.
            let modified = (!is_folder).then(|| metadata.modified().unwrap());
            out.push(format!("{at:?} {:?} {} {modified:?}", metadata.file_type(), if is_folder { 0 } else { metadata.len() }));
            if is_folder {
                rest.extend(fs::read_dir(&at).into_iter().flatten().map(|entry| entry.unwrap().path()));
            }
        }
        out.sort();
        out
    }

    fn git(&self, arguments: &[&str], input: &[u8]) -> String {
        let mut command = Command::new("git");
        command.current_dir(self.repository()).args(["-c", "user.name=a", "-c", "user.email=a@b"]).args(arguments);
        command.env("GIT_CONFIG_GLOBAL", "/dev/null").env("GIT_CONFIG_NOSYSTEM", "1");
        let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        child.stdin.take().unwrap().write_all(input).unwrap();
        let output = child.wait_with_output().unwrap();
        assert!(output.status.success(), "git {arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8_lossy(&output.stdout).trim_end().to_owned()
    }

    fn write(&self, path: impl AsRef<Path>, bytes: impl AsRef<[u8]>) {
        let path = self.repository().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }

    fn outside_files(&self) {
        let outside = self.outside();
        fs::create_dir_all(outside.join("venv/lib/python3.12/site-packages")).unwrap();
        fs::write(outside.join("venv/pyvenv.cfg"), "home = /usr/bin\n").unwrap();
        fs::write(outside.join("secret.py"), format!("import {SECRET}\n")).unwrap();
        fs::write(outside.join("secret.dna.yaml"), format!("dna: 1\nname: {SECRET}\nchecks: {{ level: L0 }}\n")).unwrap();
        fs::write(outside.join("ignore"), "*\n").unwrap();
        fs::write(outside.join("evil.inc"), "[core]\n\tfsmonitor = \"touch ../marker\"\n").unwrap();
        fs::create_dir_all(outside.join("git/objects")).unwrap();
        fs::create_dir_all(outside.join("git/refs/heads")).unwrap();
        fs::create_dir_all(outside.join("git/info")).unwrap();
        fs::write(outside.join("git/HEAD"), "ref: refs/heads/main\n").unwrap();
        fs::write(outside.join("git/info/exclude"), "*\n").unwrap();
    }

    /// Files that findings are about, with hostile names and texts.
    fn files(&self) {
        self.write("shop/__init__.py", "");
        self.write("shop/models.py", "class Order: ...\n");
        self.write("shop/views.py", "import shop.nothing\n");
        for (at, text) in TEXTS.iter().enumerate() {
            let json = serde_json::to_string(text).unwrap();
            self.write(format!("texts/{at}.json"), format!("{{{json}: 1, {json}: 2}}"));
            self.write(format!("texts/raw-{at}.yaml"), format!("? {json}\n: 1\n? {json}\n: 2\n"));
            self.write(
                format!("texts/{at}.md"),
                format!("[x](<nowhere/{}>)\n\n[{text}](#nowhere)\n", text.replace(['\n', '\r', '<', '>', '\0'], "")),
            );
            self.write(format!("texts/{at}.py"), format!("x = '{text}\nfrom shop import (\n"));
            self.write(format!("texts/{at}/package.json"), format!("{{\"main\": {json}, \"dependencies\": {{{json}: \"1\"}}}}"));
            self.write(
                format!("texts/{at}/pyproject.toml"),
                format!("[project]\nname = 'x'\nversion = '1'\nreadme = {json}\n[project]\n{text}\n"),
            );
            let name: Vec<u8> = text.bytes().filter(|byte| !matches!(byte, b'/' | 0)).collect();
            for (suffix, content) in [(".py", "import shop.nothing\n"), (".md", "[x](nowhere.md)\n"), (".json", "{")] {
                let mut name = name.clone();
                name.extend_from_slice(suffix.as_bytes());
                self.write(Path::new("texts/names").join(OsStr::from_bytes(&name)), content);
            }
        }
        self.write(Path::new("texts").join(OsStr::from_bytes(b"not-\xff\xfe-text.py")), "import shop.nothing\n");
        self.write(format!("texts/{}.py", "n".repeat(250)), "import shop.nothing\n");
        self.write("texts/long.py", format!("import shop.{}\n", "n".repeat(1 << 20)));
        self.write("texts/long.md", format!("[x]({})\n", "n".repeat(1 << 20)));
    }

    /// What the working tree has and no commit.
    fn new_files(&self) {
        self.write("shop/new.py", "import shop.nothing\n");
        self.write("texts/names/\u{1b}[31m::error::\u{202e}\n]]>new.md", "[x](nowhere.md)\n");
        self.write(".gitattributes", "* filter=x diff=x merge=x\n*.md text working-tree-encoding=x\n");
        for text in TEXTS {
            self.write(format!("texts/new-{}.json", text.len()), format!("{{{0}: 1, {0}: 2}}", serde_json::to_string(text).unwrap()));
        }
    }

    fn links(&self) {
        let (repository, outside) = (self.repository(), self.outside());
        for (name, target) in [
            ("out", outside.clone()),
            ("secret.py", outside.join("secret.py")),
            ("relative.py", PathBuf::from("../outside/secret.py")),
            ("secret.dna.yaml", outside.join("secret.dna.yaml")),
            ("dna", outside.clone()),
            (".venv", outside.join("venv")),
            (".ignore", outside.join("ignore")),
            ("loop", PathBuf::from("loop")),
            ("round-a.py", PathBuf::from("round-b.py")),
            ("round-b.py", PathBuf::from("round-a.py")),
            ("up", PathBuf::from("..")),
            ("here", PathBuf::from(".")),
            ("passwd.py", PathBuf::from("/etc/passwd")),
            ("proc.py", PathBuf::from("/proc/self/environ")),
            ("zero.py", PathBuf::from("/dev/zero")),
        ] {
            symlink(target, repository.join(name)).unwrap();
        }
        fs::create_dir(repository.join("linked")).unwrap();
        symlink(outside.join("ignore"), repository.join("linked/.gitignore")).unwrap();
        self.write("linked/a.py", "import shop.nothing\n");
    }

    /// What looks like files and is none, or none to be read.
    fn no_files(&self) {
        let repository = self.repository();
        for name in ["pipe.py", "pipe.dna.yaml", "shop/pyproject.toml"] {
            assert!(Command::new("mkfifo").arg(repository.join(name)).status().unwrap().success());
        }
        // Its path has to be short.
        let listener = UnixListener::bind(repository.join("s.json"));
        drop(listener);
        fs::create_dir(repository.join("locked")).unwrap();
        fs::set_permissions(repository.join("locked"), fs::Permissions::from_mode(0o000)).unwrap();
        for name in ["sparse.json", "sparse/.gitignore", "sparse/.gitattributes", "sparse.dna.yaml", "sparse/Dockerfile"] {
            self.write(name, "");
            fs::File::options().write(true).open(repository.join(name)).unwrap().set_len(200 << 20).unwrap();
        }
    }

    /// Commits and refs that nobody should follow.
    fn history(&self) {
        let object = |kind: &str, content: &[u8]| self.git(&["hash-object", "--literally", "-t", kind, "-w", "--stdin"], content);
        let commit =
            |tree: &str| object("commit", format!("tree {tree}\nauthor A <a@b> 1 +0000\ncommitter A <a@b> 1 +0000\n\nx\n").as_bytes());
        let mut id = object("blob", b"x");
        let mut mode = "100644";
        for _ in 0..10 {
            let bytes: Vec<u8> = (0..20).map(|at| u8::from_str_radix(&id[2 * at..2 * at + 2], 16).unwrap()).collect();
            let entry = |name: String| [format!("{mode} {name}\0").as_bytes(), &bytes].concat();
            let tree: Vec<u8> = (0..10).flat_map(|at| entry(format!("d{at}"))).collect();
            id = object("tree", &tree);
            mode = "40000";
        }
        let heads = self.repository().join(".git/refs/heads");
        fs::write(heads.join("bomb"), commit(&id) + "\n").unwrap();
        fs::write(heads.join("gone"), commit(&"1".repeat(40)) + "\n").unwrap();
        fs::write(heads.join("nonsense"), b"\x1b[31m\0\xff").unwrap();
        symlink(self.outside().join("secret.py"), heads.join("out")).unwrap();
        let packed = self.repository().join(".git/packed-refs");
        let good = fs::read(&packed).unwrap();
        fs::write(packed, [b"\xff\xfe\0\n^\n# pack-refs \x1b[31m\nzzz refs/heads/base\n".as_slice(), &good].concat()).unwrap();
        // A pack that ends in the middle beside the good one.
        let packs = self.repository().join(".git/objects/pack");
        let whole =
            fs::read_dir(&packs).unwrap().map(|entry| entry.unwrap().path()).find(|path| path.extension() == Some(OsStr::new("pack")));
        let bytes = fs::read(whole.unwrap()).unwrap();
        fs::write(packs.join("pack-1111111111111111111111111111111111111111.pack"), &bytes[..bytes.len() / 2]).unwrap();
        fs::write(packs.join("pack-1111111111111111111111111111111111111111.idx"), &bytes[..100]).unwrap();
    }

    /// Whatever could make git run something, or look elsewhere.
    fn configuration(&self) {
        let (git, marker, outside) = (self.repository().join(".git"), self.marker(), self.outside());
        let run = format!("touch {}", marker.display());
        let outside = outside.display();
        let text = format!(
            "[core]\n\trepositoryformatversion = 0\n\tfsmonitor = \"{run}\"\n\tsshCommand = \"{run}\"\n\thooksPath = hooks\n\tpager = \"{run}\"\n\
             \teditor = \"{run}\"\n\taskPass = \"{run}\"\n\tworktree = {outside}\n\tattributesFile = {outside}/ignore\n\texcludesFile = {outside}/ignore\n\
             \tgitProxy = \"{run}\"\n\talternateRefsCommand = \"{run}\"\n[diff]\n\texternal = \"{run}\"\n[diff \"x\"]\n\ttextconv = \"{run}\"\n\
             \tcommand = \"{run}\"\n[filter \"x\"]\n\tsmudge = \"{run}\"\n\tclean = \"{run}\"\n\tprocess = \"{run}\"\n\trequired = true\n\
             [merge \"x\"]\n\tdriver = \"{run}\"\n[include]\n\tpath = {outside}/evil.inc\n[includeIf \"gitdir:**\"]\n\tpath = {outside}/evil.inc\n\
             [alias]\n\tcheck = !{run}\n\tstatus = !{run}\n[url \"ext::sh -c {run}\"]\n\tinsteadOf = https://\n[protocol \"ext\"]\n\tallow = always\n\
             [credential]\n\thelper = !{run}\n[gpg]\n\tprogram = \"{run}\"\n[extensions]\n\tpartialClone = origin\n[remote \"origin\"]\n\
             \turl = ext::sh -c {run}\n\tpromisor = true\n[uploadpack]\n\tpackObjectsHook = \"{run}\"\n"
        );
        fs::write(git.join("config"), text).unwrap();
        fs::create_dir_all(git.join("hooks")).unwrap();
        for hook in ["pre-commit", "post-checkout", "post-index-change", "fsmonitor-watchman", "reference-transaction", "pre-auto-gc"] {
            fs::write(git.join("hooks").join(hook), format!("#!/bin/sh\n{run}\n")).unwrap();
            fs::set_permissions(git.join("hooks").join(hook), fs::Permissions::from_mode(0o755)).unwrap();
        }
        fs::create_dir_all(git.join("info")).unwrap();
        let _ = fs::remove_file(git.join("info/exclude"));
        symlink(self.outside().join("ignore"), git.join("info/exclude")).unwrap();
    }
}

impl Drop for Hostile {
    fn drop(&mut self) {
        // Nobody but root could remove it else.
        let _ = fs::set_permissions(self.repository().join("locked"), fs::Permissions::from_mode(0o755));
    }
}
