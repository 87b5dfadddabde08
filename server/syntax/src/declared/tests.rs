//! What each format declares: role, path, the folder it is seen from, and flags.

use workspace::RelPath;

use crate::facts::{Flags, Namespace};
use crate::output::Options;

/// Every path of a document as `role path [from base] [flags]`, a line each; the range is that of the path's letters.
fn declared(path: &str, text: &str) -> String {
    let (facts, ranges) = crate::extract_text(&RelPath::new(path), text, Options::default());
    let mut lines = Vec::new();
    for reference in facts.references.iter().filter(|reference| reference.namespace == Namespace::FILE) {
        assert_eq!(&text[ranges.span(reference.span).range()], reference.name, "the range is that of the name");
        let mut line = format!("{} {}", reference.role, reference.name);
        if reference.flags.has(Flags::SEEN_FROM) {
            line.push_str(&format!(" from {}", reference.member.as_deref().unwrap_or_default()));
        }
        for (flag, word) in [
            (Flags::FOLDER, "folder"),
            (Flags::ENTERED, "entered"),
            (Flags::CONDITIONAL, "conditional"),
            (Flags::OPTIONAL, "optional"),
            (Flags::BROKEN, "broken"),
        ] {
            if reference.flags.has(flag) {
                line.push_str(&format!(" [{word}]"));
            }
        }
        lines.push(line);
    }
    lines.join("\n")
}

fn lines(text: &str) -> Vec<&str> {
    text.lines().collect()
}

