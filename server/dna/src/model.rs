//! The declaration as data. Every piece knows its place by a [`SpanId`]; nothing holds an offset.

use std::time::Duration;

use compact_str::CompactString;
use rustc_hash::FxHashMap;
use workspace::trust::{Declaration, Kind};
use workspace::{Date, RelPath, ScanSettings, Settings, SeverityOverride, Suppress};

use crate::agents::{Agent, AgentId, Target};
use crate::generator::Generator;
use crate::ownership::Owners;
use crate::selector::{Selector, Selectors};
use crate::span::{SpanId, Spanned};

/// Names a component of one DNA: an index into [`Dna::components`].
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub struct ComponentId(pub u32);

/// Names a layer of one DNA: an index into [`Dna::layers`].
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub struct LayerId(pub u32);

/// What a repository declares about itself.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Dna {
    /// The version of the format, as written; `None` when that was missing or no number.
    pub version: Option<Spanned<u32>>,
    /// What the whole is called.
    pub name: Option<Spanned<CompactString>>,
    /// What it and what it extends extends, as written: `ouroboros:x`, or a path that starts with `.`, seen from
    /// the folder of the file that says so.
    pub extends: Vec<Spanned<CompactString>>,
    /// The parts, in the order they are written; those of extended files follow.
    pub components: Vec<Component>,
    /// The layers, top first; siblings follow each other and share a rank.
    pub layers: Vec<Layer>,
    /// The rules, in the order they are written; those of extended files follow.
    pub rules: Vec<Rule>,
    /// The makers, in the order they are written; those of extended files follow.
    pub generators: Vec<Generator>,
    /// The workers, in the order they are written; those of extended files follow.
    pub agents: Vec<Agent>,
    /// What is shipped, in the order it is written; that of extended files follows.
    pub deploy: Vec<Target>,
    /// How findings are judged.
    pub checks: Checks,
    pub(crate) references: Vec<Reference>,
    pub(crate) names: FxHashMap<CompactString, Name>,
    pub(crate) owners: Owners,
}

/// What an id stands for: components and layers share one namespace.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Name {
    /// A component.
    Component(ComponentId),
    /// A layer.
    Layer(LayerId),
    /// An agent. Selectors mean none.
    Agent(AgentId),
}

/// A part of the system.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Component {
    /// Its place in [`Dna::components`].
    pub number: ComponentId,
    /// What everything else calls it.
    pub id: Spanned<CompactString>,
    /// The folders, files or globs it owns, seen from the root, normalised. None for external systems.
    pub paths: Vec<Spanned<RelPath>>,
    /// The layer it is in.
    pub layer: Option<Spanned<LayerId>>,
    /// Who answers for it.
    pub owner: Option<Spanned<CompactString>>,
    /// What it is: `service`, `library`, `external`, or any other word.
    pub kind: Option<Spanned<CompactString>>,
    /// What it is for.
    pub description: Option<Spanned<CompactString>>,
    /// What it may depend on: absent = unconstrained, present = nothing else.
    pub uses: Option<Spanned<Selectors>>,
    /// What others may take from it: absent = everything.
    pub exports: Option<Spanned<Vec<Spanned<CompactString>>>>,
    /// Files that must exist, as paths or globs below each of its paths.
    pub required_files: Vec<Spanned<CompactString>>,
    /// What it still depends on and should not; allowed, and said.
    pub deprecated: Selectors,
    /// Who may depend on it: absent = everybody.
    pub visible_to: Option<Spanned<Selectors>>,
}

impl Component {
    /// Whether it stands outside of this repository.
    pub fn is_external(&self) -> bool {
        self.kind.as_ref().is_some_and(|kind| kind.value == "external")
    }
}

/// A layer: its components may depend on those of lower layers only.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Layer {
    /// What everything else calls it.
    pub id: Spanned<CompactString>,
    /// How far from the top, from 0. Layers of one rank are siblings, which know nothing of each other.
    pub rank: u32,
}

