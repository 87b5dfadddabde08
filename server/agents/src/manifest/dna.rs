//! The agents of a DNA as manifests.

use std::time::Duration;

use dna::agents::{self as declared, Agent, Need};
use dna::{Dna, Spanned};

use super::{Builtin, Files, Heal, Limits, Manifest, Network, Probes, Restart, Run, Sandbox, Timeouts};

/// Its agents, in its order. What says neither a command nor a built-in agent runs nothing, and is left out: that is a
/// mistake in the DNA. So is what it needs besides agents: nobody starts components.
pub fn of_dna(dna: &Dna) -> Vec<Manifest> {
    dna.agents.iter().filter_map(|agent| manifest(dna, agent)).collect()
}

fn manifest(dna: &Dna, agent: &Agent) -> Option<Manifest> {
    let words: Vec<String> = agent.command.iter().map(|word| word.to_string()).collect();
    let run = match &agent.builtin {
        Some(builtin) => Run::Builtin(match builtin.value {
            declared::Builtin::Oracle => Builtin::Oracle,
            declared::Builtin::Alpha => Builtin::Alpha,
            declared::Builtin::Cartographer => Builtin::Cartographer,
        }),
        None if words.is_empty() => return None,
        None => Run::Command { words, folder: agent.cwd.as_ref().map(|folder| folder.to_string()) },
    };
    let needs = agent.needs.iter().filter_map(|need| match need.value {
        Need::Agent(id) => dna.agents.get(id.0 as usize).map(|agent| agent.id.to_string()),
        Need::Component(_) | Need::Unknown => None,
    });
    let (probes, restart, health) = (Probes::default(), Restart::default(), &agent.health);
    let or = |said: Option<Spanned<Duration>>, standard: Duration| said.map_or(standard, |said| said.value);
    Some(Manifest {
        id: agent.id.to_string(),
        name: None,
        description: agent.description.as_ref().map(|text| text.to_string()),
        run,
        capabilities: agent.capabilities.iter().map(|name| name.to_string()).collect(),
        needs: needs.collect(),
        env: agent.env.iter().map(|name| name.to_string()).collect(),
        concurrency: agent.concurrency.map_or(1, |said| said.value),
        timeouts: Timeouts {
            start_to_close: or(agent.timeout, Timeouts::default().start_to_close),
            heartbeat: agent.heartbeat.map(|said| said.value),
        },
        probes: Probes {
            start_within: or(health.start_within, probes.start_within),
            every: or(health.every, probes.every),
            timeout: or(health.timeout, probes.timeout),
            failures: health.failures.map_or(probes.failures, |said| said.value),
            // Whoever is asked seldom is stale late.
            stale_after: or(health.stale_after, probes.stale_after.max(or(health.every, probes.every) * 6)),
            successes: probes.successes,
        },
        restart: Restart {
            heal: health.heal.map_or(restart.heal, |said| match said.value {
                declared::Heal::Auto => Heal::Auto,
                declared::Heal::Manual => Heal::Manual,
                declared::Heal::Off => Heal::Off,
            }),
            wait: or(agent.restart.wait, restart.wait),
            wait_at_most: or(agent.restart.wait_at_most, restart.wait_at_most),
            times: agent.restart.times.map_or(restart.times, |said| said.value),
            within: or(agent.restart.within, restart.within),
            stop_within: or(agent.stop_within, restart.stop_within),
        },
        limits: Limits {
            memory: agent.limits.memory.map(|said| said.value),
            files: agent.limits.files.map(|said| said.value.into()),
            processes: agent.limits.processes.map(|said| said.value.into()),
            cpu: agent.limits.cpu.map(|said| said.value.into()),
        },
        sandbox: Sandbox {
            files: agent.sandbox.files.map_or(Files::Open, |said| match said.value {
                declared::Writes::Open => Files::Open,
                declared::Writes::Root => Files::Root,
                declared::Writes::ReadOnly => Files::ReadOnly,
            }),
            network: agent.sandbox.network.map_or(Network::Open, |said| if said.value { Network::Open } else { Network::None }),
        },
    })
}
