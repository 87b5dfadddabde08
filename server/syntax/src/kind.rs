//! What a document is: the language it is written in, the role it plays, and what fills it in first.

use serde::{Deserialize, Serialize};

/// The language of a file's text.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Language {
    /// Python source.
    Python,
    /// A Python stub.
    PythonStub,
    /// JavaScript, with or without JSX.
    JavaScript,
    /// TypeScript.
    TypeScript,
    /// TypeScript with JSX.
    Tsx,
    /// Rust.
    Rust,
    /// Go.
    Go,
    /// A `go.mod`.
    GoMod,
    /// YAML.
    Yaml,
    /// JSON without comments.
    Json,
    /// JSON with comments and trailing commas.
    Jsonc,
    /// TOML.
    Toml,
    /// Markdown.
    Markdown,
    /// A Dockerfile or Containerfile.
    Dockerfile,
    /// A Jinja template, of whatever it makes.
    Jinja,
    /// Java.
    Java,
    /// Kotlin, scripts included.
    Kotlin,
    /// C; headers too, whichever language of the family they are for.
    C,
    /// C++.
    Cpp,
    /// C#.
    CSharp,
    /// Ruby.
    Ruby,
    /// PHP, with the text around it.
    Php,
    /// The shell's language, of Bash or of POSIX.
    Bash,
    /// XML in any dialect.
    Xml,
    /// HTML.
    Html,
    /// CSS.
    Css,
    /// A makefile of GNU make.
    Make,
    /// HCL: Terraform, Packer, Nomad.
    Hcl,
    /// Protocol Buffers.
    Protobuf,
    /// GraphQL, schemas and operations.
    GraphQl,
    /// SQL of any dialect.
    Sql,
    /// INI and its relatives.
    Ini,
    /// CMake.
    CMake,
    /// Nix.
    Nix,
    /// Anything else: only what holds for all text is checked.
    Other,
}

/// A way of importing that sources share, whose imports are followed.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Modules {
    /// Python's modules.
    Python,
    /// The modules of JavaScript and TypeScript.
    JavaScript,
    /// Rust's crates.
    Rust,
    /// Go's packages.
    Go,
}

impl Language {
    /// How its sources import each other, where that is followed.
    pub fn modules(self) -> Option<Modules> {
        match self {
            Language::Python | Language::PythonStub => Some(Modules::Python),
            Language::JavaScript | Language::TypeScript | Language::Tsx => Some(Modules::JavaScript),
            Language::Rust => Some(Modules::Rust),
            Language::Go => Some(Modules::Go),
            _ => None,
        }
    }

    /// Its name in reports.
    pub fn name(self) -> &'static str {
        match self {
            Language::Python => "Python",
            Language::PythonStub => "Python stub",
            Language::JavaScript => "JavaScript",
            Language::TypeScript => "TypeScript",
            Language::Tsx => "TSX",
            Language::Rust => "Rust",
            Language::Go => "Go",
            Language::GoMod => "go.mod",
            Language::Yaml => "YAML",
            Language::Json => "JSON",
            Language::Jsonc => "JSON with comments",
            Language::Toml => "TOML",
            Language::Markdown => "Markdown",
            Language::Dockerfile => "Dockerfile",
            Language::Jinja => "Jinja",
            Language::Java => "Java",
            Language::Kotlin => "Kotlin",
            Language::C => "C",
            Language::Cpp => "C++",
            Language::CSharp => "C#",
            Language::Ruby => "Ruby",
            Language::Php => "PHP",
            Language::Bash => "shell",
            Language::Xml => "XML",
            Language::Html => "HTML",
            Language::Css => "CSS",
            Language::Make => "Make",
            Language::Hcl => "HCL",
            Language::Protobuf => "Protobuf",
            Language::GraphQl => "GraphQL",
            Language::Sql => "SQL",
            Language::Ini => "INI",
            Language::CMake => "CMake",
            Language::Nix => "Nix",
            Language::Other => "text",
        }
    }

    /// How a comment starts in it, for suppressions; `None` where there are no comments.
    pub fn comment_starts(self) -> &'static [&'static str] {
        match self {
            Language::Python
            | Language::PythonStub
            | Language::Yaml
            | Language::Toml
            | Language::Dockerfile
            | Language::Ruby
            | Language::Bash
            | Language::Make
            | Language::GraphQl
            | Language::CMake => &["#"],
            Language::JavaScript
            | Language::TypeScript
            | Language::Tsx
            | Language::Rust
            | Language::Go
            | Language::GoMod
            | Language::Jsonc
            | Language::Java
            | Language::Kotlin
            | Language::C
            | Language::Cpp
            | Language::CSharp
            | Language::Protobuf => &["//", "/*"],
            Language::Php | Language::Hcl => &["//", "#", "/*"],
            Language::Nix => &["#", "/*"],
            Language::Css => &["/*"],
            Language::Sql => &["--", "/*"],
            Language::Ini => &["#", ";"],
            Language::Markdown | Language::Xml | Language::Html => &["<!--"],
            Language::Jinja => &["{#"],
            Language::Json | Language::Other => &[],
        }
    }

    /// Whether it is a language of code whose files are used one by one: imports name them.
    pub fn is_imported(self) -> bool {
        use Language::{Go, JavaScript, Python, PythonStub, Rust, Tsx, TypeScript};
        matches!(self, Go | JavaScript | Python | PythonStub | Rust | Tsx | TypeScript)
    }

    /// Whether it is a language of code whose compilers and interpreters are given whole folders.
    pub fn is_gathered(self) -> bool {
        use Language::{Bash, C, CSharp, Cpp, Java, Kotlin, Php, Ruby};
        matches!(self, Bash | C | CSharp | Cpp | Java | Kotlin | Php | Ruby)
    }

    /// Whether a document in it is a tree of mappings, lists and scalars.
    pub fn is_tree(self) -> bool {
        matches!(self, Language::Yaml | Language::Json | Language::Jsonc | Language::Toml)
    }

    /// Whether its own tools read files whose bytes are not UTF-8: nothing is said of their encoding then.
    pub fn takes_any_bytes(self) -> bool {
        matches!(
            self,
            Language::Java
                | Language::Kotlin
                | Language::C
                | Language::Cpp
                | Language::CSharp
                | Language::Ruby
                | Language::Php
                | Language::Bash
                | Language::Html
                | Language::Css
                | Language::Make
                | Language::Sql
                | Language::Ini
                | Language::CMake
                | Language::Nix
        )
    }
}