/// A constraint beyond layers and `uses`.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Rule {
    /// What it is called.
    pub id: Spanned<CompactString>,
    /// What its findings are; the default of the finding's code when absent.
    pub severity: Option<Spanned<SeverityOverride>>,
    /// The reason, for whoever breaks it.
    pub why: Option<Spanned<CompactString>>,
    /// Components it does not hold for, at either end of a dependency.
    pub except: Selectors,
    /// What it demands.
    pub kind: RuleKind,
    /// The place of the demand.
    pub span: SpanId,
}

/// What a rule demands.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum RuleKind {
    /// `deny: "A -> B"`: nothing in A depends directly on anything in B.
    Deny {
        /// A.
        from: Selectors,
        /// B.
        to: Selectors,
    },
    /// `forbid: "A -> B"`: nothing in A reaches anything in B, through others neither. A chain through an
    /// excepted component is excused.
    Forbid {
        /// A.
        from: Selectors,
        /// B.
        to: Selectors,
    },
    /// `acyclic: "*"`: no cycle among these.
    Acyclic(Selectors),
    /// `require: "A has GLOB"`: below a path of every component in A, a file matches.
    Require {
        /// A.
        of: Selectors,
        /// Seen from the component's paths.
        glob: Spanned<CompactString>,
    },
    /// `independent: [a, b]`: none of these depends on another of them.
    Independent(Selectors),
}

/// How findings are judged, as written; [`Dna::settings`] is what follows from it.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Checks {
    /// The highest level that is run.
    pub level: Option<Spanned<u8>>,
    /// Severity by rule code (`L4/broken-link`) or level (`L4`).
    pub severity: Vec<(Spanned<CompactString>, Spanned<SeverityOverride>)>,
    /// Whether the grammar of a language judges its files.
    pub languages: Vec<(Spanned<CompactString>, Spanned<bool>)>,
    /// Globs, and the schema that documents there are held to.
    pub schemas: Vec<(Spanned<CompactString>, Spanned<CompactString>)>,
    /// Folders of rules and queries that are asked beside those that come with the program, seen from the root.
    pub queries: Vec<Spanned<CompactString>>,
    /// Globs of what is not looked at.
    pub ignore: Vec<Spanned<CompactString>>,
    /// Accepted findings.
    pub suppress: Vec<Suppression>,
    /// At or above this a check fails.
    pub fail_on: Option<Spanned<SeverityOverride>>,
    /// Files of more bytes than this are not parsed.
    pub max_file_size: Option<Spanned<u64>>,
    /// The minor version of Kubernetes 1 that objects are for.
    pub kubernetes: Option<Spanned<u8>>,
    /// Where known findings are listed.
    pub baseline: Option<Spanned<CompactString>>,
    /// Commands whose success says something of the repository, in the order they are written.
    pub probes: Vec<Probe>,
}

/// A command that a person may have run: whether it succeeds says something of the repository.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Probe {
    /// What it is called.
    pub name: Spanned<CompactString>,
    /// The program and its arguments.
    pub command: Vec<Spanned<CompactString>>,
    /// How long it may take.
    pub timeout: Duration,
    /// A glob: it is only run where a file of the root fits.
    pub when: Option<Spanned<CompactString>>,
    /// The exit status of success.
    pub expect: u8,
}

impl Probe {
    /// How long one may take that does not say it.
    pub const TIMEOUT: Duration = Duration::from_secs(60);
    /// How long one may take at most.
    pub const LONGEST: Duration = Duration::from_secs(3600);

    /// What a person approves.
    pub fn declaration(&self) -> Declaration {
        let command = self.command.iter().map(|word| word.to_string()).collect();
        Declaration { kind: Kind::Probe, name: self.name.to_string(), command, more: Vec::new() }
    }
}

