//! What a document is, from its place and its content. The one place where that is decided.
//!
//! Names alone are not believed: a `deploy.yml` below `.github/workflows` is a workflow whatever a
//! catalogue says of the name, and YAML below a chart's `templates` is not YAML at all.

use workspace::RelPath;

use crate::braces::has_unquoted_braces;
use crate::kind::{DocumentKind, Language, Role, Templating};

/// Decides what the document at `path` with this text is. `hint` is an editor's language id, which only
/// counts where the name says nothing.
pub fn recognise(path: &RelPath, hint: Option<&str>, text: &str) -> DocumentKind {
    let name = path.name();
    let by_name = by_name(path, name, text);
    let language = match by_name {
        // A script for another shell, or another program, may have this ending too.
        Some(Language::Bash) if text.starts_with("#!") => by_shebang(text).unwrap_or(Language::Other),
        Some(language) => language,
        None => hint.and_then(by_hint).or_else(|| by_shebang(text)).unwrap_or(Language::Other),
    };
    let language = by_content(language, path, text);
    let language = if language == Language::Other && text.trim_start().starts_with("<?php") { Language::Php } else { language };
    let kind = DocumentKind::plain(language);
    // cookiecutter and copier: the very path is a template, so the text is one too.
    if path.as_str().contains("{{") || path.as_str().contains("{%") {
        return kind.with_templating(Templating::Jinja);
    }
    let kind = match language {
        Language::Yaml => return yaml(path, name, text),
        Language::Json | Language::Jsonc => json(path, name, text, language),
        Language::Toml => kind.with_role(toml_role(name)),
        Language::GoMod => kind.with_role(Role::GoMod),
        Language::Other | Language::Ini | Language::Make => kind.with_role(text_role(path, name)),
        // Generators keep such files in the language of what they make.
        _ if language.takes_any_bytes() && is_filled_in(path, text) => return kind.with_templating(Templating::Other),
        _ => kind,
    };
    kind.with_templating(if has_unquoted_braces(kind.language, text) { Templating::Jinja } else { Templating::None })
}