#[test]
fn compose() {
    let text = "\
x-build: &build { context: ./aliased }
services:
  a: { build: '.', env_file: \"a.env\" }
  b:
    build:
      context: b/
      dockerfile: ../B.Dockerfile
      additional_contexts: { one: ./one, two: 'docker-image://x', three: service:a }
    profiles: [extra]
    env_file: [{ path: b.env, required: false }, { path: c.env }, ~/d.env, /etc/e.env, '${F}']
  c: { build: *build }
  d: { build: { <<: *build, dockerfile: D } }
  e: { build: { dockerfile: E }, extends: { file: base.yml, service: e } }
  f: { build: git@github.com:x/y.git }
  g: { build: { context: 'https://x.org/y.git', dockerfile: G }, volumes: ['./h:/h'] }
  p: { env_file: stack.env }
  q: { env_file: [{ path: stack.env }] }
include: [one.yml, 'oci://x/y', { path: [two.yml, 'https://x/y'], env_file: inc.env }]
secrets: { s: { file: s.txt }, t: { environment: T } }
";
    assert_eq!(
        lines(&declared("compose.yaml", text)),
        [
            "build . [folder] [entered]",
            "env_file a.env [conditional]",
            "build.context b/ [folder] [conditional]",
            "build.dockerfile ../B.Dockerfile from b/ [conditional]",
            "build.additional_contexts ./one [folder] [conditional]",
            "env_file b.env [optional]",
            "env_file c.env [conditional]",
            "extends.file base.yml",
            "include one.yml",
            "include two.yml",
            "include.env_file inc.env [conditional]",
            "secrets.file s.txt [conditional]",
        ]
    );
    assert_eq!(declared("compose.dev.yaml", "services: { a: { build: { dockerfile: D } }, b: { build: b } }\n"), "build b [folder]");
}

#[test]
fn workflows_and_actions() {
    let text = "\
jobs:
  a: { uses: ./.github/workflows/b.yml }
  b: { uses: x/y/.github/workflows/b.yml@v1 }
  c:
    steps:
      - uses: ./one
      - uses: docker/build-push-action@v6
        with: { file: ./Dockerfile }
      - uses: docker/build-push-action@v6
        with: { context: 'https://x.org/y.git', file: other }
      - run: git clone https://x.org/y
      - uses: ./two
  d: { steps: [ { uses: actions/checkout@v4, with: { path: x } }, { uses: ./x/three } ] }
";
    assert_eq!(
        lines(&declared(".github/workflows/a.yml", text)),
        [
            "uses ./.github/workflows/b.yml from ../..",
            "uses ./one from ../.. [folder] [entered]",
            "file ./Dockerfile from ../.. [conditional]",
            "uses ./two from ../.. [folder] [entered] [optional]",
            "uses ./x/three from ../.. [folder] [entered] [optional]",
        ]
    );
    assert_eq!(declared("a/.github/workflows/a.yml", "jobs: { a: { uses: ./b.yml } }\n"), "uses ./b.yml from ../.. [optional]");
    let node = "runs: { using: node20, main: dist/i.js, pre: p.js }\n";
    assert_eq!(declared("action.yml", node), "runs.main dist/i.js [conditional]\nruns.pre p.js");
    assert_eq!(declared("action.yml", "runs: { using: docker, image: D }\n"), "runs.image D");
    assert_eq!(declared("action.yml", "runs: { using: docker, image: 'docker://a' }\n"), "");
    let composite = "runs: { using: composite, steps: [ { uses: ./a } ] }\n";
    assert_eq!(declared("action.yml", composite), "uses ./a from / [folder] [entered] [optional]");
    assert_eq!(declared(".github/actions/b/action.yml", composite), "uses ./a from / [folder] [entered] [conditional]");
}

#[test]
fn kustomizations_and_charts() {
    let text = "\
resources: [a.yaml, ../b, 'https://x/y', github.com/x/y, 'git@github.com:x/y', x.org/y/z]
components: [c.d/e]
patches: [{ path: p.yaml }, { patch: 'x: y' }]
patchesStrategicMerge: [s.yaml, 'a: b', \"{a: b}\"]
replacements: [{ path: r.yaml }, { source: {} }]
configMapGenerator: [{ files: [f, k=g.txt], envs: [e.env], env: old.env }]
secretGenerator: [{ files: [s.key] }]
openapi: { path: o.json }
helmCharts: [{ name: x, valuesFile: v.yaml, additionalValuesFiles: [w.yaml] }]
namespace: not/a/path
";
    assert_eq!(
        lines(&declared("x/kustomization.yaml", text)),
        [
            "resources a.yaml [entered]",
            "resources ../b [folder] [entered]",
            "patches p.yaml",
            "patchesStrategicMerge s.yaml",
            "replacements r.yaml",
            "configMapGenerator f",
            "configMapGenerator g.txt",
            "configMapGenerator e.env",
            "configMapGenerator old.env",
            "secretGenerator s.key [conditional]",
            "openapi.path o.json",
            "helmCharts.valuesFile v.yaml",
            "helmCharts.valuesFile w.yaml",
        ]
    );
    let chart = "apiVersion: v2\ndependencies: [{ repository: 'file://../a' }, { repository: '@b' }, { repository: '' }]\n";
    assert_eq!(declared("Chart.yaml", chart), "repository ../a [folder] [entered]");
}

#[test]
fn of_the_top() {
    let gitlab = "include: ['/a.yml', 'https://x/y', { local: 'b/*.yml' }, { local: c.yml, rules: [] }, { project: p, file: d.yml }]\n";
    assert_eq!(
        lines(&declared(".gitlab-ci.yml", gitlab)),
        ["include a.yml from /", "include b from / [folder]", "include c.yml from / [optional]",]
    );
    let dependabot = "updates: [{ directory: / }, { directory: /a/ }, { directories: ['/b/**', c], target-branch: d }]\n";
    assert_eq!(
        lines(&declared(".github/dependabot.yml", dependabot)),
        [
            "directory a/ from / [folder] [conditional]",
            "directories b from / [folder] [optional]",
            "directories c from / [folder] [optional]",
        ]
    );
    let owners = "# no\n* @a\n/b/ @c\n/d/*.md @e # f\ng/h @i\nj/ @k\n  /l\\ m @n\n[o]\n!/p\n/q";
    assert_eq!(
        lines(&declared(".github/CODEOWNERS", owners)),
        ["pattern b from / [folder]", "pattern d from / [folder]", "pattern g/h from /", "pattern q from /",]
    );
    assert_eq!(declared("docs/CODEOWNERS", "g/h @i\n/b @c\n"), "pattern b from /");
}

#[test]
fn pages_and_containers() {
    let nav = "site_name: x\nnav: [a.md, { B: [b.md, { C: c/ }] }, { D: 'https://x/y.md' }]\n";
    assert_eq!(lines(&declared("mkdocs.yml", nav)), ["nav a.md from docs [conditional]", "nav b.md from docs [conditional]",]);
    assert_eq!(declared("mkdocs.yml", &format!("{nav}plugins: [material/search, {{ gen-files: {{}} }}]\n")), "");
    assert_eq!(declared("mkdocs.yml", &format!("{nav}plugins: {{ blog: {{}} }}\n")), "");
    assert_eq!(declared("mkdocs.yml", &format!("{nav}docs_dir: !ENV [DOCS, docs]\n")), "");
    let container = "{ \"build\": { \"dockerfile\": \"D\", \"context\": \"${x}\", }, \"dockerComposeFile\": \"../c.yml\", \"features\": { \"./f\": {} } }";
    assert_eq!(
        lines(&declared(".devcontainer/devcontainer.json", container)),
        ["build.dockerfile D", "dockerComposeFile ../c.yml", "features ./f [folder] [entered]",]
    );
}

#[test]
fn makefiles() {
    let text = "\
include a.mk b.mk \\
  c.mk # d.mk
-include e.mk
include $(F) g*.mk ./h.mk i.inc
include = x
define J
include k.mk
endef
ifeq (1,2)
include l.mk
endif
all: include
\tinclude m.mk
h.mk: x
%.inc:
\ttrue
";
    assert_eq!(
        lines(&declared("Makefile", text)),
        [
            "include a.mk",
            "include b.mk",
            "include c.mk",
            "include e.mk [optional]",
            "include ./h.mk [optional]",
            "include i.inc [optional]",
            "include l.mk [optional]",
        ]
    );
    assert_eq!(declared("rules.mk", "include a.mk\n"), "include a.mk [optional]");
}

#[test]
fn of_a_broken_document_nothing_is_judged() {
    let broken = declared("compose.yaml", "services:\n  a: { build: ./a }\n b: [\n");
    assert!(broken.lines().all(|line| line.ends_with("[broken]")), "{broken}");
}

/// Trees of hostile documents are built and read without recursion.
#[test]
fn depth_and_size_are_bounded() {
    let deep = format!("services: {}x{}\n", "{a: ".repeat(250), "}".repeat(250));
    assert_eq!(declared("compose.yaml", &deep), "");
    let nav = format!("site_name: x\nnav: {}a.md{}\n", "[".repeat(250), "]".repeat(250));
    assert_eq!(declared("mkdocs.yml", &nav), "nav a.md from docs [conditional]");
    let keys = "? [a, b]\n: 1\n? {c: d}\n: 2\nservices: { a: { build: b } }\n";
    assert_eq!(declared("compose.yaml", keys), "build b [folder] [entered]");
}
