#!/usr/bin/env python3
"""Documents of public projects: what we find beside six linters of documents, on the same files in one run.

    tests/peers/documents/beside.py CHECKOUTS [--corpus fresh17-corpus.tsv] [--show]

CHECKOUTS has a checkout of each repository of the table (repository, revision, kind, path), named as the repository is. The peers, on
PATH or in the folders PEERS (`:` between them), get the files of the table that are of their kind. Ours are the findings in these
files when whole checkouts are checked, since rules look at the rest. We say the same where one of ours of that meaning stands at a
peer's line, one before or behind, or in what begins there (a service, a step, a `RUN`); each of ours stands for one, and the same said
twice counts once. Where a peer names no line, the file is the place. The CPU seconds are of one run of each over copies of the files with
nothing beside them. Style is what the scripts for each kind called so before they ran.

`beside-differences.tsv` has a verdict on the rest, given by hand, and a reason, unless the script for the kind has it; a row without
repository, path or line is for all of them. Exit 1 when a peer says what neither we nor the table say. Ours is target/release/ouroboros,
or what OUROBOROS_BIN names.
"""

import argparse
import re
import shutil
import sys
import tempfile
from collections import Counter, defaultdict
from pathlib import Path

import compose
import dockerfile
import kubernetes
import workflows
from fresh import draw, table
from peers import alone, run

STYLE = {
    **workflows.STYLE,
    "dclint": {rule for rule in compose.STYLE if ":" not in rule},
    "hadolint": set(dockerfile.STYLE),
    "kubernetes-validate": set(),
    "yamllint": workflows.STYLE["yamllint"] | kubernetes.STYLE | {rule.split(":")[1] for rule in compose.STYLE if ":" in rule},
}
# What of ours says the same; for rules that are not here, whatever we say there.
SAME = {
    ("actionlint", "action"): ("deprecated-runtime", "outdated-runtime", "retired-action"),
    ("actionlint", "deprecated-commands"): ("deprecated-command",),
    ("actionlint", "glob"): ("filter-pattern",),
    **dict.fromkeys([("check-jsonschema", "schema"), ("kubernetes-validate", "schema")], ("schema-violation", "duplicate-key")),
    ("check-jsonschema", "syntax"): ("syntax-error", "duplicate-key"),
    **{("dclint", rule): codes for rule, codes in compose.SAME.items()},
    **{("hadolint", rule): codes for rule, codes in dockerfile.SAME.items()},
    **{("yamllint", rule.split(":")[1]): codes for rule, codes in compose.SAME.items() if ":" in rule},
}
# Peer, pattern of the rule, pattern of the message, reason.
REASONS = [
    *workflows.REASONS,
    *(("hadolint", rule + r"\d*", "", why) for rule, why in sorted(dockerfile.REASONS.items(), reverse=True)),
    *(("dclint", rule, "", why) for rule, why in compose.REASONS.items()),
    *(("kubernetes-validate", "schema", re.escape(part), why) for part, why in kubernetes.REASONS),
]
COLUMNS = ("listed", "said", "same", "gap", "wrong", "style", "elsewhere", "other")


def copied(checkouts, corpus, folder):
    """Copies the files below `folder`; of each kind the copies, and of what. Workflows are such only in the folder of the root."""
    copies = defaultdict(dict)
    for one in corpus:
        owner, path = one["repository"].replace("/", "+"), one["path"]
        name = f".github/workflows/{owner}+{path.split('/')[-1]}" if one["kind"] == "workflow" else f"{owner}/{path}"
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(checkouts / one["repository"].split("/")[1] / path, folder / name)
        copies[one["kind"]][name] = (one["repository"], path)
    return copies


def theirs(folder, copies):
    """What each peer says (file, line, rule, message), and its CPU seconds."""
    manifests, composes, flows, dockerfiles = (list(copies[kind]) for kind in ("manifest", "compose", "workflow", "dockerfile"))
    of_flows, spent = workflows.check_jsonschema(folder, flows)
    of_composes, more = workflows.check_jsonschema(folder, composes, "vendor.compose-spec")
    return {
        "actionlint": workflows.actionlint(folder, flows),
        "check-jsonschema": (of_flows + of_composes, spent + more),
        "dclint": compose.dclint(folder, composes),
        "hadolint": dockerfile.hadolint(folder, dockerfiles),
        "kubernetes-validate": kubernetes.validated(folder, manifests),
        "yamllint": workflows.yamllint(folder, manifests + composes + flows),
    }


