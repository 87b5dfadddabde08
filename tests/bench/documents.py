"""Makes 10 MB of Kubernetes YAML, in one file and in many, and says what checking it costs.

    python3 tests/bench/documents.py [--program target/release/ouroboros] [--megabytes 10]

Prints, for each layout, the CPU seconds (user and system, of all threads) of `ouroboros check --level L3`: the first run,
which fills the cache of facts, and the best of three after it. What is made is the same on every machine.
"""

import argparse
import json
import os
import pathlib
import resource
import subprocess
import tempfile

DEPLOYMENT = """\
apiVersion: apps/v1
kind: Deployment
metadata:
  name: web-{n}
  namespace: shop-{m}
  labels:
    app.kubernetes.io/name: web-{n}
    app.kubernetes.io/part-of: shop
  annotations:
    example.org/owner: team-{m}
spec:
  replicas: {m}
  selector:
    matchLabels:
      app: web-{n}
  template:
    metadata:
      labels:
        app: web-{n}
        tier: front
    spec:
      serviceAccountName: web
      securityContext:
        runAsNonRoot: true
        fsGroup: 2000
      containers:
        - name: web
          image: registry.example.org/shop/web:1.{n}.0
          args: ["--listen", ":8080", "--log-level=info"]
          ports:
            - name: http
              containerPort: 8080
            - name: metrics
              containerPort: 9090
          env:
            - name: DATABASE_HOST
              value: db.shop-{m}.svc
            - name: DATABASE_PASSWORD
              valueFrom:
                secretKeyRef:
                  name: db
                  key: password
          resources:
            requests:
              cpu: 100m
              memory: 128Mi
            limits:
              cpu: "1"
              memory: 256Mi
          livenessProbe:
            httpGet:
              path: /healthz
              port: http
            initialDelaySeconds: 10
          readinessProbe:
            tcpSocket:
              port: http
          volumeMounts:
            - name: config
              mountPath: /etc/web
      volumes:
        - name: config
          configMap:
            name: web-{n}
"""

SERVICE = """\
apiVersion: v1
kind: Service
metadata:
  name: web-{n}
  namespace: shop-{m}
spec:
  selector:
    app: web-{n}
  ports:
    - name: http
      port: 80
      targetPort: http
      protocol: TCP
"""

CONFIG = """\
apiVersion: v1
kind: ConfigMap
metadata:
  name: web-{n}
  namespace: shop-{m}
data:
  web.yaml: |
    listen: ":8080"
    cache: {n}
    upstreams:
      - http://one.shop-{m}.svc
      - http://two.shop-{m}.svc
"""


def texts(size):
    """Groups of objects until their text has `size` bytes."""
    made, n = 0, 0
    while made < size:
        group = "---\n".join(one.format(n=n, m=n % 50 + 1) for one in (DEPLOYMENT, SERVICE, CONFIG))
        made += len(group) + 4
        n += 1
        yield group


def cost(command, folder, environment):
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, timeout=300, check=False)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    assert done.returncode in (0, 1), done.stderr
    found = len(json.loads(done.stdout)["findings"])
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, found


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--program", default="target/release/ouroboros")
    parser.add_argument("--megabytes", type=float, default=10)
    options = parser.parse_args()
    program = str(pathlib.Path(options.program).resolve())
    groups = list(texts(int(options.megabytes * 1e6)))
    layouts = {
        "one file": {"all.yaml": "---\n".join(groups)},
        "one group per file": {f"shop/{at // 100}/{at}.yaml": group for at, group in enumerate(groups)},
    }
    for name, files in layouts.items():
        with tempfile.TemporaryDirectory() as home:
            folder = pathlib.Path(home, "work")
            for path, text in files.items():
                folder.joinpath(path).parent.mkdir(parents=True, exist_ok=True)
                folder.joinpath(path).write_text(text, encoding="utf-8")
            # Ten megabytes in one file are more than what is looked at unless the team says so.
            folder.joinpath("shop.dna.yaml").write_text("dna: 1\nchecks: { max_file_size: 50000000 }\n", encoding="utf-8")
            environment = {**os.environ, "XDG_CACHE_HOME": home + "/cache", "XDG_STATE_HOME": home + "/state"}
            command = [program, "check", ".", "--level", "L3", "--format", "json"]
            first, found = cost(command, folder, environment)
            warm = min(cost(command, folder, environment)[0] for _ in range(3))
            size = sum(map(len, files.values())) / 1e6
            print(f"{name:20} {len(files):5} files {size:5.1f} MB  first {first:.2f} s  warm {warm:.2f} s CPU  {found} findings")


if __name__ == "__main__":
    main()
