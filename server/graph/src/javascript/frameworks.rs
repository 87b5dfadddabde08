//! Names that a framework or tool makes up for the code it builds: aliases that stand in no configuration.

use workspace::{Db, Directory, RelPath};

use super::declarations::Declared;

/// A declared package, and how the names start that it brings along.
const BROUGHT: &[(&str, &[&str])] = &[
    ("@docusaurus/core", &["@docusaurus/", "@theme", "@site/", "@generated/"]),
    ("@umijs/max", &["umi", "@umijs/", "@@/"]),
    ("umi", &["@umijs/", "@@/"]),
    ("@dcloudio/uni-app", &["@dcloudio/"]),
    ("@redwoodjs/core", &["api", "web", "src"]),
    ("@wordpress/scripts", &["@wordpress/", "react", "react-dom", "lodash", "jquery", "moment"]),
    ("@wordpress/components", &["@wordpress/"]),
    ("ember-source", &["@ember/", "@glimmer/", "ember", "rsvp", "@embroider/"]),
    ("expo", &["@expo/", "expo-", "react-native"]),
    ("gatsby", &["@reach/router", "gatsby-"]),
    ("jest", &["@jest/globals"]),
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

/// Whether code at `path` is an example in the pages of a site, which shows it, or puts it together and runs it, in its own way;
/// or one of what a codemod rewrites.
pub fn is_shown(declared: &Declared, path: &RelPath) -> bool {
    const SITES: [&str; 6] = ["vitepress", "vuepress", "@docusaurus/core", "@astrojs/starlight", "nextra", "rspress"];
    let is_example = path.parts().any(|part| matches!(part, "examples" | "tutorial" | "tutorials" | "snippets" | "samples" | "demos"));
    // What a codemod rewrites is about other packages, and about versions of long ago.
    let is_rewritten = path.parts().any(|part| part.contains("codemod"));
    is_example && (is_rewritten || SITES.iter().any(|site| declared.has(site)))
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
