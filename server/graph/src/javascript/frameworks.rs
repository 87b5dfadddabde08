//! Names that a framework or tool makes up for the code it builds: aliases that stand in no configuration.

use syntax::place::is_test;
use workspace::{Db, Directory, RelPath};

use super::declarations::Declared;
use crate::links::is_docusaurus;

/// A declared package, and how the names start that it brings along.
const BROUGHT: &[(&str, &[&str])] = &[
    ("@docusaurus/core", &["@docusaurus/", "@theme", "@site/", "@generated/"]),
    ("@umijs/max", &["umi", "@umijs/", "@@/"]),
    ("umi", &["@umijs/", "@@/"]),
    ("@dcloudio/uni-app", &["@dcloudio/"]),
    ("@redwoodjs/core", &["api", "web", "src"]),
    ("@wordpress/scripts", &["@wordpress/", "react", "react-dom", "lodash", "jquery", "moment"]),
    ("@wordpress/components", &["@wordpress/"]),
    ("ember-cli-htmlbars", &["htmlbars-inline-precompile"]),
    ("ember-data", &["@ember-data/"]),
    ("ember-source", &["@ember/", "@glimmer/", "ember", "rsvp", "@embroider/"]),
    ("expo", &["@expo/", "expo-", "react-native"]),
    ("gatsby", &["@reach/router", "gatsby-"]),
    ("jest", &["@jest/globals"]),
    ("next", &["server-only", "client-only", "styled-jsx"]),
    ("nuxt", &["vue", "vue-router", "h3", "ofetch", "nitropack", "@vue/", "@unhead/", "@nuxt/", "ufo", "defu", "pathe", "consola"]),
    ("quasar", &["@quasar/", "quasar/"]),
    ("@salesforce/lwc-jest", &["lwc", "lightning/", "@salesforce/", "c/"]),
    ("lwc", &["lightning/", "@salesforce/", "c/"]),
    ("storybook", &["@storybook/"]),
    ("@angular/core", &["tslib"]),
    ("typescript", &["tslib"]),
    ("vitepress", &["@localSearchIndex", "@siteData", "@theme/", "vue"]),
    ("wxt", &["wxt/"]),
];

/// Whether a declared framework brings what `specifier` names.
pub fn brings(declared: &Declared, specifier: &str) -> bool {
    let starts = |start: &str| match specifier.strip_prefix(start) {
        Some(rest) => rest.is_empty() || rest.starts_with('/') || start.ends_with(['/', '-']) || start.starts_with("@theme"),
        None => false,
    };
    BROUGHT.iter().any(|(package, names)| names.iter().any(|start| starts(start)) && declared.has(package))
}

/// What `specifier` leads to where Docusaurus gives the folder of its site a name, `@site`.
pub fn of_docusaurus(db: &dyn Db, from: Directory, declared: &Declared, specifier: &str) -> Option<RelPath> {
    let below = specifier.strip_prefix("@site/").filter(|_| declared.has("@docusaurus/core"))?;
    let site = std::iter::successors(Some(from), |folder| folder.parent(db)).find(|folder| is_docusaurus(db, *folder))?;
    site.path(db).resolve(&format!("./{below}"))
}

/// Where else Ember looks for what a relative import in `from` leads to, `to`: it lays `app`, the code of an addon and what lies beside
/// them into one folder, and `tests` into one of them.
pub fn of_ember(db: &dyn Db, from: Directory, to: &RelPath) -> Vec<RelPath> {
    let is_app = |folder: &Directory| {
        let entries = folder.entries(db);
        let is_addon =
            || entries.get("index.js").is_some() && entries.get("package.json").is_some() && entries.directory("addon").is_some();
        entries.get("ember-cli-build.js").is_some() || is_addon()
    };
    let Some(app) = std::iter::successors(Some(from), |folder| folder.parent(db)).find(is_app) else { return Vec::new() };
    let app = app.path(db);
    let below = to.relative_to(app);
    if below.starts_with("..") {
        return Vec::new();
    }
    let plain = ["app/", "addon/", "tests/"].iter().find_map(|start| below.strip_prefix(start)).unwrap_or(&below);
    ["", "app", "addon"].iter().filter_map(|start| app.join(start).resolve(plain)).collect()
}

/// Whether code at `path` is an example in the pages of a site, which shows it, or puts it together and runs it, in its own way;
/// or one of what a codemod rewrites.
pub fn is_shown(declared: &Declared, path: &RelPath) -> bool {
    const SITES: [&str; 6] = ["vitepress", "vuepress", "@docusaurus/core", "@astrojs/starlight", "nextra", "rspress"];
    let is_example = path.parts().any(|part| matches!(part, "examples" | "tutorial" | "tutorials" | "snippets" | "samples" | "demos"));
    // What a codemod rewrites is about other packages, and about versions of long ago.
    let is_rewritten = path.parts().any(|part| part.contains("codemod"));
    is_example && (is_rewritten || SITES.iter().any(|site| declared.has(site)))
}

/// Whether the code in `folder` belongs to what coding agents are to learn.
pub fn is_of_skill(db: &dyn Db, folder: Directory) -> bool {
    std::iter::successors(Some(folder), |folder| folder.parent(db)).any(|folder| folder.entries(db).get("SKILL.md").is_some())
}

/// Whether the code in `folder` is what the tests of a package in another language read: nothing between it and that package says that
/// it is a package, or a project, of its own.
pub fn is_specimen(db: &dyn Db, folder: Directory) -> bool {
    const OWN: [&str; 5] = ["package.json", "tsconfig.json", "jsconfig.json", "deno.json", "deno.jsonc"];
    const OTHERS: [&str; 7] = ["Cargo.toml", "go.mod", "pyproject.toml", "setup.py", "pom.xml", "build.gradle", "build.gradle.kts"];
    let has = |folder: &Directory, names: &[&str]| names.iter().any(|name| folder.entries(db).get(name).is_some());
    let mut around = std::iter::successors(Some(folder), |folder| folder.parent(db));
    let package = around.find(|folder| has(folder, &OWN) || has(folder, &OTHERS));
    package.is_some_and(|package| !has(&package, &OWN) && is_test(&folder.path(db).relative_to(package.path(db))))
}

/// Whether the code in `folder` is the page of an Elixir project, which finds packages among those that `mix.exs` declares
/// (`deps/phoenix`), unless a `package.json` lies nearer.
pub fn is_of_mix(db: &dyn Db, folder: Directory) -> bool {
    let entries = folder.entries(db);
    if entries.get("mix.exs").is_some() {
        return true;
    }
    entries.get("package.json").is_none() && folder.parent(db).is_some_and(|parent| is_of_mix(db, parent))
}
