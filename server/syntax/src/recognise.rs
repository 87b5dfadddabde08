//! What a document is, from its place and its content. The one place where that is decided.
//!
//! Names alone are not believed: a `deploy.yml` below `.github/workflows` is a workflow whatever a
//! catalogue says of the name, and YAML below a chart's `templates` is not YAML at all.

mod documents;
mod names;

use workspace::RelPath;

use crate::braces::has_unquoted_braces;
use crate::kind::{DocumentKind, Language, Role, Templating};
use documents::{json, yaml};
use names::{by_hint, by_name, by_shebang};

/// Decides what the document at `path` with this text is. `hint` is an editor's language id, which only
/// counts where the name says nothing.
pub fn recognise(path: &RelPath, hint: Option<&str>, text: &str) -> DocumentKind {
    let name = path.name();
    let by_name = by_name(path, name, text);
    let language = match by_name {
        // A script for another shell, or another program, may have this ending too.
        Some(Language::Bash) if text.starts_with("#!") => by_shebang(text).unwrap_or(Language::Other),
        // Bundler calls what it makes after the program that this starts. A shell in this place starts the rest of the same file.
        Some(language @ (Language::Python | Language::Ruby | Language::Php | Language::JavaScript)) => {
            by_shebang(text).filter(|first| *first != Language::Bash).unwrap_or(language)
        }
        Some(language) => language,
        // What a generator fills in, or shows, begins as what comes of it.
        None if path.extension().is_some_and(|extension| FILLED_IN.contains(&extension)) => {
            hint.and_then(by_hint).unwrap_or(Language::Other)
        }
        None => hint.and_then(by_hint).or_else(|| by_shebang(text)).unwrap_or(Language::Other),
    };
    let language = by_content(language, path, text);
    let language = if language == Language::Other && text.trim_start().starts_with("<?php") { Language::Php } else { language };
    let kind = DocumentKind::plain(language);
    // cookiecutter and copier: the very path is a template, so the text is one too.
    if path.as_str().contains("{{") || path.as_str().contains("{%") {
        return kind.with_templating(Templating::Jinja);
    }
    // Hugo and others fill in scripts, styles and data too.
    if !matches!(language, Language::Yaml | Language::Markdown | Language::Other) && starts_as_template(text) {
        return kind.with_templating(Templating::Go);
    }
    let kind = match language {
        Language::Yaml => return yaml(path, name, text),
        Language::Json | Language::Jsonc => json(path, name, text, language),
        Language::Toml => kind.with_role(toml_role(name)),
        Language::GoMod => kind.with_role(Role::GoMod),
        Language::Other if crate::helm::is_text_template(path, text) => {
            return kind.with_role(Role::HelmTemplate).with_templating(Templating::Go);
        }
        Language::Other | Language::Ini | Language::Make => kind.with_role(text_role(path, name, text)),
        // Generators keep such files in the language of what they make.
        _ if language.takes_any_bytes() && is_filled_in(path, text) => return kind.with_templating(Templating::Other),
        _ => kind,
    };
    kind.with_templating(if has_unquoted_braces(kind.language, text) { Templating::Jinja } else { Templating::None })
}

/// What the text makes of a language that only its name has told. A file whose bytes are not read yet has none.
fn by_content(language: Language, path: &RelPath, text: &str) -> Language {
    let starts_with_tag = || text.trim_start_matches('\u{feff}').trim_start().starts_with('<');
    match language {
        _ if is_terminal_output(text) => Language::Other,
        // Qt's translations, where everybody else has TypeScript.
        Language::TypeScript if path.extension() == Some("ts") && is_qt_translation(text) => Language::Xml,
        // Old property lists, properties, configurations of anything bear these names too.
        Language::Other if path.extension().is_some_and(|extension| MAYBE_XML.contains(&extension)) && starts_with_tag() => Language::Xml,
        // Charts of Helm and others keep what Go fills in under this name.
        Language::Jinja if is_filled_in_by_go(text) => Language::Other,
        // What does not begin with a tag is no document, whatever it is.
        Language::Xml if !text.trim().is_empty() && !starts_with_tag() => Language::Other,
        // systemd's units; D-Bus and others have files of these names in forms of their own.
        Language::Ini if path.extension().is_some_and(|extension| UNITS.contains(&extension)) && !is_unit(text) => Language::Other,
        Language::Ini if path.extension() == Some("desktop") && !text.contains("[Desktop Entry]") => Language::Other,
        _ => language,
    }
}