/// A finding that was looked at and accepted.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Suppression {
    /// The rule's code.
    pub code: Spanned<CompactString>,
    /// A path or glob below the root.
    pub at: Spanned<CompactString>,
    /// Last day it holds; whether that is past is for somebody with a clock.
    pub until: Option<Spanned<Date>>,
    /// Why.
    pub why: Option<Spanned<CompactString>>,
}

/// A use of an id.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Reference {
    /// The id, declared or not.
    pub id: Spanned<CompactString>,
    /// What it stands for; `None`: nothing declares it.
    pub target: Option<Name>,
}

/// A path that the DNA says exists.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct DeclaredPath<'d> {
    /// The path or glob, seen from the root.
    pub path: &'d RelPath,
    /// Whether it is a glob.
    pub is_glob: bool,
    /// Where it is written.
    pub span: SpanId,
    /// Whose it is.
    pub component: &'d Component,
}

/// A file that must exist below a path of a component.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Requirement<'d> {
    /// Whose.
    pub component: &'d Component,
    /// A path or glob, seen from the component's paths; below one of them is enough.
    pub glob: &'d str,
    /// Where it is written.
    pub span: SpanId,
    /// The rule that demands it; `None`: the component's own `requires`.
    pub rule: Option<&'d Rule>,
}

impl Dna {
    /// The component with this id.
    pub fn component(&self, id: &str) -> Option<&Component> {
        match self.names.get(id)? {
            Name::Component(number) => self.components.get(number.0 as usize),
            Name::Layer(_) | Name::Agent(_) => None,
        }
    }

    /// The component with this number.
    pub fn component_at(&self, number: ComponentId) -> Option<&Component> {
        self.components.get(number.0 as usize)
    }

    /// The layer with this number.
    pub fn layer(&self, number: LayerId) -> Option<&Layer> {
        self.layers.get(number.0 as usize)
    }

    /// How far from the top the layer with this id is; siblings are equally far.
    pub fn layer_index(&self, id: &str) -> Option<u32> {
        match self.names.get(id)? {
            Name::Layer(number) => self.layer(*number).map(|layer| layer.rank),
            Name::Component(_) | Name::Agent(_) => None,
        }
    }

    /// The agent with this number.
    pub fn agent(&self, number: AgentId) -> Option<&Agent> {
        self.agents.get(number.0 as usize)
    }

    /// Where an id is declared.
    pub fn declared_at(&self, name: Name) -> Option<SpanId> {
        match name {
            Name::Component(number) => self.component_at(number).map(|component| component.id.span),
            Name::Layer(number) => self.layer(number).map(|layer| layer.id.span),
            Name::Agent(number) => self.agent(number).map(|agent| agent.id.span),
        }
    }

    /// The layer a component is in.
    pub fn layer_of(&self, component: &Component) -> Option<&Layer> {
        self.layer(component.layer?.value)
    }

    /// The component that owns a file: of those that name it, its folder, or a folder above, the one with
    /// the deepest path. At the same depth a path wins over a glob, and an earlier component over a later.
    pub fn component_of(&self, path: &RelPath) -> Option<&Component> {
        self.component_at(self.owners.owner(path.as_str())?)
    }

    /// Whether a component lies directly in `folder`.
    pub fn has_component_in(&self, folder: &RelPath) -> bool {
        self.owners.has_in(folder.as_str())
    }

