//! `agents` and `deploy`: what they say, what is wrong with them, and that the published schema says the same.

use std::time::Duration;

use dna::agents::{Builtin, Heal, Need, Platform};
use dna::{Name, parse};

const SHOP: &str = r#"
dna: 1
components:
  orders: { path: src/orders }
  store: { path: src/store }
agents:
  reindexer:
    component: orders
    description: Rebuilds the index of orders.
    command: [python, -m, shop.orders.reindex]
    cwd: src
    env: [SHOP_DSN]
    capabilities: [reindex, orders.count]
    needs: [store, watcher]
    concurrency: 2
    timeout: 5m
    health: { every: 5s, timeout: 250ms, failures: 3, stale_after: 60s, start_within: 1m, heal: auto }
    restart: { wait: 1s, wait_at_most: 5m, times: 5, within: 10m }
    stop_within: 30s
  watcher: { builtin: oracle, health: { heal: off } }
deploy:
  k8s: { component: orders, port: 8000, probe: /health, replicas: 2, image: shop/orders, env: [SHOP_DSN] }
  laptop: { platform: compose, component: [orders, store], description: For whoever starts. }
"#;

#[test]
fn what_they_say() {
    let parsed = parse(SHOP, &[]);
    assert_eq!(parsed.mistakes, []);
    let dna = parsed.dna.expect("it is YAML");
    let [reindexer, watcher] = dna.agents.as_slice() else { panic!("{:?}", dna.agents) };
    assert_eq!(reindexer.component.map(|one| dna.component_at(one.value).map(|one| one.id.to_string())), Some(Some("orders".to_owned())));
    let command: Vec<&str> = reindexer.command.iter().map(|word| word.as_str()).collect();
    assert_eq!(command, ["python", "-m", "shop.orders.reindex"]);
    assert!(
        matches!(reindexer.needs.iter().map(|need| need.value).collect::<Vec<_>>()[..], [Need::Component(_), Need::Agent(agent)] if dna.agent(agent) == Some(watcher))
    );
    let health = &reindexer.health;
    let after = |one: Option<dna::Spanned<Duration>>| one.map(|one| one.value);
    assert_eq!((after(health.every), after(health.timeout)), (Some(Duration::from_secs(5)), Some(Duration::from_millis(250))));
    assert_eq!(health.heal.map(|heal| heal.value), Some(Heal::Auto));
    assert_eq!(after(reindexer.restart.within), Some(Duration::from_secs(600)));
    assert_eq!(
        (watcher.builtin.map(|one| one.value), watcher.health.heal.map(|heal| heal.value)),
        (Some(Builtin::Oracle), Some(Heal::Off))
    );
    let [k8s, laptop] = dna.deploy.as_slice() else { panic!("{:?}", dna.deploy) };
    assert_eq!(
        (k8s.platform, k8s.port.map(|port| port.value), k8s.replicas.map(|some| some.value)),
        (Some(Platform::Kubernetes), Some(8000), Some(2))
    );
    assert_eq!((laptop.platform, laptop.components.len()), (Some(Platform::Compose), 2));
    // Every id that they use is a reference with its place.
    let written = |span| &SHOP[parsed.spans.get(span).range()];
    let used: Vec<_> = dna.id_references().iter().map(|one| (written(one.id.span), matches!(one.target, Some(Name::Agent(_))))).collect();
    assert_eq!(used, [("orders", false), ("store", false), ("watcher", true), ("orders", false), ("orders", false), ("store", false)]);
}