/// Extensions of texts that are no scripts, whatever they begin with.
const FILLED_IN: [&str; 6] = ["in", "template", "tmpl", "tpl", "txt", "erb"];

/// Extensions of XML that other formats have as well.
const MAYBE_XML: [&str; 16] =
    ["plist", "ui", "glade", "props", "targets", "pom", "xhtml", "config", "rdf", "owl", "opf", "ncx", "storyboard", "xib", "mm", "sch"];

/// Extensions of systemd's units that are checked.
const UNITS: [&str; 10] = ["service", "socket", "timer", "mount", "automount", "swap", "slice", "netdev", "nspawn", "path"];

/// Whether a text is what a terminal was sent, of a program that shows the language of its name in colours.
fn is_terminal_output(text: &str) -> bool {
    // Every text is asked: what comes first, an escape or the end of these lines, is seen without looking at lines.
    let first = memchr::memchr2_iter(b'\n', b'\x1b', text.as_bytes()).take(50).find(|at| text.as_bytes()[*at] == b'\x1b');
    if first.is_none() {
        return false;
    }
    let lines = || text.lines().take(50);
    lines().filter(|line| line.contains("\u{1b}[")).count() * 2 > lines().count()
}

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

fn text_role(path: &RelPath, name: &str, text: &str) -> Role {
    // `requirements/dev.txt`, and `requirements/extras/redis.txt`.
    let folders = || std::iter::successors(path.parent(), |folder| folder.parent());
    let in_requirements = folders().take(2).any(|folder| folder.name() == "requirements");
    match name {
        "setup.cfg" | "tox.ini" => Role::PythonRequirements,
        "Makefile" | "makefile" | "GNUmakefile" => Role::Makefile,
        _ if name.ends_with(".mk") => Role::Makefile,
        "CODEOWNERS" if path.parent().is_some_and(|folder| matches!(folder.as_str(), "" | "docs" | ".github" | ".gitlab" | ".gitea")) => {
            Role::Codeowners
        }
        "METADATA" if path.parent().is_some_and(|folder| folder.name().ends_with(".dist-info")) => Role::DistInfo,
        _ if crate::dotenv::is_dotenv(path, text) => Role::DotEnv,
        _ if name.ends_with(".txt") && (in_requirements || name.contains("requirements")) => Role::PythonRequirements,
        _ => Role::Plain,
    }
}

/// Whether a tag of a template begins with a field or calls a function without parentheses: Go's do, and Jinja's cannot.
fn is_filled_in_by_go(text: &str) -> bool {
    text.split("{{").skip(1).any(|tag| {
        let tag = tag.strip_prefix('-').unwrap_or(tag).trim_start();
        tag.starts_with('.') || tag.starts_with("include \"") || tag.starts_with("template \"")
    })
}

/// Whether a text begins with an action of Go's templates.
fn starts_as_template(text: &str) -> bool {
    let inside = text.trim_start_matches('\u{feff}').trim_start().strip_prefix("{{").unwrap_or_default();
    let action = inside.strip_prefix('-').unwrap_or(inside).trim_start();
    inside.starts_with('-')
        || ["$", "/*", "if ", "with ", "range ", "define ", "block ", "template "].iter().any(|start| action.starts_with(start))
}

/// Whether a source text has places that a generator fills in first.
fn is_filled_in(path: &RelPath, text: &str) -> bool {
    let folder = path.parent().unwrap_or_else(RelPath::root);
    let among_templates =
        || folder.parts().any(|part| matches!(part, "template" | "templates" | "archetype-resources" | "skeleton" | "stubs"));
    let marked = ["<%", "{{", "{%", "${"].iter().any(|mark| text.contains(mark));
    marked && among_templates()
        || path.extension().is_some_and(|extension| matches!(extension, "sh" | "bash")) && has_property(text)
        || text.contains("{% ") && text.lines().any(|line| line.trim_start().starts_with("{% ") && line.contains("%}"))
}

