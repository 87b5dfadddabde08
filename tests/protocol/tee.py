"""Runs a language server and keeps every byte it is sent and every byte it says: tee.py LOG COMMAND...

LOG.in and LOG.out grow while the session runs. Ends with the server's exit code.
"""
import os, subprocess, sys, threading

log, command = sys.argv[1], sys.argv[2:]
server = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)


def copy(source, target, keep):
    with open(keep, "wb", buffering=0) as kept:
        while data := os.read(source, 1 << 16):
            kept.write(data)
            try:
                while data:
                    data = data[os.write(target, data):]
            except OSError:      # the other side has gone; what was said is kept all the same
                break
    os.close(target)


threading.Thread(target=copy, args=(0, server.stdin.fileno(), log + ".in"), daemon=True).start()
answers = threading.Thread(target=copy, args=(server.stdout.fileno(), 1, log + ".out"))
answers.start()
code = server.wait()
answers.join()
os._exit(code)