def ours(checkouts, corpus):
    """Lines and rules of our findings in each file."""
    files, found = {(one["repository"], one["path"]) for one in corpus}, defaultdict(list)
    for repository in sorted({repository for repository, _ in files}):
        for one in draw.findings(checkouts / repository.split("/")[1], "L"):
            if (repository, one["path"]) in files:
                found[repository, one["path"]].append((one["range"]["start"]["line"], one["code"][3:]))
    return found


def judged(rows, peer, rule, message, **at):
    """The row that says the most of where a difference is, the verdict, and the reason."""
    fit = [row for row in rows if (row["peer"], row["rule"]) == (peer, rule) and all(row[key] in ("", at[key]) for key in at)]
    row = max(fit, key=lambda row: sum(row[key] != "" for key in at), default={"verdict": "no verdict", "reason": message})
    fits = (why for who, of, part, why in REASONS if who == peer and re.fullmatch(of, rule) and re.search(part, message))
    return row, row["verdict"], row["reason"] or next(fits)


def main() -> int:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("checkouts", type=Path)
    arguments.add_argument("--corpus", default="fresh17-corpus.tsv")
    arguments.add_argument("--show", action="store_true", help="print each difference")
    options = arguments.parse_args()
    for peer, rules in sorted(STYLE.items()):
        print(f"style, not compared: {peer}: {', '.join(sorted(rules)) or 'none'}")
    corpus, rows = table(options.corpus), table("beside-differences.tsv")
    with tempfile.TemporaryDirectory() as name:
        copies = copied(options.checkouts, corpus, Path(name))
        _, own = run([draw.binary().resolve(), "check", ".", "--no-cache", "--no-progress", "--format", "json"], cwd=name)
        peers = theirs(Path(name), copies)
    of, mine = {name: one for copy in copies.values() for name, one in copy.items()}, ours(options.checkouts, corpus)
    used, totals = [], defaultdict(Counter)
    for peer, (said, _) in peers.items():
        print(f"\n== {peer}")
        rules, total = defaultdict(lambda: defaultdict(set)), totals[peer]
        for name, line, rule, message in said:
            rules[rule][of[name]].add((line, message))
        for rule, files in sorted(rules.items()):
            count, only, shown = sum(map(len, files.values())), Counter(), []
            if rule in STYLE[peer]:
                total["listed"] += count
                continue
            for (repository, path), places in sorted(files.items()):
                file, codes = options.checkouts / repository.split("/")[1] / path, SAME.get((peer, rule))
                told = [line for line, code in sorted(mine[repository, path]) if codes is None or code in codes]
                for line, message in alone(sorted(places), told, file.read_text(errors="replace").splitlines()):
                    row, *why = judged(rows, peer, rule, message, repository=repository, path=path, line=str(line))
                    used.append(row)
                    only[tuple(why)] += 1
                    shown.append(f"         {why[0]}: {repository} {path}:{line} {' '.join(message.split())[:200]}")
            total.update(said=count, same=count - sum(only.values()))
            print(f"   {rule}: said {count}, same {count - sum(only.values())}")
            for (verdict, why), times in only.most_common():
                total[verdict] += times
                print(f"   {times:5} {verdict}: {why}")
            print("".join(line + "\n" for line in shown if options.show), end="")
    print(f"\n{len(corpus)} files".ljust(21), *(f"{head:>9}" for head in (*COLUMNS, "CPU s")))
    for peer, (_, seconds) in peers.items():
        print(peer.ljust(20), *(f"{totals[peer][head]:9}" for head in COLUMNS), f"{seconds:9.2f}")
    cheapest = sorted((seconds, peer) for peer, (_, seconds) in peers.items())[:3]
    together = sum(seconds for seconds, _ in cheapest)
    print(f"ours: {own:.2f} CPU s,", Counter(code for found in mine.values() for _, code in found).most_common())
    print(f"{'less' if own < together else 'NOT less'} than {' + '.join(peer for _, peer in cheapest)} = {together:.2f} CPU s")
    print("rows that nothing needs:", *("\n   " + " ".join(row.values()) for row in rows if row not in used))
    lacking = sum(total["no verdict"] for total in totals.values())
    print("without a verdict:", lacking)
    return int(lacking > 0)


if __name__ == "__main__":
    sys.exit(main())