/// A text, each mistake of the reader, and whether the schema sees the shape of it too.
const WRONG: &[(&str, &str, bool)] = &[
    ("agents: { a: [1] }", "«[1]» an agent is a mapping, not a list", true),
    (
        "agents: { a: { comand: [x] } }",
        "«a» an agent has a `command`, the program and its arguments, or is `builtin`; this one is neither|«comand» an agent has no key `comand`; did you mean `command`? -> command",
        true,
    ),
    ("agents: { a: { command: run } }", "«run» `command` is a list, not text", true),
    ("agents: { a: { command: [] } }", "«command» `command` is empty: it is the program and its arguments", true),
    ("agents: { a: { command: [x, 8000] } }", "«8000» an item of `command` is text, not a number: put `8000` in quotes -> \"8000\"", true),
    ("agents: { a: { command: [x], builtin: alpha } }", "«command» an agent that is `builtin` has no `command` (see «builtin»)", true),
    (
        "agents: { a: { builtin: aplha } }",
        "«aplha» `builtin` is `oracle`, `alpha` or `cartographer`, not `aplha`; did you mean `alpha`? -> alpha",
        true,
    ),
    ("agents: { a: { builtin: alpha, health: { evry: 5s } } }", "«evry» `health` has no key `evry`; did you mean `every`? -> every", true),
    (
        "agents: { a: { builtin: alpha, health: { every: 5 } } }",
        "«5» `every` is a duration as in `250ms`, `5s`, `1m` or `2h`, not `5`; did you mean `5s`? -> 5s",
        true,
    ),
    (
        "agents: { a: { builtin: alpha, timeout: 5 minutes } }",
        "«5 minutes» `timeout` is a duration as in `250ms`, `5s`, `1m` or `2h`, not `5 minutes`",
        true,
    ),
    (
        "agents: { a: { builtin: alpha, health: { heal: auot } } }",
        "«auot» `heal` is `auto`, `manual` or `off`, not `auot`; did you mean `auto`? -> auto",
        true,
    ),
    (
        "agents: { a: { builtin: alpha, health: { every: 60s, stale_after: 5s } } }",
        "«5s» `stale_after` is not longer than `every`: the agent would be stale before it is asked again",
        false,
    ),
    (
        "agents: { a: { builtin: alpha, env: [A=1] } }",
        "«A=1» `env` lists names; a value stays in the environment, where it is no secret of the repository -> A",
        true,
    ),
    (
        "agents: { a: { builtin: alpha, capabilities: [a b] } }",
        "«a b» a capability is named with letters, digits, `_`, `-` and `.`, not `a b`",
        true,
    ),
    ("agents: { a: { builtin: alpha, capabilities: [a, a] } }", "«a» `a` is listed twice (see «a»)", true),
    (
        "agents: { A_b: { builtin: alpha } }",
        "«A_b» `A_b` is no id of an agent: that is lower-case words and digits joined by `-`, 63 characters at most",
        true,
    ),
    ("agents: { a: { builtin: alpha, concurrency: 0 } }", "«0» `concurrency` is a whole number from 1 up, not `0`", true),
    ("agents: { a: { builtin: alpha, cwd: ../x } }", "«../x» `../x` leads out of the root; paths are seen from there", false),
    (
        "agents: { a: { builtin: alpha, needs: [b] }, b: { builtin: oracle, needs: [stor] } }",
        "L4/unknown-id «stor» no component or agent `stor` is declared; did you mean `store`? -> store",
        false,
    ),
    ("agents: { a: { builtin: alpha, needs: [top] } }", "L4/unknown-id «top» `top` is a layer; an agent needs components or agents", false),
    ("agents: { a: { builtin: alpha, component: top } }", "L4/unknown-id «top» `top` is a layer, not a component", false),
    (
        "agents: { store: { builtin: alpha } }",
        "L4/duplicate-id «store» `store` is already the id of a component: agents share their ids with components and layers (see «store»)",
        false,
    ),
    ("deploy: { k8s: {} }", "«k8s» a target has a `component`, which it ships; this one has none", true),
    (
        "deploy: { prod: { component: store } }",
        "«prod» what is `prod` made for? its name does not say: write `platform`, one of `kubernetes`, `compose`, `docker`, `systemd`",
        false,
    ),
    ("deploy: { k8s: { component: store, port: 80000 } }", "«80000» `port` is a whole number from 1 to 65535, not `80000`", true),
    (
        "deploy: { k8s: { component: store, port: '80' } }",
        "«80» `port` is a whole number from 1 to 65535, not text: leave out the quotes",
        true,
    ),
    (
        "deploy: { k8s: { component: store, port: 80, probe: health } }",
        "«health» `probe` is a path as in `/health`, not `health` -> /health",
        true,
    ),
    (
        "deploy: { k8s: { component: store, probe: /health } }",
        "«probe» a target with a `probe` has the `port` that it is asked at; this one has none",
        true,
    ),
    (
        "deploy: { k8s: { component: [store, orders], repicas: 2 } }",
        "«repicas» a target has no key `repicas`; did you mean `replicas`? -> replicas|L4/unknown-id «orders» no component `orders` is declared",
        true,
    ),
];

