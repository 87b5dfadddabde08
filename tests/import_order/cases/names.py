"""How a module gets its names, loses them and passes them on: statements of every kind, stars, `__all__`, `__getattr__`."""

CASES = {
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
}
