"""Judges that read paths on standard input and answer with a line each: empty where the file is right."""

import subprocess


def verdicts(command, paths, **more):
    """What `command` says of `paths`: None for accepted."""
    asked = "".join(f"{path}\n" for path in paths)
    done = subprocess.run(command, input=asked, stdout=subprocess.PIPE, text=True, errors="replace", timeout=900, check=True, **more)
    lines = done.stdout.split("\n")[: len(paths)]
    if len(lines) < len(paths):
        raise RuntimeError(f"{command[0]} answered {len(lines)} times for {len(paths)} files")
    return [line or None for line in lines]
