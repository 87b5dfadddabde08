//! Lists the objects of the chosen version: k8s-openapi has no list of them, but each has a file of its own.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fs};

fn main() {
    let version = (33..=37).find(|minor| env::var_os(format!("CARGO_FEATURE_V1_{minor}")).is_some()).expect("one feature v1_*");
    let metadata = Command::new(env::var_os("CARGO").expect("cargo"))
        .args(["metadata", "--format-version", "1", "--features", &format!("v1_{version}")])
        .output()
        .expect("cargo runs");
    let metadata: serde_json::Value = serde_json::from_slice(&metadata.stdout).expect("cargo says JSON");
    let packages = metadata["packages"].as_array().expect("packages");
    let package = packages.iter().find(|package| package["name"] == "k8s-openapi").expect("it is a dependency");
    let manifest = PathBuf::from(package["manifest_path"].as_str().expect("a path"));
    let source = manifest.with_file_name("src").join(format!("v1_{version}"));
    let mut files = Vec::new();
    walk(&source, &mut files);
    files.sort();
    let mut out = String::new();
    for file in files {
        let text = fs::read_to_string(&file).expect("it reads");
        let Some(at) = text.find("impl crate::Resource for ") else { continue };
        let name = text[at + "impl crate::Resource for ".len()..].split([' ', '{']).next().expect("a name");
        let folder = file.parent().expect("a folder").strip_prefix(&source).expect("below");
        // Those are what an API server answers.
        if folder.starts_with("apimachinery") {
            continue;
        }
        let path: Vec<_> = folder.iter().map(|part| part.to_str().expect("text")).collect();
        out.push_str(&format!("add::<k8s_openapi::{}::{name}>(&mut all);\n", path.join("::")));
    }
    let to = PathBuf::from(env::var_os("OUT_DIR").expect("a folder")).join("objects.rs");
    fs::write(to, format!("{{\n{out}}}\n")).expect("it writes");
    println!("cargo::rerun-if-changed=build.rs");
}

fn walk(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() { walk(&path, files) } else { files.push(path) }
    }
}