    /// Every path that should exist.
    pub fn declared_paths(&self) -> impl Iterator<Item = DeclaredPath<'_>> {
        self.components.iter().flat_map(|component| {
            component.paths.iter().map(move |path| DeclaredPath {
                path: &path.value,
                is_glob: is_glob(path.as_str()),
                span: path.span,
                component,
            })
        })
    }

    /// Every file that a component must have, by `requires` and by `require` rules that are not off.
    pub fn requirements(&self) -> Vec<Requirement<'_>> {
        let own = self.components.iter().flat_map(|component| {
            component.required_files.iter().map(move |glob| Requirement { component, glob, span: glob.span, rule: None })
        });
        let mut out: Vec<_> = own.collect();
        for rule in self.active_rules() {
            let RuleKind::Require { of, glob } = &rule.kind else { continue };
            let components = self.components.iter().filter(|component| !component.paths.is_empty());
            out.extend(
                components.filter(|component| self.selects(of, component) && !self.excused(rule, component)).map(|component| Requirement {
                    component,
                    glob,
                    span: glob.span,
                    rule: Some(rule),
                }),
            );
        }
        out
    }

    /// The rules that are not switched off.
    pub fn active_rules(&self) -> impl Iterator<Item = &Rule> {
        self.rules.iter().filter(|rule| rule.severity.is_none_or(|severity| severity.value != SeverityOverride::Off))
    }

    /// Whether one of `selectors` means `component`. What an unknown id means is not known: nothing.
    pub fn selects(&self, selectors: &[Spanned<Selector>], component: &Component) -> bool {
        selectors.iter().any(|selector| selector.selects(component))
    }

    /// Whether `rule` does not hold for `component`. With an unknown id among its exceptions it holds for
    /// nobody: the finding on that id comes first.
    pub fn excused(&self, rule: &Rule, component: &Component) -> bool {
        rule.except.iter().any(|selector| selector.value == Selector::Unknown || selector.selects(component))
    }

    /// Every id that is declared: the id, its place, and whether it is a layer's.
    pub fn ids(&self) -> Vec<(&str, SpanId, bool)> {
        let components = self.components.iter().map(|component| (component.id.as_str(), component.id.span, false));
        components.chain(self.layers.iter().map(|layer| (layer.id.as_str(), layer.id.span, true))).collect()
    }

    /// Every id that is declared, with what it stands for and its place: components, layers, agents.
    pub fn names(&self) -> impl Iterator<Item = (Name, &Spanned<CompactString>)> {
        let components = self.components.iter().map(|component| (Name::Component(component.number), &component.id));
        let layers = (0..).map(LayerId).zip(&self.layers).map(|(number, layer)| (Name::Layer(number), &layer.id));
        let agents = (0..).map(AgentId).zip(&self.agents).map(|(number, agent)| (Name::Agent(number), &agent.id));
        components.chain(layers).chain(agents)
    }

    /// What an id of a component or layer stands for.
    pub fn name(&self, id: &str) -> Option<Name> {
        self.names.get(id).copied()
    }

    /// Every use of an id, declared or not.
    pub fn id_references(&self) -> &[Reference] {
        &self.references
    }

    /// The settings that follow from `checks`.
    pub fn settings(&self) -> Settings {
        let checks = &self.checks;
        let text = |text: &Spanned<CompactString>| text.to_string();
        let defaults = ScanSettings::default();
        Settings {
            scan: ScanSettings {
                ignore: checks.ignore.iter().map(text).collect(),
                max_file_size: checks.max_file_size.map_or(defaults.max_file_size, |size| size.value),
            },
            level: checks.level.map(|level| level.value),
            kubernetes: checks.kubernetes.map(|minor| minor.value),
            severity: checks.severity.iter().map(|(code, severity)| (text(code), severity.value)).collect(),
            languages: checks.languages.iter().map(|(id, on)| (text(id), on.value)).collect(),
            schemas: checks.schemas.iter().map(|(glob, schema)| (text(glob), text(schema))).collect(),
            queries: checks.queries.iter().filter_map(|path| RelPath::root().resolve(path)).collect(),
            suppress: checks
                .suppress
                .iter()
                .map(|suppression| Suppress {
                    code: text(&suppression.code),
                    at: text(&suppression.at),
                    until: suppression.until.map(|until| until.value),
                    why: suppression.why.as_ref().map(text),
                })
                .collect(),
            fail_on: checks.fail_on.map(|severity| severity.value),
        }
    }
}

/// Whether a declared path is a glob. `[` alone does not make one: `app/[id]` is a folder in the wild.
pub(crate) fn is_glob(path: &str) -> bool {
    path.contains(['*', '?', '{'])
}
