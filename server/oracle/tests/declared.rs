//! Findings about what the DNA declares: the file each is shown in, the chain that explains it, the day it comes
//! back on.

use std::path::Path;
use std::sync::Arc;

use oracle::{Change, Host, Rendered};
use workspace::fixture::Fixture;
use workspace::{Date, MemoryFileSystem};

fn open(fixture: &str) -> Host {
    let system = Arc::new(MemoryFileSystem::new());
    for (path, text) in Fixture::parse(fixture).files {
        system.write(Path::new("/fixture").join(path), text);
    }
    let mut host = Host::with_system(system, None);
    host.open_root(Path::new("/fixture"));
    host
}

/// Each finding as `code path:line:column message`, its related places below it.
fn shown(host: &Host) -> String {
    let line = |finding: &Rendered| {
        let mut out =
            format!("{} {}:{}:{} {}\n", finding.code, finding.path, finding.start.line + 1, finding.start.column + 1, finding.message);
        for related in &finding.related {
            out.push_str(&format!("  {}:{}:{} {}\n", related.path, related.start.line + 1, related.start.column + 1, related.message));
        }
        out
    };
    let findings = host.snapshot().all_findings(host.roots()[0]).expect("nobody writes");
    findings.iter().map(line).collect()
}

fn on(host: &mut Host, day: &str) -> String {
    host.apply(Change::Today { date: Date::parse(day).expect("a day") });
    shown(host)
}

#[test]
fn places_lead_into_the_right_file() {
    let host = open(
        "//- /dna/shop.dna.yaml\ndna: 1\nextends: [ouroboros:rust-workspace, ./parts/base.dna.yaml]\ncomponents:\n  tools: {path: tools}\n\
         //- /dna/parts/base.dna.yaml\ndna: 1\ncomponents:\n  api: {path: api, uses: []}\n  gone: {path: gon}\n\
         //- /api/Cargo.toml\n//- /api/x.py\nimport tools.y\nimport tools.old\n//- /tools/__init__.py\n//- /tools/y.py\n\
         //- /other.dna.yaml\n# two\ndna: 1\n",
    );
    // The root's own comes before that in `dna/`; without it, the other counts.
    assert_eq!(
        shown(&host),
        "L4/unresolved-import api/x.py:2:8 cannot find module `tools.old`: there is no `old` in `tools/`\n\
         L0/duplicate-dna dna/shop.dna.yaml:1:1 this is a second project DNA and is not read: `other.dna.yaml` is the one that counts\n  \
         other.dna.yaml:2:1 this one counts\n"
    );
    let host = open(
        "//- /dna/shop.dna.yaml\ndna: 1\nextends: [ouroboros:rust-workspace, ./parts/base.dna.yaml]\ncomponents:\n  tools: {path: tools}\n\
         //- /dna/parts/base.dna.yaml\ndna: 1\ncomponents:\n  api: {path: api, uses: []}\n  gone: {path: gon}\n\
         //- /api/Cargo.toml\n//- /api/x.py\nimport tools.y\n//- /tools/__init__.py\n//- /tools/y.py\n",
    );
    assert_eq!(
        shown(&host),
        "L4/denied-dependency api/x.py:1:8 `api` may not depend on `tools`: `uses` of `api` does not list it\n  \
         tools/y.py:1:1 `tools/y.py` belongs to `tools`\n  \
         dna/parts/base.dna.yaml:3:26 all that `api` may use\n\
         L6/divergent-dependency dna/parts/base.dna.yaml:3:26 `api` depends on `tools` by one import, which is not declared: \
         `uses` of `api` does not list it\n  \
         api/x.py:1:8 this leads to `tools/y.py`\n\
         L0/missing-component dna/parts/base.dna.yaml:4:16 component `gone`: `gon` does not exist\n\
         L0/missing-required-file dna/shop.dna.yaml:4:3 component `tools` has no `Cargo.toml` (A component of this workspace is a crate.)\n  \
         dna/shop.dna.yaml:2:11 rule `crates-have-manifests` requires it, in the preset `ouroboros:rust-workspace`\n"
    );
}

const CHAIN: &str = "//- /x.dna.yaml\ndna: 1\ncomponents: {web: {path: web.py}, db: {path: db.py}}\n\
     rules:\n  - {id: no-sql, forbid: 'web -> db', why: slow}\n\
     //- /db.py\n//- /c.py\nimport os\nimport db\n//- /b.py\nimport c\nimport c\n//- /a.py\nimport b\n//- /web.py\nimport os\nimport a, b\n";