fn by_name(path: &RelPath, name: &str, text: &str) -> Option<Language> {
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

fn by_hint(hint: &str) -> Option<Language> {
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

fn by_shebang(text: &str) -> Option<Language> {
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

/// What the text makes of a language that only its name has told. A file whose bytes are not read yet has none.
fn by_content(language: Language, path: &RelPath, text: &str) -> Language {
    let starts_with_tag = || text.trim_start_matches('\u{feff}').trim_start().starts_with('<');
    match language {
        // Qt's translations, where everybody else has TypeScript.
        Language::TypeScript if path.extension() == Some("ts") && is_qt_translation(text) => Language::Xml,
        // Old property lists, properties, configurations of anything bear these names too.
        Language::Other if path.extension().is_some_and(|extension| MAYBE_XML.contains(&extension)) && starts_with_tag() => Language::Xml,
        // What does not begin with a tag is no document, whatever it is.
        Language::Xml if !text.trim().is_empty() && !starts_with_tag() => Language::Other,
        // systemd's units; D-Bus and others have files of these names in forms of their own.
        Language::Ini if path.extension().is_some_and(|extension| UNITS.contains(&extension)) && !is_unit(text) => Language::Other,
        Language::Ini if path.extension() == Some("desktop") && !text.contains("[Desktop Entry]") => Language::Other,
        _ => language,
    }
}

/// Extensions of XML that other formats have as well.
const MAYBE_XML: [&str; 16] =
    ["plist", "ui", "glade", "props", "targets", "pom", "xhtml", "config", "rdf", "owl", "opf", "ncx", "storyboard", "xib", "mm", "sch"];

/// Extensions of systemd's units that are checked.
const UNITS: [&str; 10] = ["service", "socket", "timer", "mount", "automount", "swap", "slice", "netdev", "nspawn", "path"];

fn is_qt_translation(text: &str) -> bool {
    let start = text.trim_start_matches('\u{feff}').trim_start();
    start.starts_with("<!DOCTYPE TS") || start.starts_with("<TS ") || start.starts_with("<?xml") && start.contains("<TS")
}

fn is_unit(text: &str) -> bool {
    ["[Unit]", "[Service]", "[Socket]", "[Timer]", "[Mount]", "[Install]", "[Swap]", "[Slice]", "[NetDev]", "[Exec]"]
        .iter()
        .any(|section| text.contains(section))
}

fn toml_role(name: &str) -> Role {
    match name {
        "pyproject.toml" => Role::Pyproject,
        "Cargo.toml" => Role::CargoToml,
        "Pipfile" => Role::PythonRequirements,
        _ if name.ends_with(".lock") => Role::Lock,
        _ => Role::Plain,
    }
}

fn text_role(path: &RelPath, name: &str) -> Role {
    let in_requirements = path.parent().is_some_and(|folder| folder.name() == "requirements");
    match name {
        "setup.cfg" => Role::PythonRequirements,
        "Makefile" | "makefile" | "GNUmakefile" => Role::Makefile,
        _ if name.ends_with(".mk") => Role::Makefile,
        "CODEOWNERS" if path.parent().is_some_and(|folder| matches!(folder.as_str(), "" | "docs" | ".github" | ".gitlab" | ".gitea")) => {
            Role::Codeowners
        }
        "METADATA" if path.parent().is_some_and(|folder| folder.name().ends_with(".dist-info")) => Role::DistInfo,
        _ if name.ends_with(".txt") && (in_requirements || name.contains("requirements")) => Role::PythonRequirements,
        _ => Role::Plain,
    }
}

fn json(path: &RelPath, name: &str, text: &str, language: Language) -> DocumentKind {
    let kind = DocumentKind::plain(language);
    let comments = DocumentKind::plain(Language::Jsonc);
    let starts = |prefix: &str| name.starts_with(prefix) && name.ends_with(".json");
    if starts("tsconfig") || starts("jsconfig") {
        return comments.with_role(Role::Tsconfig);
    }
    let folder = path.parent().unwrap_or_else(RelPath::root);
    let editor = matches!(folder.name(), ".vscode" | ".devcontainer" | ".zed");
    let tolerant = matches!(
        name,
        "tslint.json"
            | "api-extractor.json"
            | "turbo.json"
            | "biome.json"
            | "deno.json"
            | "nx.json"
            | "project.json"
            | ".eslintrc.json"
            | ".jshintrc"
            | ".swcrc"
            | "language-configuration.json"
            | ".markdownlint.json"
            | "typedoc.json"
            | "rush.json"
            | "common-versions.json"
            | "wrangler.json"
            | "knip.json"
            | "lerna.json"
            | "angular.json"
            | "pyrightconfig.json"
            | ".oxlintrc.json"
    );
    if matches!(name, "devcontainer.json" | ".devcontainer.json") {
        return comments.with_role(Role::DevContainer);
    }
    let start = text.trim_start();
    if editor || tolerant || start.starts_with("//") || start.starts_with("/*") {
        return comments;
    }
    let role = match name {
        "package.json" => Role::PackageJson,
        "package-lock.json" | "npm-shrinkwrap.json" | "Pipfile.lock" | "composer.lock" => Role::Lock,
        "manifest.json" if text.contains("\"domain\"") && text.contains("\"codeowners\"") => Role::HomeAssistantManifest,
        _ if name.ends_with(".dna.json") => Role::DnaGenerator,
        _ if text.contains("json-schema.org/") && text.contains("\"$schema\"") => Role::JsonSchema,
        _ if text.contains("\"openapi\"") && text.contains("\"paths\"") || text.contains("\"swagger\"") && text.contains("\"paths\"") => {
            Role::OpenApi
        }
        _ if text.contains("\"apiVersion\"") && text.contains("\"kind\"") => Role::Kubernetes,
        _ => Role::Plain,
    };
    kind.with_role(role)
}

fn yaml(path: &RelPath, name: &str, text: &str) -> DocumentKind {
    let kind = DocumentKind::plain(Language::Yaml);
    let folder = path.parent().unwrap_or_else(RelPath::root);
    let below = |part: &str| folder.parts().any(|at| at == part);
    if below("templates") && text.contains("{{") && !text.contains("${{") {
        return kind.with_role(Role::HelmTemplate).with_templating(Templating::Go);
    }
    let templating = if has_unquoted_braces(Language::Yaml, text) {
        let go = ["{{-", "{{ .", "{{.", "{{ if ", "{{ range", "{{ end", "{{ $", "{{if ", "{{ include", "{{ template"]
            .iter()
            .any(|mark| text.contains(mark));
        if go { Templating::Go } else { Templating::Jinja }
    } else if text.contains("<%") && text.contains("%>") {
        Templating::Other
    } else {
        Templating::None
    };
    let keys = TopKeys::of(text);
    let role = if folder.as_str().ends_with(".github/workflows")
        || folder.as_str().ends_with(".gitea/workflows")
        || folder.as_str().ends_with(".forgejo/workflows")
    {
        Role::Workflow
    } else if matches!(name, "action.yml" | "action.yaml") && keys.has("runs") {
        Role::Action
    } else if name.ends_with(".dna.yaml") || name.ends_with(".dna.yml") {
        if keys.has("dna") { Role::Dna } else { Role::DnaGenerator }
    } else if matches!(name, "kustomization.yaml" | "kustomization.yml" | "Kustomization") {
        Role::Kustomization
    } else if name == "Chart.yaml" && keys.has("apiVersion") {
        Role::HelmChart
    } else if name.starts_with("values") && !keys.has("apiVersion") {
        Role::HelmValues
    } else if is_compose_name(name) && (keys.has("services") || keys.has("include")) {
        Role::Compose
    } else if name == ".gitlab-ci.yml" {
        Role::GitlabCi
    } else if name.starts_with("dependabot.") && below(".github") {
        Role::Dependabot
    } else if matches!(name, "mkdocs.yml" | "mkdocs.yaml") && keys.has("site_name") {
        Role::MkDocs
    } else if name.starts_with(".pre-commit-config.") {
        Role::PreCommit
    } else if matches!(name, "pnpm-lock.yaml" | "conda-lock.yml") {
        Role::Lock
    } else if keys.has("openapi") || keys.has("swagger") && keys.has("paths") {
        Role::OpenApi
    } else if keys.has("apiVersion") && keys.has("kind") {
        Role::Kubernetes
    } else {
        Role::Plain
    };
    kind.with_role(role).with_templating(templating)
}

fn is_compose_name(name: &str) -> bool {
    let stem = name.trim_end_matches(".yaml").trim_end_matches(".yml");
    stem == "compose"
        || stem == "docker-compose"
        || stem.starts_with("compose.")
        || stem.starts_with("docker-compose.")
        || stem.contains("docker-compose")
        || stem.ends_with(".compose")
}

/// The keys at the left edge of a YAML text, all its documents together, found without parsing it.
struct TopKeys<'a>(Vec<&'a str>);

impl<'a> TopKeys<'a> {
    fn of(text: &'a str) -> TopKeys<'a> {
        // No document needs more than its first part to say what it is.
        let keys = text.lines().take(4000).filter_map(|line| {
            let first = line.bytes().next()?;
            if matches!(first, b' ' | b'\t' | b'#' | b'-' | b'%' | b'{' | b'[') {
                return None;
            }
            let (key, rest) = line.split_once(':')?;
            (rest.is_empty() || rest.starts_with([' ', '\t'])).then(|| key.trim().trim_matches(['"', '\'']))
        });
        TopKeys(keys.collect())
    }

    fn has(&self, key: &str) -> bool {
        self.0.contains(&key)
    }
}

/// Whether a source text has places that a generator fills in first.
fn is_filled_in(path: &RelPath, text: &str) -> bool {
    let folder = path.parent().unwrap_or_else(RelPath::root);
    let among_templates = || folder.parts().any(|part| matches!(part, "template" | "templates" | "archetype-resources" | "skeleton"));
    let marked = ["<%", "{{", "{%", "${"].iter().any(|mark| text.contains(mark));
    marked && among_templates()
        || text.contains("{% ") && text.lines().any(|line| line.trim_start().starts_with("{% ") && line.contains("%}"))
}

/// Whether a shell script only starts the program that reads the rest of it.
fn restarts(text: &str) -> bool {
    text.lines().take(20).map(str::trim_start).any(|line| line.starts_with("exec ") && line.contains("$0"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kind(path: &str, text: &str) -> (Language, Role, Templating) {
        let kind = recognise(&RelPath::new(path), None, text);
        (kind.language, kind.role, kind.templating)
    }

    #[test]
    fn place_and_content_decide() {
        use Templating::None as Plain;
        assert_eq!(kind(".github/workflows/deploy.yml", "on: push\njobs: {}\n"), (Language::Yaml, Role::Workflow, Plain));
        assert_eq!(kind("deploy.yml", "apiVersion: v1\nkind: Service\n"), (Language::Yaml, Role::Kubernetes, Plain));
        assert_eq!(kind("compose.prod.yaml", "services: {}\n"), (Language::Yaml, Role::Compose, Plain));
        assert_eq!(kind("compose.yaml", "title: a poem\n"), (Language::Yaml, Role::Plain, Plain));
        assert_eq!(kind("tsconfig.build.json", "{}"), (Language::Jsonc, Role::Tsconfig, Plain));
        assert_eq!(kind("x.dna.yaml", "dna: 1\n"), (Language::Yaml, Role::Dna, Plain));
        assert_eq!(kind("x.dna.yaml", "id: x\n"), (Language::Yaml, Role::DnaGenerator, Plain));
        assert_eq!(kind("bin/run", "#!/usr/bin/env -S python3.12\n"), (Language::Python, Role::Plain, Plain));
        assert_eq!(kind("docker/Dockerfile.dev", ""), (Language::Dockerfile, Role::Plain, Plain));
    }

    #[test]
    fn what_is_about_dockerfiles_is_none() {
        let language = |path: &str, text: &str| kind(path, text).0;
        assert_eq!(language("syntax/dockerfile.vim", "\" Vim syntax file\nif exists('x')\n"), Language::Other);
        assert_eq!(language("docs/Dockerfile.md", "# Dockerfile\n\nFrom here on\n"), Language::Markdown);
        assert_eq!(language("parse/dockerfile.py", "from x import y\n"), Language::Python);
        assert_eq!(language("parse/dockerfile.py", "import x\n"), Language::Python);
        assert_eq!(language("languages/dockerfile.js", "export default {}\n"), Language::JavaScript);
        assert_eq!(language("Dockerfile.patch", "--- a/Dockerfile\n+++ b/Dockerfile\n"), Language::Other);
        assert_eq!(language("Dockerfile.j2", "FROM {{ base }}\n"), Language::Jinja);
        assert_eq!(language("Dockerfile.tmpl", "FROM {{ base }}\n"), Language::Other);
        assert_eq!(language("Dockerfile.go", "# syntax=docker/dockerfile:1\nFROM golang AS build\n"), Language::Dockerfile);
        assert_eq!(language("Dockerfile.rb", "ARG V=3\nFROM ruby:$V\n"), Language::Dockerfile);
        assert_eq!(language("Dockerfile.alpine", "FORM alpine\n"), Language::Dockerfile);
    }

    #[test]
    fn one_name_of_several_formats_is_told_by_the_text() {
        for (path, text, expected) in [
            ("i18n/de.ts", "<?xml version=\"1.0\"?>\n<!DOCTYPE TS>\n<TS version=\"2.1\"/>", Language::Xml),
            ("src/a.ts", "export const a = 1;", Language::TypeScript),
            ("Info.plist", "<plist/>", Language::Xml),
            ("Old.plist", "{ a = 1; }", Language::Other),
            ("log.props", "a=b", Language::Other),
            ("Directory.Build.props", "<Project/>", Language::Xml),
            ("a.xml", "not at all", Language::Other),
            ("a.service", "[Unit]\nA=b\n", Language::Ini),
            ("org.x.service", "[D-BUS Service]\nName=x\n", Language::Other),
            ("GNUmakefile", "", Language::Make),
            ("Makefile.am", "", Language::Other),
            ("Makefile.in", "", Language::Other),
            ("a.cmake.in", "", Language::Other),
            ("main.tf", "", Language::Hcl),
            ("main.tf.json", "{}", Language::Json),
            ("a.scss", "", Language::Other),
        ] {
            assert_eq!(kind(path, text).0, expected, "{path}");
        }
        assert_eq!(kind("setup.cfg", ""), (Language::Ini, Role::PythonRequirements, Templating::None));
    }

    #[test]
    fn templates_are_told_from_what_they_make() {
        assert_eq!(kind("chart/templates/a.yaml", "a: {{ .Values.a }}\n").2, Templating::Go);
        assert_eq!(kind("a.yaml", "{{- if .Values.x }}\na: 1\n{{- end }}\n").2, Templating::Go);
        assert_eq!(kind("a.yml", "{% if x %}\na: 1\n{% endif %}\n").2, Templating::Jinja);
        assert_eq!(kind("a.yml", "a: {{ x }}\n").2, Templating::Jinja);
        assert_eq!(kind("play.yml", "a: \"{{ x }}\"\n").2, Templating::None);
        assert_eq!(kind("play.yml", "a: \"{{ x }}:{{ y }}\"\nb: '{{ x }}: {{ y }}'\n").2, Templating::None);
        assert_eq!(kind("play.yml", "- a: >-\n    {{ x }}\n    {% if y %}\n  b: 1\n").2, Templating::None);
        assert_eq!(kind("play.yml", "- a: >-\n    {{ x }}\n  b: {{ y }}\n").2, Templating::Jinja);
        assert_eq!(kind(".github/workflows/a.yml", "env:\n  a: ${{ github.sha }}\n").2, Templating::None);
        assert_eq!(kind("{{cookiecutter.name}}/setup.py", "x = {{ y }}").2, Templating::Jinja);
    }
}
