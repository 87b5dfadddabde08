"""Orders that fail, beside the tools that follow them.

Small repositories by a fixed seed, each with services, revisions or migrations that come after each other at random; what
`ouroboros check` says of each is compared with what the tool itself says:

- Compose: `docker-compose config` refuses a circle of `depends_on`
- Alembic: `ScriptDirectory` finds several heads, a revision that is not there, a circle
- Django: `MigrationLoader` finds conflicts, a dependency that is not there, a circle

    python tests/peers/orders.py target/release/ouroboros [how many of each]

Wants `alembic` and `django` to be importable, and `docker-compose` on the path (left out where it is not).
"""

import io
import json
import random
import shutil
import subprocess
import sys
import tempfile
import warnings
from contextlib import redirect_stderr
from pathlib import Path

BINARY = sys.argv[1]
COUNT = int(sys.argv[2]) if len(sys.argv) > 2 else 60


def ours(folder, code):
    said = subprocess.run([BINARY, "check", str(folder), "--no-cache", "--format", "json"], capture_output=True, text=True, timeout=60)
    return [finding["message"] for finding in json.loads(said.stdout)["findings"] if finding["code"] == code]


def write(folder, path, text):
    file = folder / path
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text)


def compose(chance, folder):
    names = [f"s{n}" for n in range(chance.randint(2, 6))]
    text = "version: '3'\nservices:\n"
    for name in names:
        others = [other for other in names if other != name and chance.random() < 0.25]
        text += f"  {name}:\n    image: example/image\n    depends_on: {json.dumps(others)}\n"
    write(folder, "docker-compose.yml", text)
    judge = subprocess.run(
        ["docker-compose", "-f", str(folder / "docker-compose.yml"), "config"], capture_output=True, text=True, timeout=60
    )
    assert judge.returncode == 0 or "ircular" in judge.stderr, judge.stderr
    return judge.returncode != 0, bool(ours(folder, "L5/start-order"))


def alembic(chance, folder):
    from alembic.script import ScriptDirectory

    count = chance.randint(2, 7)
    write(folder, "db/env.py", "config = None\n")
    write(folder, "db/script.py.mako", "")
    for number in range(count):
        before = chance.randrange(number) if number else None
        if number and chance.random() < 0.6:
            before = number - 1
        down = None if before is None else f"r{before}"
        if number and chance.random() < 0.08:
            down = chance.choice(["gone", f"r{count - 1}"])
        write(folder, f"db/versions/r{number}_x.py", f"revision = 'r{number}'\ndown_revision = {down!r}\n")
    wrong = False
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            script = ScriptDirectory(str(folder / "db"))
            wrong = len(script.get_heads()) != 1
            list(script.walk_revisions("base", "heads"))
        except Exception:
            wrong = True
    return wrong, bool(ours(folder, "L5/migration-order"))


def django(chance, folder):
    from django.conf import settings

    if not settings.configured:
        settings.configure(INSTALLED_APPS=[], DATABASES={})
        import django as package

        package.setup()
    from django.db.migrations.loader import MigrationLoader

    # Each repository has an app of another name, since Python keeps what it imported.
    app = f"app{chance.randrange(10**9)}"
    write(folder, f"{app}/__init__.py", "")
    write(folder, f"{app}/migrations/__init__.py", "")
    count = chance.randint(3, 7)
    for number in range(count):
        after = [number - 1] if number else []
        if number > 1 and chance.random() < 0.15:
            after = [number - 2]
        if number > 1 and chance.random() < 0.2:
            after.append(chance.randrange(number))
        names = [f"{one:04}_x" for one in after]
        if number and chance.random() < 0.05:
            names.append("9999_gone")
        listed = ", ".join(f"('{app}', '{name}')" for name in names)
        text = f"from django.db import migrations\n\n\nclass Migration(migrations.Migration):\n    dependencies = [{listed}]\n"
        write(folder, f"{app}/migrations/{number:04}_x.py", text)
    write(folder, "requirements.txt", "django\n")
    sys.path.insert(0, str(folder))
    try:
        with redirect_stderr(io.StringIO()):
            from django.apps import AppConfig, apps

            config = AppConfig.create(app)
            known = apps.app_configs
            apps.app_configs = {app: config}
            config.apps = apps
            try:
                wrong = bool(MigrationLoader(None).detect_conflicts())
            except Exception as error:
                wrong = type(error).__name__ in ("NodeNotFoundError", "CircularDependencyError")
                if not wrong:
                    raise
            finally:
                apps.app_configs = known
    finally:
        sys.path.remove(str(folder))
    return wrong, bool(ours(folder, "L5/migration-order"))


def main():
    kinds = [alembic, django] + ([compose] if shutil.which("docker-compose") else [])
    failed = False
    for kind in kinds:
        chance = random.Random(7)
        wrong = agree = 0
        for number in range(COUNT):
            folder = Path(tempfile.mkdtemp(prefix="orders-"))
            try:
                theirs, own = kind(chance, folder)
                wrong += theirs
                agree += theirs == own
                if theirs != own:
                    print(f"{kind.__name__} {number}: the tool says {'wrong' if theirs else 'right'}, we say {'wrong' if own else 'right'}")
            finally:
                shutil.rmtree(folder)
        print(f"{kind.__name__}: {COUNT} repositories, {wrong} of them wrong, the same verdict for {agree}")
        failed |= agree != COUNT
    sys.exit(failed)


main()