#[test]
fn a_chain_is_shown_import_by_import() {
    let expected = "L4/forbidden-chain web.py:2:11 `web` may not reach `db`, through others neither; rule `no-sql` forbids it (slow): \
         `web.py` → `b.py` → `c.py` → `db.py`\n  \
         b.py:1:8 which imports `c.py`\n  c.py:2:8 which imports `db.py`, which belongs to `db`\n  x.dna.yaml:4:27 rule `no-sql`\n";
    assert_eq!(shown(&open(CHAIN)), expected);
    // The same whatever was asked before, and at the rule's own severity.
    let host = open(&CHAIN.replace("why: slow", "why: slow, severity: info"));
    let findings = host.snapshot().all_findings(host.roots()[0]).expect("nobody writes");
    assert_eq!((findings.len(), findings[0].severity), (1, oracle::Severity::Info));
    assert_eq!(shown(&open(&CHAIN.replace("why: slow", "severity: off"))), "");
}

/// What is expected of who had a suppression that has ended.
const LOOK: &str = "take it out, or look again and give it another day";

#[test]
fn a_circle_of_a_larger_group_says_how_large_it_is() {
    let host = open(
        "//- /a.py\ndef a():\n    import b\n    b.b()\n//- /b.py\ndef b():\n    import a, c\n    a.a(), c.c()\n\
         //- /c.py\ndef c():\n    import a\n    a.a()\n",
    );
    let said = shown(&host);
    let wanted = "import cycle: `a.py` → `b.py` → `a.py` (one of the circles among 3 files, each of which leads to every other)";
    assert!(said.contains(wanted), "{said}");
}

#[test]
fn a_suppression_holds_on_its_last_day_and_no_longer() {
    let finding = "L4/unresolved-import pkg/a.py:1:8 cannot find module `pkg.gone`: there is no `gone` in `pkg/`\n";
    let mut host = open(
        "//- /pkg/__init__.py\n//- /pkg/a.py\nimport pkg.gone  # ouroboros: ignore[L4/unresolved-import, L1] until=2027-01-31 SHOP-12\n\
         //- /pkg/b.py\n# ouroboros: ignore[L4] until=2027-01-30 SHOP-13\nimport pkg.more\nimport pkg.ever  # ouroboros: ignore[L4]\n",
    );
    assert_eq!(shown(&host), "", "without a day nothing ends");
    assert_eq!(on(&mut host, "2027-01-30"), "");
    let b = format!(
        "L3/expired-suppression pkg/b.py:1:3 this suppression of `L4` ended on 2027-01-30: {LOOK}\n\
         L4/unresolved-import pkg/b.py:2:8 cannot find module `pkg.more`: there is no `more` in `pkg/`\n  \
         pkg/b.py:1:3 this suppression ended on 2027-01-30\n"
    );
    assert_eq!(on(&mut host, "2027-01-31"), b);
    let a = format!(
        "{finding}  pkg/a.py:1:20 this suppression ended on 2027-01-31\n\
         L3/expired-suppression pkg/a.py:1:20 this suppression of `L4/unresolved-import`, `L1` ended on 2027-01-31: {LOOK}\n"
    );
    assert_eq!(on(&mut host, "2027-02-01"), format!("{a}{b}"));
    assert_eq!(on(&mut host, "2027-01-01"), "", "a clock that was put back");
}

#[test]
fn a_declared_suppression_ends_too() {
    let mut host = open(
        "//- /x.dna.yaml\ndna: 1\nextends: ./base.dna.yaml\n//- /base.dna.yaml\ndna: 1\nchecks:\n  suppress:\n  \
         - {code: L4/unresolved-import, at: 'pkg/*', until: 2027-01-31, why: SHOP-12}\n  \
         - {code: L4/unresolved-import, at: pkg/b.py}\n\
         //- /pkg/__init__.py\n//- /pkg/a.py\nimport pkg.gone\n//- /pkg/b.py\nimport pkg.gone\n",
    );
    assert_eq!(on(&mut host, "2027-01-31"), "");
    assert_eq!(
        on(&mut host, "2027-02-01"),
        format!(
            "L3/expired-suppression base.dna.yaml:4:54 this suppression of `L4/unresolved-import` ended on 2027-01-31: {LOOK}\n\
             L4/unresolved-import pkg/a.py:1:8 cannot find module `pkg.gone`: there is no `gone` in `pkg/`\n  \
             base.dna.yaml:4:54 this suppression ended on 2027-01-31\n"
        )
    );
}

#[test]
fn a_day_that_is_none_ends_nothing_and_is_said() {
    let mut host =
        open("//- /pkg/__init__.py\n//- /pkg/a.py\nimport pkg.gone  # ouroboros: ignore[L4/unresolved-import] until=soon SHOP-12\n");
    assert_eq!(
        on(&mut host, "2099-01-01"),
        "L3/suppression-date pkg/a.py:1:20 `until=` is followed by a day written YYYY-MM-DD, not `soon`: this suppression never ends\n"
    );
}
