"""Small packages whose import goes wrong, or does not: what CPython does with each is not written down here, it is asked.

A case is a text: a line `# path` starts a file. What follows is its content.
"""

CASES = {
    "names_both_ways": """
# shop/__init__.py
# shop/a.py
from shop.b import B
class A: pass
# shop/b.py
from shop.a import A
class B: pass
""",
    "name_is_there_in_time": """
# shop/__init__.py
# shop/a.py
class A: pass
from shop.b import B
# shop/b.py
from shop.a import A
class B: pass
""",
    "modules_both_ways": """
# shop/__init__.py
# shop/a.py
import shop.b
class A: pass
# shop/b.py
import shop.a
class B: pass
""",
    "inside_a_function": """
# shop/__init__.py
# shop/a.py
from shop.b import B
class A: pass
# shop/b.py
class B:
    def a(self):
        from shop.a import A
        return A()
""",
    "a_function_that_is_called_at_once": """
# shop/__init__.py
# shop/a.py
from shop.b import B
class A: pass
# shop/b.py
def load():
    from shop.a import A
    return A
class B: pass
load()
""",
    "a_call_that_loads_the_other_first": """
# shop/__init__.py
# shop/tools.py
def prepare():
    import shop.b
# shop/e.py
from shop.tools import prepare
prepare()
from shop.a import A
from shop import f
class E: pass
# shop/f.py
def f():
    pass
from shop.e import E
# shop/a.py
from shop.b import B
class A: pass
# shop/b.py
class B: pass
from shop.a import A
""",
    "type_checking": """
# shop/__init__.py
# shop/a.py
from shop.b import B
class A: pass
# shop/b.py
from typing import TYPE_CHECKING
if TYPE_CHECKING:
    from shop.a import A
class B:
    a: "A"
""",
    "type_checking_and_else": """
# shop/__init__.py
# shop/a.py
from shop.b import B
class A: pass
# shop/b.py
import typing
if typing.TYPE_CHECKING:
    A = None
else:
    from shop.a import A
class B: pass
""",
    "a_guarded_import": """
# shop/__init__.py
# shop/a.py
from shop.b import B
class A: pass
# shop/b.py
try:
    from shop.a import A
except ImportError:
    A = None
class B: pass
""",
    "guarded_further_up": """
# shop/__init__.py
try:
    from shop.a import A
except ImportError:
    A = None
# shop/a.py
from shop.b import B
class A: pass
# shop/b.py
from shop.a import A
class B: pass
""",
    "try_finally_guards_nothing": """
# shop/__init__.py
# shop/a.py
from shop.b import B
class A: pass
# shop/b.py
try:
    from shop.a import A
finally:
    B = 1
""",
    "import_as": """
# shop/__init__.py
# shop/a.py
import shop.b as b
class A: pass
# shop/b.py
import shop.a as a
class B:
    def a(self):
        return a.A()
""",
    "import_as_and_read": """
# shop/__init__.py
# shop/a.py
import shop.b as b
class A: pass
# shop/b.py
import shop.a as a
class B(a.A): pass
""",
    "from_package_import_module": """
# shop/__init__.py
# shop/a.py
from . import b
class A: pass
# shop/b.py
from . import a
def f(): return a.A
""",
    "package_attribute_before_it_is_set": """
# shop/__init__.py
# shop/a.py
import shop.b
class A: pass
# shop/b.py
import shop.a
class B(shop.a.A): pass
""",
    "module_attribute_is_set_behind": """
# shop/__init__.py
# shop/a.py
class A: pass
import shop.b
# shop/b.py
import shop.a
class B(shop.a.A): pass
""",
    "star": """
# shop/__init__.py
# shop/a.py
from shop.b import *
class A: pass
# shop/b.py
from shop.a import *
class B: pass
""",
    "a_name_through_a_star": """
# shop/__init__.py
# shop/base.py
class Base: pass
from shop.a import A
# shop/mid.py
from shop.base import *
# shop/a.py
from shop.mid import Base
class A: pass
""",
    "star_passes_on_too_little": """
# shop/__init__.py
# shop/base.py
from shop.mid import Early
class Late: pass
# shop/mid.py
from shop.base import *
class Early: pass
from shop.user import use
# shop/user.py
from shop.mid import Late
def use(): pass
""",
    "all_names_what_is_not_there": """
# shop/__init__.py
# shop/a.py
__all__ = ["A"]
from shop.b import B
class A: pass
# shop/b.py
from shop.a import *
class B: pass
""",
    "all_names_modules": """
# shop/__init__.py
from shop.parts import *
# shop/parts/__init__.py
__all__ = ["one", "two"]
# shop/parts/one.py
from shop.parts import two
# shop/parts/two.py
from shop.parts import one
""",
    "all_is_computed": """
# shop/__init__.py
# shop/a.py
__all__ = ["A"] + [name for name in ("B",)]
from shop.b import B
class A: pass
# shop/b.py
from shop.c import c
class B: pass
# shop/c.py
def c(): pass
from shop.a import *
""",
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
    "package_takes_from_its_modules": """
# shop/__init__.py
from .orders import Order
from .users import User
# shop/orders.py
from shop import User
class Order: pass
# shop/users.py
class User: pass
""",
    "package_takes_in_good_order": """
# shop/__init__.py
from .users import User
from .orders import Order
# shop/orders.py
from shop import User
class Order: pass
# shop/users.py
class User: pass
""",
    "package_makes_the_circle_harmless": """
# shop/__init__.py
from shop.b import B
# shop/a.py
from shop.b import B
class A: pass
# shop/b.py
class B: pass
from shop.a import A
""",
    "alias_passed_on": """
# shop/__init__.py
# shop/api.py
from shop.impl import Thing as Public
# shop/impl.py
from shop.api import Public
class Thing: pass
""",
    "getattr_before": """
# shop/__init__.py
# shop/a.py
def __getattr__(name): return 1
from shop.b import B
A = 2
# shop/b.py
from shop.a import A
B = 1
""",
    "getattr_behind": """
# shop/__init__.py
# shop/a.py
from shop.b import B
A = 2
def __getattr__(name): return 1
# shop/b.py
from shop.a import A
B = 1
""",
    "conditional_definition": """
# shop/__init__.py
# shop/a.py
import sys
if sys.version_info >= (3, 0):
    A = 1
from shop.b import B
A = 2
# shop/b.py
from shop.a import A
B = 1
""",
    "deleted_and_bound_again": """
# shop/__init__.py
# shop/a.py
A = 1
del A
from shop.b import B
A = 2
# shop/b.py
from shop.a import A
B = 1
""",
    "bound_by_all_kinds": """
# shop/__init__.py
# shop/a.py
import contextlib
for one in (1,): pass
with contextlib.nullcontext() as two: pass
print(three := 3, end="")
match 4:
    case four: pass
(five, [*six]) = 5, [6]
seven: int = 7
from shop.b import B
# shop/b.py
from shop.a import one, two, three, four, five, six, seven
B = 1
""",
    "annotated_only": """
# shop/__init__.py
# shop/a.py
A: int
from shop.b import B
A = 1
# shop/b.py
from shop.a import A
B = 1
""",
    "a_function_sets_a_global": """
# shop/__init__.py
# shop/a.py
def start():
    global A
    A = 1
start()
from shop.b import B
A = 2
# shop/b.py
from shop.a import A
B = 1
""",
    "globals_are_written": """
# shop/__init__.py
# shop/a.py
globals()["A"] = 1
from shop.b import B
A = 2
# shop/b.py
from shop.a import A
B = 1
""",
    "set_from_outside": """
# shop/__init__.py
# shop/c.py
import shop.a
# shop/a.py
from shop import b
A = 2
# shop/b.py
from shop import a
a.A = 1
from shop.c import shop
from shop.a import A
B = 1
""",
    "namespace_package": """
# ns/part/a.py
from ns.part.b import B
class A: pass
# ns/part/b.py
from ns.part.a import A
class B: pass
""",
    "relative_beyond_two_levels": """
# shop/__init__.py
# shop/top.py
from .x.y.deep import Deep
class Top: pass
# shop/x/__init__.py
# shop/x/y/__init__.py
# shop/x/y/deep.py
from ...top import Top
class Deep: pass
""",
    "three_modules": """
# shop/__init__.py
# shop/a.py
from .b import B
class A: pass
# shop/b.py
from .c import C
class B: pass
# shop/c.py
from .a import A
class C: pass
""",
    "package_above_runs_first": """
# shop/__init__.py
# shop/x/__init__.py
from shop.y import Y
class X: pass
# shop/x/leaf.py
class Leaf: pass
# shop/y.py
from shop.x.leaf import Leaf
from shop.x import X
class Y: pass
""",
    "main_block": """
# shop/__init__.py
# shop/a.py
class A: pass
if __name__ == "__main__":
    from shop.b import B
# shop/b.py
from shop.a import A
class B: pass
""",
    "suppressed": """
# shop/__init__.py
# shop/a.py
import contextlib
with contextlib.suppress(ImportError):
    from shop.b import B
class A: pass
# shop/b.py
from shop.a import A
class B: pass
""",
    "dynamic_import": """
# shop/__init__.py
# shop/a.py
import importlib
importlib.import_module("shop.b")
from shop.b import B
class A: pass
# shop/b.py
from shop.c import C
class B: pass
# shop/c.py
class C: pass
from shop.b import B
""",
    "sys_modules_is_replaced": """
# shop/__init__.py
# shop/a.py
import sys
class Lazy:
    A = 1
sys.modules[__name__] = Lazy()
from shop.b import B
A = 2
# shop/b.py
from shop.a import A
B = 1
""",
    "a_script_beside": """
# one.py
from two import Two
class One: pass
# two.py
from one import One
class Two: pass
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
    "stops_before": """
# shop/__init__.py
# shop/a.py
from shop.b import B
class A: pass
# shop/b.py
class B: pass
raise ValueError("moved")
from shop.a import A
""",
    "a_name_and_a_module_of_one_name": """
# shop/__init__.py
from shop.config import config
# shop/config.py
from shop.user import use
config = {}
# shop/user.py
from shop import config
def use(): return config
""",
}


def files(case):
    """Path and text of each file."""
    out, path = {}, None
    for line in CASES[case].lstrip("\n").splitlines(keepends=True):
        if line.startswith("# ") and line.rstrip().endswith(".py"):
            path = line[2:].strip()
            out[path] = ""
        else:
            out[path] += line
    return out