/// Whether a shell script has a property between `${` and `}`, which no shell has: JavaScript fills it in.
fn has_property(text: &str) -> bool {
    text.split("${").skip(1).any(|inside| {
        let name = inside.trim_start_matches(|c: char| c.is_ascii_alphanumeric() || c == '_');
        name.len() < inside.len() && name.strip_prefix('.').is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_alphabetic()))
    })
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
        for path in ["tsconfig.build.json", "tsconfig/base.tsconfig.json", "strict-tsconfig.json"] {
            assert_eq!(kind(path, "{}"), (Language::Jsonc, Role::Tsconfig, Plain), "{path}");
        }
        assert_eq!(kind("presets/node.json", "{\n  \"compilerOptions\": {}, // all\n}").0, Language::Jsonc);
        for path in [".cspell.json", "docs/cspell.json", ".codesandbox/tasks.json", "tsdoc.json"] {
            assert_eq!(kind(path, "{ // said\n}").0, Language::Jsonc, "{path}");
        }
        for path in ["requirements/dev.txt", "requirements/extras/redis.txt"] {
            assert_eq!(kind(path, "redis\n").1, Role::PythonRequirements, "{path}");
        }
        assert_eq!(kind("x.dna.yaml", "dna: 1\n"), (Language::Yaml, Role::Dna, Plain));
        assert_eq!(kind("x.dna.yaml", "id: x\n"), (Language::Yaml, Role::DnaGenerator, Plain));
        assert_eq!(kind("bin/run", "#!/usr/bin/env -S python3.12\n"), (Language::Python, Role::Plain, Plain));
        assert_eq!(kind("bin/graph.py", "#!/usr/bin/env ruby\nload 'graph'\n").0, Language::Ruby);
        assert_eq!(kind("run.py", "#!/bin/sh\n\"\"\"exec\" python \"$0\" \"$@\"\n\"\"\"\n").0, Language::Python);
        assert_eq!(kind("shown/a.py", "\u{1b}[1mimport\u{1b}[0m a\n").0, Language::Other);
        assert_eq!(kind("a.sh", "red='\u{1b}[31m'\nplain='\u{1b}[0m'\necho\necho\necho\n").0, Language::Bash);
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
    fn files_of_monitoring_are_told_by_their_keys() {
        let role = |path: &str, text: &str| kind(path, text).1;
        let rule = "groups:\n- name: a\n  rules:\n  - alert: A\n    expr: up == 0\n";
        assert_eq!(role("any.yaml", rule), Role::PrometheusRules);
        assert_eq!(role("any.yaml", &rule.replace("up == 0", "rate({a=\"b\"} |= \"error\" [5m])")), Role::Plain);
        assert_eq!(role("any.yaml", &rule.replace("  rules", "  type: vlogs\n  rules")), Role::Plain);
        let told = "    annotations: { a: \"{{ $value }} | {{ $labels.b }}\" }\n    labels:\n      type: slow\n";
        assert_eq!(role("any.yaml", &format!("{rule}{told}")), Role::PrometheusRules);
        assert_eq!(role("any.yaml", &format!("apiVersion: 1\n{rule}")), Role::Plain);
        assert_eq!(role("any.yml", "groups:\n- name: a\n"), Role::Plain);
        assert_eq!(role("any.yml", "scrape_configs:\n- job_name: a\n"), Role::Prometheus);
        assert_eq!(role("promtail.yml", "clients: []\nscrape_configs:\n- job_name: a\n"), Role::Plain);
        assert_eq!(role("prometheus.yml", "global: {}\nscrape_configs: []\nrules_file: []\n"), Role::Prometheus);
        assert_eq!(role("any.yml", "global: {}\n"), Role::Plain);
        let dashboard = r#"{"title": "A", "panels": [{"type": "x"}], "schemaVersion": 38}"#;
        assert_eq!(role("any.json", dashboard), Role::GrafanaDashboard);
        assert_eq!(role("any.json", r#"{"panels": [], "schemaVersion": 1}"#), Role::Plain);
        assert_eq!(role("ci/.gitlab-ci/build.yml", "build:\n  script: make\n"), Role::GitlabCi);
        assert_eq!(role("ci/.gitlab-ci/other.yml", "build: 1\n"), Role::Plain);
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
        assert_eq!(kind("assets/app.js", "{{ $x := site.Data.x }}\nimport a from 'a';\n").2, Templating::Go);
        assert_eq!(kind("layouts/index.json", "{{- range .Site.Pages -}}{}{{- end -}}").2, Templating::Go);
        assert_eq!(kind("a.js", "{{ let x = 1; }}\n").2, Templating::None);
        assert_eq!(kind("a.toml", "[a]\n  b = {{ .B }}\n").2, Templating::Jinja);
        assert_eq!(kind("a.toml", "a = \"{{ b }}\"\nc = '''\nx == {{ y }}\n'''\n").2, Templating::None);
        assert_eq!(kind("{{cookiecutter.name}}/setup.py", "x = {{ y }}").2, Templating::Jinja);
    }
}
