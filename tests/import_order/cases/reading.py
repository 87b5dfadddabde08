"""What reads an attribute while a module is imported, and what only later or never."""

CASES = {
    "decorator": """
# shop/__init__.py
# shop/a.py
from shop import b
def mark(f): return f
# shop/b.py
from shop import a
@a.mark
def f(): pass
""",
    "default_argument": """
# shop/__init__.py
# shop/a.py
from shop import b
LIMIT = 3
# shop/b.py
from shop import a
def f(limit=a.LIMIT): pass
""",
    "lambda_reads_later": """
# shop/__init__.py
# shop/a.py
from shop import b
LIMIT = 3
# shop/b.py
from shop import a
limit = lambda: a.LIMIT
items = (a.LIMIT for _ in range(3))
""",
    "annotation": """
# shop/__init__.py
# shop/a.py
from shop import b
class A: pass
# shop/b.py
from shop import a
def f(x: a.A) -> None: pass
""",
    "annotation_from_the_future": """
# shop/__init__.py
# shop/a.py
from shop import b
class A: pass
# shop/b.py
from __future__ import annotations
from shop import a
def f(x: a.A) -> None: pass
""",
    "annotation_of_a_variable": """
# shop/__init__.py
# shop/a.py
from shop import b
class A: pass
# shop/b.py
from shop import a
class B:
    a: a.A
x: int = 1
""",
    "class_body_reads": """
# shop/__init__.py
# shop/a.py
from shop import b
SIZE = 3
# shop/b.py
from shop import a
class B:
    size = a.SIZE
""",
    "class_body_has_its_own": """
# shop/__init__.py
# shop/a.py
from shop import b
SIZE = 3
# shop/b.py
from shop import a
class Own:
    SIZE = 1
class B:
    a = Own
    size = a.SIZE
""",
    "short_circuit": """
# shop/__init__.py
# shop/a.py
from shop import b
SIZE = 3
# shop/b.py
from shop import a
size = False and a.SIZE
other = 1 if True else a.SIZE
some = [a.SIZE for _ in ()]
""",
}
