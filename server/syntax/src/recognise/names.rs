//! The language that a name, an editor's id or a first line tells.

use workspace::RelPath;

use crate::kind::Language;

pub(super) fn by_name(path: &RelPath, name: &str, text: &str) -> Option<Language> {
    let lower = name.to_ascii_lowercase();
    let exact = match lower.as_str() {
        "dockerfile" | "containerfile" => Some(Language::Dockerfile),
        "go.mod" => Some(Language::GoMod),
        "cargo.lock" | "poetry.lock" | "uv.lock" | "pdm.lock" | "pipfile" => Some(Language::Toml),
        "pipfile.lock" | "composer.lock" | ".prettierrc" | ".watchmanconfig" => Some(Language::Json),
        ".babelrc" | ".eslintrc" | ".jshintrc" | ".swcrc" | ".jscsrc" | "bun.lock" => Some(Language::Jsonc),
        ".clang-format" | ".clang-tidy" | ".clangd" => Some(Language::Yaml),
        "gemfile" | "rakefile" | "guardfile" | "vagrantfile" | "capfile" | "podfile" | "brewfile" | "fastfile" | "dangerfile"
        | "berksfile" | "thorfile" | "puppetfile" => Some(Language::Ruby),
        ".bashrc" | ".bash_profile" | ".bash_aliases" | ".bash_login" | ".bash_logout" | ".profile" | ".envrc" | "pkgbuild"
        | "apkbuild" => Some(Language::Bash),
        "makefile" | "gnumakefile" | "kbuild" => Some(Language::Make),
        "cmakelists.txt" => Some(Language::CMake),
        ".terraform.lock.hcl" => Some(Language::Hcl),
        "setup.cfg" | ".editorconfig" | ".gitconfig" | ".gitmodules" | ".flake8" | ".coveragerc" | ".pylintrc" | "pylintrc"
        | ".pydocstyle" | ".pycodestyle" | ".bumpversion.cfg" | ".isort.cfg" | ".style.yapf" | ".importlinter" => Some(Language::Ini),
        _ => None,
    };
    if exact.is_some() {
        // These two may also be written in YAML; nothing is said of them then.
        return exact;
    }
    if lower.starts_with("dockerfile.") || lower.starts_with("containerfile.") {
        let extension = path.extension().unwrap_or_default().to_ascii_lowercase();
        let other = by_extension(path.extension().unwrap_or_default());
        return if other == Some(Language::Jinja) {
            other
        } else if is_template_suffix(&lower) {
            Some(Language::Other)
        } else if (other.is_some() || names_another_format(&extension)) && !starts_a_build(text) {
            // `dockerfile.vim` is about Dockerfiles; `Dockerfile.go` may well be one.
            other
        } else {
            Some(Language::Dockerfile)
        };
    }
    by_extension(path.extension()?)
}

fn by_extension(written: &str) -> Option<Language> {
    Some(match written.to_ascii_lowercase().as_str() {
        "py" | "pyw" => Language::Python,
        "pyi" => Language::PythonStub,
        "js" | "mjs" | "cjs" | "jsx" => Language::JavaScript,
        "ts" | "mts" | "cts" => Language::TypeScript,
        "tsx" => Language::Tsx,
        "rs" => Language::Rust,
        "go" => Language::Go,
        "yaml" | "yml" => Language::Yaml,
        "json" | "webmanifest" | "geojson" | "ipynb" | "har" | "importmap" => Language::Json,
        "jsonc" | "code-workspace" | "code-snippets" => Language::Jsonc,
        "toml" => Language::Toml,
        "md" | "markdown" | "mkd" => Language::Markdown,
        "dockerfile" | "containerfile" => Language::Dockerfile,
        "j2" | "jinja" | "jinja2" => Language::Jinja,
        "java" => Language::Java,
        "kt" | "kts" => Language::Kotlin,
        "c" | "h" if matches!(written, "C" | "H") => Language::Cpp,
        "c" | "h" => Language::C,
        "cc" | "cpp" | "cxx" | "c++" | "hh" | "hpp" | "hxx" | "h++" | "ipp" | "tpp" | "inl" => Language::Cpp,
        "cs" => Language::CSharp,
        "rb" | "rake" | "gemspec" | "ru" | "podspec" | "jbuilder" | "rbi" => Language::Ruby,
        "php" | "phtml" => Language::Php,
        "sh" | "bash" | "ebuild" | "eclass" => Language::Bash,
        "xml" | "svg" | "xsd" | "xsl" | "xslt" | "wsdl" | "rng" | "csproj" | "vbproj" | "fsproj" | "vcxproj" | "nuspec" | "resx"
        | "xaml" | "qrc" | "xlf" | "xliff" | "gpx" | "kml" | "rss" | "atom" | "gir" | "iml" => Language::Xml,
        "html" | "htm" => Language::Html,
        "css" => Language::Css,
        "mk" => Language::Make,
        "tf" | "tofu" | "tfvars" | "hcl" | "nomad" => Language::Hcl,
        "proto" => Language::Protobuf,
        "graphql" | "gql" | "graphqls" => Language::GraphQl,
        "sql" => Language::Sql,
        "ini" | "desktop" | "service" | "socket" | "timer" | "mount" | "automount" | "swap" | "slice" | "netdev" | "nspawn" => {
            Language::Ini
        }
        "cmake" => Language::CMake,
        "nix" => Language::Nix,
        _ => return None,
    })
}

