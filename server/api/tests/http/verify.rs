//! Verification, of folders and of archives.

use std::io::Write;
use std::time::Duration;

use orchestrator::model::Outcome;
use serde_json::{Value, json};

use crate::rig::{OPERATOR, Rig, VIEWER};

fn zip(entries: &[(&str, &[u8])]) -> Vec<u8> {
    let mut writer = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, bytes) in entries {
        writer.start_file(*name, zip::write::SimpleFileOptions::default()).unwrap();
        writer.write_all(bytes).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

fn tarball(kind: tar::EntryType, name: &str, link: &str) -> Vec<u8> {
    let mut builder = tar::Builder::new(flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast()));
    let mut header = tar::Header::new_gnu();
    header.set_entry_type(kind);
    header.as_old_mut().name[..name.len()].copy_from_slice(name.as_bytes());
    header.set_size(0);
    header.set_mode(0o644);
    if !link.is_empty() {
        header.set_link_name_literal(link).unwrap();
    }
    header.set_cksum();
    builder.append(&header, &b""[..]).unwrap();
    builder.into_inner().unwrap().finish().unwrap()
}

fn report() -> Value {
    let finding = |code: &str, severity: &str, path: &str| json!({"code": code, "severity": severity, "path": path, "message": "m", "fingerprint": path});
    json!({
        "report": {
            "version": 1,
            "results": [],
            "findings": [finding("L1/a", "error", "src/x.py"), finding("L4/b", "warning", "src/y.py"), finding("L4/c", "error", "z.py")],
            "statistics": {"files": 3}
        },
        "sarif_name": "sarif/1"
    })
}

async fn verified(rig: &Rig, body: Value) -> String {
    let run = rig.post("/v1/verify").as_(OPERATOR).json(&body).says(202).await;
    let id = run.json()["id"].as_str().unwrap().to_owned();
    assert_eq!(run.header("location"), format!("/v1/verify/{id}"));
    id
}

#[tokio::test]
async fn a_folder_is_verified_and_its_findings_are_to_be_had() {
    let rig = Rig::new().await;
    rig.agent("oracle", &["verify"]).await;
    let id = verified(&rig, json!({"level": "L4", "limit": 10})).await;
    let task = rig.get(&format!("/v1/tasks/{id}")).as_(VIEWER).says(200).await.json();
    assert_eq!(task["input"], json!({"level": "L4", "limit": 10, "path": rig.root()}));
    for what in ["findings", "sarif", "report"] {
        rig.get(&format!("/v1/verify/{id}/{what}")).as_(VIEWER).says(202).await;
    }
    rig.store.put("sarif/1", b"{\"version\": \"2.1.0\"}".to_vec(), Duration::from_secs(60)).await.unwrap();
    rig.work("verify", Outcome::Success(report())).await;
    let run = rig.get(&format!("/v1/verify/{id}")).as_(VIEWER).says(200).await.json();
    assert_eq!((&run["state"], &run["findings"], &run["statistics"]["files"]), (&json!("succeeded"), &json!(3), &json!(3)));
    let findings = async |query: &str| {
        let page = rig.get(&format!("/v1/verify/{id}/findings{query}")).as_(VIEWER).says(200).await.json();
        let codes: Vec<String> =
            page["items"].as_array().unwrap().iter().map(|finding| finding["code"].as_str().unwrap().to_owned()).collect();
        (codes.join(" "), page["total"].as_u64().unwrap(), page["next"].clone())
    };
    assert_eq!(findings("").await, ("L1/a L4/b L4/c".into(), 3, Value::Null));
    assert_eq!(findings("?severity=error&limit=1").await, ("L1/a".into(), 2, json!(1)));
    assert_eq!(findings("?severity=error&limit=1&cursor=1").await, ("L4/c".into(), 2, Value::Null));
    assert_eq!(findings("?code=L4").await.0, "L4/b L4/c");
    assert_eq!(findings("?code=L4/b").await.0, "L4/b");
    assert_eq!(findings("?path=src/").await.0, "L1/a L4/b");
    let sarif = rig.get(&format!("/v1/verify/{id}/sarif")).as_(VIEWER).says(200).await;
    assert_eq!((sarif.header("content-type"), sarif.json()["version"].as_str()), ("application/sarif+json", Some("2.1.0")));
    assert_eq!(rig.get(&format!("/v1/verify/{id}/report")).as_(VIEWER).says(200).await.json(), report()["report"]);
}

#[tokio::test]
async fn only_tasks_of_verification_are_runs() {
    let rig = Rig::new().await;
    rig.agent("oracle", &["verify", "explain"]).await;
    let other = rig.post("/v1/tasks").as_(OPERATOR).json(&json!({"capability": "explain"})).says(202).await;
    rig.get(&format!("/v1/verify/{}", other.json()["id"].as_str().unwrap())).as_(VIEWER).says(404).await;
}

