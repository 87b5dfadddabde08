//! What a specifier is, by its looks alone.

/// A kind of specifier.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Specifier<'s> {
    /// `./x`, `../x`, `.`; without a query.
    Relative(&'s str),
    /// The path of something other than code, with a query behind it: a bundler makes a module of that file.
    Asset(&'s str),
    /// A package, with or without a path in it.
    Package {
        /// The package's name.
        name: &'s str,
        /// All of it, without a query.
        whole: &'s str,
    },
    /// `#x`: the package's own `imports`, or an alias.
    Internal(&'s str),
    /// Nothing a package could be called: an alias, if anything.
    Alias(&'s str),
    /// Part of the runtime, by its scheme or because only the host can bring it.
    Builtin,
    /// Something only a bundler or the network can know.
    Opaque,
}

/// Longer ones name no file.
const LONGEST: usize = 512;

/// Modules that the host of a program brings.
const HOSTS: [&str; 6] = ["vscode", "atom", "pnpapi", "k6", "bun", "deno"];

impl<'s> Specifier<'s> {
    /// Reads one.
    pub fn parse(text: &'s str) -> Specifier<'s> {
        if text.is_empty() || text.len() > LONGEST || text.contains(['!', '\0', '{', '}', '*', '\\', '<', '>', '\n', '%']) {
            return Specifier::Opaque;
        }
        let (whole, has_query) = text.split_once('?').map_or((text, false), |(path, _)| (path, true));
        if whole.starts_with("./") || whole.starts_with("../") || whole == "." || whole == ".." {
            return if has_query && !has_code_extension(whole) { Specifier::Asset(whole) } else { Specifier::Relative(whole) };
        }
        if let Some(rest) = whole.strip_prefix('#') {
            return if rest.is_empty() { Specifier::Opaque } else { Specifier::Internal(whole) };
        }
        if let Some((scheme, _)) = whole.split_once(':') {
            let runtime = matches!(scheme, "node" | "bun" | "deno" | "cloudflare" | "workerd" | "electron");
            return if runtime { Specifier::Builtin } else { Specifier::Opaque };
        }
        if whole.starts_with('/') || has_query && !has_code_extension(whole) {
            return Specifier::Opaque;
        }
        match package_name(whole) {
            Some(name) if HOSTS.contains(&name) => Specifier::Builtin,
            // `import "unfonts.css"`: a plugin of the bundler makes it.
            Some(name) if name.ends_with(".css") => Specifier::Opaque,
            Some(name) => Specifier::Package { name, whole },
            None => Specifier::Alias(whole),
        }
    }
}

/// The package a specifier starts with; `None` when it cannot be the name of one.
pub fn package_name(specifier: &str) -> Option<&str> {
    let end = |from: usize| specifier[from..].find('/').map_or(specifier.len(), |at| from + at);
    let name = if specifier.starts_with('@') {
        let slash = end(0);
        if slash < 2 || slash + 1 >= specifier.len() {
            return None;
        }
        &specifier[..end(slash + 1)]
    } else {
        &specifier[..end(0)]
    };
    // Capitals were allowed once, and such packages live on.
    let allowed = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
    let sound = |part: &str| !part.is_empty() && part.chars().all(allowed) && !part.starts_with(['.', '_']);
    name.trim_start_matches('@').split('/').all(sound).then_some(name)
}

/// With a query anything else is read as text, as a URL, as a worker.
fn has_code_extension(path: &str) -> bool {
    path.rsplit_once('.').is_some_and(|(_, extension)| matches!(extension, "js" | "jsx" | "mjs" | "cjs" | "ts" | "tsx" | "mts" | "cts"))
}

/// Whether a path ends like something that only a bundler makes a module of.
pub fn is_asset(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or(path);
    name.rsplit_once('.').is_some_and(|(_, extension)| ASSETS.contains(&extension.to_ascii_lowercase().as_str()))
}

const ASSETS: &[&str] = &[
    "css",
    "scss",
    "sass",
    "less",
    "styl",
    "stylus",
    "pcss",
    "postcss",
    "svg",
    "png",
    "jpg",
    "jpeg",
    "gif",
    "webp",
    "avif",
    "ico",
    "bmp",
    "mp3",
    "mp4",
    "webm",
    "ogg",
    "wav",
    "flac",
    "aac",
    "woff",
    "woff2",
    "eot",
    "ttf",
    "otf",
    "pdf",
    "txt",
    "md",
    "mdx",
    "html",
    "htm",
    "glsl",
    "vert",
    "frag",
    "wgsl",
    "wasm",
    "node",
    "graphql",
    "gql",
    "proto",
    "yaml",
    "yml",
    "toml",
    "xml",
    "csv",
    "tsv",
    "hbs",
    "ejs",
    "pug",
    "njk",
    "liquid",
    "zip",
    "bin",
    "glb",
    "gltf",
    "hdr",
    "ktx2",
    "webmanifest",
    "worker",
    "po",
    "sql",
    "json5",
    "jsonc",
    "lottie",
];