/// Extensions of what is written about Dockerfiles, or made from one, in formats that are not read here.
fn names_another_format(extension: &str) -> bool {
    matches!(
        extension,
        "adoc"
            | "bak"
            | "c"
            | "cc"
            | "cs"
            | "css"
            | "diff"
            | "el"
            | "erl"
            | "ex"
            | "exs"
            | "gif"
            | "h"
            | "hs"
            | "html"
            | "java"
            | "jl"
            | "jpg"
            | "kt"
            | "lang"
            | "less"
            | "lock"
            | "log"
            | "lua"
            | "mdx"
            | "ml"
            | "nix"
            | "orig"
            | "out"
            | "patch"
            | "php"
            | "pl"
            | "plist"
            | "png"
            | "ps1"
            | "rb"
            | "rej"
            | "rst"
            | "scm"
            | "scss"
            | "sh"
            | "snippets"
            | "sublime-syntax"
            | "svg"
            | "swift"
            | "tmlanguage"
            | "txt"
            | "vim"
            | "vue"
            | "xml"
            | "zip"
    )
}

/// Whether the first instruction is one that a Dockerfile begins with. Python's `from a import b` is none.
fn starts_a_build(text: &str) -> bool {
    let first = text.lines().map(str::trim).find(|line| !line.is_empty() && !line.starts_with('#')).unwrap_or_default();
    let mut words = first.split_whitespace();
    let instruction = words.next().unwrap_or_default().to_ascii_uppercase();
    let arguments: Vec<&str> = words.filter(|word| !word.starts_with("--")).collect();
    match (instruction.as_str(), arguments.as_slice()) {
        ("FROM", [_]) => true,
        ("FROM", [_, middle, _]) => middle.eq_ignore_ascii_case("as"),
        ("ARG", [_, ..]) => true,
        _ => false,
    }
}

fn is_template_suffix(lower: &str) -> bool {
    [".tmpl", ".tpl", ".template", ".erb", ".in", ".mustache", ".hbs", ".ejs", ".dockerignore"].iter().any(|suffix| lower.ends_with(suffix))
}

pub(super) fn by_hint(hint: &str) -> Option<Language> {
    Some(match hint {
        "python" => Language::Python,
        "javascript" | "javascriptreact" => Language::JavaScript,
        "typescript" => Language::TypeScript,
        "typescriptreact" => Language::Tsx,
        "rust" => Language::Rust,
        "go" => Language::Go,
        "go.mod" | "gomod" => Language::GoMod,
        "yaml" | "dockercompose" | "github-actions-workflow" => Language::Yaml,
        "json" => Language::Json,
        "jsonc" => Language::Jsonc,
        "toml" => Language::Toml,
        "markdown" => Language::Markdown,
        "dockerfile" => Language::Dockerfile,
        "jinja" | "jinja-html" => Language::Jinja,
        "java" => Language::Java,
        "kotlin" => Language::Kotlin,
        "c" => Language::C,
        "cpp" => Language::Cpp,
        "csharp" => Language::CSharp,
        "ruby" => Language::Ruby,
        "php" => Language::Php,
        "shellscript" | "sh" | "bash" => Language::Bash,
        "xml" | "xsl" => Language::Xml,
        "html" => Language::Html,
        "css" => Language::Css,
        "makefile" => Language::Make,
        "terraform" | "hcl" | "tf" | "opentofu" => Language::Hcl,
        "proto" | "proto3" => Language::Protobuf,
        "graphql" => Language::GraphQl,
        "sql" => Language::Sql,
        "ini" => Language::Ini,
        "cmake" => Language::CMake,
        "nix" => Language::Nix,
        _ => return None,
    })
}

pub(super) fn by_shebang(text: &str) -> Option<Language> {
    let line = text.lines().next()?.strip_prefix("#!")?;
    let program = line
        .split_whitespace()
        .map(|word| word.rsplit('/').next().unwrap_or(word))
        .find(|word| *word != "env" && !word.starts_with('-'))?;
    match program.trim_end_matches(|c: char| c.is_ascii_digit() || c == '.') {
        "python" => Some(Language::Python),
        "node" => Some(Language::JavaScript),
        "ruby" => Some(Language::Ruby),
        "php" => Some(Language::Php),
        "sh" | "bash" | "dash" | "ash" if !restarts(text) => Some(Language::Bash),
        _ => None,
    }
}

/// Whether a shell script only starts the program that reads the rest of it.
fn restarts(text: &str) -> bool {
    text.lines().take(20).map(str::trim_start).any(|line| line.starts_with("exec ") && line.contains("$0"))
}