#[tokio::test]
async fn a_path_stays_in_its_workspace() {
    let rig = Rig::new().await;
    rig.agent("oracle", &["verify"]).await;
    let (root, outside) = (rig.root(), rig.folder.path().canonicalize().unwrap().join("outside"));
    std::fs::create_dir(&outside).unwrap();
    std::fs::write(root.join("file"), "").unwrap();
    #[cfg(unix)]
    std::os::unix::fs::symlink(&outside, root.join("link")).unwrap();
    let ask = |path: String| rig.post("/v1/verify").as_(OPERATOR).json(&json!({ "path": path }));
    ask(root.join("inner").display().to_string()).says(202).await;
    for wrong in [
        outside.display().to_string(),
        format!("{}/../outside", root.display()),
        format!("{}/inner/../../outside", root.display()),
        root.join("link").display().to_string(),
        root.join("file").display().to_string(),
        root.join("nothing").display().to_string(),
        "/etc".to_owned(),
        "inner".to_owned(),
        "..".to_owned(),
        format!("{}\0", root.display()),
    ] {
        ask(wrong).says(422).await;
    }
}

#[tokio::test]
async fn an_archive_is_kept_and_handed_on() {
    let rig = Rig::new().await;
    rig.agent("oracle", &["verify"]).await;
    let bytes = zip(&[("a/b.py", b"x = 1\n")]);
    let raw = rig.post("/v1/verify").as_(OPERATOR).body("application/zip", bytes.clone()).says(202).await;
    let boundary = "xXx";
    let mut form = Vec::new();
    form.extend_from_slice(b"--xXx\r\ncontent-disposition: form-data; name=\"options\"\r\n\r\n{\"level\": \"L1\"}\r\n");
    form.extend_from_slice(b"--xXx\r\ncontent-disposition: form-data; name=\"archive\"; filename=\"../../x.zip\"\r\n\r\n");
    form.extend_from_slice(&bytes);
    form.extend_from_slice(b"\r\n--xXx--\r\n");
    let formed = rig.post("/v1/verify").as_(OPERATOR).body(&format!("multipart/form-data; boundary={boundary}"), form).says(202).await;
    for (run, level) in [(raw, Value::Null), (formed, json!("L1"))] {
        let task = rig.get(&format!("/v1/tasks/{}", run.json()["id"].as_str().unwrap())).as_(VIEWER).says(200).await.json();
        assert_eq!(task["input"]["level"], level);
        let kept = rig.store.get(task["input"]["archive"].as_str().unwrap()).await.unwrap();
        assert_eq!(kept, Some(bytes.clone()));
    }
}

#[tokio::test]
async fn an_archive_that_leads_out_is_refused() {
    let rig = Rig::new().await;
    rig.agent("oracle", &["verify"]).await;
    use tar::EntryType as T;
    for bytes in [
        tarball(T::Regular, "../x", ""),
        tarball(T::Regular, "/etc/x", ""),
        tarball(T::Symlink, "x", "/etc"),
        tarball(T::Link, "x", "../../etc/passwd"),
        tarball(T::Char, "x", ""),
    ] {
        rig.post("/v1/verify").as_(OPERATOR).body("application/gzip", bytes).says(422).await;
    }
    rig.post("/v1/verify").as_(OPERATOR).body("application/zip", zip(&[("a/../../x", b"")])).says(422).await;
    rig.post("/v1/verify").as_(OPERATOR).body("application/zip", "nonsense").says(422).await;
    rig.post("/v1/verify").as_(OPERATOR).body("text/plain", "nonsense").says(415).await;
    rig.post("/v1/verify").as_(OPERATOR).body("multipart/form-data; boundary=x", "nonsense").says(400).await;
    assert_eq!(rig.get("/v1/tasks").as_(VIEWER).says(200).await.json()["items"], json!([]));
}

#[tokio::test]
async fn a_large_archive_is_refused_packed_and_unpacked() {
    let rig = Rig::with(|config| {
        config.limits.archive.packed = 4096;
        config.limits.archive.unpacked = 1 << 20;
    })
    .await;
    rig.agent("oracle", &["verify"]).await;
    rig.post("/v1/verify").as_(OPERATOR).body("application/zip", vec![0; 5000]).says(413).await;
    let bomb = zip(&[("a", &vec![0; 2 << 20])]);
    assert!(bomb.len() < 4096);
    rig.post("/v1/verify").as_(OPERATOR).body("application/zip", bomb).says(413).await;
}
