//! `--owner`, and owners in reports.

use serde_json::Value;

use super::common::{repository, run};

const FILES: &[(&str, &str)] = &[
    (".github/CODEOWNERS", "* @all\n/shop/ @org/shop a@b.org\n/free/\n"),
    ("shop/a.py", "x = = 1\n"),
    ("other/a.py", "x = = 1\n"),
    ("free/a.py", "x = = 1\n"),
];

#[test]
fn findings_of_what_somebody_owns() {
    let folder = repository(FILES);
    let paths = |owners: &[&str]| {
        let mut arguments = vec!["check", "--format", "compact"];
        owners.iter().for_each(|owner| arguments.extend(["--owner", owner]));
        let ran = run(folder.path(), &arguments);
        let paths: Vec<String> = ran.stdout.lines().filter_map(|line| Some(line.split_once(':')?.0.to_owned())).collect();
        (ran.code, paths.join(" "))
    };
    assert_eq!(paths(&["@org/shop"]), (Some(1), "shop/a.py".to_owned()));
    assert_eq!(paths(&["Org/Shop"]), (Some(1), "shop/a.py".to_owned()));
    assert_eq!(paths(&["all"]), (Some(1), "other/a.py".to_owned()));
    assert_eq!(paths(&["all", "a@b.org"]), (Some(1), "other/a.py shop/a.py".to_owned()));
    let unknown = run(folder.path(), &["check", "--owner", "@org/shpo"]);
    assert_eq!(
        (unknown.code, unknown.stderr.as_str()),
        (Some(2), "ouroboros: CODEOWNERS names no `@org/shpo`; did you mean `@org/shop`?\n")
    );
    let none = run(repository(&[("a.py", "")]).path(), &["check", "--owner", "x"]);
    assert_eq!((none.code, none.stderr.contains("there is no CODEOWNERS file")), (Some(2), true));
}

#[test]
fn reports_name_owners_where_somebody_says_them() {
    let folder = repository(FILES);
    let json: Value = serde_json::from_str(&run(folder.path(), &["check", "--format", "json"]).stdout).unwrap();
    let owners: Vec<&Value> = json["findings"].as_array().unwrap().iter().map(|finding| &finding["owners"]).collect();
    assert_eq!(owners, [&serde_json::json!([]), &serde_json::json!(["@all"]), &serde_json::json!(["@org/shop", "a@b.org"])]);
    let sarif: Value = serde_json::from_str(&run(folder.path(), &["check", "--format", "sarif"]).stdout).unwrap();
    assert_eq!(sarif["runs"][0]["results"][1]["properties"]["owners"][0], "@all");
    let bare: Value = serde_json::from_str(&run(repository(&FILES[1..]).path(), &["check", "--format", "json"]).stdout).unwrap();
    assert!(bare["findings"][0].get("owners").is_none());
}