#[test]
fn what_is_wrong_with_them() {
    let schema = schemas::shipped("dna").expect("it is shipped");
    for (section, expected, seen) in WRONG {
        let text = format!("dna: 1\ncomponents: {{ store: {{}} }}\nlayers: [top]\n{section}\n");
        let shown = |mistake: &dna::Mistake| {
            let code = mistake.code.strip_prefix("L2/schema-violation").map_or(format!("{} ", mistake.code), |_| String::new());
            let related: String = mistake.related.iter().map(|note| format!(" (see «{}»)", &text[note.span.range()])).collect();
            let fix = mistake.fix.as_ref().map_or_else(String::new, |fix| format!(" -> {}", fix.text));
            format!("{code}«{}» {}{related}{fix}", &text[mistake.span.range()], mistake.message)
        };
        let mistakes = parse(&text, &[]).mistakes;
        let mut shown: Vec<String> = mistakes.iter().map(shown).collect();
        shown.sort();
        let mut expected: Vec<&str> = expected.split('|').collect();
        expected.sort_unstable();
        assert_eq!(shown, expected, "{section}");
        let data = documents::read(&text).ok().and_then(|document| document.root).expect("it is YAML").to_json();
        assert_eq!(!schema.validate(&data).is_empty(), *seen, "{section}: {:?}", schema.validate(&data));
    }
}

#[test]
fn the_schema_takes_what_the_reader_takes() {
    let schema = schemas::shipped("dna").expect("it is shipped");
    let presets = dna::presets::names().filter_map(dna::presets::text);
    let own = [SHOP, include_str!("../../../dna/ouroboros.dna.yaml"), include_str!("../../../fixtures/storefront/dna/shop.dna.yaml")];
    for text in presets.chain(own) {
        let data = documents::read(text).ok().and_then(|document| document.root).expect("it is YAML").to_json();
        assert_eq!(schema.validate(&data), [], "{text}");
    }
}

#[test]
fn extended_ones_are_overridden_as_a_whole() {
    let fixture = "//- /a.dna.yaml\ndna: 1\nextends: ./b.dna.yaml\nagents: { x: { builtin: alpha } }\ndeploy: { k8s: { component: c, port: 1 } }\n\
        //- /b.dna.yaml\ndna: 1\ncomponents: { c: {} }\nagents: { x: { command: [y], needs: [none] }, z: { builtin: oracle, needs: [x] } }\ndeploy: { k8s: { component: none } }\n";
    let workspace::fixture::Opened { db, root, .. } = workspace::fixture::Fixture::parse(fixture).open();
    assert_eq!(dna::mistakes(&db, root, &[]), []);
    let dna = dna::dna(&db, root).expect("it can be read");
    let ids: Vec<&str> = dna.agents.iter().map(|agent| agent.id.as_str()).collect();
    assert_eq!((ids, dna.deploy.len()), (vec!["x", "z"], 1));
    // The key of the one that is overridden is a use of the one that counts.
    let uses = dna.id_references().iter().filter(|one| matches!(one.target, Some(Name::Agent(agent)) if agent.0 == 0)).count();
    assert_eq!(uses, 2);
}