/// The part a document plays, beyond its language.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Role {
    /// Nothing special.
    Plain,
    /// `pyproject.toml`.
    Pyproject,
    /// `hatch.toml`: Hatch's settings beside `pyproject.toml` instead of in it.
    HatchToml,
    /// `setup.cfg`, `tox.ini` or a `requirements*.txt` file.
    PythonRequirements,
    /// `METADATA` of an unpacked distribution (`*.dist-info`).
    DistInfo,
    /// `package.json`.
    PackageJson,
    /// `Cargo.toml`.
    CargoToml,
    /// `tsconfig.json`, `jsconfig.json` and relatives.
    Tsconfig,
    /// `go.mod`.
    GoMod,
    /// Home Assistant's `manifest.json` of an integration: it declares Python requirements.
    HomeAssistantManifest,
    /// One or more Kubernetes objects.
    Kubernetes,
    /// A `kustomization.yaml`.
    Kustomization,
    /// `Chart.yaml`.
    HelmChart,
    /// Values of a Helm chart.
    HelmValues,
    /// A template of a Helm chart.
    HelmTemplate,
    /// A Compose file.
    Compose,
    /// A GitHub workflow.
    Workflow,
    /// A GitHub action's `action.yml`.
    Action,
    /// GitLab CI.
    GitlabCi,
    /// Dependabot's configuration.
    Dependabot,
    /// pre-commit's configuration.
    PreCommit,
    /// MkDocs's configuration.
    MkDocs,
    /// A development container.
    DevContainer,
    /// A makefile.
    Makefile,
    /// `CODEOWNERS`.
    Codeowners,
    /// An OpenAPI document.
    OpenApi,
    /// A JSON Schema.
    JsonSchema,
    /// Prometheus's configuration.
    Prometheus,
    /// Rules of Prometheus: alerts and recordings.
    PrometheusRules,
    /// A dashboard of Grafana.
    GrafanaDashboard,
    /// A `.env` file.
    DotEnv,
    /// The manifest of an agent.
    Agent,
    /// Project DNA, version 1.
    Dna,
    /// Generator DNA, version 0.
    DnaGenerator,
    /// A lock file of a package manager.
    Lock,
}

impl Role {
    /// Whether a document in this role says how a repository is built, checked, deployed or looked after: it lies in
    /// copies, templates and test data without what it names, and is used where more is there.
    pub fn serves_the_repository(self) -> bool {
        matches!(
            self,
            Role::Kustomization
                | Role::HelmChart
                | Role::Compose
                | Role::Workflow
                | Role::Action
                | Role::GitlabCi
                | Role::Dependabot
                | Role::MkDocs
                | Role::DevContainer
                | Role::Makefile
                | Role::Codeowners
        )
    }
}

/// What has to run before the text is in its language.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Templating {
    /// Nothing: the text is what it seems.
    None,
    /// Go templates, as in Helm charts.
    Go,
    /// Jinja, as in Ansible, cookiecutter, copier and dbt.
    Jinja,
    /// Something else with placeholders (ERB, `${...}` in keys, `<%= %>`).
    Other,
}

/// What a document is.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug, Serialize, Deserialize)]
pub struct DocumentKind {
    /// The language of the text, or of what the template makes.
    pub language: Language,
    /// The part it plays.
    pub role: Role,
    /// What fills it in first.
    pub templating: Templating,
    /// Whether it says of itself that a program has written it, and that nobody is to edit it.
    pub generated: bool,
}

impl DocumentKind {
    /// How a comment starts in it, for suppressions; none where there are no comments.
    pub fn comment_starts(self) -> &'static [&'static str] {
        match self.role {
            Role::PythonRequirements | Role::DotEnv if self.language == Language::Other => &["#"],
            _ => self.language.comment_starts(),
        }
    }

    /// A document that is just text in `language`.
    pub fn plain(language: Language) -> DocumentKind {
        DocumentKind { language, role: Role::Plain, templating: Templating::None, generated: false }
    }

    /// The same language in the part `role`.
    pub fn with_role(self, role: Role) -> DocumentKind {
        DocumentKind { role, ..self }
    }

    /// The same document, filled in first by `templating`.
    pub fn with_templating(self, templating: Templating) -> DocumentKind {
        DocumentKind { templating, ..self }
    }
}
